/** Facts of the kernel. */
import { readMissingParameters } from "../../detectors/kernel/command-line-files.ts";
import { newerKernel, rebootRequest } from "../../detectors/kernel/installed-kernels.ts";
import { readIfAllowed } from "../../detectors/read-if-allowed.ts";
import { numberIn, textIn } from "../../detectors/small-files.ts";
import { parseCpuMask } from "../../detectors/cpu-lists.ts";
import { cpus } from "../../formats/cpu-set.ts";
import { known, knownIn, unknown, type FactSources } from "../fact.ts";
import { asValue } from "./programs.ts";

const RELEASE = "/proc/sys/kernel/osrelease";
const IO_URING = "/proc/sys/kernel/io_uring_disabled";
const WORKQUEUE = "/sys/devices/virtual/workqueue/cpumask";

export const KERNEL_FACTS: FactSources = {
  "kernel.ioUring": {
    says: "{disabled, group}: 0 for all, 1 for the group or CAP_SYS_ADMIN, 2 for none; a kernel "
      + "before 6.6 has no such switch, which is 0",
    read: (host) => (readIfAllowed(host, RELEASE) === null ? unknown(RELEASE)
      : known({ disabled: numberIn(host, IO_URING) ?? 0,
        group: numberIn(host, "/proc/sys/kernel/io_uring_group") ?? -1 }, IO_URING)),
  },
  "kernel.newer": {
    says: "the newest installed kernel above the running one, or \"\"",
    read: (host) => knownIn(host, "/lib/modules", () =>
      newerKernel(host, textIn(host, RELEASE) ?? "") ?? ""),
  },
  "kernel.rebootRequest": {
    says: "the file by which packages ask for a reboot, or \"\"",
    read: (host) => {
      const path = rebootRequest(host);
      return known(path ?? "", path ?? "/run/reboot-required");
    },
  },
  "kernel.missing": {
    says: "parameters that the boot loader's files have and this boot lacks: list of {path, word}",
    read: (host) => (textIn(host, "/proc/cmdline") === null ? unknown("/proc/cmdline")
      : known(asValue(readMissingParameters(host)), "/proc/cmdline")),
  },
  "kernel.modules": {
    says: "names of loaded modules",
    read: (host) => {
      const text = textIn(host, "/proc/modules");
      return text === null ? unknown("/proc/modules")
        : known(text.split("\n").map((line) => line.split(" ")[0] ?? ""), "/proc/modules");
    },
  },
  "kernel.workers": {
    says: "CPUs of the kernel's own unbound workers: list",
    read: (host) => {
      const text = textIn(host, WORKQUEUE);
      return text === null ? unknown(WORKQUEUE) : known(cpus(parseCpuMask(text)), WORKQUEUE);
    },
  },
  "kernel.printk": {
    says: "the lowest level that the console leaves out",
    read: (host) => {
      const level = Number((textIn(host, "/proc/sys/kernel/printk") ?? "").split(/\s+/)[0]);
      return Number.isInteger(level) && level > 0 ? known(level, "/proc/sys/kernel/printk")
        : unknown("/proc/sys/kernel/printk");
    },
  },
};
