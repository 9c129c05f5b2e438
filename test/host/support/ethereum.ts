/**
 * A Prysm pair and a Lighthouse that could take its place, each as a user of its own, and a checker
 * that knows nothing of Vexor: it reads what was signed, and says what a chain would slash.
 */
import { until } from "../../support/pace.ts";
import type { Container } from "../lab/container.ts";
import { calm } from "./vexor.ts";
import { copyStandIn, jsonLines } from "./validators.ts";
import { unitState } from "./seen.ts";

export const PRYSM = "prysm-vc.service";
export const LIGHTHOUSE = "lighthouse-vc.service";
export const BEACON = "beacon.service";
/** Long enough for a client to come back within the epoch that the other one has voted in. */
const SLOTS_PER_EPOCH = 100;
const CLUSTER = "/srv/cluster";
const KEY = `0x${"a1".repeat(48)}`;
const DATA: Readonly<Record<string, string>> = { [PRYSM]: "/var/lib/prysm",
  [LIGHTHOUSE]: "/var/lib/lighthouse", [BEACON]: "/var/lib/beacon" };

export const COMMANDS: Readonly<Record<string, string>> = {
  [BEACON]: "/opt/prysm/beacon-chain --datadir=/var/lib/beacon --http-port=3500"
    + " --execution-endpoint=http://127.0.0.1:8551",
  [PRYSM]: "/opt/prysm/validator --datadir=/var/lib/prysm --wallet-dir=/var/lib/prysm/wallet"
    + " --beacon-rest-api-provider=http://127.0.0.1:3500",
  [LIGHTHOUSE]: "/opt/lighthouse/lighthouse vc --network devnet --datadir /var/lib/lighthouse"
    + " --beacon-nodes http://127.0.0.1:3500",
};

const unitText = (command: string, user: string): string => `[Unit]
Description=A stand-in for an Ethereum client
[Service]
User=${user}
ExecStart=${command}
Restart=on-failure
RestartSec=1
[Install]
WantedBy=multi-user.target
`;

const RESET = `systemctl daemon-reload
systemctl stop ${PRYSM} ${LIGHTHOUSE}; systemctl disable -q ${LIGHTHOUSE}
rm -rf /var/lib/vexor-agent/* /etc/systemd/system/*.service.d/90-vexor-agent-*.conf
rm -rf /var/lib/lighthouse/validators; : > ${CLUSTER}/votes.jsonl; systemctl daemon-reload
systemctl reset-failed; systemctl is-active -q witness || systemd-run --quiet --unit=witness \
  /usr/local/bin/stand-in-observer /srv/seen.jsonl
systemctl enable -q --now ${BEACON} ${PRYSM}`;

export interface Signature {
  readonly kind: "attestation" | "block";
  readonly client: string;
  readonly identity: string;
  readonly slot: number;
  readonly source: number;
  readonly target: number;
  readonly root: string;
  readonly wall: number;
}

export interface Ethereum {
  behaviour(unit: string, behaviour: object): Promise<void>;
  writeUnit(unit: string, command?: string): Promise<void>;
  watch(): Promise<void>;
  signed(): Promise<readonly Signature[]>;
  seen(): Promise<readonly { readonly mains: readonly string[] }[]>;
  /** Waits until this client signs, from now on; blocks come often, attestations once an epoch. */
  signs(client: string, kind?: Signature["kind"]): Promise<void>;
  /** Of Prysm and Lighthouse, as systemd has them: active, and enabled. */
  state(): Promise<readonly string[]>;
  /** Prysm signs, Lighthouse has never run, and nothing of an earlier test is left. */
  reset(): Promise<void>;
}

/** Pairs that contradict each other, by the rules of the chain: double and surrounding votes. */
export const slashable = (all: readonly Signature[]): readonly string[] => {
  const found: string[] = [];
  all.forEach((one, at) => {
    for (const other of all.slice(at + 1)) {
      if (one.identity !== other.identity || one.kind !== other.kind) continue;
      const [a, b] = [one, other];
      const isDouble = a.root !== b.root
        && (a.kind === "block" ? a.slot === b.slot : a.target === b.target);
      const surrounds = a.kind === "attestation" && ((a.source < b.source && b.target < a.target)
        || (b.source < a.source && a.target < b.target));
      if (isDouble || surrounds) found.push(`${a.client} and ${b.client}: ${JSON.stringify([a, b])}`);
    }
  });
  return found;
};

export const installEthereum = async (machine: Container): Promise<Ethereum> => {
  const sh = async (script: string): Promise<void> => {
    const { code, stderr } = await machine.exec(["sh", "-ec", script]);
    if (code !== 0) throw new Error(stderr);
  };
  await copyStandIn(machine, "/opt/prysm/validator");
  await sh(`cd /opt/prysm && ln validator beacon-chain && mkdir -p /opt/lighthouse
ln validator /opt/lighthouse/lighthouse && ln validator /usr/local/bin/stand-in-observer
printf 'eth:x:1001:1001::/:/bin/sh\\nlh:x:1002:1002::/:/bin/sh\\n' >> /etc/passwd
mkdir -p ${CLUSTER} ${Object.values(DATA).join(" ")} && chmod 777 ${CLUSTER}
touch ${CLUSTER}/votes.jsonl && chmod 666 ${CLUSTER}/votes.jsonl`);
  await machine.writeFile(`${CLUSTER}/cluster.json`, JSON.stringify({ slotMs: 150,
    genesisMs: Date.now() - 30_000_000, slotsPerBeaconEpoch: SLOTS_PER_EPOCH,
    genesisValidatorsRoot: `0x${"cd".repeat(32)}` }));
  const users: Readonly<Record<string, string>> = { [BEACON]: "eth", [PRYSM]: "eth", [LIGHTHOUSE]: "lh" };
  const behaviour = (unit: string, more: object): Promise<void> => machine.writeFile(
    `${DATA[unit]}.behaviour.json`,
    JSON.stringify({ cluster: CLUSTER, host: "lab", startMs: 200, stopMs: 50, ...more }));
  const writeUnit = (unit: string, command = COMMANDS[unit] ?? ""): Promise<void> =>
    machine.writeFile(`/etc/systemd/system/${unit}`, unitText(command, users[unit] ?? "eth"));
  for (const [unit, data] of Object.entries(DATA)) {
    await writeUnit(unit);
    await behaviour(unit, {});
    await machine.writeFile(`${data}/keys.json`, JSON.stringify([KEY]));
    await machine.writeFile(`${data}/tosaccepted`, "");
    await sh(`chown -R ${users[unit]}:${users[unit] === "eth" ? 1001 : 1002} ${data} && chmod 700 ${data}`);
  }
  const watch = (): Promise<void> => sh("systemd-run --quiet --unit=witness "
    + "/usr/local/bin/stand-in-observer /srv/seen.jsonl");
  await sh(`systemctl daemon-reload && systemctl enable --quiet --now ${BEACON} ${PRYSM}`);
  await watch();
  const signed = (): Promise<readonly Signature[]> =>
    jsonLines(machine, `${CLUSTER}/votes.jsonl`);
  const signs: Ethereum["signs"] = async (client, kind = "block") => {
    const since = Date.now();
    await until(async () => (await signed()).some((one) =>
      one.client === client && one.kind === kind && one.wall > since), 40);
  };
  const active = async (unit: string): Promise<string> =>
    (await unitState(machine, unit)).replace("failed", "inactive");
  const reset = async (): Promise<void> => {
    await calm(machine);
    for (const unit of Object.keys(DATA)) await behaviour(unit, {});
    for (const unit of [PRYSM, LIGHTHOUSE]) await writeUnit(unit);
    await machine.exec(["sh", "-c", RESET]);
    await signs("Prysm");
  };
  return { behaviour, writeUnit, watch, signed, signs, reset,
    seen: () => jsonLines(machine, "/srv/seen.jsonl"),
    state: () => Promise.all([PRYSM, LIGHTHOUSE].map(active)) };
};
