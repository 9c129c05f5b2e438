/** Real members of etcd on this machine's loopback, which a test may pause, kill and start again. */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until, untilFound } from "../../support/pace.ts";
import type { Certificate } from "./certificates.ts";
import { etcdBinaries, type EtcdBinaries } from "./etcd-binaries.ts";

export interface ServerTls extends Certificate {
  readonly ca: string;
  /** Takes only what shows a certificate of that authority; its common name is then the user. */
  readonly wantsCertificate: boolean;
}

export interface EtcdOptions {
  readonly members?: number;
  readonly tls?: ServerTls;
  /** More arguments of `etcd`. */
  readonly more?: readonly string[];
  /** A snapshot to begin with, as `save` has made it. */
  readonly snapshot?: string;
  /** Runs each member by this command: `ip netns exec NAME`. */
  readonly inside?: (member: number) => readonly string[];
  /** Where each member listens; otherwise on 127.0.0.1. */
  readonly address?: (member: number) => string;
  /** What its certificate calls it; otherwise localhost. */
  readonly called?: (member: number) => string;
}

const freePorts = async (count: number): Promise<readonly number[]> => {
  const servers = await Promise.all(Array.from({ length: count }, () => new Promise<ReturnType<typeof createServer>>((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => resolve(server));
  })));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
};

interface Ports {
  readonly clients: number;
  readonly peers: number;
  /** Without TLS, for this file's own looks. */
  readonly looks: number;
}

interface Status {
  readonly Endpoint: string;
  readonly Status: { readonly header: { readonly member_id: number }; readonly leader: number; readonly raftIndex: number };
}

export class EtcdMember {
  readonly name: string;
  /** `https://localhost:PORT`, or `http://`. */
  readonly endpoint: string;
  readonly #start: () => ChildProcess;
  readonly #health: string;
  #process: ChildProcess;

  constructor(name: string, endpoint: string, health: string, start: () => ChildProcess) {
    [this.name, this.endpoint, this.#health, this.#start] = [name, endpoint, health, start];
    this.#process = start();
  }

  /** As for a process that its hypervisor does not run: once it returns, none of its threads does anything. */
  async pause(): Promise<void> {
    this.#process.kill("SIGSTOP");
    const tasks = `/proc/${this.#process.pid}/task`;
    const isStopped = (task: string): boolean => /^\d+ \(.*\) [Tt] /.test(readFileSync(`${tasks}/${task}/stat`, "utf8"));
    await until(() => readdirSync(tasks).every(isStopped), 10);
  }

  resume(): void {
    this.#process.kill("SIGCONT");
  }

  async kill(): Promise<void> {
    const gone = new Promise((resolve) => this.#process.once("close", resolve));
    const isRunning = this.#process.exitCode === null && this.#process.signalCode === null;
    this.#process.kill("SIGKILL");
    if (isRunning) await gone;
  }

  get isUp(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  startAgain(): void {
    this.#process = this.#start();
  }

  async isHealthy(): Promise<boolean> {
    if (this.#process.exitCode !== null) throw new Error(`etcd ${this.name} has ended with ${this.#process.exitCode}`);
    const answer = await fetch(this.#health, { signal: AbortSignal.timeout(1000) }).catch(() => null);
    return answer?.ok ?? false;
  }
}

export class EtcdCluster {
  readonly members: readonly EtcdMember[];
  readonly #directory: string;
  readonly #binaries: EtcdBinaries;
  readonly #tls: ServerTls | undefined;
  readonly #refill: (snapshot: string) => void;

  constructor(
    members: readonly EtcdMember[], directory: string, binaries: EtcdBinaries,
    { tls, refill }: { readonly tls: ServerTls | undefined; readonly refill: (snapshot: string) => void },
  ) {
    [this.members, this.#directory, this.#binaries, this.#tls, this.#refill] = [members, directory, binaries, tls, refill];
  }

  get version(): string {
    return this.#binaries.version;
  }

  get endpoints(): readonly string[] {
    return this.members.map(({ endpoint }) => endpoint);
  }

  /** `etcdctl`, at all members or at those that are named; `as` shows that certificate. */
  ctl(args: readonly string[], { at = this.endpoints, as = this.#tls }: { at?: readonly string[]; as?: Certificate | undefined } = {}): string {
    const tls = this.#tls && as ? [`--cacert=${this.#tls.ca}`, `--cert=${as.cert}`, `--key=${as.key}`] : [];
    return execFileSync(this.#binaries.etcdctl, [`--endpoints=${at.join(",")}`, ...tls, ...args],
      { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  }

  async ready(): Promise<this> {
    await until(async () => (await Promise.all(this.members.map((one) => one.isHealthy()))).every(Boolean), 30);
    return this;
  }

  #status(running: readonly EtcdMember[]): readonly Status[] {
    return JSON.parse(this.ctl(["endpoint", "status", "-w", "json"], { at: running.map(({ endpoint }) => endpoint) })) as readonly Status[];
  }

  /** How many entries the log of the members has had. */
  logLength(): number {
    return this.#status(this.members.slice(0, 1))[0]?.Status.raftIndex ?? 0;
  }

  /** Of those that run: the others are not asked. */
  leader(running = this.members): Promise<EtcdMember> {
    return untilFound(() => {
      const found = this.#status(running);
      const leads = found.find(({ Status: { header, leader } }) => header.member_id === leader);
      return running.find(({ endpoint }) => endpoint === leads?.Endpoint);
    }, 20);
  }

  /** Everything that stands, in a file that `snapshot` of another cluster begins with. */
  save(name = "snapshot"): string {
    const path = join(this.#directory, name);
    rmSync(path, { force: true });
    this.ctl(["snapshot", "save", path], { at: this.endpoints.slice(0, 1) });
    return path;
  }

  /** As an administrator does who keeps the members' names and addresses: it is the same cluster, and younger. */
  async restore(snapshot: string): Promise<void> {
    await Promise.all(this.members.map((one) => one.kill()));
    this.#refill(snapshot);
    for (const one of this.members) one.startAgain();
    await this.ready();
  }

  /** Users that sign in by password; each may read and write the keys that begin with its prefix. */
  enableLogins(users: Readonly<Record<string, { readonly password?: string; readonly prefix: string }>>): void {
    const { ctl } = { ctl: (...args: readonly string[]) => this.ctl(args) };
    ctl("user", "add", "root", "--new-user-password=root's own");
    ctl("user", "grant-role", "root", "root");
    for (const [name, { password, prefix }] of Object.entries(users)) {
      ctl("user", "add", name, ...(password === undefined ? ["--no-password"] : [`--new-user-password=${password}`]));
      ctl("role", "add", name);
      ctl("role", "grant-permission", name, "readwrite", "--prefix=true", prefix);
      ctl("user", "grant-role", name, name);
    }
    ctl("auth", "enable");
  }

  async stop(): Promise<void> {
    await Promise.all(this.members.map((one) => one.kill()));
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

interface RestoredMember {
  readonly data: string;
  readonly name: string;
  readonly peers: string;
  readonly own: string;
  readonly token: string;
}

const restore = (binaries: EtcdBinaries, snapshot: string, { data, name, peers, own, token }: RestoredMember): void =>
  void execFileSync(binaries.etcdutl, ["snapshot", "restore", snapshot, "--data-dir", data, "--name", name,
    "--initial-cluster", peers, "--initial-advertise-peer-urls", own, "--initial-cluster-token", token], { stdio: "pipe" });

const DIES_WITH_THE_TEST = ["setpriv", "--pdeathsig", "KILL"];

/** Nothing of it survives the machine, so nothing waits for the disk. */
const begin = async (options: EtcdOptions): Promise<EtcdCluster> => {
  const binaries = await etcdBinaries();
  const { members: count = 1, tls, more = [], snapshot, inside = () => [], address = () => "127.0.0.1", called = () => "localhost" } = options;
  const directory = mkdtempSync(join(tmpdir(), "vexor-etcd-"));
  const free = await freePorts(3 * count);
  const ports = Array.from({ length: count }, (_, at): Ports =>
    ({ clients: free[3 * at] ?? 0, peers: free[3 * at + 1] ?? 0, looks: free[3 * at + 2] ?? 0 }));
  const peerOf = (at: number): string => `http://${address(at)}:${ports[at]?.peers}`;
  const peers = ports.map((_, at) => `m${at}=${peerOf(at)}`).join(",");
  const scheme = tls ? "https" : "http";
  const tlsArgs = tls ? [`--cert-file=${tls.cert}`, `--key-file=${tls.key}`,
    ...(tls.wantsCertificate ? ["--client-cert-auth", `--trusted-ca-file=${tls.ca}`] : [])] : [];
  const members = ports.map(({ clients, looks }, at) => {
    const [name, data] = [`m${at}`, join(directory, `m${at}`)];
    if (snapshot !== undefined) restore(binaries, snapshot, { data, name, peers, own: peerOf(at), token: data });
    const url = `${scheme}://${address(at)}:${clients}`;
    const look = `http://${address(at)}:${looks}`;
    const [command = "", ...args] = [...DIES_WITH_THE_TEST, ...inside(at), binaries.etcd, "--name", name, "--data-dir", data,
      "--listen-client-urls", url, "--advertise-client-urls", url, "--listen-peer-urls", peerOf(at),
      "--initial-advertise-peer-urls", peerOf(at), "--initial-cluster", peers, "--initial-cluster-token", directory,
      "--initial-cluster-state", "new", "--listen-metrics-urls", look, "--unsafe-no-fsync",
      "--log-level", "error", ...tlsArgs, ...more];
    const endpoint = tls ? url.replace(address(at), called(at)) : url;
    return new EtcdMember(name, endpoint, `${look}/health`, () => spawn(command, args, { stdio: "ignore" }));
  });
  const refill = (from: string): void => ports.forEach((_, at) => {
    const data = join(directory, `m${at}`);
    rmSync(data, { recursive: true, force: true });
    restore(binaries, from, { data, name: `m${at}`, peers, own: peerOf(at), token: directory });
  });
  return new EtcdCluster(members, directory, binaries, { tls, refill });
};

/** Another process may take a port before etcd does: then others are tried. */
export const startEtcd = async (options: EtcdOptions = {}, tries = 3): Promise<EtcdCluster> => {
  const cluster = await begin(options);
  try {
    return await cluster.ready();
  } catch (error) {
    await cluster.stop();
    if (tries === 1) throw error;
    return startEtcd(options, tries - 1);
  }
};
