/**
 * Two hosts that share an identity, as they are in the world: each a machine with Vexor, a keeper and a
 * validator; three members of etcd; two nodes of the cluster that know neither; and cables between
 * all of them. What anybody signs is written down with the time of the one clock that they share.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { openCluster, type ClusterFile } from "../../stand-ins/common/cluster.ts";
import { makeKey, type Key } from "../../support/keys.ts";
import { deadline, elapse, until } from "../../support/pace.ts";
import { judge, judgeEnd, recordSince, type Finding, type Outcome, type PairRecord, type Signed } from "../../support/pair-judge.ts";
import { ROOT } from "../../support/paths.ts";
import { BINARY, runDirectory } from "../lab/machine.ts";
import { makeAuthority, type Authority } from "./certificates.ts";
import { etcdBinaries } from "./etcd-binaries.ts";
import { startEtcd, type EtcdCluster, type ServerTls } from "./etcd.ts";
import { makeNetwork, type HostNetwork, type NetworkEnd } from "./network.ts";
import { PairHost, type HostKeys, type HostPlace } from "./pair-host.ts";
import { mono, RegisterWatch, SignedLog } from "./pair-watch.ts";
import { signElsewhere, Witness } from "./pair-witnesses.ts";

const HOSTS = ["val-a", "val-b"] as const;
export const MEMBERS = 3;
const FIRST_MEMBER = HOSTS.length;
const GROUP = "pair";
const KEY = `/vexor/failover/${GROUP}/register`;
const PORT = 7_443;
const FINALIZED_LAG = 8;
const SLOTS_PER_EPOCH = 432_000;
const LED_SLOTS = 600;
const RECENT_MS = 2_000;
const LOOK_MS = 200;
/** An executable of another version, and the host that has it. */
const { VEXOR_PAIR_OTHER: OTHER, VEXOR_PAIR_OTHER_ON: OTHER_ON } = process.env;

export interface PairPace {
  readonly slotMs: number;
  /** As a host file declares it. */
  readonly timing: Readonly<Record<string, string>>;
  /** Debian packages that both hosts have besides. */
  readonly packages: readonly string[];
}

/** As short as a busy machine bears: by the rules of `timing:`, with clocks that are within a hundredth. */
const QUICK: PairPace = { slotMs: 100, packages: [], timing: { renewEvery: "400ms", answerWithin: "600ms", demoteAfter: "3s", killAfter: "5s",
  watchdog: "6s", holdFor: "12600ms", fence: "2s", clockError: "0.01", takeAfter: "15s" } };

/** What a host may stand still, all of it at once, without a second signer. */
export const LONGEST_PAUSE_MS = 9_000;

interface Parts {
  readonly place: string;
  readonly network: HostNetwork;
  readonly etcd: EtcdCluster;
  readonly tls: ServerTls;
  readonly witnesses: readonly Witness[];
  readonly hosts: readonly [PairHost, PairHost];
  readonly watch: RegisterWatch;
  readonly log: SignedLog;
  readonly identity: string;
  readonly keys: { readonly staked: Key; readonly vote: Key };
}

/** A host, a member of etcd by its number, or the two nodes of the cluster. */
export type PairPlace = PairHost | number | "witnesses";

const endOf = (of: PairPlace): NetworkEnd => {
  if (of === "witnesses") return "here";
  return typeof of === "number" ? FIRST_MEMBER + of : HOSTS.indexOf(of.name as typeof HOSTS[number]);
};

const nameOf = (member: number): string => `etcd-${member}`;

const buildPrograms = async (directory: string): Promise<void> => {
  const out = join(directory, "agave-validator");
  await execa(join(ROOT, "node_modules/.bin/bun"), [join(ROOT, "test/stand-ins/build.ts"), out]);
  await execa("gcc", ["-shared", "-fPIC", "-o", join(directory, "jumped-clock.so"), join(import.meta.dirname, "jumped-clock.c")]);
  chmodSync(out, 0o755);
};

/** A cluster that a test may see through: a slot is final a moment later. */
const makeCluster = (directory: string, keys: HostKeys, slotMs: number): void => {
  mkdirSync(directory, { mode: 0o777 });
  writeFileSync(join(directory, "cluster.json"), JSON.stringify({ genesisMs: Date.now() - 400_000_000, slotMs,
    finalizedLag: FINALIZED_LAG, voteAccounts: { [keys.vote.pubkey]: { nodePubkey: keys.staked.pubkey } } }));
  openCluster(directory);
  for (const path of [directory, join(directory, "gossip")]) chownSync(path, 1000, 1000);
};

const startRegister = async (network: HostNetwork, authority: Authority): Promise<Pick<Parts, "etcd" | "tls">> => {
  const at = (member: number): string => network.address(FIRST_MEMBER + member);
  const members = Array.from({ length: MEMBERS }, (_, member) => member);
  const own = authority.issue("etcd", { names: [...members.map((one) => `DNS:${nameOf(one)}`),
    ...members.map((one) => `IP:${at(one)}`), "DNS:localhost"] });
  const tls = { ...own, ca: authority.ca, wantsCertificate: true };
  return { tls, etcd: await startEtcd({ members: MEMBERS, tls, inside: (member) => network.inside(FIRST_MEMBER + member),
    address: at, called: at }) };
};

/** In dry run, as every pair begins. */
const hostFile = (
  at: number, keys: HostKeys,
  { etcd, witnesses, network, timing }: Pick<Parts, "etcd" | "witnesses" | "network"> & Pick<PairPace, "timing">,
): HostPlace["declared"] => {
  const peer = HOSTS[1 - at] ?? "";
  return { apiVersion: "vexor/v1", host: HOSTS[at],
    identity: { pubkey: keys.staked.pubkey, keypair: "/etc/solana/staked.json", unstaked: "/etc/solana/unstaked.json",
      voteAccount: keys.vote.pubkey, clusterRpc: witnesses.map(({ url }) => url) },
    failover: { group: GROUP, peer: { host: peer, url: `https://${peer}:${PORT}` }, timing, unplanned: "allowed", dryRun: true,
      register: { olderEtcd: "3.5.30", ca: "/etc/vexor-agent/etcd/ca.pem", certificate: "/etc/vexor-agent/etcd/own.pem",
        key: "/etc/vexor-agent/etcd/own.key", endpoints: etcd.endpoints.map((url, member) =>
          url.replace(network.address(FIRST_MEMBER + member), nameOf(member))) } } };
};

const etcdctl = async ({ etcd, tls }: Pick<Parts, "etcd" | "tls">): Promise<readonly (readonly string[])[]> => {
  const { etcdctl: program } = await etcdBinaries();
  return etcd.endpoints.map((endpoint) =>
    [program, `--endpoints=${endpoint}`, `--cacert=${tls.ca}`, `--cert=${tls.cert}`, `--key=${tls.key}`]);
};

export class Pair {
  readonly hosts: readonly [PairHost, PairHost];
  readonly etcd: EtcdCluster;
  readonly network: HostNetwork;
  readonly #parts: Parts;
  readonly #cuts: (readonly [NetworkEnd, NetworkEnd])[] = [];

  private constructor(parts: Parts) {
    [this.#parts, this.hosts, this.etcd, this.network] = [parts, parts.hosts, parts.etcd, parts.network];
  }

  static async start({ slotMs, timing, packages } = QUICK): Promise<Pair> {
    const place = await runDirectory("pair");
    const network = makeNetwork(FIRST_MEMBER + MEMBERS);
    const [cluster, programs] = [join(place, "cluster"), join(place, "programs")];
    mkdirSync(programs);
    const [staked, vote] = [makeKey(), makeKey()];
    const keysOf = HOSTS.map((): HostKeys => ({ staked, vote, unstaked: makeKey() }));
    makeCluster(cluster, { staked, vote, unstaked: staked }, slotMs);
    const authority = makeAuthority(place, "group");
    const [register] = await Promise.all([startRegister(network, authority), buildPrograms(programs)]);
    const witnesses = await Promise.all([network.addressHere(), network.addressHere()].map((one) => Witness.at(one, cluster)));
    const names = [...HOSTS.map((name, at) => `${network.address(at)} ${name}`),
      ...Array.from({ length: MEMBERS }, (_, member) => `${network.address(FIRST_MEMBER + member)} ${nameOf(member)}`)];
    const boot = (at: number): Promise<PairHost> => PairHost.boot({ name: HOSTS[at] ?? "", network: network.space(at), names, cluster,
      programs, packages, ca: authority.ca, certificate: authority.issue(HOSTS[at] ?? "", { names: [`DNS:${HOSTS[at]}`] }),
      keys: keysOf[at] ?? { staked, vote, unstaked: staked },
      binary: OTHER !== undefined && OTHER_ON === HOSTS[at] ? OTHER : BINARY,
      declared: hostFile(at, keysOf[at] ?? { staked, vote, unstaked: staked }, { ...register, witnesses, network, timing }) });
    const hosts = await Promise.all([boot(0), boot(1)]);
    const watch = new RegisterWatch(await etcdctl(register), KEY);
    const log = new SignedLog(join(cluster, "votes.jsonl"));
    return new Pair({ place, network, ...register, witnesses, hosts, watch, log, identity: staked.pubkey, keys: { staked, vote } });
  }

  async stop(): Promise<void> {
    const { watch, hosts, witnesses, etcd, network, place } = this.#parts;
    watch.stop();
    await Promise.all(hosts.map((one) => one.destroy()));
    for (const one of witnesses) one.close();
    await etcd.stop();
    network.remove();
    rmSync(place, { recursive: true, force: true });
  }

  host(name: string): PairHost {
    const found = this.hosts.find((one) => one.name === name);
    if (found === undefined) throw new Error(`there is no host ${name}`);
    return found;
  }

  other(host: PairHost): PairHost {
    return host === this.hosts[0] ? this.hosts[1] : this.hosts[0];
  }

  /** A third signer of the identity, until the result is called. */
  signElsewhere(): () => void {
    return signElsewhere(join(this.#parts.place, "cluster"), this.#parts.keys);
  }

  /** From now on the identity leads four slots of every twelve, for a minute; or none any more. */
  lead(isLeading: boolean): void {
    const path = join(this.#parts.place, "cluster/cluster.json");
    const { leaders: _, slotMs = QUICK.slotMs, ...cluster } = JSON.parse(readFileSync(path, "utf8")) as ClusterFile;
    const next = Math.floor((Date.now() - cluster.genesisMs) / slotMs) % SLOTS_PER_EPOCH;
    const slots = Array.from({ length: LED_SLOTS }, (__, at) => next + at).filter((slot) => slot % 12 < 4);
    writeFileSync(`${path}.new`, JSON.stringify({ ...cluster, slotMs, ...isLeading ? { leaders: { [this.#parts.identity]: slots } } : {} }));
    renameSync(`${path}.new`, path);
  }

  /** What one of them sends to the other vanishes from now on. */
  cut(from: PairPlace, to: PairPlace): void {
    const cut = [endOf(from), endOf(to)] as const;
    this.#cuts.push(cut);
    this.network.block(...cut);
  }

  mend(): void {
    for (const cut of this.#cuts.splice(0)) this.network.unblock(...cut);
  }

  get signed(): readonly Signed[] {
    return this.#parts.log.all();
  }

  /** Who has signed with the identity in the last moment. */
  signers(withinMs = RECENT_MS): readonly string[] {
    const since = mono() - withinMs;
    return [...new Set(this.signed.filter(({ identity, mono: at }) => identity === this.#parts.identity && at >= since)
      .map(({ host }) => host))];
  }

  record(): PairRecord {
    const { identity, watch } = this.#parts;
    return { identity, signed: this.signed, writes: watch.writes };
  }

  /** The revision of the register, by a majority of etcd. */
  #revision(): number {
    const { kvs = [] } = JSON.parse(this.etcd.ctl(["get", KEY, "-w", "json"])) as { kvs?: readonly { mod_revision: number }[] };
    return kvs[0]?.mod_revision ?? 0;
  }

  /** What is wrong with all that has happened, or all since a moment. */
  async findings(since = 0): Promise<readonly Finding[]> {
    const revision = this.#revision();
    if (revision > 0) await this.#parts.watch.heardOf(revision);
    return judge(recordSince(this.record(), since));
  }

  /** How it looks in the end: by the votes, and by what a person is shown. */
  async outcome(): Promise<Outcome> {
    const codes = await Promise.all(this.hosts.filter(({ container }) => container.isUp).map(async (host) =>
      [host.name, (await host.sh("vexor failover status")).code] as const));
    return { signers: this.signers(), codes: Object.fromEntries(codes) };
  }

  /** Waits until a single host signs, or the time is up; then says what is wrong with all since a moment. */
  async settled(seconds: number, since: number): Promise<{ readonly outcome: Outcome; readonly findings: readonly Finding[] }> {
    const limit = deadline(seconds * 1_000);
    const isOne = (): boolean => this.signers().length === 1 && this.signers(RECENT_MS / 4).length === 1;
    while (!isOne() && !limit.isOver()) await elapse(LOOK_MS);
    const outcome = await this.outcome();
    return { outcome, findings: [...await this.findings(since), ...judgeEnd(outcome, mono())] };
  }

  /** etcd as it was then, with its own name and addresses. */
  async restore(snapshot: string): Promise<void> {
    await this.etcd.restore(snapshot);
    this.#parts.watch.begunAnew();
  }

  /** As the page on failover has it after a restore: both keepers are stopped, and forget. */
  async forget(): Promise<void> {
    for (const host of this.hosts) await host.must("systemctl stop vexor-failover.service");
    await until(() => this.signers(1_000).length === 0, 30);
    for (const host of this.hosts) await host.must("rm -f /var/lib/vexor-agent/failover/mark.json");
    await this.heal();
  }

  /** An operator's hand: what is down is started, what stands still goes on, and all cables are in. */
  async heal(): Promise<void> {
    this.mend();
    for (const member of this.etcd.members) {
      if (member.isUp) member.resume();
      else member.startAgain();
    }
    await this.etcd.ready();
    await Promise.all(this.hosts.map(async (host) => {
      if (!host.container.isUp) await host.container.boot();
      host.container.freeze(false);
      await host.sh("systemctl kill -s CONT vexor-failover.service sol.service; systemctl reset-failed;"
        + " systemctl start vexor-failover.service sol.service");
    }));
  }

  /** What has happened since, told by all that were there. */
  async timeline(since: number, faults: readonly { readonly at: number; readonly says: string }[]): Promise<string> {
    const { writes } = this.record();
    const told = writes.filter(({ heard }) => heard >= since).flatMap(({ heard, revision, text }, at, all) => {
      const { epoch, seq, holder, state } = JSON.parse(text) as { epoch: number; seq: number; holder: string; state: string };
      const isRenewal = at > 0 && seq > 0 && state === "held" && all[at - 1]?.text.includes(`"epoch":${epoch},`);
      return isRenewal ? [] : [{ at: heard, says: `etcd: ${state} by ${holder}, epoch ${epoch}, seq ${seq}, revision ${revision}` }];
    });
    const votes = this.signed.filter(({ identity, mono: at }) => identity === this.#parts.identity && at >= since);
    const turns = votes.flatMap((vote, at) => [
      ...votes[at - 1]?.host === vote.host ? [] : [{ at: vote.mono, says: `witness: ${vote.host} begins to sign, slot ${vote.slot}` }],
      ...votes[at + 1]?.host === vote.host ? [] : [{ at: vote.mono, says: `witness: last of ${vote.host}, slot ${vote.slot}` }]]);
    const journals = await Promise.all(this.hosts.filter(({ container }) => container.isUp).map((host) => host.journal(since)));
    return [...faults, ...told, ...turns, ...journals.flat()].toSorted((one, other) => one.at - other.at)
      .map(({ at, says }) => `${((at - since) / 1000).toFixed(3).padStart(9)} ${says}`).join("\n");
  }
}

/** Whether the tools are here that a network of hosts needs. */
export const cannotHavePair = (): string | undefined => {
  if (process.env["CI"]) return undefined;
  try {
    execFileSync("ip", ["netns", "list"], { stdio: "ignore" });
    return process.getuid?.() === 0 ? undefined : "a pair of hosts needs root";
  } catch {
    return "a pair of hosts needs ip(8)";
  }
};
