/** What the other host of a failover group has signed, put in place here: plan, apply, undo, and what refuses. */
import { chmodSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { historyOf, readTowers, towerOf } from "../../../src/detectors/solana/tower.ts";
import { recordStore } from "../../../src/edges/failover/records.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { VexorError } from "../../../src/engine/model/errors.ts";
import { findDrift } from "../../../src/engine/drift/drift.ts";
import type { HostFile, PlanItem } from "../../../src/engine/model/model.ts";
import { ROLE_PATH, renderRole } from "../../../src/failover/role.ts";
import { recordPath, RECEIVED_PATH, renderSigningRecord, type SignedFile } from "../../../src/failover/signing-record.ts";
import { withPort, type Host } from "../../../src/ports/host.ts";
import { recordDriver } from "../../../src/resources/identity/record-driver.ts";
import { saveTower, voted, type Tower } from "../../stand-ins/agave/tower.ts";
import { encodeHistory, saveHistory, signHistory } from "../../stand-ins/agave/vote-history.ts";
import { parseKeypair } from "../../stand-ins/common/keypair.ts";
import { engineOf, RESOURCES } from "../../support/engine.ts";
import { failingHost } from "../../support/failing-host.ts";
import { hostFile } from "../../support/host-file.ts";
import { makeKey, type Key } from "../../support/keys.ts";
import { makeTree, type Files } from "../../support/tree.ts";

const [staked, unstaked, other, vote] = [makeKey(), makeKey(), makeKey(), makeKey()];
const NONE: Tower = { votes: [], root: 7, timestamp: { slot: 0, seconds: 0 } };
const [TOWER, HISTORY] = [`/t/tower-1_9-${staked.pubkey}.bin`, `/l/vote_history-${staked.pubkey}.bin`];
const STATE = "/var/lib/vexor-agent/failover";

const RUNS = ["agave-validator", "--ledger", "/l", "--tower", "/t", "--identity", "/k/id.json"];
const MACHINE: Files = {
  "/l/": "", "/t/": "", "/opt/a/agave-validator": "", "/etc/passwd": "sol:x:0:0::/:/bin/sh\n", [`${STATE}/records/`]: "",
  "/k/staked.json": staked.text, "/k/unstaked.json": unstaked.text, "/k/id.json": "-> unstaked.json",
  "/etc/systemd/system/a.service": `[Service]\nUser=sol\nExecStart=/opt/a/${RUNS.join(" ")}\n`,
};
const RUNNING: Files = {
  "/proc/900/exe": "-> /opt/a/agave-validator", "/proc/900/cmdline": `${RUNS.join("\0")}\0`,
  "/proc/900/cgroup": "0::/system.slice/a.service\n", "/proc/900/status": "PPid:\t1\nUid:\t0\t0\t0\t0\n",
  "/sys/fs/cgroup/system.slice/a.service/cgroup.procs": "900\n",
};

const DECLARED: HostFile = hostFile({
  identity: { pubkey: staked.pubkey, keypair: "/k/staked.json", unstaked: "/k/unstaked.json", voteAccount: vote.pubkey },
  failover: { group: "g", peer: { host: "b", url: "https://b" }, register: { endpoints: ["https://e"] } },
});

const { planAt, applyAt, rollbackAt, requestAt } = engineOf(RESOURCES.filter(({ kind }) => kind === "identity"));

const towerFile = (slot: number, key: Key = staked): SignedFile => {
  const root = makeTree({ "/t/": "" });
  saveTower(join(root, "t"), voted(NONE, slot), parseKeypair(key.text));
  return { form: "tower", slot, bytes: readFileSync(join(root, `t/tower-1_9-${key.pubkey}.bin`)) };
};

const historyFile = (...slots: readonly number[]): SignedFile => {
  const { publicKey } = parseKeypair(staked.text);
  const data = encodeHistory({ root: 1, votes: slots.map((slot) => ({ slot, vote: "notarize" })) }, publicKey);
  return { form: "vote-history", slot: slots.at(-1) ?? null, bytes: signHistory(data, parseKeypair(staked.text)) };
};

interface LabOptions {
  readonly live?: string | null;
  readonly role?: "active" | "standby" | null;
  readonly isRunning?: boolean;
  readonly files?: Files;
}

const lab = ({ live = unstaked.pubkey, role = "standby", isRunning = true, files = {} }: LabOptions = {}) => {
  const roles: Files = role === null ? {} : { [ROLE_PATH]: renderRole({ group: "g", epoch: 7, role }) };
  const root = makeTree({ ...MACHINE, ...(isRunning ? RUNNING : {}), ...roles, ...files });
  for (const key of ["staked", "unstaked"]) chmodSync(join(root, `k/${key}.json`), 0o600);
  const says: { identity: string | null } = { identity: live };
  const asking: Host = { ...createLinuxHost(root), isTree: false, sleep: async () => undefined };
  const host = withPort(asking, "questions", { ask: (questions) => questions.map(() => ({ status: 200, problem: null,
    body: JSON.stringify({ result: says.identity === null ? {} : { identity: says.identity } }) })) });
  const store = recordStore(asking);
  const receive = (...given: readonly SignedFile[]): string => {
    const text = renderSigningRecord({ identity: staked.pubkey, files: given });
    store.keep(text);
    store.receive({ group: "g", identity: staked.pubkey, digest: store.digestOf(text), slots: given.map(({ form, slot }) => ({ form, slot })) });
    return store.digestOf(text);
  };
  const plan = (declared = DECLARED) => {
    const made = planAt(host, declared);
    const items = made.items.filter(({ address }) => address === "identity/record");
    return { ...made, items, changes: made.changes.filter(({ target }) => target.startsWith("record:")) };
  };
  return { root, host, store, says, receive, plan, item: (): PlanItem | undefined => plan().items[0],
    apply: (on: Host = host) => applyAt(on, DECLARED, plan()),
    tower: () => towerOf(readTowers(host, "/t", 0), staked.pubkey)?.content?.lastVote ?? null,
    history: () => historyOf(readTowers(host, "/l", 0, staked.pubkey), staked.pubkey)?.content?.lastVote ?? null,
    saveTower: (slot: number) => saveTower(join(root, "t"), voted(NONE, slot), parseKeypair(staked.text)),
    saveHistory: (...slots: readonly number[]) => saveHistory(join(root, "l"),
      { root: 1, votes: slots.map((slot) => ({ slot, vote: "notarize" })) }, parseKeypair(staked.text)) };
};

/** A host on which no such file can be placed. */
const without = (host: Host, name: string): Host => {
  const { placeFor } = host.writer("userFiles");
  const userFiles: ReturnType<typeof host.writer<"userFiles">> = { placeFor: (uid, path, ...rest) => {
    if (path.includes(name)) throw new VexorError("HOST_WRITE", "no space left");
    placeFor(uid, path, ...rest);
  } };
  return { ...host, writer: (port) => (port === "userFiles" ? userFiles as ReturnType<typeof host.writer<typeof port>> : host.writer(port)) };
};

describe("a record that was received", () => {
  test("is planned, put in place byte for byte, and then as declared, also after a reboot", async () => {
    const one = lab();
    const given = [towerFile(1000), historyFile(900, 1000)];
    const digest = one.receive(...given);
    const value = `tower 1000, vote history 1000 (${digest.slice(0, 12)})`;
    expect(one.item()).toMatchObject({ action: "update", live: "none", wanted: { value }, to: value, afterReboot: "none" });
    expect(await one.apply()).toMatchObject({ failure: null });
    expect([TOWER, HISTORY].map((path) => readFileSync(join(one.root, path)))).toEqual(given.map(({ bytes }) => bytes));
    expect(statSync(join(one.root, TOWER)).mode & 0o777).toBe(0o600);
    expect(one.item()).toMatchObject({ action: "none", live: value, afterReboot: value });
    expect([digest, "0".repeat(64)].map((which) => one.store.isPlaced(staked.pubkey, which))).toEqual([true, false]);
    expect(one.store.isPlaced(other.pubkey, digest)).toBe(false);
  });

  test("is followed by the next one, whatever this host has signed in between", async () => {
    const one = lab();
    one.receive(towerFile(1000));
    await one.apply();
    one.saveTower(1100);
    expect(one.item()).toMatchObject({ action: "none" });
    expect(findDrift({ ...requestAt(one.host, DECLARED) }).map(({ address }) => address)).not.toContain("identity/record");
    one.receive(towerFile(1200));
    expect(one.item()).toMatchObject({ action: "update", origin: "managed" });
    await one.apply();
    expect([one.tower(), one.item()?.action]).toEqual([1200, "none"]);
  });

  test("goes to a client that is stopped as well", async () => {
    const one = lab({ isRunning: false });
    one.receive(towerFile(1000));
    await one.apply();
    expect(one.tower()).toBe(1000);
  });

  test("is there no longer where its client has lost it, and comes again", async () => {
    const one = lab();
    one.receive(towerFile(1000));
    await one.apply();
    truncateSync(join(one.root, TOWER), 60);
    expect(one.item()).toMatchObject({ action: "drift", live: "none" });
    await one.apply();
    expect([one.tower(), one.item()?.action]).toEqual([1000, "none"]);
  });

  test("counts for its own group and identity alone, and as root's", () => {
    const one = lab();
    one.receive(towerFile(1000));
    expect(one.plan({ ...DECLARED, failover: { ...DECLARED.failover!, group: "others" } }).items).toEqual([]);
    expect(one.plan({ ...DECLARED, identity: { ...DECLARED.identity!, pubkey: other.pubkey } }).items).toEqual([]);
    chmodSync(join(one.root, RECEIVED_PATH), 0o622);
    expect(one.item()).toBeUndefined();
  });
});

describe("what is newer stays", () => {
  test.each([["older than what is here", 1100], ["just as new", 1000]])("where the record is %s", async (_, here) => {
    const one = lab();
    one.saveTower(here);
    const before = statSync(join(one.root, TOWER)).ino;
    one.receive(towerFile(1000));
    expect(await one.apply()).toMatchObject({ failure: null });
    expect([one.tower(), statSync(join(one.root, TOWER)).ino, one.item()?.action]).toEqual([here, before, "none"]);
  });

  test("each form for itself", async () => {
    const one = lab();
    one.saveTower(1100);
    one.receive(towerFile(1000), historyFile(900, 1000));
    await one.apply();
    expect([one.tower(), one.history()]).toEqual([1100, 1000]);
  });

  test("also in a rollback of the run, whatever was signed since; the next plan counts it again", async () => {
    const one = lab();
    one.saveTower(900);
    const digest = one.receive(towerFile(1000));
    const { run } = await one.apply();
    one.saveTower(1100);
    await rollbackAt(one.host, run ?? 0);
    expect(one.store.isPlaced(staked.pubkey, digest)).toBe(false);
    expect([one.tower(), one.item()]).toMatchObject([1100, { action: "update", live: "none" }]);
    await one.apply();
    expect([one.tower(), one.item()?.action]).toEqual([1100, "none"]);
  });

  test("where the disk is full in the middle: the file that is written stays, and the run is undone", async () => {
    const one = lab();
    one.saveTower(900);
    one.receive(towerFile(1000), historyFile(1000));
    const full = without(one.host, "vote_history");
    expect(await one.apply(full)).toMatchObject({ failure: { message: "identity/record: no space left" }, undone: { failed: [], conflicts: [] } });
    expect([one.tower(), one.history(), one.item()?.live]).toEqual([1000, null, "none"]);
    await one.apply();
    expect([one.tower(), one.history(), one.item()?.action]).toEqual([1000, 1000, "none"]);
  });
});

describe("a vote history must go on from the one that is here", () => {
  test.each([[[100], [90, 130]], [[90, 130], [100]], [[100, 130], [99, 130]]])("and does not, with votes for %j here and %j received", async (here, received) => {
    const one = lab();
    one.saveHistory(...here);
    const before = readFileSync(join(one.root, HISTORY));
    one.receive(towerFile(1000), historyFile(...received));
    expect((await one.apply()).failure?.message).toMatch(/does not go on from .*: it has lost its vote for slot/);
    expect([readFileSync(join(one.root, HISTORY)), one.tower()]).toEqual([before, null]);
  });
});

describe("nothing is put in place", () => {
  const blocked = (one: ReturnType<typeof lab>, why: RegExp): void => {
    expect(one.item()).toMatchObject({ action: "blocked", reason: expect.stringMatching(why), to: null });
    expect(one.plan().changes).toEqual([]);
  };

  test.each<[string, LabOptions, RegExp]>([
    ["while the client here signs as it", { live: staked.pubkey }, /a\.service signs as \w+: its own record counts/],
    ["while the client does not say who it is", { live: null }, /a\.service does not say who it is/],
    ["on the active host", { role: "active" }, /this host is the active one/],
    ["where the role is unknown", { role: null }, /has not said yet which host is active/],
    ["where no client is here", { isRunning: false, files: { "/etc/systemd/system/a.service": "" } }, /no client of this host tells/],
  ])("%s", (_, options, why) => {
    const one = lab(options);
    one.receive(towerFile(1000));
    blocked(one, why);
  });

  test.each<[string, (path: string) => void, RegExp]>([
    ["is gone", (path) => rmSync(path), /is not there/],
    ["is torn", (path) => truncateSync(path, 90), /is not what its name says/],
    ["is another one", (path) => writeFileSync(path, renderSigningRecord({ identity: staked.pubkey, files: [towerFile(2000)] })), /is not what its name says/],
  ])("where what was kept %s", (_, harm, why) => {
    const one = lab();
    harm(join(one.root, recordPath(one.receive(towerFile(1000)))));
    blocked(one, why);
  });

  test.each<[string, readonly SignedFile[], RegExp]>([
    ["that another key has signed", [{ ...towerFile(1000, other), slot: 1000 }], /it is the tower of/],
    ["that is torn", [{ ...towerFile(1000), bytes: towerFile(1000).bytes.subarray(0, 90) }], /it ends after 90 bytes/],
    ["whose last vote is another one", [{ ...towerFile(1000), slot: 1001 }], /its last vote is slot 1000; the record says 1001/],
    ["beside a file that is not sound", [towerFile(1000), { ...historyFile(1000), bytes: Buffer.from("x") }], /it ends after 1 bytes/],
  ])("of a record %s, though the register names it", async (_, given, why) => {
    const one = lab();
    one.receive(...given);
    const { failure, undone } = await one.apply();
    expect([failure?.message, undone?.failed]).toEqual([expect.stringMatching(why), []]);
    expect([one.tower(), one.history(), one.item()?.live]).toEqual([null, null, "none"]);
  });

  test("where the client has taken the identity up since the plan", async () => {
    const one = lab();
    one.receive(towerFile(1000));
    const [{ target, params, to } = { target: "", params: {}, to: null }] = one.plan().changes;
    one.says.identity = staked.pubkey;
    expect(() => recordDriver.write(one.host, target.slice("record:".length), to, undefined, params)).toThrow(/signs as/);
    expect(one.tower()).toBeNull();
  });

  test("on a full disk", async () => {
    const one = lab();
    one.receive(towerFile(1000));
    await one.apply(failingHost(one.host, { at: 1, kind: { errno: "ENOSPC", forGood: true } })).catch(() => null);
    expect([one.tower(), one.item()?.live]).toEqual([null, "none"]);
  });
});
