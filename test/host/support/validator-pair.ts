/**
 * Two hosts that share the keys of an Ethereum-like validator: on each a beacon node that always runs and a
 * validator client of another make; one member of etcd, and a network between them. What anybody signs is
 * written down with the time of the one clock that they share.
 */
import { chmodSync, linkSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import type { FailoverStatus } from "../../../src/failover/status.ts";
import { until } from "../../support/pace.ts";
import { judge, type Finding, type Signed } from "../../support/pair-judge.ts";
import { ROOT } from "../../support/paths.ts";
import { bootContainer, type Container } from "../lab/container.ts";
import { BINARY, runDirectory, type ExecResult } from "../lab/machine.ts";
import { makeAuthority, type Certificate } from "./certificates.ts";
import { etcdBinaries } from "./etcd-binaries.ts";
import { startEtcd, type EtcdCluster } from "./etcd.ts";
import { slashable, type Signature } from "./ethereum.ts";
import { makeNetwork, type HostNetwork } from "./network.ts";
import { mono, RegisterWatch, SignedLog } from "./pair-watch.ts";
import { install } from "./vexor.ts";

const HOSTS = ["val-a", "val-b"] as const;
const ETCD = HOSTS.length;
const GROUP = "eth";
const REGISTER = `/vexor/failover/${GROUP}/register`;
const KEY = `0x${"a1".repeat(48)}`;
const FILES = "/etc/vexor-agent/etcd";
const BEACON = "beacon.service";
const RECENT_MS = 1_500;
const LOCK = "/var/lib/vexor-agent/failover/VALIDATOR_LOCKED";

/** As short as a busy machine bears, with clients that export in some seconds. */
const TIMING = { renewEvery: "400ms", answerWithin: "1s", demoteAfter: "6s", killAfter: "30s", watchdog: "31s",
  holdFor: "63s", fence: "3s", clockError: "0.01", takeAfter: "68s" } as const;

interface Make {
  readonly unit: string;
  readonly command: string;
  readonly data: string;
}

const PRYSM: Make = { unit: "prysm-vc.service", data: "/var/lib/prysm",
  command: "/opt/eth/validator --datadir=/var/lib/prysm --wallet-dir=/var/lib/prysm/wallet --beacon-rest-api-provider=http://127.0.0.1:3500" };
const LIGHTHOUSE: Make = { unit: "lighthouse-vc.service", data: "/var/lib/lighthouse",
  command: "/opt/eth/lighthouse vc --network devnet --datadir /var/lib/lighthouse --beacon-nodes http://127.0.0.1:3500" };
const BEACON_NODE: Make = { unit: BEACON, data: "/var/lib/beacon",
  command: "/opt/eth/beacon-chain --datadir=/var/lib/beacon --http-port=3500 --execution-endpoint=http://127.0.0.1:8551" };

const unitText = (command: string): string => `[Service]
User=eth
ExecStart=${command}
Restart=on-failure
RestartSec=1
[Install]
WantedBy=multi-user.target
`;

export class ValidatorHost {
  readonly container: Container;
  readonly name: string;
  readonly make: Make;
  readonly #declared: { readonly failover: object };

  constructor(container: Container, name: string, make: Make, declared: { readonly failover: object }) {
    [this.container, this.name, this.make, this.#declared] = [container, name, make, declared];
  }

  sh(script: string): Promise<ExecResult> {
    return this.container.exec(["sh", "-c", script], { timeoutMs: 400_000 });
  }

  async must(script: string): Promise<string> {
    const { code, stdout, stderr } = await this.sh(script);
    if (code !== 0) throw new Error(`${this.name}: ${script} exited with ${code}:\n${stdout}\n${stderr}`);
    return stdout;
  }

  async ask(): Promise<FailoverStatus | null> {
    if (!this.container.isUp) return null;
    const { stdout } = await this.sh("vexor failover status --json");
    try {
      const said = JSON.parse(stdout) as FailoverStatus & { error?: unknown };
      return said.error === undefined ? said : null;
    } catch {
      return null;
    }
  }

  async apply(change: object = {}): Promise<void> {
    await this.container.writeFile("/etc/vexor-agent/host.yaml",
      JSON.stringify({ ...this.#declared, failover: { ...this.#declared.failover, ...change } }, null, 2));
    await this.must("vexor apply --yes --only failover");
  }

  async runs(): Promise<boolean> {
    return (await this.sh(`systemctl show -P MainPID ${this.make.unit}`)).stdout.trim() !== "0";
  }

  async isLocked(): Promise<boolean> {
    return (await this.sh(`test -e ${LOCK}`)).code === 0;
  }

  /** Changes how the client behaves from now on. */
  behave(behaviour: object, { data }: Make = this.make): void {
    writeFileSync(join(this.container.root, `${data}.behaviour.json`), JSON.stringify({ cluster: "/srv/cluster", host: this.name,
      startMs: 200, stopMs: 50, ...behaviour }));
  }

  async journal(): Promise<string> {
    return (await this.sh(`journalctl -q --no-pager -o short-monotonic -u vexor-failover -u 'vexor-failover-act*' -u ${this.make.unit} -b | tail -150`)).stdout;
  }

  async fill(names: readonly string[], ca: string, certificate: Certificate): Promise<void> {
    const { container, name } = this;
    await container.writeFile("/etc/hosts", `127.0.0.1 localhost\n${names.join("\n")}\n`);
    await this.must(`echo ${name} > /etc/hostname && hostname ${name} && mkdir -p ${FILES}`
      + " && echo 'eth:x:1001:1001::/:/bin/sh' >> /etc/passwd");
    await container.copyIn(ca, `${FILES}/ca.pem`, "0644");
    await container.copyIn(certificate.cert, `${FILES}/own.pem`, "0644");
    await container.copyIn(certificate.key, `${FILES}/own.key`, "0600");
    for (const make of [this.make, BEACON_NODE]) {
      await this.must(`mkdir -p ${make.data}`);
      this.behave({}, make);
      await container.writeFile(`${make.data}/keys.json`, JSON.stringify([KEY]));
      await container.writeFile(`${make.data}/tosaccepted`, "");
      await container.writeFile(`/etc/systemd/system/${make.unit}`, unitText(make.command));
      await this.must(`chown -R 1001:1001 ${make.data} && chmod 700 ${make.data}`);
    }
    await install(container);
    await this.must(`systemctl daemon-reload && systemctl enable --quiet --now ${BEACON}`);
  }
}

/** In dry run, as every pair begins. */
const declaredFor = (at: number, { unit }: Make, endpoints: readonly string[]): { readonly failover: object } => {
  const peer = HOSTS[1 - at] ?? "";
  const failover = { group: GROUP, peer: { host: peer, url: `https://${peer}:7443` }, timing: TIMING, dryRun: true,
    validator: { unit, keys: [KEY], beaconNode: "http://127.0.0.1:3500" },
    register: { olderEtcd: "3.5.30", ca: `${FILES}/ca.pem`, certificate: `${FILES}/own.pem`, key: `${FILES}/own.key`, endpoints } };
  return { ...{ apiVersion: "vexor/v1", host: HOSTS[at] }, failover };
};

interface Parts {
  readonly place: string;
  readonly network: HostNetwork;
  readonly etcd: EtcdCluster;
  readonly watch: RegisterWatch;
  readonly log: SignedLog;
  readonly hosts: readonly [ValidatorHost, ValidatorHost];
}

const buildPrograms = async (directory: string): Promise<void> => {
  mkdirSync(directory);
  const out = join(directory, "validator");
  await execa(join(ROOT, "node_modules/.bin/bun"), [join(ROOT, "test/stand-ins/build.ts"), out]);
  chmodSync(out, 0o755);
  for (const name of ["beacon-chain", "lighthouse"]) linkSync(out, join(directory, name));
};

const makeCluster = (directory: string): void => {
  mkdirSync(directory);
  writeFileSync(join(directory, "cluster.json"), JSON.stringify({ slotMs: 150, genesisMs: Date.now() - 30_000_000,
    slotsPerBeaconEpoch: 40, genesisValidatorsRoot: `0x${"cd".repeat(32)}` }));
  writeFileSync(join(directory, "votes.jsonl"), "");
  chmodSync(directory, 0o777);
  chmodSync(join(directory, "votes.jsonl"), 0o666);
};

export class ValidatorPair {
  readonly #parts: Parts;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  get hosts(): readonly [ValidatorHost, ValidatorHost] {
    return this.#parts.hosts;
  }

  get etcd(): EtcdCluster {
    return this.#parts.etcd;
  }

  static async start(): Promise<ValidatorPair> {
    const place = await runDirectory("validator-pair");
    const network = makeNetwork(HOSTS.length + 1);
    const [cluster, programs] = [join(place, "cluster"), join(place, "programs")];
    makeCluster(cluster);
    const authority = makeAuthority(place, "group");
    const address = network.address(ETCD);
    const own = authority.issue("etcd", { names: ["DNS:etcd-0", `IP:${address}`, "DNS:localhost"] });
    const tls = { ...own, ca: authority.ca, wantsCertificate: true };
    const [etcd] = await Promise.all([startEtcd({ members: 1, tls, inside: () => network.inside(ETCD),
      address: () => address, called: () => address }), buildPrograms(programs)]);
    const names = [...HOSTS.map((name, at) => `${network.address(at)} ${name}`), `${address} etcd-0`];
    const boot = async (at: number, make: Make): Promise<ValidatorHost> => {
      const name = HOSTS[at] ?? "";
      const declared = declaredFor(at, make, etcd.endpoints.map((url) => url.replace(address, "etcd-0")));
      const container = await bootContainer({ name, binary: BINARY, network: network.space(at),
        shared: { "/srv/cluster": cluster, "/opt/eth": programs } });
      const host = new ValidatorHost(container, name, make, declared);
      await host.fill(names, authority.ca, authority.issue(name, { names: [`DNS:${name}`] }));
      return host;
    };
    const hosts = await Promise.all([boot(0, PRYSM), boot(1, LIGHTHOUSE)]);
    const { etcdctl } = await etcdBinaries();
    const watch = new RegisterWatch(etcd.endpoints.map((endpoint) =>
      [etcdctl, `--endpoints=${endpoint}`, `--cacert=${tls.ca}`, `--cert=${tls.cert}`, `--key=${tls.key}`]), REGISTER);
    return new ValidatorPair({ place, network, etcd, watch, hosts, log: new SignedLog(join(cluster, "votes.jsonl")) });
  }

  async stop(): Promise<void> {
    const { watch, hosts, etcd, network, place } = this.#parts;
    watch.stop();
    await Promise.all(hosts.map(({ container }) => container.destroy()));
    await etcd.stop();
    network.remove();
    rmSync(place, { recursive: true, force: true });
  }

  signers(withinMs = RECENT_MS): readonly string[] {
    const since = mono() - withinMs;
    return [...new Set(this.#parts.log.all().filter((one) => one.mono >= since).map(({ host }) => host))];
  }

  /** Waits until this host signs, from now on, and no other does. */
  async signs(host: ValidatorHost, seconds = 60): Promise<void> {
    await until(() => this.signers().join() === host.name, seconds, () => this.told());
  }

  /** The same, and its keeper has seen that the client stays up. */
  async settles(host: ValidatorHost, seconds = 60): Promise<void> {
    await this.signs(host, seconds);
    await until(async () => /"act":"promote".*"end":"signs"/.test((await host.sh(
      "vexor failover history --json | grep '\"what\":\"acted\"' | tail -1")).stdout), seconds, () => this.told());
  }

  /** Exactly one of the hosts is where a keeper's promotion has ended, and nothing is under way. */
  async isSettled(): Promise<boolean> {
    const [name] = this.signers();
    const phases = await Promise.all(this.hosts.map(async (host) => [host.name, (await host.ask())?.phase] as const));
    return phases.every(([host, phase]) => phase === (host === name ? "signing" : "standby"));
  }

  /**
   * What a chain would slash, by the rules of EIP-3076; and, by the writes of the register, a host that signs
   * beside another, before its take, or after its loss.
   */
  async findings(): Promise<readonly (Finding | string)[]> {
    const { log, watch, etcd } = this.#parts;
    const { kvs = [] } = JSON.parse(etcd.ctl(["get", REGISTER, "-w", "json"])) as { kvs?: readonly { mod_revision: number }[] };
    if (kvs[0] !== undefined) await watch.heardOf(kvs[0].mod_revision);
    const signed = log.all();
    // Before the first take, the client that was there goes on.
    const begun = watch.writes.find(({ text }) => !text.includes('"writer":""'))?.heard ?? Number.POSITIVE_INFINITY;
    // An attestation is of its epoch: that a slot is new says nothing of it.
    const moments = signed.filter((one) => one.mono > begun).map((one): Signed => ({ ...one, kind: "block" }));
    return [...slashable(signed as unknown as readonly Signature[]),
      ...judge({ identity: KEY, signed: moments, writes: watch.writes })];
  }

  async told(): Promise<string> {
    const journals = await Promise.all(this.hosts.filter(({ container }) => container.isUp).map(async (host) =>
      `${host.name}:\n${await host.journal()}`));
    return [...journals, JSON.stringify(this.#parts.watch.writes.at(-1))].join("\n");
  }
}
