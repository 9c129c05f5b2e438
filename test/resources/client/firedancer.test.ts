/**
 * Switches to and from Firedancer after Alpenglow's genesis. It reads no vote history when it starts
 * and writes its own where no other client looks: what is planned, what is carried, and what refuses.
 */
import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { historyOf, readTowers } from "../../../src/detectors/solana/tower.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import type { Change, HostFile, Plan } from "../../../src/engine/model/model.ts";
import { withPort, type Host } from "../../../src/ports/host.ts";
import { NOT_TRANSFERRED, TRANSFERRED } from "../../../src/resources/client/start-interlock.ts";
import { towerDriver } from "../../../src/resources/client/tower.ts";
import { turnedBack } from "../../../src/resources/client/turned-back.ts";
import { encodeHistory, saveHistory, signHistory } from "../../stand-ins/agave/vote-history.ts";
import { parseKeypair } from "../../stand-ins/common/keypair.ts";
import { planAt } from "../../support/engine.ts";
import { hostFile } from "../../support/host-file.ts";
import { makeKey } from "../../support/keys.ts";
import { saying } from "../../support/programs.ts";
import { makeTree, type Files } from "../../support/tree.ts";

const [staked, unstaked, vote] = [makeKey(), makeKey(), makeKey()];
const UNIT = "/etc/systemd/system/";
const FILE = `vote_history-${staked.pubkey}.bin`;
const [LEDGER, EXPORT, IMPORT] = ["/a", "/f/out", "/f/in"];
const WRITES = "[tiles.votor]\nwrite_vote_history_file = true\n";
const START = { f: ["firedancer", "run", "--config", "/etc/f.toml"],
  a: ["agave-validator", "--ledger", LEDGER, "--identity", "/k/a.json", "--vote-account", "/k/vote.json"] } as const;

const identity = { pubkey: staked.pubkey, keypair: "/k/staked.json", unstaked: "/k/unstaked.json", tower: IMPORT,
  voteAccount: vote.pubkey, clusterRpc: "https://other.example/" };

const files = (runs: "a" | "f" | null, toml = WRITES): Files => ({
  "/etc/passwd": "sol:x:0:0::/:/bin/sh\n", [`${LEDGER}/`]: "", [`${EXPORT}/`]: "", [`${IMPORT}/`]: "", "/opt/agave-validator": "", "/opt/firedancer": "",
  "/k/staked.json": staked.text, "/k/unstaked.json": unstaked.text, "/k/vote.json": vote.text,
  "/k/a.json": "-> unstaked.json", "/k/f.json": "-> unstaked.json", "/var/lib/vexor-agent/": "",
  "/etc/f.toml": `[paths]\nbase = "/f"\nidentity_key = "/k/f.json"\nvote_history = "${EXPORT}"\nvote_account = "/k/vote.json"\n${toml}`,
  [`${UNIT}a.service`]: `[Service]\nUser=sol\nExecStart=/opt/${START.a.join(" ")}\n`,
  [`${UNIT}f.service`]: `[Service]\nUser=sol\nExecStart=/opt/${START.f.join(" ")}\n`,
  ...runs === null ? {} : {
    "/proc/900/exe": `-> /opt/${START[runs][0]}`, "/proc/900/cmdline": `${START[runs].join("\0")}\0`,
    "/proc/900/cgroup": `0::/system.slice/${runs}.service\n`, "/proc/900/status": "PPid:\t1\nUid:\t0\t0\t0\t0\n",
    [`/sys/fs/cgroup/system.slice/${runs}.service/cgroup.procs`]: "900\n" },
});

/** Votes that the chain shows, and its newest slots; each look takes the next of the slots. */
interface Chain {
  readonly lastVote?: number | null;
  readonly slots?: readonly number[];
  readonly genesis?: unknown;
  readonly is?: string;
}

const save = (root: string, directory: string, ...slots: readonly number[]): void =>
  saveHistory(join(root, directory), { root: 1, votes: slots.map((slot) => ({ slot, vote: "notarize" })) }, parseKeypair(staked.text));

const hostAt = (root: string, { lastVote = 100, slots = [200], genesis = {}, is = staked.pubkey }: Chain = {}) => {
  let now = Date.parse("2026-11-30");
  let looks = 0;
  const real: Host = { ...createLinuxHost(root), isTree: false, freeBytes: () => 2 ** 40, now: () => new Date(now),
    sleep: async (ms) => void (now += ms) };
  const answer = (method: string): unknown => ({
    getIdentity: { identity: is }, getAgGenesisCert: genesis, getSlot: slots[Math.min(looks, slots.length - 1)],
    getVoteAccounts: lastVote === null ? {} : { current: [{ votePubkey: vote.pubkey, nodePubkey: staked.pubkey, lastVote }] },
    getEpochInfo: { slotIndex: 10, slotsInEpoch: 432_000 }, getLeaderSchedule: {},
  })[method] ?? null;
  const asked = withPort(real, "questions", { ask: (questions) => {
    const answers = questions.map(({ body }) => {
      const { method } = JSON.parse(body ?? "{}") as { method: string };
      return { status: 200, problem: null, body: JSON.stringify(method === "getAgGenesisCert" && genesis === "no such method"
        ? { error: { message: "Method not found" } } : { result: answer(method) }) };
    });
    if (questions.some(({ body }) => body?.includes("getSlot"))) looks += 1;
    return answers;
  } });
  return withPort(asked, "programs", saying((path) => (path.includes("firedancer") ? "26.10.1 (abc)"
    : "agave-validator 4.3 --ledger --identity --vote-account")));
};

const clientTo = { a: { active: "agave", adopt: { from: "firedancer" } }, f: { active: "firedancer", adopt: { from: "agave" } } } as const;

const planned = (root: string, to: "a" | "f", { chain, ...more }: Partial<HostFile> & { chain?: Chain } = {}): Plan =>
  planAt(hostAt(root, chain), hostFile({ identity, client: clientTo[to], ...more }));
const live = ({ changes }: Plan): readonly Change[] => changes.filter(({ target }) => /^(service|tower):/.test(target));
const itemOf = ({ items }: Plan, address: string) => items.find((one) => one.address === address);

const RPC = { account: vote.pubkey, rpc: "https://other.example/" };
const TO = { identity: staked.pubkey, from: LEDGER, to: IMPORT, users: "0:0", generation: "1", fromLedger: LEDGER, toLedger: IMPORT,
  fromExport: "", toExport: EXPORT, ...RPC };
const FROM = { identity: staked.pubkey, from: IMPORT, to: LEDGER, users: "0:0", generation: "1", fromLedger: IMPORT, toLedger: LEDGER,
  fromExport: EXPORT, toExport: "", ...RPC };

describe("a switch to Firedancer", () => {
  const scene = (toml?: string, ...slots: readonly number[]): string => {
    const root = makeTree(files("a", toml));
    save(root, LEDGER, ...slots.length > 0 ? slots : [99, 100]);
    return root;
  };

  test("carries the history to where an identity change finds it, and leaves that to a later apply", () => {
    const plan = planned(scene(), "f");
    expect(live(plan).map(({ target }) => target)).toEqual(["service:a.service", "tower:a.service>f.service", "service:f.service"]);
    expect(live(plan)[1]?.params).toEqual(TO);
    expect(itemOf(plan, "client/active")).toMatchObject({ action: "adopt" });
    expect(itemOf(plan, "identity/active")).toMatchObject({ action: "blocked", live: staked.pubkey,
      reason: `client: {active: firedancer} comes first: f.service starts as ${unstaked.pubkey}, and a later apply takes ${staked.pubkey} up there`,
      waysOut: [expect.stringContaining(`adopt: {from: ${unstaked.pubkey}}`)] });
  });

  test.each<[string, (root: string) => void, RegExp]>([
    ["starts as the identity: it reads no history then", (root) => {
      rmSync(join(root, "k/f.json"));
      writeFileSync(join(root, "k/f.json"), staked.text, { mode: 0o600 });
    }, /Firedancer reads no vote history when it starts, and both sign with one key/],
    ["would write no history of its own", (root) => {
      const toml = join(root, "etc/f.toml");
      writeFileSync(toml, readFileSync(toml, "utf8").replace(WRITES, ""));
    }, /the client writes no vote history: nothing would show/],
    ["would receive the file that it writes", (root) => {
      rmSync(join(root, IMPORT), { recursive: true });
      writeFileSync(join(root, "etc/f.toml"), readFileSync(join(root, "etc/f.toml"), "utf8").replace(EXPORT, IMPORT));
      mkdirSync(join(root, IMPORT));
    }, /\/f\/in is where the client writes its own records of votes/],
    ["has no such directory", (root) => rmSync(join(root, IMPORT), { recursive: true }), /\/f\/in does not exist/],
    ["would refuse it for its size", (root) => save(root, LEDGER, ...Array.from({ length: 300 }, (_, at) => at + 2)), /bytes; the client takes 32688 at most/],
    ["would be given a damaged one", (root) => truncateSync(join(root, LEDGER, FILE), 90), /it ends after 90 bytes/],
  ])("is blocked where it %s", (_, harm, why) => {
    const root = scene();
    harm(root);
    expect(itemOf(planned(root, "f"), "client/active")).toMatchObject({ action: "blocked", reason: expect.stringMatching(why) });
  });

  test("carries nothing where no place is declared: it waits for 512 slots, as before", () => {
    const { tower: _, ...placeless } = identity;
    expect(live(planned(scene(), "f", { identity: placeless })).map(({ target }) => target))
      .toEqual(["service:a.service", "service:f.service"]);
  });

  test("is refused where none runs, as an identity that has ever voted", () => {
    const root = makeTree({ ...files(null), "/k/f.json": "-> staked.json" });
    expect(itemOf(planned(root, "f"), "client/active")).toMatchObject({ action: "blocked",
      reason: expect.stringMatching(/has voted for slot 100, and f.service does not know of it/) });
    save(root, LEDGER, 100);
    expect(itemOf(planned(root, "f"), "client/active")?.reason).toMatch(/a.service has voted as \w+ here, and f.service does not know/);
  });

  test("is refused as a standby that systemd would start as that identity", () => {
    const root = makeTree({ ...files("f"), "/k/f.json": "-> staked.json", "/k/a.json": "-> staked.json" });
    expect(itemOf(planned(root, "f", { client: { active: "firedancer", dual: "auto" } }), "client/active")?.warnings)
      .toContainEqual(expect.stringMatching(/dual: auto: where f.service ends, systemd would start a.service as \w+, without what/));
  });
});

describe("a switch from Firedancer", () => {
  const scene = (...slots: readonly number[]): string => {
    const root = makeTree(files("f"));
    if (slots.length > 0) save(root, EXPORT, ...slots);
    return root;
  };

  test("carries what it has written to the other one's ledger", () => {
    const plan = planned(scene(99, 100), "a");
    expect(live(plan).map(({ target, params }) => [target, params?.["gap"]])).toEqual([["service:f.service", "wanted"],
      ["tower:f.service>a.service", undefined], ["service:a.service", undefined]]);
    expect(live(plan)[1]?.params).toEqual(FROM);
    expect(itemOf(plan, "identity/active")).toMatchObject({ action: "blocked", reason: expect.stringMatching(/a.service starts as/) });
  });

  test.each<[string, (root: string) => void, Partial<HostFile> & { chain?: Chain }, RegExp]>([
    ["the other one starts as the identity", (root) => {
      rmSync(join(root, "k/a.json"));
      writeFileSync(join(root, "k/a.json"), staked.text, { mode: 0o600 });
    }, {}, /what Firedancer writes of its votes need not hold the last one, and both sign with one key/],
    ["it would come back as the identity, without its history", (root) => {
      rmSync(join(root, "k/f.json"));
      writeFileSync(join(root, "k/f.json"), staked.text, { mode: 0o600 });
    }, {}, /an undo could not bring it back: f.service would start as \w+, and reads no record of its votes then/],
    ["it has written none", (root) => rmSync(join(root, EXPORT, FILE)), {}, /Firedancer has written no vote history of/],
    ["it has emptied the file, for its votes are too many", (root) => truncateSync(join(root, EXPORT, FILE), 0), {}, /it is empty/],
    ["it no longer writes it", () => undefined, { chain: { lastVote: 130 } }, /its last vote is slot 100; the chain shows one for 130/],
    ["no other node tells", () => undefined, { identity: { ...identity, clusterRpc: [] } }, /no other node tells what it has voted for last/],
    ["it is unknown whether the genesis has been", () => undefined, { chain: { genesis: "no such method" } }, /unknown whether a tower or a vote history/],
    ["its last vote is unknown", () => undefined, { chain: { lastVote: null } }, /what Firedancer has voted for last is unknown/],
  ])("is blocked where %s", (_, harm, more, why) => {
    const root = scene(99, 100);
    harm(root);
    expect(itemOf(planned(root, "a", more), "client/active")).toMatchObject({ action: "blocked", reason: expect.stringMatching(why) });
  });

  test("to another Firedancer as the same identity is blocked, too", () => {
    const root = scene(99, 100);
    for (const link of ["f", "a"]) rmSync(join(root, `k/${link}.json`));
    writeFileSync(join(root, "k/f.json"), staked.text, { mode: 0o600 });
    writeFileSync(join(root, `${UNIT}g.service`), "[Service]\nUser=sol\nExecStart=/opt/firedancer run --config /etc/f.toml\n");
    expect(itemOf(planned(root, "a", { client: { active: "firedancer", unit: "g.service", adopt: { from: "firedancer@f.service" } } }), "client/active")?.reason)
      .toMatch(/Firedancer reads no vote history when it starts, and both sign with one key/);
  });

  test("is not rolled back to one that would start as what Firedancer is now", () => {
    const root = makeTree({ ...files("f"), "/k/a.json": "-> staked.json" });
    save(root, EXPORT, 100);
    const params = { stop: "1", well: "1", steady: "0", health: "none", rivals: "" };
    const back: readonly Change[] = ([["f.service", "stopped"], ["a.service", "running"]] as const).map(([unit, to]) =>
      ({ kind: "client", for: ["client/active"], target: `service:${unit}`, from: to === "stopped" ? "running" : "stopped", to, params }));
    expect(() => turnedBack(hostAt(root), back, hostFile({ identity }))).toThrow(expect.objectContaining({ code: "CLIENT_IDENTITY",
      message: expect.stringMatching(/a.service is not brought back: what Firedancer writes of its votes need not hold/) }));
  });
});

describe("the history of a switch", () => {
  const NAMES = { to: "a.service>f.service", from: "f.service>a.service" } as const;
  const lab = (way: "to" | "from", chain?: Chain) => {
    const root = makeTree(files(null));
    const host = hostAt(root, chain);
    return { root, write: async (value: string) =>
      towerDriver.write(host, NAMES[way], value, undefined, way === "to" ? TO : FROM),
    is: () => towerDriver.read(host, NAMES[way], way === "to" ? TO : FROM),
    newest: (directory: string) => historyOf(readTowers(host, directory, 0, staked.pubkey), staked.pubkey)?.content?.lastVote ?? null };
  };

  test("to Firedancer is put where it receives it, and never where it writes", async () => {
    const { root, write, newest } = lab("to");
    save(root, LEDGER, 99, 100);
    await write(TRANSFERRED);
    expect(readFileSync(join(root, IMPORT, FILE))).toEqual(readFileSync(join(root, LEDGER, FILE)));
    expect(newest(EXPORT)).toBeNull();
  });

  test("comes back from where Firedancer writes, where it has voted since", async () => {
    const { root, write, newest, is } = lab("to");
    save(root, LEDGER, 99, 100);
    await write(TRANSFERRED);
    await write(NOT_TRANSFERRED);
    expect([newest(LEDGER), is()]).toEqual([100, NOT_TRANSFERRED]);
    await write(TRANSFERRED);
    save(root, EXPORT, 99, 100, 120);
    await write(NOT_TRANSFERRED);
    expect([newest(LEDGER), newest(IMPORT), is()]).toEqual([120, 100, NOT_TRANSFERRED]);
  });

  test("too large for Firedancer is not carried", async () => {
    const { root, write, is } = lab("to");
    save(root, LEDGER, ...Array.from({ length: 300 }, (_, at) => at + 2));
    await expect(write(TRANSFERRED)).rejects.toThrow(/bytes; f.service takes 32688 at most/);
    expect(is()).toBe(NOT_TRANSFERRED);
  });

  test("of Firedancer is carried once its account is silent, and a return fills the place from which it receives one", async () => {
    const { root, write, newest, is } = lab("from", { slots: [110, 120, 140] });
    save(root, EXPORT, 99, 100);
    save(root, IMPORT, 50);
    await write(TRANSFERRED);
    expect(readFileSync(join(root, LEDGER, FILE))).toEqual(readFileSync(join(root, EXPORT, FILE)));
    save(root, LEDGER, 50, 99, 100, 150);
    await write(NOT_TRANSFERRED);
    expect([newest(IMPORT), newest(EXPORT), is()]).toEqual([150, 100, NOT_TRANSFERRED]);
  });

  test.each<[string, Chain, (root: string) => void, RegExp]>([
    ["lacks the last vote on the chain", { lastVote: 101 }, () => undefined, /its last vote is slot 100; the chain shows one for 101/],
    ["may lack one: the account has voted a moment ago", { slots: [110] }, () => undefined, /whether \w+ has voted further is unknown: its last vote is slot 100, and no later/],
    ["may lack one: no node knows the account", { lastVote: null }, () => undefined, /whether \w+ has voted further is unknown: no other node tells/],
    ["is damaged", {}, (root) => truncateSync(join(root, EXPORT, FILE), 90), /it ends after 90 bytes/],
    ["is gone", {}, (root) => rmSync(join(root, EXPORT, FILE)), /there is no vote history of \w+ in \/f\/out/],
    ["is another identity's", {}, (root) => writeFileSync(join(root, EXPORT, FILE),
      signHistory(encodeHistory({ root: 1, votes: [] }, parseKeypair(vote.text).publicKey), parseKeypair(vote.text))), /it is the vote history of/],
    ["still changes: its client has not stopped", {}, (root) => {
      mkdirSync(join(root, "sys/fs/cgroup/system.slice/f.service"), { recursive: true });
      writeFileSync(join(root, "sys/fs/cgroup/system.slice/f.service/cgroup.procs"), "900\n");
    }, /f.service still runs/],
  ])("of Firedancer is not carried where it %s", async (_, chain, harm, why) => {
    const { root, write, newest, is } = lab("from", chain);
    save(root, EXPORT, 99, 100);
    save(root, LEDGER, 40);
    harm(root);
    await expect(write(TRANSFERRED)).rejects.toThrow(why);
    expect([newest(LEDGER), is()]).toEqual([40, NOT_TRANSFERRED]);
  });
});
