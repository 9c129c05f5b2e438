/** `sysctl.vm.swappiness=10` on the kernel's command line: set before any file is read. */
import type { Evidence } from "../../engine/model.ts";
import type { HostReader } from "../../engine/ports.ts";
import { COMMAND_LINE, readKernelFacts } from "../kernel-facts.ts";
import { pathToKey } from "../sysctl-d.ts";
import { canonical } from "../sysctl-keys.ts";
import { indexName, type Tool } from "./holder.ts";
import { PHASES } from "./phase.ts";

const NONE: readonly Evidence[] = [];

export function commandLineHolders(host: HostReader): Tool {
  const facts = readKernelFacts(host);
  return {
    names: () => new Set([...facts.sysctlParameters.keys()].map(indexName)),
    holdersOf: (kind, name) => {
      const value = kind === "sysctl" ? facts.sysctlParameters.get(name) : undefined;
      if (value === undefined) return NONE;
      const says = `the kernel's command line has sysctl.${pathToKey(name)}=${value}`;
      return [{ kind: "kernel", path: COMMAND_LINE, says, restores: canonical(value),
        phase: PHASES.commandLine }];
    },
  };
}
