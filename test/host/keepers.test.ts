/**
 * Two keepers as their executable, each on a host with a network and files of its own, and a real
 * etcd that knows them by their certificates. They watch, and write nothing.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Register } from "../../src/failover/register.ts";
import { formatRegister } from "../../src/failover/register-text.ts";
import { renderSettings, SETTINGS_FORMAT } from "../../src/failover/settings.ts";
import type { FailoverStatus } from "../../src/failover/status.ts";
import { DEFAULT_TIMING } from "../../src/failover/timing.ts";
import { untilFound } from "../support/pace.ts";
import { makeAuthority, type Authority, type Certificate } from "./support/certificates.ts";
import { cannotHaveEtcd } from "./support/etcd-binaries.ts";
import { startEtcd, type EtcdCluster } from "./support/etcd.ts";
import { makeNetwork, type HostNetwork } from "./support/network.ts";
import { BINARY } from "./lab/machine.ts";

const HOSTS = ["val-a", "val-b"] as const;
const ETCD = 2;
const KEY = "/vexor/failover/pair/register";
const PORT = 9_443;

interface Output {
  readonly code: number | undefined;
  readonly text: string;
}

let place = "";
let network: HostNetwork;
let authority: Authority;
let etcd: EtcdCluster;

class KeeperOnHost {
  readonly #at: number;
  readonly #changes: object;
  readonly #files: string;
  #process: ChildProcess | null = null;
  #said = "";

  constructor(at: number, changes: object = {}, certificate = authority.issue(HOSTS[at] ?? "",
    { names: [`DNS:${HOSTS[at]}`] })) {
    [this.#at, this.#changes] = [at, changes];
    this.#files = mkdtempSync(join(place, `${HOSTS[at]}-`));
    for (const name of ["run", "run/vexor-agent", "lib", "settings"]) mkdirSync(join(this.#files, name));
    writeFileSync(join(this.#files, "settings/failover.json"), this.#settings(certificate));
  }

  get said(): string {
    return this.#said;
  }

  #settings({ cert, key }: Certificate): string {
    const peer = HOSTS[1 - this.#at] ?? "";
    const { register: access, ...changes } = this.#changes as { readonly register?: object };
    return renderSettings({ format: SETTINGS_FORMAT, host: HOSTS[this.#at] ?? "", group: "pair",
      peer: { host: peer, url: `https://${peer}:${PORT}` }, units: ["sol.service"],
      identity: { pubkey: "7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2", keypair: "/k.json", unstaked: "/u.json",
        voteAccount: "", tower: null, clusterRpc: [] },
      register: { protocol: "grpc", endpoints: etcd.endpoints.map((one) => one.replace("localhost", "etcd")),
        ca: authority.ca, certificate: cert, key, login: null, olderEtcd: "3.5.30",
        ...access },
      timing: DEFAULT_TIMING, unplanned: true, failsafe: false, strict: false, dryRun: true,
      ...changes });
  }

  #inside(): readonly string[] {
    const hosts = join(place, "hosts");
    const mounts = [`mount --bind ${hosts} /etc/hosts`,
      `mount --bind ${this.#files}/run /run`, `mkdir -p /run/vexor-agent /var/lib/vexor-agent`,
      `mount --bind ${this.#files}/lib /var/lib/vexor-agent`];
    return [...network.inside(this.#at), "unshare", "--mount", "sh", "-ec", `${mounts.join("; ")}; exec "$@"`, "sh"];
  }

  start(): void {
    const [command = "", ...args] = [...this.#inside(), BINARY, "failover", "keep"];
    this.#process = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"],
      env: this.#env() });
    this.#process.stderr?.on("data", (text: Buffer) => { this.#said += String(text); });
  }

  /** For what ends by itself. */
  async ended(): Promise<number | null> {
    this.start();
    return new Promise((done) => { this.#process?.once("close", (code) => done(code)); });
  }

  async stop(): Promise<void> {
    const gone = new Promise((done) => { this.#process?.once("close", done); });
    if (this.#process?.exitCode !== null) return;
    this.#process.kill("SIGTERM");
    await gone;
  }

  async failover(...args: readonly string[]): Promise<Output> {
    const [command = "", ...inside] = this.#inside();
    const { exitCode, stdout, stderr } = await execa(command, [...inside, BINARY, "failover", ...args],
      { reject: false, env: this.#env() });
    return { code: exitCode, text: stdout + stderr };
  }

  ask(...args: readonly string[]): Promise<Output> {
    return this.failover("status", ...args);
  }

  #env(): NodeJS.ProcessEnv {
    return { ...process.env, CREDENTIALS_DIRECTORY: join(this.#files, "settings") };
  }

  /** Null while it does not answer. */
  async status(): Promise<FailoverStatus | null> {
    const { text } = await this.ask("--json");
    return text.includes("vexor.failover/1") ? JSON.parse(text) as FailoverStatus : null;
  }

  when(isSo: (status: FailoverStatus) => boolean): Promise<FailoverStatus> {
    return untilFound(async () => {
      const status = await this.status();
      return status !== null && isSo(status) ? status : undefined;
    }, 60);
  }
}

const register = (change: Partial<Register> = {}): Register => ({
  format: "vexor.register/1", group: "pair", lineage: lineage(), epoch: 6, seq: 40,
  identity: "7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2", holder: "val-b", writer: "1f", state: "held",
  handover: null, ...change });

const ctl = (...args: readonly string[]): string => etcd.ctl(args,
  { at: etcd.endpoints.map((one) => one.replace("localhost", network.address(ETCD))) });

const lineage = (): string => /"cluster_id":(\d+)/.exec(ctl("endpoint", "status", "-w", "json"))?.[1] ?? "";

const put = (change?: Partial<Register>): void => {
  ctl("put", KEY, formatRegister(register(change)));
};

describe.skipIf(cannotHaveEtcd())("two keepers", () => {
  let a: KeeperOnHost;
  let b: KeeperOnHost;

  beforeAll(async () => {
    place = mkdtempSync(join(tmpdir(), "vexor-keepers-"));
    network = makeNetwork(3);
    writeFileSync(join(place, "hosts"), ["127.0.0.1 localhost", `${network.address(ETCD)} etcd`,
      ...HOSTS.map((name, at) => `${network.address(at)} ${name}`), ""].join("\n"));
    authority = makeAuthority(place, "group");
    const server = authority.issue("etcd", { names: ["DNS:etcd", "DNS:localhost", `IP:${network.address(ETCD)}`] });
    etcd = await startEtcd({ tls: { ...server, ca: authority.ca, wantsCertificate: true },
      inside: () => network.inside(ETCD), address: () => network.address(ETCD) });
    [a, b] = [new KeeperOnHost(0), new KeeperOnHost(1)];
    a.start();
    b.start();
  });

  afterAll(async () => {
    await Promise.all([a, b].map((one) => one.stop()));
    await etcd.stop();
    network.remove();
    rmSync(place, { recursive: true, force: true });
  });

  test("wait for a register, which one of the hosts makes, once", async () => {
    expect((await a.when(({ register: seen }) => seen === null)).alarm).toBeNull();
    expect(await a.failover("init", "--yes")).toMatchObject({ code: 0, text: "pair has a register: val-a may take it." });
    for (const keeper of [a, b]) {
      const status = await keeper.when(({ register: seen }) => seen !== null);
      expect(status.register).toMatchObject({ holder: "val-a", epoch: 1, state: "offered",
        handover: { to: "val-a", digest: null, slot: null } });
    }
    const again = await b.failover("init", "--yes");
    expect(again.code).toBe(1);
    expect(again.text).toContain("pair has a register: val-a, epoch 1");
  });

  test("see the register and each other, and write nothing", async () => {
    put();
    await a.when(({ register: seen }) => seen?.epoch === 6);
    const before = ctl("get", KEY, "-w", "json");
    for (const [at, keeper] of [a, b].entries()) {
      const status = await keeper.when(({ register: seen, peer }) => seen !== null && peer.isStandby !== null);
      expect(status).toMatchObject({ format: "vexor.failover/1", group: "pair", host: HOSTS[at], isDryRun: true,
        phase: "standby", leftMs: null, alarm: null, unanswered: null,
        register: { holder: "val-b", epoch: 6, seq: 40, state: "held" },
        peer: { host: HOSTS[1 - at], isStandby: false } });
      expect(status.hindrances).toEqual(expect.arrayContaining(["dry-run", "behind", "cluster-stalled", "not-admitted"]));
      expect(status.unsafeEtcd).toContain("etcd 3.5.30 is below 3.5.33");
    }
    const { code, text } = await a.ask();
    expect(code).toBe(0);
    expect(text).toContain("pair: val-a is a standby: it does not sign");
    expect(text).toMatch(/register +held by val-b, epoch 6/);
    expect(text).toMatch(/peer +val-b may sign, or watches only, by its word of/);
    const kvs = (text_: string): unknown => (JSON.parse(text_) as { kvs: unknown }).kvs;
    expect(kvs(ctl("get", KEY, "-w", "json"))).toEqual(kvs(before));
  });

  test("a renewal begins the count anew", async () => {
    await a.when(({ register: seen }) => (seen?.unchangedMs ?? 0) > 3_000);
    put({ seq: 41 });
    const status = await a.when(({ register: seen }) => seen?.seq === 41);
    expect(status.takeInMs).toBeGreaterThan(DEFAULT_TIMING.takeAfter - 6_000);
  });

  test("what etcd has forgotten is an alarm, also for a keeper that was started since", async () => {
    put({ seq: 30 });
    await a.when(({ alarm }) => alarm === "went-back");
    expect((await a.ask()).code).toBe(2);
    expect(a.said).toContain("ALARM went-back");
    await a.stop();
    a.start();
    const status = await a.when(({ alarm }) => alarm === "went-back");
    expect(status.register).toBeNull();
    ctl("del", KEY);
    await a.when(({ alarm }) => alarm === "absent");
    put({ seq: 42, lineage: "4711" });
    await a.when(({ alarm }) => alarm === "lineage");
    put({ seq: 43 });
    await a.when(({ alarm, register: seen }) => alarm === null && seen?.seq === 43);
  });

  test("each tells what both have noted, and its own alone where the other one does not answer", async () => {
    const history = async (): Promise<ReadonlySet<string>> => new Set((await a.failover("history", "--json")).text.split("\n")
      .flatMap((line) => /"host":"(val-.)"/.exec(line)?.[1] ?? []));
    expect(await history()).toEqual(new Set(HOSTS));
    network.cut(1);
    const alone = await a.failover("history");
    expect(alone.text).toMatch(/val-a +epoch \d+ {2}the keeper of Vexor [^]*the other host has not told its part/);
    expect(alone.text).not.toContain("val-b ");
    network.mend(1);
    await a.when(({ peer }) => (peer.answeredMs ?? Infinity) < 5_500);
  });

  test("an etcd and a peer that cannot be reached are said, until they can", async () => {
    network.cut(ETCD);
    await a.when(({ unanswered }) => unanswered !== null);
    network.mend(ETCD);
    await a.when(({ unanswered }) => unanswered === null);
    network.cut(1);
    await a.when(({ peer }) => (peer.answeredMs ?? 0) > 12_000);
    expect((await a.ask()).text).toMatch(/peer +val-b has not answered for/);
    network.mend(1);
    await a.when(({ peer }) => (peer.answeredMs ?? 0) < 5_500);
  });

  test.each<[string, object, RegExp]>([
    ["an etcd below the safe version, without the setting that lets it pass", { register: { olderEtcd: null } },
      /3\.5\.30 is below.*ETCD_TOO_OLD/s],
    ["a certificate that is not named", { register: { certificate: null } }, /names none.*ETCD_ACCESS/s],
  ])("one refuses %s", async (_, changes, expected) => {
    const keeper = new KeeperOnHost(0, changes);
    expect(await keeper.ended()).toBe(1);
    expect(keeper.said).toMatch(expected);
  });

  test("one without a keeper says so", async () => {
    const { code, text } = await new KeeperOnHost(0).ask();
    expect(code).toBe(1);
    expect(text).toContain("KEEPER_SILENT");
  });
});
