/** Firedancer is stopped between its leader slots: it waits for such a gap by its own command. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import type { Change } from "../../../src/engine/model/model.ts";
import { withPort, type Host, type RunResult } from "../../../src/ports/host.ts";
import { serviceDriver } from "../../../src/resources/client/service.ts";
import { turnedBack } from "../../../src/resources/client/turned-back.ts";
import { planAt } from "../../support/engine.ts";
import { hostFile } from "../../support/host-file.ts";
import { makeKey } from "../../support/keys.ts";
import { saying } from "../../support/programs.ts";
import { makeTree } from "../../support/tree.ts";

const [staked, unstaked, vote] = [makeKey(), makeKey(), makeKey()];
const UNIT = "/etc/systemd/system/";
const DOWN = "ActiveState=inactive\nSubState=dead\nResult=success\nNRestarts=0\n";
const WELL: RunResult = { code: 0, timedOut: false, stdout: "", stderr: "" };
const identity = { pubkey: staked.pubkey, keypair: "/k/staked.json", unstaked: "/k/unstaked.json",
  voteAccount: vote.pubkey, clusterRpc: "https://other.example/" };
const ANSWERS = { getAgGenesisCert: null, getVoteAccounts: { delinquent: [],
  current: [{ votePubkey: vote.pubkey, nodePubkey: staked.pubkey, lastVote: 900 }] } };

interface Scene {
  readonly version?: string;
  readonly is?: string;
  readonly waits?: Partial<RunResult>;
  /** It ends by itself while it is waited for. */
  readonly ends?: boolean;
  readonly runs?: "firedancer" | "agave";
}

const START = { firedancer: ["f", "firedancer", "run", "--config", "/etc/f.toml"],
  agave: ["a", "agave-validator", "--ledger", "/a", "--identity", "/k/unstaked.json"] } as const;

/** One of the two runs, the other is stopped. */
const scene = ({ version = "26.10.1 (abc)", is = staked.pubkey, waits = {}, ends = false, runs = "firedancer" }: Scene = {}) => {
  const [name, ...argv] = START[runs];
  const root = makeTree({
    "/etc/passwd": "sol:x:0:0::/:/bin/sh\n", "/a/": "", "/f/": "", "/opt/a/agave-validator": "", "/opt/f/firedancer": "",
    "/k/staked.json": staked.text, "/k/unstaked.json": unstaked.text,
    "/etc/f.toml": "[paths]\nbase = \"/f\"\nidentity_key = \"/k/unstaked.json\"\n",
    [`${UNIT}a.service`]: "[Service]\nUser=sol\nExecStart=/opt/a/agave-validator --ledger /a --identity /k/unstaked.json\n",
    [`${UNIT}f.service`]: "[Service]\nUser=sol\nExecStart=/opt/f/firedancer run --config /etc/f.toml\n",
    "/proc/900/exe": `-> /opt/${name}/${argv[0]}`, "/proc/900/cmdline": `${argv.join("\0")}\0`,
    "/proc/900/cgroup": `0::/system.slice/${name}.service\n`,
    "/proc/900/status": "PPid:\t1\nUid:\t1000\t1000\t1000\t1000\nGid:\t1000\t1000\t1000\t1000\n",
    [`/sys/fs/cgroup/system.slice/${name}.service/cgroup.procs`]: "900\n",
  });
  const gone = (): void => {
    for (const path of ["sys/fs/cgroup/system.slice", "proc/900"]) rmSync(join(root, path), { recursive: true, force: true });
  };
  const ran: string[] = [];
  const real: Host = { ...createLinuxHost(root), isTree: false, freeBytes: () => 2 ** 40, sleep: async () => undefined,
    run: async (argv) => {
      const line = argv.join(" ");
      ran.push(line);
      const isWait = line.includes(" wait ");
      if (argv[1] === "stop" || (isWait && ends)) gone();
      return isWait ? { ...WELL, ...waits } : { ...WELL, stdout: DOWN };
    } };
  const asked = withPort(real, "questions", { ask: (questions) => questions.map(({ body }) => {
    const { method } = JSON.parse(body ?? "{}") as { method: string };
    const answers: Readonly<Record<string, unknown>> = { ...ANSWERS, getIdentity: { identity: is } };
    return { status: 200, problem: null, body: JSON.stringify({ result: answers[method] }) };
  }) });
  const host = withPort(asked, "programs", saying((path) => (path.includes("firedancer") ? version : "agave-validator 4.3 --ledger --identity")));
  const gaps = (changes: readonly Change[]): readonly unknown[] => changes.map(({ target, to, params }) =>
    [target, to, params?.["gap"]]);
  return { host, ran, gaps, stop: (gap: string) => serviceDriver.write(host, "f.service", "stopped", undefined,
    { stop: "1", well: "1", steady: "0", health: "none", rivals: "", gap }),
  planned: () => planAt(host, hostFile({ identity, client: runs === "agave"
    ? { active: "firedancer", adopt: { from: "agave" } } : { active: "agave", adopt: { from: "firedancer" } } })).changes };
};

const isStop = (line: string): boolean => line.startsWith("systemctl stop");

describe("a stop of Firedancer", () => {
  test("comes after its own program has seen a gap, asked as its user", async () => {
    const { ran, stop } = scene();
    await stop("wanted");
    const [at, stopAt] = [ran.findIndex((line) => line.includes(" wait ")), ran.findIndex(isStop)];
    expect(ran[at]).toMatch(new RegExp("setpriv --reuid=1000 --regid=1000 .* -- /proc/900/exe wait --config /etc/f.toml "
      + "--min-idle-seconds 60 --skip-health-check --skip-snapshot-check --max-delinquent-stake 100 --silent$"));
    expect(stopAt).toBeGreaterThan(at);
  });

  test.each<[string, Partial<RunResult>, RegExp]>([
    ["never comes", { code: 1, timedOut: true }, /is not stopped: no 60 s between its leader slots came within 600 s/],
    ["cannot be waited for", { code: 1, stderr: "ERR version mismatch\n" }, /its wait for a gap between leader slots failed: .*version mismatch/],
  ])("does not come where a gap %s, and all the same on a rollback", async (_, waits, why) => {
    const forward = scene({ waits });
    await expect(forward.stop("wanted")).rejects.toMatchObject({ code: "CLIENT_SERVICE", message: expect.stringMatching(why) });
    expect(forward.ran.filter(isStop)).toEqual([]);
    const back = scene({ waits });
    await back.stop("tried");
    expect(back.ran.filter(isStop)).toHaveLength(1);
  });

  test("goes on where the client has ended while it was waited for", async () => {
    await expect(scene({ waits: { code: 2 }, ends: true }).stop("wanted")).resolves.toBeUndefined();
  });
});

describe("a plan has Firedancer wait", () => {
  test("before the stop alone, of one that may lead and can wait", () => {
    const { gaps, planned } = scene({ is: staked.pubkey });
    expect(gaps(planned().filter(({ target }) => target.startsWith("service:")))).toEqual([
      ["service:f.service", "stopped", "wanted"], ["service:a.service", "running", undefined]]);
    for (const other of [{ is: unstaked.pubkey }, { version: "1.2.0" }]) {
      expect(gaps(scene(other).planned())).toContainEqual(["service:f.service", "stopped", undefined]);
    }
    expect(gaps(scene({ runs: "agave" }).planned())).toContainEqual(["service:f.service", "running", undefined]);
  });

  test("also of a rollback, which goes on without a gap", () => {
    const { host, gaps } = scene();
    const params = { stop: "1", well: "1", steady: "0", health: "none", rivals: "" };
    const back: readonly Change[] = ([["a.service", "running", "wanted"], ["f.service", "stopped", ""]] as const).map(([unit, to, gap]) =>
      ({ kind: "client", for: ["client/active"], target: `service:${unit}`, from: "running", to, params: { ...params, gap } }));
    expect(gaps(turnedBack(host, back, hostFile({ identity })))).toEqual([
      ["service:a.service", "running", undefined], ["service:f.service", "stopped", "tried"]]);
  });
});
