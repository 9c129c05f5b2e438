/** `sysctl.vm.swappiness=10` on the kernel's command line: set before any file is read. */
import type { HostReader } from "../../engine/ports.ts";
import { COMMAND_LINE, readKernelFacts } from "../kernel-facts.ts";
import { keyToPath } from "../sysctl-d.ts";
import type { Holders } from "./holder.ts";

export function commandLineHolders(host: HostReader): Holders {
  const facts = readKernelFacts(host);
  return (kind, name) => {
    const value = kind === "sysctl" ? facts.sysctlParameter(keyToPath(name)) : null;
    const says = `the kernel's command line has sysctl.${name}=${value}`;
    return value === null ? [] : [{ kind: "kernel", path: COMMAND_LINE, says }];
  };
}
