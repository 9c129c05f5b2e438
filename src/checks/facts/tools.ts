/** Facts of programs that tune this machine beside Vexor. */
import { readBannedCpus, readIrqbalance } from "../../detectors/irq/irqbalance.ts";
import { readNeedRestart } from "../../detectors/tools/needrestart.ts";
import { textIn } from "../../detectors/small-files.ts";
import { cpus, union, type CpuSet } from "../../formats/cpu-set.ts";
import { isKnown, known, type FactBook, type FactSources } from "../fact.ts";
import { asValue } from "./programs.ts";

/** Each wants values of its own for clocks, disks or the kernel. */
const TUNERS: Readonly<Record<string, string>> = {
  "tuned.service": "TuneD", "tlp.service": "TLP", "power-profiles-daemon.service":
  "power-profiles-daemon", "auto-cpufreq.service": "auto-cpufreq", "bpftune.service": "bpftune",
  "laptop-mode.service": "laptop-mode-tools", "tuned-ppd.service": "tuned-ppd",
  "system76-power.service": "system76-power",
};

/** Of one program, which runs in two services. */
const SAME = new Map([["tuned-ppd", "TuneD"]]);

const tunersIn = (services: readonly string[]): readonly string[] =>
  [...new Set(services.flatMap((name) => TUNERS[name] ?? [])
    .map((name) => SAME.get(name) ?? name))];

const servicesIn = (book: FactBook): readonly string[] => {
  const fact = book.fact("environment.services");
  return isKnown(fact) ? fact.value as readonly string[] : [];
};

const GOVERNOR = /^\s*GOVERNOR\s*=\s*["']?(\w+)/m;

export const TOOL_FACTS: FactSources = {
  "tools.irqbalance": {
    says: "{running, startsAtBoot, banned}: CPUs that it leaves alone",
    read: (host) => {
      const { running, startsAtBoot } = readIrqbalance(host);
      const banned = readBannedCpus(host).reduce<CpuSet>((sum, one) => union(sum, one.cpus), 0n);
      return known({ running: running !== null, startsAtBoot, banned: cpus(banned) },
        "/etc/default/irqbalance");
    },
  },
  "tools.tuners": {
    says: "programs that run and tune: list of names",
    read: (_, book) => {
      const services = book.fact("environment.services");
      return isKnown(services) ? known(tunersIn(servicesIn(book)), "/sys/fs/cgroup/system.slice")
        : services;
    },
  },
  "tools.profile": {
    says: "TuneD's active profile, or \"\"",
    read: (host) => known(textIn(host, "/etc/tuned/active_profile") ?? "",
      "/etc/tuned/active_profile"),
  },
  "tools.governor": {
    says: "the governor that cpufrequtils sets at boot, or \"\"",
    read: (host) => known(GOVERNOR.exec(textIn(host, "/etc/default/cpufrequtils") ?? "")?.[1] ?? "",
      "/etc/default/cpufrequtils"),
  },
  "tools.needrestart": {
    says: "{path, mode, spared}, or null where it is not installed; mode `l`, `i`, `a` or \"\"",
    read: (host) => {
      const found = readNeedRestart(host);
      return known(asValue(found), "/etc/needrestart/needrestart.conf");
    },
  },
};
