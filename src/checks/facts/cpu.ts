/** Facts of the processors. */
import {
  readCpuModel, readIdleStates, readVulnerabilities,
} from "../../detectors/hardware/cpu-model.ts";
import { readBoost, readFrequencyPolicies } from "../../detectors/hardware/cpu-frequency.ts";
import { cpusOfFlag, POH_FLAGS, XDP_CORE_FLAGS } from "../../detectors/clients/argv-cpus.ts";
import { readTopology } from "../../detectors/kernel/topology.ts";
import { cgroupOf } from "../../detectors/processes/cpusets.ts";
import { readLoneThreads } from "../../detectors/processes/lone-threads.ts";
import { readIfAllowed } from "../../detectors/read-if-allowed.ts";
import { textIn } from "../../detectors/small-files.ts";
import { cpus, formatCpuList, has, minus, size } from "../../formats/cpu-set.ts";
import type { HostReader } from "../../ports/host.ts";
import { isKnown, known, knownIn, unknown, type FactBook, type FactSources } from "../fact.ts";
import { asValue, pidsOf, programsHere } from "./programs.ts";

const CPUS = "/sys/devices/system/cpu";
const CLOCK = "/sys/devices/system/clocksource/clocksource0";

/** Cores are counted by the first CPU of each. */
const readSize = (host: HostReader) => {
  const { online, siblings } = readTopology(host);
  const firsts = cpus(online).filter((cpu) => cpus(siblings(cpu))[0] === cpu);
  return { cores: firsts.length, threads: size(online) };
};

const pinsOf = (host: HostReader, book: FactBook) => {
  const { online } = readTopology(host);
  return programsHere(book).flatMap(({ name, argv = [] }) =>
    [POH_FLAGS, XDP_CORE_FLAGS].flatMap((flags) => {
      const given = cpusOfFlag(argv, flags);
      return given.length === 0 ? [] : [{ client: name, flag: flags[0] ?? "", cpus: given,
        offline: given.filter((cpu) => !has(online, cpu)) }];
    }));
};

const throttledIn = (host: HostReader, book: FactBook) =>
  programsHere(book).flatMap(({ name, unit, pids: [pid] = [] }) => {
    const cgroup = pid === undefined || unit === null ? null : cgroupOf(host, pid);
    const path = `${cgroup}/cpu.stat`;
    const text = cgroup === null ? null : readIfAllowed(host, path);
    const count = /^nr_throttled (\d+)$/m.exec(text ?? "")?.[1];
    return count === undefined ? [] : [{ client: name, unit, path, times: Number(count) }];
  });

interface HotThread {
  readonly cpu: number;
  readonly name: string;
}

const hotIn = (book: FactBook): readonly HotThread[] => {
  const fact = book.fact("cpu.hot");
  return isKnown(fact) ? fact.value as unknown as readonly HotThread[] : [];
};

const idleOf = (host: HostReader, book: FactBook) =>
  [...new Map(hotIn(book).map((one) => [one.cpu, one])).values()]
    .flatMap(({ cpu, name }) => readIdleStates(host, cpu).map((state) =>
      ({ ...state, thread: name })));

/** What the processors are, and how the kernel drives them. */
const OF_HARDWARE: FactSources = {
  "cpu.policies": {
    says: "list of {name, path, cpus, governor, driver, available, epp, max, hardwareMax}; kHz, "
      + "and null where the driver has none",
    read: (host) => known(asValue(readFrequencyPolicies(host)), `${CPUS}/cpufreq`),
  },
  "cpu.boost": {
    says: "{path, key, on, toSwitchOn}, or null without a switch; key is that of a host file",
    read: (host) => {
      const boost = readBoost(host);
      if (boost === null) return known(null, CPUS);
      const { path, on } = boost;
      return known({ path, on, key: path.replace(/^\/sys\//, ""),
        toSwitchOn: path.endsWith("no_turbo") ? 0 : 1 }, path);
    },
  },
  "cpu.clocksource": {
    says: "{current, available}",
    read: (host) => {
      const current = textIn(host, `${CLOCK}/current_clocksource`);
      const available = textIn(host, `${CLOCK}/available_clocksource`) ?? "";
      return current === null ? unknown("a clocksource in /sys") : known({ current,
        available: available.split(/\s+/) }, `${CLOCK}/current_clocksource`);
    },
  },
  "cpu.model": {
    says: "{name, flags, baseMhz}; flags of x86 as `sha_ni`, baseMhz 0 where nothing says it",
    read: (host) => {
      const model = readCpuModel(host);
      return model === null ? unknown("/proc/cpuinfo") : known(asValue(model), "/proc/cpuinfo");
    },
  },
  "cpu.size": {
    says: "{cores, threads} that are online",
    read: (host) => {
      const found = readSize(host);
      return found.threads === 0 ? unknown(`${CPUS}/online`) : known(found, `${CPUS}/online`);
    },
  },
  "cpu.offline": {
    says: "CPUs that the kernel booted with and that are off, as a list: `4-7`, or \"\"",
    read: (host) => {
      const { possible, online } = readTopology(host);
      return known(formatCpuList(minus(possible, online)), `${CPUS}/online`);
    },
  },
  "cpu.vulnerabilities": {
    says: "list of {name, path, says}",
    read: (host) => knownIn(host, `${CPUS}/vulnerabilities`, () =>
      asValue(readVulnerabilities(host))),
  },
};

/** What clients have of them. */
const OF_CLIENTS: FactSources = {
  "cpu.hot": {
    says: "threads of clients that may run on one CPU alone: list of {pid, tid, name, cpu, core, "
      + "beside}; core is the CPUs of that core, beside the other such threads on it",
    read: (host, book) => ({ value: asValue(readLoneThreads(host, pidsOf(programsHere(book)))),
      evidence: [{ kind: "process", says: "the affinity of the clients' threads" }] }),
  },
  "cpu.idle": {
    says: "of each CPU in cpu.hot, its idle states: list of {thread, name, path, cpu, latency, "
      + "entered, isDisabled}; microseconds",
    read: (host, book) => known(asValue(idleOf(host, book)), CPUS),
  },
  "cpu.isolated": {
    says: "{isolated, nohzFull}: lists of CPUs",
    read: (host) => {
      const { isolated, nohzFull } = readTopology(host);
      return known({ isolated: cpus(isolated), nohzFull: cpus(nohzFull) }, `${CPUS}/nohz_full`);
    },
  },
  "cpu.pins": {
    says: "CPUs that a client's command line names: list of {client, flag, cpus, offline}",
    read: (host, book) => known(asValue(pinsOf(host, book)), `${CPUS}/online`),
  },
  "cpu.throttled": {
    says: "of each client's service: list of {client, unit, path, times} that its quota stopped it",
    read: (host, book) => known(asValue(throttledIn(host, book))),
  },
};

export const CPU_FACTS: FactSources = { ...OF_HARDWARE, ...OF_CLIENTS };
