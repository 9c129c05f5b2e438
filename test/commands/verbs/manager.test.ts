/**
 * The manager against the doors of real keepers, over real sockets: who is let in, what is answered, and what a
 * manager asks for, and never asks for.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request as plainRequest } from "node:http";
import { request } from "node:https";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { parseInvocation } from "../../../src/commands/cli/usage.ts";
import type { BaseContext, Invocation } from "../../../src/commands/shared/context.ts";
import { KeeperClient } from "../../../src/commands/verbs/failover/keeper-client.ts";
import { KeeperProcess, type KeeperParts } from "../../../src/commands/verbs/failover/keeper-process.ts";
import { run, runManager } from "../../../src/commands/verbs/manager.ts";
import { keeperEdges } from "../../../src/edges/failover/keeper-edges.ts";
import { openManager } from "../../../src/edges/failover/manager-client.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { readYaml } from "../../../src/edges/yaml/yaml.ts";
import type { KeeperEdges, ClientActs, PeerAnswers } from "../../../src/failover/keeper-edges.ts";
import type { ManagerConfig } from "../../../src/failover/manager-config.ts";
import { readManagedStatus, type ManagedStatus } from "../../../src/failover/manager-words.ts";
import type { RegisterPort } from "../../../src/failover/ports.ts";
import type { Register, StandingRegister } from "../../../src/failover/register.ts";
import type { FailoverSettings, ManagerAccess } from "../../../src/failover/settings.ts";
import type { QuestionKind, PeerWord } from "../../../src/failover/word.ts";
import { makeAuthority, type Authority, type Certificate } from "../../host/support/certificates.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";
const later = (ms: number): Promise<void> => new Promise((done) => { setTimeout(done, ms); });
const until = async (is: () => boolean | Promise<boolean>): Promise<void> => {
  for (let left = 1_000; !await is() && left > 0; left--) await later(10);
};

const freePort = (): Promise<number> => new Promise((done) => {
  const server = createServer();
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as AddressInfo;
    server.close(() => done(port));
  });
});

let place = "";
/** That of the keepers, and that of the managers. */
let group: Authority;
let managers: Authority;
let manager: Certificate;
let token = "";

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), "vexor-manager-"));
  [group, managers] = [makeAuthority(place, "group"), makeAuthority(place, "managers")];
  manager = managers.issue("manager");
  token = join(place, "token");
  writeFileSync(token, `${TOKEN}\n`, { mode: 0o600 });
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

const FIRST: Register = { format: "vexor.register/1", group: "pair", lineage: "c", identity: "i", epoch: 1, seq: 0,
  holder: "val-a", writer: "", state: "offered", handover: { to: "val-a", digest: null, slot: null } };

const TIMING = { renewEvery: 40, answerWithin: 30, demoteAfter: 2_000, killAfter: 2_500, watchdog: 3_000, holdFor: 7_000,
  takeAfter: 60_000, fence: 300, clockError: 0.1 };

/** One register, two keepers with validators of two flags, and their doors. */
class Pair {
  stands: StandingRegister = { register: FIRST, revision: "1", cluster: "c" };
  readonly slots = { "val-a": 1_000, "val-b": 1_000 };
  readonly behind = new Set<string>();
  readonly dry = new Set<string>();
  readonly alarms: string[] = [];
  readonly log: string[] = [];
  readonly urls: Record<string, string> = {};
  readonly #answers = new Map<string, PeerAnswers>();
  readonly #ends: (() => void)[] = [];

  readonly register: RegisterPort = { exchange: async (expected, put) => {
    const isSame = put === null || JSON.stringify(expected) === JSON.stringify(this.stands);
    if (isSame && put !== null) this.stands = { ...this.stands, register: put, revision: `${Number(this.stands.revision) + 1}` };
    return { type: isSame ? "done" : "differs", stands: this.stands };
  } };

  async start(host: "val-a" | "val-b", access: Partial<ManagerAccess>, isTaken = false): Promise<void> {
    const peer = host === "val-a" ? "val-b" : "val-a";
    const { cert, key } = group.issue(host, { names: [`DNS:${host}`, "DNS:localhost"] });
    const port = await freePort();
    this.urls[host] = `https://localhost:${port}`;
    const blocker = isTaken ? createServer().listen(port, "127.0.0.1") : null;
    if (blocker) this.#ends.push(() => blocker.close());
    const settings = { format: "vexor.failover-settings/1", host, group: "pair", peer: { host: peer, url: "https://x" },
      register: { certificate: cert, key, ca: group.ca }, timing: TIMING, unplanned: true, failsafe: false, strict: false,
      units: [], identity: { pubkey: "i" }, dryRun: this.dry.has(host),
      manager: { listen: `127.0.0.1:${port}`, ca: null, token: null, ...access } } as unknown as FailoverSettings;
    let stop = (): void => undefined;
    const stopped = new Promise<void>((done) => { stop = done; });
    this.#ends.push(stop);
    const edges = { ...keeperEdges(createLinuxHost("")), clock: { now: () => performance.now(), wall: () => Date.now() },
      writer: host.replace("-", ""), remembered: () => ({ epoch: 0, seq: 0 }), remember: () => true, publish: () => undefined,
      note: () => undefined, keepIncident: () => undefined, incidents: () => [], ready: () => undefined, pet: () => undefined, untilStopped: () => stopped,
      answerVerbs: async () => () => undefined,
      answerPeer: async (_: unknown, answers: PeerAnswers) => {
        this.#answers.set(host, answers);
        return () => void this.#answers.delete(host);
      } } as unknown as KeeperEdges;
    const ask = async (kind: QuestionKind): Promise<PeerWord | null> =>
      await this.#answers.get(peer)?.answer({ ask: kind, epoch: 0 } as never) ?? null;
    const acts = { lookUp: async () => undefined, look: async () => ({ signs: false }), standBy: () => true,
      promote: async () => {
        this.log.push(`${host} signs`);
        return "signs";
      },
      demote: async () => {
        this.log.push(`${host} stops`);
        return { digest: null, slot: null };
      }, kill: async () => ({ digest: null, slot: null }) } as unknown as ClientActs;
    const terminal = { note: () => undefined, alarm: (text: string) => void this.alarms.push(text) } as unknown as KeeperParts["terminal"];
    void new KeeperProcess({ edges, settings, terminal, register: this.register, unsafe: null,
      client: new KeeperClient(acts, settings.dryRun, terminal, settings.timing.killAfter), isBoundFinal: () => true,
      peer: { word: () => ask("word"), nudge: () => ask("nudge"), vouch: () => ask("vouch"), events: async () => null } as unknown as KeeperParts["peer"],
      evidence: { status: () => undefined, copy: async () => undefined } as unknown as KeeperParts["evidence"],
      records: { digest: () => null, carry: () => undefined, offered: () => undefined, give: () => null, onArrival: () => undefined },
      watch: { facts: () => ({ unfit: null, isCaughtUp: !this.behind.has(host), isClusterStalled: false, isAdmitted: true }),
        views: () => [["own", this.slots[host]], ["w1", 1_000], ["w2", 1_001], ["w3", 9_999]].map(([from, slot]) =>
          ({ from, askedAt: performance.now(), processed: slot, finalized: 900 })),
        identity: () => null, lastVote: () => null, heard: () => undefined, alarm: () => null } as unknown as KeeperParts["watch"] }).run();
    await until(() => this.#answers.has(host));
    await later(50);
  }

  get holder(): string { return `${this.stands.register.holder} ${this.stands.register.state}`; }

  end(): void {
    for (const end of this.#ends.splice(0)) end();
  }
}

let pair: Pair;
afterEach(() => pair.end());

const post = (url: string, path: string, { body = "{}", method = "POST", cert, bearer }: {
  readonly body?: string; readonly method?: string; readonly cert?: Certificate; readonly bearer?: string;
} = {}): Promise<{ readonly code: number; readonly body: string } | string> => new Promise((done) => {
  const sent = request(new URL(path, url), { method, ca: readFileSync(group.ca), agent: false,
    ...cert ? { cert: readFileSync(cert.cert), key: readFileSync(cert.key) } : {},
    headers: bearer === undefined ? {} : { authorization: `Bearer ${bearer}` } }, (response) => {
    let text = "";
    response.setEncoding("utf8").on("data", (part: string) => { text += part; }).on("end", () =>
      done({ code: response.statusCode ?? 0, body: text })).on("error", () => done("broken off"));
  });
  sent.on("error", () => done("refused"));
  sent.end(method === "GET" ? undefined : body);
});

const codeOf = (answer: Awaited<ReturnType<typeof post>>): number | string =>
  (typeof answer === "string" ? answer : answer.code);
const bodyOf = (answer: Awaited<ReturnType<typeof post>>): Record<string, unknown> =>
  (typeof answer === "string" ? {} : JSON.parse(answer.body) as Record<string, unknown>);

describe("a door", () => {
  test("behind a certificate is for those of its own authority alone, and over TLS alone", async () => {
    pair = new Pair();
    await pair.start("val-a", { ca: managers.ca });
    const url = pair.urls["val-a"] ?? "";
    expect(codeOf(await post(url, "/status", { cert: manager }))).toBe(200);
    expect(await post(url, "/status")).toBe("refused");
    expect(await post(url, "/status", { cert: group.issue("val-b") })).toBe("refused");
    expect(await post(url, "/status", { cert: managers.issue("manager", { expired: true }) })).toBe("refused");
    expect(await post(url, "/status", { bearer: TOKEN })).toBe("refused");
    const plain = await new Promise((done) => {
      const sent = plainRequest(url.replace("https", "http"), (response) => done(response.statusCode));
      sent.on("error", () => done("refused"));
      sent.end();
    });
    expect(plain).toBe("refused");
  });

  test("behind a token is for those who show it, also after it has changed", async () => {
    pair = new Pair();
    const own = join(place, "changing");
    writeFileSync(own, `${TOKEN}\n`, { mode: 0o600 });
    await pair.start("val-a", { token: own });
    const url = pair.urls["val-a"] ?? "";
    expect(codeOf(await post(url, "/status", { bearer: TOKEN }))).toBe(200);
    for (const bearer of [undefined, "", `${TOKEN}0`, TOKEN.slice(1), TOKEN.toUpperCase()]) {
      const answer = await post(url, "/failover", { body: '{"action":"become_passive"}', ...bearer === undefined ? {} : { bearer } });
      expect(codeOf(answer)).toBe(401);
      expect(Object.keys(bodyOf(answer))).toEqual(["error"]);
    }
    writeFileSync(own, `${TOKEN.toUpperCase()}\n`);
    expect(codeOf(await post(url, "/status", { bearer: TOKEN }))).toBe(401);
    expect(codeOf(await post(url, "/status", { bearer: TOKEN.toUpperCase() }))).toBe(200);
    chmodSync(own, 0o644);
    expect(codeOf(await post(url, "/status", { bearer: TOKEN.toUpperCase() }))).toBe(500);
  });

  test("with both wants both", async () => {
    pair = new Pair();
    await pair.start("val-a", { ca: managers.ca, token });
    const url = pair.urls["val-a"] ?? "";
    expect(codeOf(await post(url, "/status", { cert: manager, bearer: TOKEN }))).toBe(200);
    expect(codeOf(await post(url, "/status", { cert: manager }))).toBe(401);
    expect(await post(url, "/status", { bearer: TOKEN })).toBe("refused");
  });

  test("answers four questions, and nothing else", async () => {
    pair = new Pair();
    await pair.start("val-a", { token });
    await pair.start("val-b", { token });
    await until(() => pair.log.includes("val-a signs"));
    const url = pair.urls["val-a"] ?? "";
    const ask = (path: string, more: Parameters<typeof post>[2] = {}) => post(url, path, { bearer: TOKEN, ...more });
    const status = bodyOf(await ask("/status"));
    expect(status).toMatchObject({ process_running: true, is_healthy: true, is_active: true, validator_slot: 1_000,
      network_slot: 1_001, slot_diff: 1, host: "val-a", group: "pair", phase: "signing", dry_run: false, epoch: 3 });
    expect(readManagedStatus(JSON.stringify(status))).toEqual(status);
    expect(bodyOf(await ask("/peer-status"))).toMatchObject({ is_alive: true, is_active: true, process_running: true });
    expect(await ask("/health", { method: "GET" })).toMatchObject({ code: 200 });
    expect(codeOf(await ask("/health"))).toBe(405);
    expect(codeOf(await ask("/status", { method: "GET" }))).toBe(405);
    for (const path of ["/", "/shutdown", "/toString", "/status/"]) expect(codeOf(await ask(path))).toBe(404);
    for (const body of ["", "[]", "become_passive", '{"action":"reboot"}', '{"action":["become_passive"]}']) {
      expect(codeOf(await ask("/failover", { body }))).toBe(400);
    }
    expect(await ask("/failover", { body: " ".repeat(20_000) })).toSatisfy((one) => one === "refused" || codeOf(one) === 500);
    expect(pair.holder).toBe("val-a held");
  });

  test("that cannot be opened ends no keeper", async () => {
    pair = new Pair();
    await pair.start("val-b", { token });
    await pair.start("val-a", { token }, true);
    await until(() => pair.log.includes("val-a signs"));
    expect(pair.log).toEqual(["val-a signs"]);
    expect(pair.alarms[0]).toMatch(/^no manager is answered: .*EADDRINUSE/);
  });

  test("that would be open is not offered", async () => {
    pair = new Pair();
    await pair.start("val-a", {});
    expect(pair.alarms[0]).toMatch(/^no manager is answered: an open door/);
    expect(await post(pair.urls["val-a"] ?? "", "/status", { cert: manager, bearer: TOKEN })).toBe("refused");
  });
});

const command = async (host: string, action: string): Promise<Record<string, unknown>> =>
  bodyOf(await post(pair.urls[host] ?? "", "/failover", { bearer: TOKEN, body: JSON.stringify({ action, reason: "a test" }) }));

/** The other host sees with its next look what stands in the register. */
const hasSeenTake = async (): Promise<boolean> =>
  String((await command("val-b", "become_active"))["message"]).includes("epoch 3");

describe("a command", () => {
  test("does not make a standby sign: the register alone does", async () => {
    pair = new Pair();
    await pair.start("val-a", { token });
    await pair.start("val-b", { token });
    await until(() => pair.log.includes("val-a signs"));
    await until(hasSeenTake);
    const answer = await command("val-b", "become_active");
    expect(answer).toMatchObject({ success: false, dry_run: false });
    expect(answer["message"]).toMatch(/not offered to val-b: val-a holds it, epoch 3\. .*two hosts would sign.* takes it in \d+ s by itself/);
    await later(300);
    expect(pair.log).toEqual(["val-a signs"]);
    expect(await command("val-a", "become_active")).toMatchObject({ success: true, message: "val-a is active already" });
    expect(await command("val-b", "become_passive")).toMatchObject({ success: true, message: "val-b does not hold the identity" });
  });

  test("hands over, the old holder first, once the other one says that it could take", async () => {
    pair = new Pair();
    await pair.start("val-b", { token });
    await pair.start("val-a", { token });
    await until(() => pair.log.includes("val-a signs"));
    await later(50);
    expect(await command("val-a", "become_passive")).toMatchObject({ success: true });
    await until(() => pair.log.includes("val-b signs"));
    expect(pair.log).toEqual(["val-a signs", "val-a stops", "val-b signs"]);
  });

  test("stops no host where the other one could not take", async () => {
    pair = new Pair();
    pair.behind.add("val-b");
    await pair.start("val-b", { token });
    await pair.start("val-a", { token });
    await until(() => pair.log.includes("val-a signs"));
    const answer = await command("val-a", "become_passive");
    expect(answer).toMatchObject({ success: false });
    expect(answer["message"]).toMatch(/^val-b does not say that it could take/);
    await later(200);
    expect(pair.log).toEqual(["val-a signs"]);
  });
});

const CALL: Invocation = { verb: "manager", args: [], options: {} };

const configFor = (over: Partial<ManagerConfig> = {}): ManagerConfig => ({
  active: pair.urls["val-a"] ?? "", passive: pair.urls["val-b"] ?? "", intervalMs: 50, misses: 3, slotThreshold: 100,
  timeoutMs: 500, isDryRun: false, ca: group.ca, certificate: null, key: null, token, ...over });

/** What a manager says until that is so, or for so many rounds. */
const managed = async (config: ManagerConfig, isOver: () => boolean, rounds = 100): Promise<readonly string[]> => {
  const said: string[] = [];
  let left = rounds;
  const context = { openManager: async (one: ManagerConfig) => openManager(one),
    host: { now: () => new Date(), sleep: later }, terminal: { print: (text: string) => void said.push(text.slice(25).trim()) },
  } as unknown as BaseContext;
  await runManager(context, CALL, config, () => !isOver() && --left > 0);
  return said;
};

describe("a manager", () => {
  const started = async (...dry: readonly string[]): Promise<void> => {
    pair = new Pair();
    for (const host of dry) pair.dry.add(host);
    await pair.start("val-b", { token });
    await pair.start("val-a", { token });
    // Without the other one's word no host takes what is offered.
    if (dry.length === 0) {
      await until(() => pair.log.includes("val-a signs"));
      await until(hasSeenTake);
    }
    await later(60);
  };

  test("has a host that is behind hand over after the misses, and follows the identity", async () => {
    await started();
    pair.slots["val-a"] = 800;
    let after = 0;
    const said = await managed(configFor(), () => pair.log.includes("val-b signs") && after++ > 8);
    expect(pair.log).toEqual(["val-a signs", "val-a stops", "val-b signs"]);
    expect(said.filter((line) => line.endsWith("of 3"))).toEqual([1, 2, 3].map((miss) =>
      `val-a is 201 slots behind the network; wanted is 100 at most: ${miss} of 3`));
    expect(said.join("\n")).toMatch(/asks val-a to hand over to val-b[^]*says: val-a hands the identity over[^]*val-b is active/);
  });

  test("only says it in a dry run, which is the default", async () => {
    await started();
    pair.slots["val-a"] = 800;
    const said = await managed(configFor({ isDryRun: true }), () => false, 8);
    expect(said.filter((line) => line.includes("DRY RUN"))).toEqual([expect.stringMatching(/would ask val-a to hand over to val-b$/)]);
    expect(pair.log).toEqual(["val-a signs"]);
  });

  test("never has a silent host's peer promoted: it says when the keepers take over", async () => {
    await started();
    const config = configFor({ active: `https://localhost:${await freePort()}` });
    const hidden = { ...pair.urls };
    pair.slots["val-a"] = 0;
    const said = await managed({ ...config, passive: hidden["val-b"] ?? "" }, () => false, 8);
    expect(said.join("\n")).toMatch(/does not answer \(ECONNREFUSED\): 3 of 3[^]*val-b takes the identity over by itself in [\d.]+ s/);
    expect(said.join("\n")).not.toMatch(/\basks\b/);
    expect(pair.log).toEqual(["val-a signs"]);
  });

  test("says whose keeper is in a dry run, and that a wrong token is not accepted", async () => {
    await started("val-b");
    const said = await managed(configFor(), () => false, 2);
    expect(said[0]).toMatch(/^ALARM DRY RUN \(val-b\): no host is active: val-a may take it in [\d.]+ s; val-b would not take it: dry-run, made-for-peer$/);
    const other = join(place, "other-token");
    writeFileSync(other, `${TOKEN.replace("0", "f")}\n`, { mode: 0o600 });
    expect((await managed(configFor({ token: other }), () => false, 1))[0]).toMatch(/does not answer \(it does not accept this manager's token\): 1 of 3$/);
  });

  test("does not believe another authority's host", async () => {
    await started();
    expect((await managed(configFor({ ca: managers.ca }), () => false, 1))[0]).toMatch(/does not answer \((?:UNABLE|SELF|DEPTH)[A-Z_]+\): 1 of 3$/);
  });
});

describe("settings", () => {
  const asked = async (options: Invocation["options"], file = "", isTree = false): Promise<ManagerConfig | string> => {
    let found: ManagerConfig | string = "";
    let printed = "";
    const context = { readLimited: () => file, parseYaml: async (text: string) => readYaml(text, "-"),
      printYaml: async (data: unknown) => JSON.stringify(data), heedSignals: () => () => true,
      host: { isTree, now: () => new Date(), sleep: async () => undefined }, terminal: { print: (text: string) => { printed += text; } },
      openManager: async (config: ManagerConfig) => {
        found = config;
        return { ask: async () => ({ is: "silent", why: "a test" }), close: () => undefined };
      } } as unknown as BaseContext;
    pair = new Pair();
    try {
      await run(context, { ...CALL, options });
      return found === "" ? printed : found;
    } catch (error) {
      return (error as Error).message;
    }
  };
  const GIVEN = { active: "https://a:1", passive: "https://b:1", token: "/t" };

  test("have the defaults of the tooling in the field, from flags, YAML and JSON", async () => {
    const expected = { active: "https://a:1", passive: "https://b:1", intervalMs: 2_000, misses: 5, slotThreshold: 100,
      timeoutMs: 5_000, isDryRun: true, ca: null, certificate: null, key: null, token: "/t" };
    expect(await asked(GIVEN)).toEqual(expected);
    const file = "active_validator: https://a:1/\npassive_validator: https://b:1\ntoken: /t\n";
    expect(await asked({ config: "f" }, file)).toEqual(expected);
    expect(await asked({ config: "f", "dry-run": "false", interval: "1m30s" }, JSON.stringify({ active_validator: "https://a:1",
      passive_validator: "https://b:1", heartbeat_interval: "500ms", misses_before_failover: 3, slot_diff_threshold: 20,
      request_timeout: "1.5s", dry_run: true, certificate: "/c", key: "/k", ca: "/ca" }))).toEqual({ ...expected, intervalMs: 90_000,
      misses: 3, slotThreshold: 20, timeoutMs: 1_500, isDryRun: false, certificate: "/c", key: "/k", ca: "/ca", token: null });
    expect(await asked({ ...GIVEN, "dry-run": true })).toMatchObject({ isDryRun: true });
  });

  test("as the example has them are taken", async () => {
    const example = await asked({ "generate-config": true });
    expect(await asked({ config: "f" }, String(example))).toMatchObject({ isDryRun: true, misses: 5, intervalMs: 2_000 });
  });

  test.each<[Invocation["options"], string, string]>([
    [{ ...GIVEN, active: "http://192.0.2.10:8080" }, "", "active_validator is \"http://192.0.2.10:8080\"; wanted is https:// with a name and a port"],
    [{ ...GIVEN, active: "https://u:p@a" }, "", "active_validator is \"https://u:p@a\"; wanted is https:// with a name and a port"],
    [{ ...GIVEN, passive: "https://a:1" }, "", "active_validator and passive_validator are the same"],
    [{ active: "https://a:1", token: "/t" }, "", "passive_validator is missing; wanted are the two keepers' addresses"],
    [{ ...GIVEN, token: undefined }, "", "nothing to sign in with: wanted is a certificate with its key, or a token"],
    [{ ...GIVEN, certificate: "/c" }, "", "of certificate and key one is missing; wanted are both"],
    [{ ...GIVEN, interval: "2" }, "", "heartbeat_interval is \"2\"; wanted is a time from 1ms to 1h, such as 2s or 1m30s"],
    [{ ...GIVEN, misses: "0" }, "", "misses_before_failover is \"0\"; wanted is a number from 1 on"],
    [{ ...GIVEN, "dry-run": "no" }, "", "dry_run is \"no\"; wanted is true or false"],
    [{ config: "f" }, "identity_change_command: agave-validator set-identity k", "identity_change_command is a shell command; Vexor runs none: the keeper changes the identity by a plan"],
    [{ config: "f" }, "tower_backup_interval: 30s", "tower_backup_interval belongs to the agent, whose place the keeper has"],
    [{ config: "f" }, "manager_timeout: 30s", "manager_timeout belongs to the agent, whose place the keeper has"],
    [{ config: "f" }, "ssh_key_path: /k", "ssh_key_path takes keys to a third machine: they stay on the two hosts"],
    [{ config: "f" }, "actve_validator: x", "a manager's settings have no key \"actve_validator\""],
    [{ config: "f" }, "[1]", "a manager's settings are keys with their values"],
  ])("%j %s are refused", async (options, file, message) => {
    expect(await asked(options, file)).toBe(message);
  });

  test("do not matter under --root", async () => {
    expect(await asked(GIVEN, "", true)).toBe("vexor manager asks running machines; --root is a tree of files");
  });
});

test("the command line takes a switch's value behind = alone, as the older flags did", () => {
  const dryRun = (...argv: readonly string[]): unknown => parseInvocation(["manager", ...argv]).options["dry-run"];
  expect([dryRun("--dry-run"), dryRun("--dry-run=false"), dryRun("--dry-run", "--misses", "3"), dryRun()])
    .toEqual([true, "false", true, undefined]);
  expect(() => dryRun("--dry-run", "false")).toThrow("takes no argument");
  expect(() => dryRun("-active", "https://a")).toThrow("does not take -active");
});

test.each<[string, Partial<Record<keyof ManagedStatus, unknown>>]>([
  ["active by a word", { is_active: "yes" }], ["a slot below 0", { validator_slot: -1 }], ["a name with a line end", { host: "a\nb" }],
  ["hindrances that are a text", { hindrances: "none" }], ["an error without end", { error: "x".repeat(201) }],
])("an answer with %s is not a keeper's", (_, over) => {
  pair = new Pair();
  const sound: ManagedStatus = { process_running: true, is_healthy: null, is_active: false, validator_slot: 1, network_slot: null, slot_diff: null,
    timestamp: 1, host: "a", group: "g", phase: "standby", dry_run: false, epoch: 1, left_seconds: null, take_in_seconds: 4.5, hindrances: [] };
  expect(readManagedStatus(JSON.stringify(sound))).toEqual(sound);
  expect(readManagedStatus(JSON.stringify({ ...sound, ...over }))).toBeNull();
});
