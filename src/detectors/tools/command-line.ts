/**
 * The kernel's command line: `sysctl.vm.swappiness=10`, and parameters of the kernel's own that
 * move a sysctl (`panic=7`). Both act before any file is read.
 */
import type { Evidence } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import { COMMAND_LINE, readKernelFacts } from "../kernel/kernel-facts.ts";
import { givenParameters } from "../kernel/kernel-parameters.ts";
import { isBelow } from "../kernel/kernel-version.ts";
import { pathToKey } from "../kernel/sysctl-d.ts";
import { canonical } from "../kernel/sysctl-value.ts";
import { indexName, type Tool } from "./tool.ts";
import { PHASES } from "./phase.ts";

/** The first kernel that reads `sysctl.`; a distribution may have brought that to an older one. */
const SINCE = "5.8";

const evidence = (says: string, restores: string | null): Evidence =>
  ({ kind: "kernel", path: COMMAND_LINE, says, restores, phase: PHASES.commandLine });

export function commandLineTool(host: HostReader): Tool {
  const facts = readKernelFacts(host);
  const given = givenParameters(facts);
  return {
    names: () => new Set([...facts.sysctlParameters.keys(), ...given.paths(host)]
      .map(indexName)),
    otherManagersOf: (name) => {
      const moving = given.for(name).map(({ text, source, brings }) =>
        evidence(`the kernel's command line has ${text} (${source})`, brings));
      const value = facts.sysctlParameters.get(name);
      if (value === undefined) return moving;
      const says = `the kernel's command line has sysctl.${pathToKey(name)}=${value}`;
      const isRead = !isBelow(facts.release ?? SINCE, SINCE);
      return [...moving, evidence(says, isRead ? canonical(value) : null)];
    },
  };
}
