/** Sysctls that checks read, each by its name: `sysctl.vm.swappiness`. */
import { textIn } from "../../detectors/small-files.ts";
import { known, unknown, type FactSource, type FactSources } from "../fact.ts";

const NUMBERS = [
  "vm.swappiness", "vm.max_map_count", "fs.nr_open", "fs.file-max", "kernel.numa_balancing",
  "kernel.pid_max", "kernel.nmi_watchdog",
  "net.core.rmem_max", "net.core.wmem_max", "net.core.bpf_jit_enable",
  "net.ipv4.conf.lo.rp_filter", "net.ipv4.conf.lo.accept_local",
  "net.ipv4.conf.lo.route_localnet",
];

/** A name that a condition can hold. */
const factOf = (key: string): string => `sysctl.${key.replaceAll("-", "_")}`;

const source = (key: string): FactSource => {
  const path = `/proc/sys/${key.replaceAll(".", "/")}`;
  return {
    says: "its number",
    read: (host) => {
      const text = textIn(host, path);
      return text === null || !/^-?\d+$/.test(text)
        ? unknown(`a kernel, and a place in it, that shows ${key}`) : known(Number(text), path);
    },
  };
};

export const SYSCTL_FACTS: FactSources =
  Object.fromEntries(NUMBERS.map((key) => [factOf(key), source(key)]));
