/** `sysctl.vm.swappiness=10` on the kernel's command line: set before any file is read. */
import type { Evidence } from "../../engine/model.ts";
import type { HostReader } from "../../engine/ports.ts";
import { COMMAND_LINE, readKernelFacts } from "../kernel-facts.ts";
import { pathToKey } from "../sysctl-d.ts";
import type { Holders } from "./holder.ts";

const NONE: readonly Evidence[] = [];

export function commandLineHolders(host: HostReader): Holders {
  const facts = readKernelFacts(host);
  return (kind, name) => {
    const value = kind === "sysctl" ? facts.sysctlParameter(name) : null;
    if (value === null) return NONE;
    const says = `the kernel's command line has sysctl.${pathToKey(name)}=${value}`;
    return [{ kind: "kernel", path: COMMAND_LINE, says }];
  };
}
