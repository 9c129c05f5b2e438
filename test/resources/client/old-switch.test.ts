/**
 * A switch that the last version with short parameter names (`well`, `rivals`, `turn`) has left unfinished, its
 * vote record already with the new client: this version ends it, and reads what that one has written.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readTowers, towerOf } from "../../../src/detectors/solana/tower.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { keepReserve } from "../../../src/engine/run/reserve.ts";
import { outcomeOf } from "../../../src/engine/run/run-state.ts";
import { prepareState, readRun } from "../../../src/engine/run/store.ts";
import { withPort, type Host } from "../../../src/ports/host.ts";
import { saveTower, voted, type Tower } from "../../stand-ins/agave/tower.ts";
import { parseKeypair } from "../../stand-ins/common/keypair.ts";
import { recoverAt } from "../../support/engine.ts";
import { ROOT } from "../../support/paths.ts";
import { makeTree, move, type Files } from "../../support/tree.ts";

const FOUND = JSON.parse(readFileSync(join(ROOT, "test/data/old-runs/history-cut-short.json"), "utf8")) as
  { readonly files: Files; readonly moved: Files; readonly records: Files };
const KEY = parseKeypair(FOUND.files["/id.json"] ?? "");
const NONE: Tower = { votes: [], root: 7, timestamp: { slot: 0, seconds: 0 } };

/** The machine at that moment: both clients are stopped, and the new one has not voted. */
const machine = () => {
  const root = makeTree(FOUND.files);
  const inTree = (path: string): string => join(root, path);
  const procs = (unit: string): string => inTree(`sys/fs/cgroup/system.slice/${unit}/cgroup.procs`);
  for (const directory of ["a", "b"]) saveTower(inTree(directory), voted(NONE, 100), KEY);
  prepareState(createLinuxHost(root));
  keepReserve(createLinuxHost(root));
  for (const entry of Object.entries({ ...FOUND.moved, ...FOUND.records })) move(root, entry);
  renameSync(inTree("proc/900"), inTree("stopped"));
  writeFileSync(procs("a.service"), "");
  const run: Host["run"] = async (argv) => {
    const [unit = "", ok] = [argv.at(-1), (stdout = "") => ({ code: 0, stdout, stderr: "", timedOut: false })];
    if (argv[1] === "start" && unit === "a.service") {
      writeFileSync(procs(unit), "900\n");
      renameSync(inTree("stopped"), inTree("proc/900"));
    }
    if (argv[1] === "is-system-running") return ok("running\n");
    const active = argv[1] === "show" && readFileSync(procs(unit), "utf8") !== "" ? "active" : "inactive";
    return ok(argv[1] === "show" ? `ActiveState=${active}\nSubState=running\nResult=success\nNRestarts=0\nNeedDaemonReload=no\n` : "");
  };
  let now = Date.now();
  const asleep = async (ms: number): Promise<void> => void (now += ms);
  const host: Host = withPort({ ...createLinuxHost(root), isTree: false, run, now: () => new Date(now), sleep: asleep }, "questions",
    { ask: (questions) => questions.map(({ body }) => ({ status: 200, problem: null,
      body: JSON.stringify({ result: body?.includes("getHealth") === true ? "ok" : { identity: KEY.address } }) })) });
  const vote = (directory: string, slot: number): void => saveTower(inTree(directory), voted(NONE, slot), KEY);
  return { root, host, vote, lastVote: (directory: string) =>
    towerOf(readTowers(host, directory, 0), KEY.address)?.content?.lastVote ?? null };
};

test("what the new client has voted since comes back to the old one, which runs again", async () => {
  const { root, host, vote, lastVote } = machine();
  vote("b", 120);
  expect(await recoverAt(host)).toMatchObject({ did: "undone", result: { failed: [], conflicts: [] } });
  expect(outcomeOf(readRun(host, 1)?.journal ?? [])).toBe("rolled-back");
  expect([lastVote("/a"), existsSync(join(root, "stopped"))]).toEqual([120, false]);
  expect(host.read("/sys/fs/cgroup/system.slice/a.service/cgroup.procs")).toBe("900\n");
  expect([host.read("/var/lib/vexor-agent/towers/a.service"), host.stat("/etc/systemd/system/a.service.d")]).toEqual([null, null]);
  expect(host.read("/var/lib/vexor-agent/towers/j.service")).toMatch(/^a\.service,\w+=1\n$/);
});
