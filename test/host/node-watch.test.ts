/**
 * The keeper's look at its node and at others, over real HTTP, by the process without privileges
 * that the executable starts for it.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { NodeWatching } from "../../src/commands/verbs/failover/node-watching.ts";
import { startNodeAsker } from "../../src/edges/failover/ask-nodes.ts";
import { withoutPrivileges } from "../../src/edges/linux/rights.ts";
import type { NodeAsker } from "../../src/failover/keeper-edges.ts";
import { startKeeper } from "../../src/failover/keeper-state.ts";
import { SILENT_NODE, type NodeAnswers } from "../../src/failover/node-lines.ts";
import { DEFAULT_TIMING } from "../../src/failover/timing.ts";
import { until, untilFound } from "../support/pace.ts";
import { BINARY } from "./lab/machine.ts";
import { ACCOUNT, KEY, startRpcNode, type Manner, type RpcNode } from "./support/rpc-nodes.ts";

const ARGV = [...withoutPrivileges(), BINARY, "ask-nodes"];
const MEMORY_MB = 250;

let nodes: readonly RpcNode[];
let elsewhere: RpcNode;
let asker: NodeAsker;

beforeEach(async () => {
  elsewhere = await startRpcNode();
  nodes = await Promise.all([1, 2, 3].map(() => startRpcNode(elsewhere.url)));
  asker = startNodeAsker(ARGV);
});
afterEach(() => {
  asker.close();
  for (const one of [...nodes, elsewhere]) one.close();
});

const [own, one, other] = [0, 1, 2].map((at) => (): RpcNode => nodes[at] as RpcNode) as
  [() => RpcNode, () => RpcNode, () => RpcNode];

const ask = (): Promise<NodeAnswers | null> => asker.ask({ own: own().port, witnesses: [one().url, other().url],
  voteAccount: ACCOUNT });

const status = (pid: number | string): string => {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return "";
  }
};

const field = (pid: number, name: string): string => new RegExp(`^${name}:\\s*(.*)$`, "m").exec(status(pid))?.[1] ?? "";

/** The process that asks. */
const askerPid = (): number => Number(readdirSync("/proc").filter((pid) => /^\d+$/.test(pid)).find((pid) =>
  new RegExp(`^PPid:\\s*${process.pid}$`, "m").test(status(pid))
    && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("ask-nodes")));

const ELSEWHERE = { ...SILENT_NODE, processed: 1_000, finalized: 997, votes: { node: KEY, lastVote: 999 } };
const WELL = { ...ELSEWHERE, isHealthy: true, identity: KEY };

describe("nodes that answer well", () => {
  test("are asked by a process that may do nothing, over connections that are kept", async () => {
    for (let left = 5; left > 0; left--) {
      expect(await ask()).toEqual([WELL, ELSEWHERE, ELSEWHERE]);
    }
    const pid = askerPid();
    expect([field(pid, "Uid"), field(pid, "CapEff"), field(pid, "CapBnd"), field(pid, "NoNewPrivs")])
      .toEqual(["65534\t65534\t65534\t65534", "0000000000000000", "0000000000000000", "1"]);
    expect(readFileSync(`/proc/${pid}/oom_score_adj`, "utf8").trim()).toBe("1000");
    expect(one().questions).toBe(15);
    expect(one().connections).toBeLessThanOrEqual(3);
    console.info(`after ${one().questions} questions to each: ${field(pid, "VmRSS")}, ${field(pid, "Threads")} threads`);
  });

  test("are asked again where they had let go of a connection", async () => {
    one().manner = "forgetful";
    for (let left = 10; left > 0; left--) expect((await ask())?.[1]).toEqual(ELSEWHERE);
  });
});

describe("a node that answers", () => {
  const SILENT: readonly Manner[] = ["deaf", "drip", "huge", "endless", "packed", "nested", "redirect", "html", "words", "absurd",
    "array", "null", "refusing", "hang-up"];

  test.each(SILENT)("%s is a silent one, and costs the others nothing", async (manner) => {
    one().manner = manner;
    expect(await ask()).toEqual([WELL, SILENT_NODE, ELSEWHERE]);
    expect(elsewhere.questions).toBe(0);
    expect(Number.parseInt(field(askerPid(), "VmHWM"), 10) / 1024).toBeLessThan(MEMORY_MB);
    one().manner = "well";
    expect((await ask())?.[1]).toEqual(ELSEWHERE);
  });

  test.each<[Manner, boolean | null]>([["refusing", false], ["words", null], ["deaf", null]])("%s is healthy: %s", async (manner, isHealthy) => {
    own().manner = manner;
    expect((await ask())?.[0]).toEqual({ ...SILENT_NODE, isHealthy });
  });

  test("for an account that it does not know", async () => {
    const answers = await asker.ask({ own: null, witnesses: [one().url], voteAccount: KEY });
    expect(answers).toEqual([null, { ...SILENT_NODE, processed: 1_000, finalized: 997, votes: "absent" }]);
  });
});

describe("the process that asks", () => {
  test("that is killed is started again, and no question waits for it", async () => {
    await ask();
    const pid = askerPid();
    one().manner = "deaf";
    const asked = ask();
    process.kill(pid, "SIGKILL");
    expect(await asked).toBeNull();
    one().manner = "well";
    await untilFound(async () => await ask() ?? undefined, 20);
    expect(askerPid()).not.toBe(pid);
  });

  test("that stands still is given up in time", async () => {
    await ask();
    const pid = askerPid();
    process.kill(pid, "SIGSTOP");
    expect(await ask()).toBeNull();
    await until(() => !existsSync(`/proc/${pid}`), 10);
  });

  test.each([["what is no answer", "while read -r _; do echo '{\"id\":1,\"nodes\":[]}'; done"], ["without being asked", "yes"],
    ["a line without end", "read -r _; yes | tr -d '\\n'"], ["nothing, and ends", "exit 1"]])("that says %s is not believed", async (_, script) => {
    asker.close();
    asker = startNodeAsker(["sh", "-c", script]);
    expect(await ask()).toBeNull();
  });
});

describe("a keeper's watch", () => {
  let client: ChildProcess;
  let watch: NodeWatching;
  let others: NodeAsker;
  beforeEach(() => {
    others = startNodeAsker(ARGV);
    client = spawn("sleep", ["1000"], { stdio: "ignore" });
    watch = new NodeWatching({ settings: { timing: DEFAULT_TIMING,
      identity: { pubkey: KEY, voteAccount: ACCOUNT, clusterRpc: [one().url, other().url] } },
    clock: { now: () => performance.now() }, askers: { own: asker, witnesses: others },
    findOwn: async () => ({ pid: client.pid ?? 0, rpcPort: own().port, hasTicket: null }),
    markOf: (pid) => (client.exitCode === null && client.signalCode === null ? String(pid) : null) });
    watch.start();
  });
  afterEach(() => {
    watch.stop();
    client.kill("SIGKILL");
  });

  const keeper = startKeeper({ host: "a", peer: "b", writer: "a1", now: 0, remembered: { epoch: 4, seq: 2 } });
  const facts = () => watch.facts(keeper);
  const grow = (): boolean => {
    for (const node of nodes) node.slot += 2;
    return true;
  };

  test("follows what its nodes say, and what becomes of its client", async () => {
    await until(() => grow() && facts().isCaughtUp, 30);
    expect(facts()).toMatchObject({ unfit: null, isCaughtUp: true, isClusterStalled: false, isAdmitted: true });
    expect(watch.views().map(({ from }) => from).sort()).toEqual(["own", one(), other()].map((node) =>
      (typeof node === "string" ? node : `127.0.0.1:${node.port}`)).sort());
    expect(watch.lastVote()).toBeGreaterThan(998);
    client.kill("SIGKILL");
    await until(() => grow() && facts().unfit === "process-dead", 40);
    expect(facts()).toMatchObject({ isCaughtUp: false, isClusterStalled: false });
  });

  test("tells of an account that votes while both hosts are standbys", async () => {
    const heard = (): null => {
      watch.heard(keeper, { isYes: true, mark: { epoch: 4, seq: 2 }, canTake: false, phase: "standby" }, performance.now());
      return null;
    };
    await until(() => grow() && facts().isAdmitted === true && (heard() ?? watch.alarm()) === "duplicate", 60);
  });

  test("sees that its node is not well", async () => {
    await until(() => grow() && facts().isCaughtUp, 30);
    own().manner = "refusing";
    await until(() => grow() && facts().unfit === "rpc-unhealthy", 40);
  });
});
