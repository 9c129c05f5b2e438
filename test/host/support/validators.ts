/** Stand-in validators in a container: two clients of one ledger's worth of trouble, and a witness. */
import { execa } from "execa";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { makeKey, type Key } from "../../support/keys.ts";
import { LAB, type Machine } from "../lab/machine.ts";

export const AGAVE = "sol.service";
export const FRANK = "frankendancer.service";
const AGAVE_LEDGER = "/mnt/agave/ledger";
const FRANK_LEDGER = "/mnt/fd/ledger";
const CLUSTER = "/srv/cluster";
export const LEDGERS: Readonly<Record<string, string>> = { [AGAVE]: AGAVE_LEDGER, [FRANK]: FRANK_LEDGER };

export const unit = (command: string): string => `[Unit]
Description=A stand-in for a validator
[Service]
User=sol
ExecStart=${command}
Restart=on-failure
RestartSec=1
TimeoutStopSec=infinity
LimitNOFILE=1000000
[Install]
WantedBy=multi-user.target
`;

const SCRIPT = `#!/bin/sh
# As the client's own guide has it.
exec /opt/agave/bin/agave-validator \\
  --identity /etc/solana/identity.json \\
  --vote-account /etc/solana/vote.json \\
  --authorized-voter /etc/solana/staked.json \\
  --ledger ${AGAVE_LEDGER} \\
  --rpc-port 8899 \\
  --no-poh-speed-test \\
  --dynamic-port-range 8100-8200 \\
  --log -
`;

const CONFIG = `[consensus]
identity_path = "/etc/solana/identity.json"
vote_account_path = "/etc/solana/vote.json"
[ledger]
path = "${FRANK_LEDGER}"
[rpc]
port = 8899
`;

/** One executable for all of them. It takes 100 MB, so that only the machine keeps it. */
export const copyStandIn = async (machine: Machine, path: string): Promise<void> => {
  const out = join(LAB, `stand-in.${process.pid}`);
  const root = join(import.meta.dirname, "../../..");
  await execa(join(root, "node_modules/.bin/bun"), [join(root, "test/stand-ins/build.ts"), out]);
  await machine.copyIn(out, path);
  await rm(out);
};

interface Contact {
  readonly identity: string;
  /** What its connections show, which change before gossip. */
  readonly network: string;
  readonly pid: number;
}

export interface Validators {
  readonly staked: Key;
  readonly unstaked: Key;
  readonly vote: Key;
  /** Changes how a client behaves from now on. */
  behaviour(unit: string, behaviour: object): Promise<void>;
  /** Starts the witness, after a boot. */
  watch(): Promise<void>;
  /** Of those that run, who they are to gossip and to connections. */
  contacts(): Promise<readonly Contact[]>;
  /** Every change of which validators run, as the witness saw it. */
  seen(): Promise<readonly { readonly wall: number; readonly mains: readonly string[] }[]>;
  votes(): Promise<readonly {
    readonly identity: string; readonly slot: number; readonly wall: number;
    readonly host: string; readonly client: string; readonly pid: number;
    readonly previous: number | null; readonly tower: string;
    readonly voteAccount: string; readonly kind?: string; readonly choice?: string;
    readonly again?: boolean; readonly root?: string }[]>;
}

export const jsonLines = async <T>(machine: Machine, path: string): Promise<readonly T[]> => {
  const { code, stdout } = await machine.exec(["cat", path]);
  return code === 0 ? stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line) as T) : [];
};

const CONTACTS = `for file in ${CLUSTER}/gossip/*.json; do pid=\${file##*-}
  test ! -d /proc/\${pid%.json} || { cat "$file"; echo; }; done`;

/** Agave runs with the staked identity and is enabled; Frankendancer is installed and stopped. */
export const installValidators = async (machine: Machine): Promise<Validators> => {
  const [staked, unstaked, vote] = [makeKey(), makeKey(), makeKey()];
  const sh = (script: string) => machine.exec(["sh", "-ec", script]);
  await copyStandIn(machine, "/opt/agave/bin/agave-validator");
  await sh("mkdir -p /opt/fd/bin /usr/local/bin && cd /opt/agave/bin"
    + " && ln agave-validator /opt/fd/bin/fdctl && ln agave-validator /usr/local/bin/stand-in-observer"
    + " && echo 'sol:x:1000:1000::/home/sol:/bin/sh' >> /etc/passwd"
    + ` && mkdir -p /home/sol /etc/solana ${AGAVE_LEDGER} ${FRANK_LEDGER} ${CLUSTER}`);
  const behaviour = (name: string, more: object): Promise<void> =>
    machine.writeFile(`${LEDGERS[name]}.behaviour.json`,
      JSON.stringify({ cluster: CLUSTER, host: "lab", startMs: 300, stopMs: 100, ...more }), "0644");
  await machine.writeFile("/etc/solana/staked.json", staked.text, "0600");
  await machine.writeFile("/etc/solana/unstaked.json", unstaked.text, "0600");
  await machine.writeFile("/etc/solana/vote.json", vote.text, "0600");
  await machine.writeFile("/home/sol/validator.sh", SCRIPT, "0755");
  await machine.writeFile("/etc/solana/fd.toml", CONFIG, "0644");
  await machine.writeFile(`/etc/systemd/system/${AGAVE}`, unit("/home/sol/validator.sh"));
  await machine.writeFile(`/etc/systemd/system/${FRANK}`,
    unit("/opt/fd/bin/fdctl run --config /etc/solana/fd.toml"));
  await machine.writeFile(`${CLUSTER}/cluster.json`, JSON.stringify({
    genesisMs: Date.now() - 400_000_000, slotMs: 200,
    voteAccounts: { [vote.pubkey]: { nodePubkey: staked.pubkey } } }));
  const watch = async (): Promise<void> => void await sh("systemd-run --quiet --unit=witness "
    + "/usr/local/bin/stand-in-observer /srv/seen.jsonl");
  await behaviour(AGAVE, {});
  await behaviour(FRANK, {});
  await watch();
  await sh("ln -sfn staked.json /etc/solana/identity.json"
    + ` && chown -R 1000:1000 /home/sol /etc/solana /mnt/agave /mnt/fd ${CLUSTER}`
    + " && chmod 755 /opt/agave/bin/agave-validator && systemctl daemon-reload"
    + ` && systemctl enable --quiet --now ${AGAVE}`);
  return { staked, unstaked, vote, behaviour, watch,
    seen: () => jsonLines(machine, "/srv/seen.jsonl"),
    contacts: async () => {
      const { stdout } = await machine.exec(["sh", "-c", CONTACTS]);
      return stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line) as Contact);
    },
    votes: () => jsonLines(machine, `${CLUSTER}/votes.jsonl`) };
};
