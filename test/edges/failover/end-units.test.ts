/** A kill ends all of a service, in whichever tree of cgroups it is, and says so only once nothing of it is left. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { endUnits, placesOf, type UnitPlace } from "../../../src/edges/failover/end-units.ts";

let place: string;
let running: ChildProcess[] = [];
beforeEach(() => { place = mkdtempSync(join(tmpdir(), "vexor-end-units-")); });
afterEach(() => {
  for (const one of running) one.kill("SIGKILL");
  running = [];
  vi.restoreAllMocks();
  rmSync(place, { recursive: true, force: true });
});

const UNIT: UnitPlace = { unit: "x.service", cgroup: "/system.slice/x.service", isRestarted: true, main: null };

/** A process that this file stands for, as of a kernel without cgroup.kill. */
const started = async (tree: string, cgroup = UNIT.cgroup): Promise<ChildProcess> => {
  const child = spawn("sleep", ["1000"], { stdio: "ignore" });
  running.push(child);
  await new Promise((done) => { child.once("spawn", done); });
  const directory = `${place}/${tree}${cgroup}`;
  mkdirSync(directory, { recursive: true });
  writeFileSync(`${directory}/cgroup.procs`, `${child.pid}\n`);
  return child;
};

/** As systemd 252 says it of units that are down. */
test("a unit that is down is looked for where its slice is", async () => {
  const shown = (unit: string, slice: string, cgroup = ""): string => `Id=${unit}\nControlGroup=${cgroup}\nSlice=${slice}\nMainPID=0\n`;
  const run = async () => ({ stdout: [shown("a.service", "system.slice"), shown("b.service", "solana-main.slice"), shown("c.service", "-.slice"),
    shown("d.service", "x.slice", "/x.slice/d.service"), shown("e.service", "")].join("\n") });
  expect((await placesOf({ run } as never, ["a.service"], { isRestarted: true })).map(({ cgroup }) => cgroup)).toEqual(["/system.slice/a.service",
    "/solana.slice/solana-main.slice/b.service", "/c.service", "/x.slice/d.service", "/system.slice/e.service"]);
});

const trees = (): readonly string[] => ["", "unified", "systemd"].map((tree) => `${place}/${tree}`);
const isThere = ({ pid }: ChildProcess): boolean => {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
};

test.each([["", "cgroup v2"], ["unified", "a hybrid setup"], ["systemd", "cgroup v1"]])("in the tree '%s', of %s", async (tree) => {
  const [own, below] = [await started(tree), await started(tree, `${UNIT.cgroup}/payload`)];
  expect(await endUnits([UNIT], 2_000, { trees: trees(), tick: Number.POSITIVE_INFINITY })).toBe(true);
  expect([own, below].map(isThere)).toEqual([false, false]);
});

test.each([[true, "goes on: it boots unstaked"], [false, "is ended as well: a change of identity has forked it"]])(
  "what begins after the kill, of a service that systemd starts anew (%s), %s", async (isRestarted) => {
    const one = await started("");
    expect(await endUnits([{ ...UNIT, isRestarted }], 2_000, { trees: trees(), tick: 0 })).toBe(true);
    expect(isThere(one)).toBe(isRestarted);
  });

const REAL_KILL = process.kill.bind(process);
const EVER = { tick: Number.POSITIVE_INFINITY };

test("what forks while it is ended is ended with all that it has forked", async () => {
  const [first, ...forked] = [await started(""), await started("", "/later"), await started("", "/later/still")];
  const procs = `${place}${UNIT.cgroup}/cgroup.procs`;
  vi.spyOn(process, "kill").mockImplementation((pid, signal) => {
    const next = forked.find((one) => !readFileSync(procs, "utf8").includes(`${one.pid}`));
    if (next !== undefined) writeFileSync(procs, `${readFileSync(procs, "utf8")}${next.pid}\n`);
    return REAL_KILL(pid, signal);
  });
  expect(await endUnits([UNIT], 20_000, { trees: trees(), ...EVER })).toBe(true);
  expect([first, ...forked].map((one) => isThere(one!))).toEqual([false, false, false]);
});

test("what does not end in time is not said to have ended", async () => {
  const one = await started("");
  vi.spyOn(process, "kill").mockImplementation(() => true);
  expect([await endUnits([UNIT], 50, { trees: trees(), ...EVER }), isThere(one)]).toEqual([false, true]);
});

test("its first process is ended outside of its cgroup as well, and no later one that has its number", async () => {
  const one = await started("", "/elsewhere");
  const began = Number(readFileSync(`/proc/${one.pid}/stat`, "utf8").replace(/^.*\)/s, "").trim().split(" ")[19]);
  const main = (ticks: number): UnitPlace => ({ ...UNIT, main: { pid: one.pid ?? 0, began: ticks } });
  expect([await endUnits([main(began - 1)], 2_000, { trees: trees(), ...EVER }), isThere(one)]).toEqual([true, true]);
  expect([await endUnits([main(began)], 2_000, { trees: trees(), ...EVER }), isThere(one)]).toEqual([true, false]);
});
