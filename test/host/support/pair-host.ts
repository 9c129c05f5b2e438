/** One host of a pair: a container with Vexor, a stand-in validator, and both keys. */
import { writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import type { FailoverStatus } from "../../../src/failover/status.ts";
import type { Key } from "../../support/keys.ts";
import { until } from "../../support/pace.ts";
import { bootContainer, type Container } from "../lab/container.ts";
import type { ExecResult } from "../lab/machine.ts";
import type { Certificate } from "./certificates.ts";
import { AGAVE, LEDGERS, unit } from "./validators.ts";
import { install } from "./vexor.ts";

export const KEEPER = "vexor-failover.service";
const LEDGER = LEDGERS[AGAVE] ?? "";
const SOCKET = "run/vexor-agent/failover.sock";
const ETCD = "/etc/vexor-agent/etcd";
const PROGRAM = "/opt/agave/bin/agave-validator";
const CLOCK = "/opt/jumped-clock.so";
const JUMPED = "/var/lib/vexor-agent/jumped";
const ASK_MS = 2_000;

const SCRIPT = `#!/bin/sh
exec ${PROGRAM} --identity /etc/solana/identity.json --vote-account /etc/solana/vote.json \\
  --authorized-voter /etc/solana/staked.json --ledger ${LEDGER} --rpc-port 8899 --no-poh-speed-test \\
  --dynamic-port-range 8100-8200 --log -
`;

/** The keeper's own time of day can jump; no other program's can. */
const JUMPING = `[Service]
Environment=LD_PRELOAD=${CLOCK}
`;

export interface HostKeys {
  readonly staked: Key;
  readonly unstaked: Key;
  readonly vote: Key;
}

export interface HostPlace {
  readonly name: string;
  /** Of its network namespace. */
  readonly network: string;
  /** Lines of /etc/hosts. */
  readonly names: readonly string[];
  /** The directories of the host that hold the cluster, and the programs. */
  readonly cluster: string;
  readonly programs: string;
  readonly binary: string;
  /** Debian packages that it has besides. */
  readonly packages: readonly string[];
  readonly certificate: Certificate;
  readonly ca: string;
  readonly keys: HostKeys;
  /** Its host file. */
  readonly declared: Readonly<Record<string, unknown>> & { readonly failover: object };
}

const line = (path: string, request: object): Promise<string | null> => new Promise((done) => {
  const socket = createConnection(path);
  let text = "";
  socket.setTimeout(ASK_MS, () => socket.destroy());
  socket.on("connect", () => socket.end(`${JSON.stringify(request)}\n`));
  socket.on("data", (part) => { text += String(part); });
  socket.on("error", () => done(null));
  socket.on("close", () => done(text === "" ? null : text));
});

export class PairHost {
  readonly name: string;
  readonly container: Container;
  readonly #place: HostPlace;

  private constructor(container: Container, place: HostPlace) {
    [this.container, this.#place, this.name] = [container, place, place.name];
  }

  static async boot(place: HostPlace): Promise<PairHost> {
    const container = await bootContainer({ name: place.name, binary: place.binary, packages: place.packages, network: place.network,
      shared: { "/srv/cluster": place.cluster, "/opt/agave/bin": place.programs } });
    const host = new PairHost(container, place);
    await host.#fill();
    return host;
  }

  get pubkeys(): { readonly staked: string; readonly unstaked: string } {
    const { staked, unstaked } = this.#place.keys;
    return { staked: staked.pubkey, unstaked: unstaked.pubkey };
  }

  sh(script: string, timeoutMs = 120_000): Promise<ExecResult> {
    return this.container.exec(["sh", "-c", script], { timeoutMs });
  }

  async must(script: string): Promise<string> {
    const { code, stdout, stderr } = await this.sh(script);
    if (code !== 0) throw new Error(`${this.name}: ${script} exited with ${code}:\n${stdout}\n${stderr}`);
    return stdout;
  }

  /** Asked at the keeper's own socket, which costs no process; null while it does not answer. */
  async ask(request: "status" | "hand-over" | "stay" = "status"): Promise<FailoverStatus | null> {
    if (!this.container.isUp) return null;
    const said = await line(`/proc/${this.container.leader}/root/${SOCKET}`, { ask: request });
    try {
      return said === null ? null : JSON.parse(said) as FailoverStatus;
    } catch {
      return null;
    }
  }

  /** By the client's own program, as an operator does it. */
  async setIdentity(which: "staked" | "unstaked"): Promise<void> {
    await this.must(`setpriv --reuid=1000 --regid=1000 --clear-groups ${PROGRAM} --ledger ${LEDGER} set-identity /etc/solana/${which}.json`);
  }

  async whoIsIt(): Promise<string> {
    const { stdout } = await this.sh(`${PROGRAM} --ledger ${LEDGER} contact-info`);
    return /Identity: (\w+)/.exec(stdout)?.[1] ?? "nobody";
  }

  /** Puts a keeper in force. */
  async apply(change: object = {}): Promise<void> {
    const { declared } = this.#place;
    await this.container.writeFile("/etc/vexor-agent/host.yaml",
      JSON.stringify({ ...declared, failover: { ...declared.failover, ...change } }, null, 2));
    await this.must("vexor apply --yes --only failover");
  }

  /** Changes how the client behaves from now on. */
  behave(behaviour: object): void {
    writeFileSync(join(this.container.root, `${LEDGER}.behaviour.json`), JSON.stringify({ cluster: "/srv/cluster", host: this.name,
      // Gossip's own guard would hide from the judge what it is to find.
      startMs: 300, stopMs: 100, duplicatesSeenMs: "never", ...behaviour }));
  }

  async keyMode(mode: "600" | "644"): Promise<void> {
    if (this.container.isUp) await this.must(`chmod ${mode} /etc/solana/staked.json`);
  }

  /** What the keeper takes for the time of day goes on from another one. */
  jumpClock(seconds: number): void {
    writeFileSync(join(this.container.root, JUMPED), String(seconds));
  }

  /** The journal of the keeper and of the validator, each line with the time of the one clock. */
  async journal(since: number): Promise<readonly { readonly at: number; readonly says: string }[]> {
    const { stdout } = await this.sh(`journalctl -q --no-pager -o short-monotonic -u ${KEEPER} -u 'vexor-failover-act*' -u ${AGAVE} -b`
      + " | grep -v 'Vote account\\|mismatch'");
    return stdout.split("\n").flatMap((text) => {
      const [, seconds, says = ""] = /^\[\s*([\d.]+)\] (.*)$/.exec(text) ?? [];
      const at = Number(seconds) * 1000;
      return seconds !== undefined && at >= since ? [{ at, says: `${this.name}: ${says.replace(/^\S+ /, "")}` }] : [];
    });
  }

  async #fill(): Promise<void> {
    const { container } = this;
    const { name, names, certificate, ca, keys: { staked, unstaked, vote } } = this.#place;
    await container.writeFile("/etc/hosts", `127.0.0.1 localhost\n${names.join("\n")}\n`);
    await this.must(`echo ${name} > /etc/hostname && hostname ${name} && mkdir -p /home/sol /etc/solana ${LEDGER} ${ETCD}`
      + " && echo 'sol:x:1000:1000::/home/sol:/bin/sh' >> /etc/passwd");
    await container.copyIn(ca, `${ETCD}/ca.pem`, "0644");
    await container.copyIn(certificate.cert, `${ETCD}/own.pem`, "0644");
    await container.copyIn(certificate.key, `${ETCD}/own.key`, "0600");
    for (const [file, { text }] of Object.entries({ staked, unstaked, vote })) {
      await container.writeFile(`/etc/solana/${file}.json`, text, "0600");
    }
    await container.writeFile("/home/sol/validator.sh", SCRIPT, "0755");
    this.behave({});
    await container.writeFile(`/etc/systemd/system/${AGAVE}`, unit("/home/sol/validator.sh"));
    await install(container);
    await container.copyIn(join(this.#place.programs, "jumped-clock.so"), CLOCK, "0755");
    await container.writeFile(`/etc/systemd/system/${KEEPER}.d/10-lab.conf`, JUMPING);
    this.jumpClock(0);
    await this.must("ln -sfn unstaked.json /etc/solana/identity.json && chown -R 1000:1000 /home/sol /etc/solana /mnt/agave"
      + ` && systemctl daemon-reload && systemctl enable --quiet --now ${AGAVE}`);
    await until(async () => await this.whoIsIt() === unstaked.pubkey, 30, async () => (await this.sh(`systemctl status ${AGAVE}`)).stdout);
  }

  destroy(): Promise<void> {
    return this.container.destroy();
  }
}
