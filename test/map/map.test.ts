/** The map of a machine: who is on which CPU, before and after a plan, and what is not known. */
import { describe, expect, test } from "vitest";
import { replay } from "../../src/facts/replay.ts";
import { parseFacts } from "../../src/facts/parse.ts";
import { nodeIn } from "../../src/facts/tree-json.ts";
import type { DirectoryNode } from "../../src/facts/tree.ts";
import { digest } from "../../src/edges/linux/hash.ts";
import type { HostFile, Plan } from "../../src/engine/model/model.ts";
import { readMap } from "../../src/map/read-map.ts";
import type { CpuMap } from "../../src/map/model.ts";
import type { HostReader } from "../../src/ports/host.ts";
import { cpuFiles, type CpuSpec } from "../support/cpu-tree.ts";
import { hostAt, planAt } from "../support/engine.ts";
import { planOn, SUMS, textOfFacts } from "../support/facts.ts";
import { hostFile } from "../support/host-file.ts";
import { irqFiles, type IrqFile } from "../support/irq-files.ts";
import { makeTree, threadFiles, type Files } from "../support/tree.ts";

const UNIT = "agave-validator.service";

const service = (unit: string, pid: number, ...threads: readonly (readonly [name: string, cpus: string])[]): Files => ({
  [`/etc/systemd/system/${unit}`]: "[Service]\nExecStart=/usr/bin/x\n",
  ...(threads.length === 0 ? {} : { [`/sys/fs/cgroup/system.slice/${unit}/cgroup.procs`]: `${pid}\n` }),
  ...Object.assign({}, ...threads.map(([name, cpus], at) => threadFiles(pid, pid + at, name, cpus))) as Files,
});

const SPEC: CpuSpec = { cores: 8 };

const machine = (files: Files, irqs: readonly IrqFile[] = [], spec = SPEC): HostReader & ReturnType<typeof hostAt> =>
  hostAt(makeTree({ ...cpuFiles(spec), "/sys/fs/cgroup/cgroup.controllers": "cpuset cpu\n", ...irqFiles(8, irqs), ...files }));

const mapOf = (host: HostReader, after: Plan | null = null, before: Plan | null = null): CpuMap =>
  readMap({ host, hostName: "a", before, after });

/** `A agave-validator.service 0-7 > 2-5 (remark)`. */
const told = ({ occupants }: CpuMap): readonly string[] => occupants.map((one) =>
  `${one.key} ${one.name} ${one.before}${one.after === one.before ? "" : ` > ${one.after}`}`
  + (one.remark === undefined ? "" : ` (${one.remark})`));

const ETH: readonly IrqFile[] = [
  { number: 30, name: "eth0-0", device: "eth0", allowed: "0-7", effective: "3" },
  { number: 31, name: "eth0-1", device: "eth0", allowed: "0-7", effective: "4" },
  { number: 9, name: "acpi", allowed: "0-7", effective: "0" },
];

const VALIDATOR = service(UNIT, 900, ["agave-validator", "0-7"], ["solRpc", "0-7"], ["solPohTickProd", "3"]);

describe("a machine as it is", () => {
  test("names services and threads that are pinned, and none that may run anywhere", () => {
    const host = machine({ ...VALIDATOR, ...service("cron.service", 700, ["cron", "0-7"]),
      ...service("rpc.service", 800, ["rpc", "4-5"], ["worker", "4-5"]), ...service("off.service", 1) });
    expect(told(mapOf(host))).toEqual([
      `A ${UNIT} 0-7`, "A1 solPohTickProd 3", "B rpc.service 4-5"]);
  });

  test("has interrupts where their chip is set to, by device", () => {
    expect(told(mapOf(machine({}, ETH)))).toEqual(["a eth0 3-4", "b other interrupts 0"]);
  });

  test("has an interrupt where its mask allows it, if the kernel does not say where it lands", () => {
    expect(told(mapOf(machine({}, [{ number: 30, name: "x", allowed: "2-3" }])))).toEqual(["a other interrupts 2-3"]);
  });

  test("says what is isolated, without a tick and offline", () => {
    const host = machine({ "/sys/devices/system/cpu/isolated": "2-3\n", "/sys/devices/system/cpu/nohz_full": "2\n" }, [],
      { cores: 8, offline: [7] });
    expect(mapOf(host)).toMatchObject({ isolated: "2-3", tickless: "2", offline: "7", online: "0-6",
      unpinned: "0-1,4-6", isPlanned: false, unknown: [] });
  });

  test("a service that keeps off isolated CPUs as all do is not pinned", () => {
    const host = machine({ "/sys/devices/system/cpu/isolated": "2-3\n", ...service("cron.service", 700, ["cron", "0-1,4-7"]) });
    expect(told(mapOf(host))).toEqual([]);
  });

  test("many threads that differ by their number are one row", () => {
    const tiles = Array.from({ length: 9 }, (_, at) => [`tile${at}`, String(at % 8)] as const);
    expect(told(mapOf(machine(service(UNIT, 900, ["main", "0-7"], ...tiles))))).toEqual([`A ${UNIT} 0-7`, "A1 tile* 0-7"]);
  });
});

describe("before and after a plan", () => {
  const pins = (...cpuPinning: NonNullable<HostFile["cpuPinning"]>): HostFile => hostFile({ cpuPinning });
  const planned = (host: ReturnType<typeof machine>, declaration: HostFile): readonly string[] =>
    told(mapOf(host, planAt(host, declaration)));

  test("a service moves with the threads that follow it, and a thread that pinned itself stays", () => {
    expect(planned(machine(VALIDATOR), pins({ unit: UNIT, cpus: "2-5" })))
      .toEqual([`A ${UNIT} 0-7 > 2-5`, "A1 solPohTickProd 3"]);
  });

  test("a named thread moves alone", () => {
    const pin = { unit: UNIT, thread: "solPoh*", cpus: "6" };
    expect(planned(machine(VALIDATOR), pins({ ...pin, adopt: { from: "3" } })))
      .toEqual([`A ${UNIT} 0-7`, "A1 solPohTickProd 3 > 6"]);
    expect(planned(machine(VALIDATOR), pins(pin)))
      .toEqual([`A ${UNIT} 0-7`, "A1 solPohTickProd 3 (blocked, wanted 6)"]);
  });

  test("a cpuset takes its threads along, and leaves those within it", () => {
    const limits = { "/sys/fs/cgroup/cpuset.cpus.effective": "0-7\n",
      [`/sys/fs/cgroup/system.slice/${UNIT}/cpuset.cpus.effective`]: "0-7\n", [`/sys/fs/cgroup/system.slice/${UNIT}/cpuset.cpus`]: "\n" };
    expect(planned(machine({ ...VALIDATOR, ...limits }), pins({ unit: UNIT, cpus: "2-5", enforce: "cpuset" })))
      .toEqual([`A ${UNIT} 0-7 > 2-5`, "A1 solPohTickProd 3"]);
  });

  test("a service that does not run is where it would start", () => {
    expect(planned(machine(service(UNIT, 1)), pins({ unit: UNIT, cpus: "2-5" })))
      .toEqual([`A ${UNIT} 0-7 > 2-5 (not running)`]);
  });

  test("what is blocked stays, and says what was wanted", () => {
    const custom = { [`/etc/systemd/system/${UNIT}.d/50-admin.conf`]: "[Service]\nCPUAffinity=0-1\n" };
    const host = machine({ ...service(UNIT, 900, ["agave-validator", "0-1"]), ...custom });
    expect(planned(host, pins({ unit: UNIT, cpus: "2-5" }))).toEqual([`A ${UNIT} 0-1 (blocked, wanted 2-5)`]);
  });

  test("an interrupt moves to what its mask will allow", () => {
    const host = machine({}, ETH);
    expect(planned(host, hostFile({ irqAffinity: [{ match: { device: "eth0" }, cpus: "0-1", spread: "each" }] })))
      .toEqual(["a eth0 3-4 > 0-1", "b other interrupts 0"]);
  });

  test("two plans are compared with each other, and not with the host", () => {
    const host = machine(VALIDATOR);
    const [before, after] = ["2-5", "2-6"].map((cpus) => planAt(host, pins({ unit: UNIT, cpus })));
    expect(told(mapOf(host, after, before))).toEqual([`A ${UNIT} 2-5 > 2-6`, "A1 solPohTickProd 3"]);
  });
});

type Entries = Record<string, unknown>;
interface Recorded { readonly sys: { readonly devices: { readonly system: Record<string, Record<string, Entries | string>> } } }

const only = (entries: unknown, name: string): Entries => {
  const found = (entries as Entries | undefined)?.[name];
  return found === undefined ? {} : { [name]: found };
};

describe("recorded facts", () => {
  const replayed = (text: string): HostReader => replay(parseFacts(text, "facts", digest).facts, SUMS);
  const LIVE = { ...VALIDATOR, ...service("rpc.service", 800, ["rpc", "4-5"]) };

  test("give the map of the host, also after a plan", () => {
    const host = machine(LIVE, ETH, { packages: 2, nodes: 2, l3: 1, cores: 1, threads: 2 });
    const facts = replayed(textOfFacts(host));
    const declaration = hostFile({ cpuPinning: [{ unit: UNIT, cpus: "2-5" }] });
    const ofHost = mapOf(host, planAt(host, declaration));
    expect(mapOf(facts, planOn(facts, declaration))).toEqual(ofHost);
    expect(ofHost.occupants.map(({ name }) => name)).toEqual([UNIT, "solPohTickProd", "rpc.service", "eth0", "other interrupts"]);
    expect(ofHost.machine.boxes).toHaveLength(2);
  });

  test("of versions that did not record where CPUs sit give a map that says so", () => {
    const document = structuredClone(parseFacts(textOfFacts(machine(LIVE, ETH)), "facts", digest).document);
    const { system } = (document.files as unknown as Recorded).sys.devices;
    delete system["node"];
    for (const cpu of Object.values(system["cpu"] ?? {})) {
      if (typeof cpu !== "object" || cpu === null) continue;
      delete cpu["cache"];
      cpu["topology"] = { "/part": true, ...only(cpu["topology"], "thread_siblings_list") };
    }
    delete system["cpu"]?.["present"];
    // They listed neither directory whole.
    for (const directory of [system, system["cpu"]]) Object.assign(directory ?? {}, { "/part": true });
    const { machine: box, unknown, occupants } = mapOf(replay(
      { isTree: !document.machine, root: nodeIn(document.files) as DirectoryNode, answers: document.answers }, SUMS));
    expect(unknown).toEqual(["which CPUs are offline", "which package a CPU is in", "NUMA nodes", "L3 caches"]);
    expect([box.names, box.boxes, box.cores[0]?.each.length]).toEqual([[], [], 8]);
    expect(occupants.map(({ name }) => name)).toContain("rpc.service");
  });
});
