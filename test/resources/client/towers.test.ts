/** Carrying a tower from one client's directory to another's: what stays, what goes, what refuses. */
import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { historyOf, readTowers, towerOf } from "../../../src/detectors/solana/tower.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import type { HostFile, Params } from "../../../src/engine/model/model.ts";
import type { Host } from "../../../src/ports/host.ts";
import { NOT_TRANSFERRED, TRANSFERRED } from "../../../src/resources/client/start-interlock.ts";
import { serviceDriver } from "../../../src/resources/client/service.ts";
import { towerDriver } from "../../../src/resources/client/tower.ts";
import { saveTower, voted, type Tower } from "../../stand-ins/agave/tower.ts";
import { encodeHistory, saveHistory, signHistory } from "../../stand-ins/agave/vote-history.ts";
import { parseKeypair } from "../../stand-ins/common/keypair.ts";
import { planAt } from "../../support/engine.ts";
import { failingHost } from "../../support/failing-host.ts";
import { makeKey, type Key } from "../../support/keys.ts";
import { saying } from "../../support/programs.ts";
import { makeTree, type Files } from "../../support/tree.ts";
import { withPort } from "../../../src/ports/host.ts";
import { hostFile } from "../../support/host-file.ts";

const [own, other] = [makeKey(), makeKey()];
const NONE: Tower = { votes: [], root: 7, timestamp: { slot: 0, seconds: 0 } };
const UNITS = "a.service>b.service";
const PARAMS: Params = { identity: own.pubkey, from: "/a", to: "/b", users: "0:0", generation: "1" };
const write = (host: Host, value: string, more: Params = {}): void =>
  void towerDriver.write(host, UNITS, value, undefined, { ...PARAMS, ...more });
const read = (host: Host): string | null => towerDriver.read(host, UNITS, PARAMS);

const fileOf = (root: string, directory: string, key: Key = own): string =>
  join(root, directory, `tower-1_9-${key.pubkey}.bin`);

const save = (root: string, directory: string, slot: number, key: Key = own): void =>
  saveTower(join(root, directory), voted(NONE, slot), parseKeypair(key.text));

const lab = (files: Files = {}) => {
  const root = makeTree({ "/a/": "", "/b/": "", "/etc/systemd/system/": "", "/var/lib/vexor-agent/": "", ...files });
  const host: Host = { ...createLinuxHost(root), isTree: false };
  return { root, host, last: (directory: string, key: Key = own): number | null =>
    towerOf(readTowers(host, directory, 0), key.pubkey)?.content?.lastVote ?? null };
};

describe("a tower that is carried", () => {
  test("is the same file, also the second time, and the old file stays", () => {
    const { root, host } = lab();
    save(root, "/a", 100);
    for (const _ of [1, 2]) write(host, TRANSFERRED);
    expect(readFileSync(fileOf(root, "/b"))).toEqual(readFileSync(fileOf(root, "/a")));
    expect(statSync(fileOf(root, "/b")).mode & 0o777).toBe(0o644);
    expect(read(host)).toBe(TRANSFERRED);
  });

  test("is carried back only when the other client has voted further", () => {
    const { root, host, last } = lab();
    save(root, "/a", 100);
    write(host, TRANSFERRED);
    const before = statSync(fileOf(root, "/a")).ino;
    write(host, NOT_TRANSFERRED);
    expect([statSync(fileOf(root, "/a")).ino, read(host)]).toEqual([before, NOT_TRANSFERRED]);
    write(host, TRANSFERRED);
    save(root, "/b", 120);
    write(host, NOT_TRANSFERRED);
    expect([last("/a"), read(host)]).toEqual([120, NOT_TRANSFERRED]);
  });

  test("never takes the place of a newer one, there or back", () => {
    const { root, host, last } = lab();
    save(root, "/a", 100);
    save(root, "/b", 130);
    write(host, TRANSFERRED);
    expect(last("/b")).toBe(130);
    save(root, "/a", 150);
    write(host, NOT_TRANSFERRED);
    expect(last("/a")).toBe(150);
  });

  test("brings along sound towers of other identities", () => {
    const { root, host, last } = lab();
    save(root, "/a", 100);
    save(root, "/a", 90, other);
    write(host, TRANSFERRED);
    expect([last("/b"), last("/b", other)]).toEqual([100, 90]);
    truncateSync(fileOf(root, "/a", other), 80);
    save(root, "/a", 110);
    write(host, TRANSFERRED);
    expect([last("/b"), last("/b", other)]).toEqual([110, 90]);
  });

  test("replaces a damaged tower", () => {
    const { root, host, last } = lab();
    save(root, "/a", 100);
    writeFileSync(fileOf(root, "/b"), "");
    write(host, TRANSFERRED);
    expect(last("/b")).toBe(100);
  });

  test("is absent where no client has voted yet", () => {
    const { host } = lab();
    write(host, TRANSFERRED);
    expect(read(host)).toBe(TRANSFERRED);
  });
});

describe("a vote history that is carried", () => {
  const BOTH = { identity: own.pubkey, from: "/t", to: "/t", users: "0:0", generation: "1", fromLedger: "/a", toLedger: "/b" };
  const historyAt = (root: string, directory: string, key: Key = own): string =>
    join(root, directory, `vote_history-${key.pubkey}.bin`);
  const keep = (root: string, directory: string, ...slots: readonly number[]): void =>
    saveHistory(join(root, directory), { root: 1, votes: slots.map((slot) => ({ slot, vote: "notarize" })) },
      parseKeypair(own.text));
  const set = (host: Host, value: string): void => void towerDriver.write(host, UNITS, value, undefined, BOTH);
  const newest = (host: Host, directory: string): number | null => historyOf(
    readTowers(host, directory, 0, own.pubkey), own.pubkey)?.content?.lastVote ?? null;

  test("is the same file in the other ledger, and comes back when the other client has voted further", () => {
    const { root, host } = lab({ "/t/": "" });
    keep(root, "/a", 100, 101);
    for (const _ of [1, 2]) set(host, TRANSFERRED);
    expect(readFileSync(historyAt(root, "/b"))).toEqual(readFileSync(historyAt(root, "/a")));
    expect(statSync(historyAt(root, "/b")).mode & 0o777).toBe(0o644);
    keep(root, "/b", 100, 101, 140);
    set(host, NOT_TRANSFERRED);
    expect([newest(host, "/a"), towerDriver.read(host, UNITS, BOTH)]).toEqual([140, NOT_TRANSFERRED]);
  });

  test("never takes the place of a newer one", () => {
    const { root, host } = lab({ "/t/": "" });
    keep(root, "/a", 100);
    keep(root, "/b", 100, 130);
    set(host, TRANSFERRED);
    expect(newest(host, "/b")).toBe(130);
  });

  test.each([[[100], [130]], [[130], [100]], [[100, 130], [99, 130]]])(
    "is not carried where votes for %j are in the one ledger and for %j in the other", (here, there) => {
      const { root, host } = lab({ "/t/": "" });
      keep(root, "/a", ...here);
      keep(root, "/b", ...there);
      expect(() => set(host, TRANSFERRED)).toThrow(/does not go on from .*: it has lost its vote for slot/);
      expect(towerDriver.read(host, UNITS, BOTH)).toBe(NOT_TRANSFERRED);
    });

  test("is not carried back where the other client has begun it anew", () => {
    const { root, host } = lab({ "/t/": "" });
    keep(root, "/a", 100, 101);
    set(host, TRANSFERRED);
    keep(root, "/b", 140);
    expect(() => set(host, NOT_TRANSFERRED)).toThrow(/\/b\/vote_history-.* does not go on from \/a\//);
    expect([newest(host, "/a"), towerDriver.read(host, UNITS, BOTH)]).toEqual([101, TRANSFERRED]);
  });

  test.each<[string, (root: string) => void, RegExp]>([
    ["torn", (root) => truncateSync(historyAt(root, "/a"), 90), /it ends after 90 bytes/],
    ["another identity's", (root) => {
      saveHistory(join(root, "/a"), { root: 1, votes: [] }, parseKeypair(other.text));
      writeFileSync(historyAt(root, "/a"), readFileSync(historyAt(root, "/a", other)));
    }, /it is the vote history of/],
    ["to a ledger that is missing", (root) => rmSync(join(root, "b"), { recursive: true }), /\/b does not exist/],
  ])("is not carried where it is %s", (_, harm, why) => {
    const { root, host } = lab({ "/t/": "" });
    keep(root, "/a", 100);
    harm(root);
    expect(() => set(host, TRANSFERRED)).toThrow(why);
    expect(towerDriver.read(host, UNITS, BOTH)).toBe(NOT_TRANSFERRED);
  });

  test("is not carried back from a ledger that has lost it", () => {
    const { root, host } = lab({ "/t/": "" });
    keep(root, "/a", 100);
    set(host, TRANSFERRED);
    rmSync(historyAt(root, "/b"));
    expect(() => set(host, NOT_TRANSFERRED)).toThrow(/the vote history of .* is no longer in \/b/);
  });

  test("is not searched for among a flood of them where the signer is unknown", () => {
    const { root, host } = lab({ "/t/": "" });
    for (let at = 0; at < 17; at++) writeFileSync(historyAt(root, "/a", makeKey()), "x");
    expect(() => towerDriver.write(host, UNITS, TRANSFERRED, undefined, { ...BOTH, identity: "" }))
      .toThrow(/\/a holds 17 vote histories, and which of them counts is not known/);
  });

  test("is not asked for before Alpenglow's genesis, not even its ledger", () => {
    const { root, host } = lab({ "/t/": "" });
    rmSync(join(root, "b"), { recursive: true });
    set(host, TRANSFERRED);
    expect(towerDriver.read(host, UNITS, BOTH)).toBe(TRANSFERRED);
  });
});

describe("a tower is not carried", () => {
  const fails = (host: Host, more: Params, value: string, why: RegExp): void =>
    expect(() => { write(host, value, more); }).toThrow(why);

  test.each<[string, (root: string) => void, RegExp]>([
    ["torn", (root) => truncateSync(fileOf(root, "/a"), 90), /it ends after 90 bytes/],
    ["empty", (root) => truncateSync(fileOf(root, "/a"), 0), /it is empty/],
    ["another identity's", (root) => {
      save(root, "/a", 100, other);
      writeFileSync(fileOf(root, "/a"), readFileSync(fileOf(root, "/a", other)));
    }, /it is the tower of/],
  ])("when it is %s", (_, harm, why) => {
    const { root, host, last } = lab();
    save(root, "/a", 100);
    harm(root);
    fails(host, {}, TRANSFERRED, why);
    expect([last("/b"), read(host)]).toEqual([null, NOT_TRANSFERRED]);
  });

  test("when any is damaged, and the valid one is unknown", () => {
    const { root, host } = lab();
    save(root, "/a", 100);
    save(root, "/a", 90, other);
    truncateSync(fileOf(root, "/a", other), 80);
    fails(host, { identity: "" }, TRANSFERRED, /it ends after 80 bytes/);
  });

  test("when a directory is missing", () => {
    const { host } = lab();
    fails(host, { to: "/c" }, TRANSFERRED, /\/c does not exist/);
    fails(host, { from: "/etc/hostname" }, TRANSFERRED, /\/etc\/hostname is not a directory/);
  });

  test("when the disk is full: no part of it is written, and the old client can go on", () => {
    const { root, host, last } = lab();
    save(root, "/a", 100);
    fails(failingHost(host, { at: 1, kind: { errno: "ENOSPC", forGood: false } }), {}, TRANSFERRED, /ENOSPC/);
    expect([last("/a"), last("/b"), read(host)]).toEqual([100, null, NOT_TRANSFERRED]);
  });

  test("when it has vanished from its target: a disk may be gone", () => {
    const { root, host } = lab();
    save(root, "/a", 100);
    write(host, TRANSFERRED);
    truncateSync(fileOf(root, "/b"), 0);
    fails(host, {}, NOT_TRANSFERRED, /it is empty/);
    const gone = lab();
    save(gone.root, "/a", 100);
    write(gone.host, TRANSFERRED, { to: "/b/" });
    writeFileSync(join(gone.root, "/b/x"), "");
    gone.host.remove(`/b/tower-1_9-${own.pubkey}.bin`);
    fails(gone.host, { to: "/b/" }, NOT_TRANSFERRED, /is no longer in \/b/);
  });

  test.each(["a", "b"])("when %s.service still runs", (unit) => {
    const { root, host } = lab({ [`/sys/fs/cgroup/system.slice/${unit}.service/cgroup.procs`]: "900\n" });
    save(root, "/a", 100);
    fails(host, {}, TRANSFERRED, /still runs: what it has signed is only whole once it has stopped/);
  });
});

describe("a client with an outdated tower", () => {
  test("is not started, nor may systemd start it, until its tower is back", async () => {
    const { root, host } = lab();
    save(root, "/a", 100);
    write(host, TRANSFERRED);
    await expect(serviceDriver.write(host, "a.service", "running", undefined,
      { stopWithin: "1", healthyWithin: "1", steadyFor: "0", health: "none", conflictingUnits: "" }))
      .rejects.toThrow(/a.service is not started: it does not know what b.service has signed since/);
    expect(host.read("/etc/systemd/system/a.service.d/90-vexor-agent-behind.conf"))
      .toContain("AssertPathExists=!/var/lib/vexor-agent/towers/a.service");
    write(host, NOT_TRANSFERRED);
    expect(host.stat("/etc/systemd/system/a.service.d")).toBeNull();
  });

  test.each(["a.service>b.service,identity=x,from=/a,to=/b,users=0:0,turn=1",
    `a.service>b.service,identity=${own.pubkey},from=a,to=/b,users=0:0,turn=1`,
    `../x.service>b.service,identity=${own.pubkey},from=/a,to=/b,users=0:0,turn=1`])(
    "has no target by the forged name %j", (name) => expect(() => towerDriver.read(lab().host, name)).toThrow(/is not a tower target/));
});

const UNIT = "/etc/systemd/system/";
const running = (from: string, to: string): Files => ({
  "/a/": "", "/b/": "", "/opt/a/agave-validator": "", "/opt/j/agave-validator": "", "/etc/passwd": "sol:x:0:0::/:/bin/sh\n",
  "/id.json": own.text,
  [`${UNIT}a.service`]: `[Service]\nUser=sol\nExecStart=/opt/a/agave-validator --identity /id.json ${from}\n`,
  [`${UNIT}j.service`]: `[Service]\nUser=sol\nExecStart=/opt/j/agave-validator --block-engine-url x --identity /id.json ${to}\n`,
  "/proc/900/exe": "-> /opt/a/agave-validator", "/proc/900/cmdline": `agave-validator\0${from.replaceAll(" ", "\0")}\0`,
  "/proc/900/cgroup": "0::/system.slice/a.service\n", "/proc/900/status": "PPid:\t1\nUid:\t0\t0\t0\t0\n",
  [`/sys/fs/cgroup/system.slice/a.service/cgroup.procs`]: "900\n",
});

const planned = (files: Files, more: object = {}, host: Partial<Host> = {}, rest: Partial<HostFile> = {}) => {
  const declaration: HostFile = hostFile({ client: { active: "jito", adopt: { from: "agave" }, ...more }, ...rest });
  const live: Host = { ...createLinuxHost(makeTree(files)), isTree: false, freeBytes: () => 2 ** 40, ...host };
  const asked = withPort(live, "questions", { ask: (questions) => questions.map(() => ({ status: 200, problem: null,
    body: JSON.stringify({ result: { identity: own.pubkey } }) })) });
  return planAt(withPort(asked, "programs", saying((path) =>
    (path.includes("/j/") ? "agave-validator 4 --block-engine-url --identity --ledger --tower" : "agave-validator 4"))), declaration);
};
const targets = (...args: Parameters<typeof planned>) => planned(...args).changes
  .filter(({ target }) => !/^(file|dir|link):/.test(target)).map(({ target, params = {} }) => (target.startsWith("tower:")
    ? [target, ...Object.entries(params).map(([key, value]) => `${key}=${value}`)].join(",") : target));

describe("the plan of a switch", () => {
  test("carries the tower between the stop and the start, where the directories differ", () => {
    expect(targets(running("--ledger /a", "--ledger /b"))).toEqual(["service:a.service",
      `tower:a.service>j.service,identity=${own.pubkey},from=/a,to=/b,users=0:0,generation=1,`
        + "fromLedger=/a,toLedger=/b", "service:j.service"]);
    expect(targets(running("--ledger /l --tower /a", "--ledger /a --tower /b")).length).toBe(3);
  });

  test.each([["--ledger /a", "--ledger /b --tower /a"], ["--ledger /a", "--ledger /a"], ["--ledger /a", "--ledger /same"]])(
    "carries nothing between %s and %s", (from, to) => {
      expect(targets({ ...running(from, to), "/same": "-> /a" })).toEqual(["service:a.service", "service:j.service"]);
    });

  describe("where a vote history is there", () => {
    const files = { ...running("--ledger /a", "--ledger /b --tower /a"), [`/a/vote_history-${own.pubkey}.bin`]: "x" };
    const key = parseKeypair(own.text);
    const sound = signHistory(encodeHistory({ root: 1, votes: [] }, key.publicKey), key);

    test("carries it, though the towers have one directory", () => {
      expect(targets(files, {}, { bytesFor: (_, path) => (path.includes("vote_history-") ? sound : null) }))
        .toContainEqual(expect.stringMatching(/from=\/a,to=\/a,.*,fromLedger=\/a,toLedger=\/b$/));
    });

    test.each<[string, Partial<Host>, RegExp]>([
      ["that is unsound", {}, /vote_history-.*it ends after 1 bytes/],
      ["and no room for it", { bytesFor: () => sound, freeBytes: (path) => (path === "/b" ? 2 ** 23 : 2 ** 40) },
        /\/b has 8192 KiB of space left; 16 MiB is the least/],
    ])("is blocked by one %s", (_, host, why) => {
      expect(planned(files, {}, host).items).toMatchObject([{ action: "blocked", reason: expect.stringMatching(why) }]);
    });
  });

  test("is blocked where the new one's start line lifts the need of a vote history", () => {
    const files = { ...running("--ledger /a", "--ledger /b --do-not-require-vote-history"),
      [`/a/vote_history-${own.pubkey}.bin`]: "x" };
    expect(planned(files).items).toMatchObject([{ action: "blocked", reason: expect.stringMatching(
      /j.service is started with --do-not-require-vote-history: it would vote without/) }]);
  });

  test("removes what an earlier switch has left, though the directory is shared by now", () => {
    expect(targets({ ...running("--ledger /a", "--ledger /a"), "/var/lib/vexor-agent/towers/j.service": "a.service,turn=4\n" }))
      .toEqual(["service:a.service", `tower:a.service>j.service,identity=${own.pubkey},from=/a,to=/a,users=0:0,generation=5,`
        + "fromLedger=/a,toLedger=/a",
        "service:j.service"]);
  });

  test.each<[string, Files, Partial<Host>, RegExp]>([
    ["does not say where", running("--ledger /a", "--tower b"), {}, /where j.service keeps its tower is not said/],
    ["names one that is missing", running("--ledger /a", "--ledger /b --tower /none"), {}, /\/none does not exist/],
    ["cannot give it back, for the start line of the old one has been edited", { ...running("--ledger /a", "--ledger /b"),
      [`${UNIT}a.service`]: "[Service]\nUser=sol\nExecStart=/opt/a/agave-validator --identity /id.json --ledger /c\n" }, {},
    /a.service keeps its tower in \/a, and would start with that in \/c/],
    ["has no room", running("--ledger /a", "--ledger /b"), { freeBytes: (path) => (path === "/b" ? 5000 : 2 ** 40) }, /4 KiB of space|MiB of space/],
    ["was left behind by a client that is gone", { ...running("--ledger /a", "--ledger /b"),
      "/var/lib/vexor-agent/towers/j.service": "gone.service,turn=4\n" }, {}, /gone.service, which has voted last, is not a validator/],
  ])("is blocked for a client that %s", (_, files, host, why) => {
    expect(planned(files, {}, host).items).toMatchObject([{ action: "blocked", reason: expect.stringMatching(why) }]);
  });

  test("warns of a standby that systemd would start without it", () => {
    expect(planned(running("--ledger /a", "--ledger /b"), { dual: "auto" }).items[0]?.warnings)
      .toEqual([expect.stringContaining("systemd would start a.service without the tower of j.service")]);
  });
});

describe("a switch to a client that keeps no tower", () => {
  const FD = "[paths]\nidentity_key = \"/fd/id.json\"\nbase = \"/fd\"\n";
  const identity = { pubkey: own.pubkey, keypair: "/id.json", unstaked: "/fd/own.json" };
  const toFiredancer = (boot: string) => planned({
    ...running("--ledger /a", ""), "/etc/fd.toml": FD, "/fd/own.json": other.text, "/fd/id.json": boot, "/opt/f/firedancer": "",
    [`${UNIT}f.service`]: "[Service]\nUser=sol\nExecStart=/opt/f/firedancer run --config /etc/fd.toml\n",
  }, { active: "firedancer" }, {}, { identity }).items.filter(({ address }) => address === "client/active");

  test("is blocked while both would vote as one: 512 slots must lie between", () => {
    expect(toFiredancer(own.text)).toMatchObject([{ action: "blocked",
      reason: expect.stringMatching(/Firedancer keeps no tower, and both sign with one key/),
      waysOut: [expect.stringMatching(/f.service start with an unstaked key.*512 slots/)] }]);
  });

  test("goes on with the unstaked key, and not where the identity is unknown", () => {
    expect(toFiredancer(other.text)).toMatchObject([{ action: "adopt", warnings: [] }]);
    expect(toFiredancer("")).toMatchObject([{ action: "blocked",
      reason: expect.stringMatching(/which identity f.service would start as is unknown: \/fd\/id.json/),
      warnings: [expect.stringMatching(/which keys they sign with is unknown/)] }]);
  });
});
