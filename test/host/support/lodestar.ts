/**
 * Two units of Lodestar with one key, each as a user of its own, and the beacon node that both work
 * with. Stand-ins, with the manners of the real one.
 */
import { until } from "../../support/pace.ts";
import type { Container } from "../lab/container.ts";
import type { Signature } from "./ethereum.ts";
import { unitState } from "./seen.ts";
import { copyStandIn, jsonLines } from "./validators.ts";
import { calm } from "./vexor.ts";

export const A = "lodestar-a.service";
export const B = "lodestar-b.service";
const BEACON = "beacon.service";
const CLUSTER = "/srv/cluster";
const KEY = `0x${"b2".repeat(48)}`;
const DATA: Readonly<Record<string, string>> = { [A]: "/var/lib/lodestar-a", [B]: "/var/lib/lodestar-b",
  [BEACON]: "/var/lib/beacon" };

const commandOf = (unit: string, more = ""): string =>
  `/opt/lodestar/lodestar validator --dataDir ${DATA[unit]} --network devnet`
  + ` --beaconNodes http://127.0.0.1:3500${more}`;

const unitText = (command: string, user: string, service = ""): string => `[Unit]
Description=A stand-in for an Ethereum client
[Service]
User=${user}
ExecStart=${command}
Restart=on-failure
RestartSec=1
${service}[Install]
WantedBy=multi-user.target
`;

const RESET = `systemctl unset-environment LODESTAR_VALIDATORS_DB_DIR
rm -rf /etc/systemd/system/vexor-*.service.d; systemctl daemon-reload
systemctl stop ${A} ${B}; systemctl disable -q ${B}
rm -rf /var/lib/vexor-agent/* /etc/systemd/system/*.service.d/90-vexor-agent-*.conf
rm -rf /var/lib/lodestar-b/validator-db /srv/fast /etc/lodestar; systemctl daemon-reload
printf '{"name": "@chainsafe/lodestar", "version": "1.44.0"}' > /opt/lodestar/package.json
: > ${CLUSTER}/votes.jsonl; systemctl reset-failed
systemctl is-active -q witness || systemd-run --quiet --unit=witness /usr/local/bin/stand-in-observer /srv/seen.jsonl
systemctl enable -q --now ${BEACON} ${A}`;

interface Signed {
  readonly blocks: readonly unknown[];
  readonly attestations: readonly unknown[];
}

export interface Lodestars {
  behaviour(unit: string, behaviour: object): Promise<void>;
  writeUnit(unit: string, more?: string, service?: string): Promise<void>;
  /** The record of all keys, in a database. */
  history(directory: string): Promise<readonly string[]>;
  signed(): Promise<readonly Signature[]>;
  seen(): Promise<readonly { readonly mains: readonly string[] }[]>;
  watch(): Promise<void>;
  signs(unit: string): Promise<void>;
  state(): Promise<readonly string[]>;
  reset(): Promise<void>;
}

export const installLodestars = async (machine: Container): Promise<Lodestars> => {
  const sh = async (script: string): Promise<string> => {
    const { code, stderr, stdout } = await machine.exec(["sh", "-ec", script]);
    if (code !== 0) throw new Error(stderr);
    return stdout;
  };
  await copyStandIn(machine, "/opt/lodestar/lodestar");
  await sh(`cd /opt/lodestar && mkdir -p /opt/prysm && ln lodestar /opt/prysm/beacon-chain
ln lodestar /usr/local/bin/stand-in-observer
printf 'la:x:1001:1001::/:/bin/sh\\nlb:x:1002:1002::/:/bin/sh\\n' >> /etc/passwd
mkdir -p ${CLUSTER} ${Object.values(DATA).join(" ")} && chmod 777 ${CLUSTER}
touch ${CLUSTER}/votes.jsonl && chmod 666 ${CLUSTER}/votes.jsonl`);
  await machine.writeFile(`${CLUSTER}/cluster.json`, JSON.stringify({ slotMs: 150,
    genesisMs: Date.now() - 30_000_000, slotsPerBeaconEpoch: 20, genesisValidatorsRoot: `0x${"cd".repeat(32)}` }));
  const users: Readonly<Record<string, string>> = { [A]: "la", [B]: "lb", [BEACON]: "la" };
  const behaviour = (unit: string, more: object): Promise<void> => machine.writeFile(`${DATA[unit]}.behaviour.json`,
    JSON.stringify({ cluster: CLUSTER, host: "lab", startMs: 200, stopMs: 50, ...more }));
  const writeUnit = (unit: string, more = "", service = ""): Promise<void> =>
    machine.writeFile(`/etc/systemd/system/${unit}`,
      unitText(commandOf(unit, more), users[unit] ?? "la", service));
  await machine.writeFile(`/etc/systemd/system/${BEACON}`, unitText("/opt/prysm/beacon-chain --datadir=/var/lib/beacon"
    + " --http-port=3500 --execution-endpoint=http://127.0.0.1:8551", "la"));
  for (const [unit, data] of Object.entries(DATA)) {
    if (unit !== BEACON) await writeUnit(unit);
    await behaviour(unit, {});
    await machine.writeFile(`${data}/keys.json`, JSON.stringify([KEY]));
    await machine.writeFile(`${data}/tosaccepted`, "");
    await sh(`chown -R ${users[unit]}:${users[unit] === "la" ? 1001 : 1002} ${data} && chmod 700 ${data}`);
  }
  const signed = (): Promise<readonly Signature[]> => jsonLines(machine, `${CLUSTER}/votes.jsonl`);
  const signs = async (unit: string): Promise<void> => {
    const since = Date.now();
    await until(async () => (await signed()).some(({ client, wall }) =>
      client === unit.replace(".service", "") && wall > since), 60);
  };
  const reset = async (): Promise<void> => {
    await calm(machine);
    for (const unit of [A, B]) {
      await behaviour(unit, {});
      await writeUnit(unit);
      await machine.writeFile(`${DATA[unit]}/keys.json`, JSON.stringify([KEY]));
    }
    await machine.exec(["sh", "-c", RESET]);
    await signs(A);
  };
  return { behaviour, writeUnit, signed, signs, reset,
    history: async (directory) => {
      const { keys } = JSON.parse(await sh(`cat ${directory}/LOCK.data`)) as { keys: Record<string, Signed> };
      return Object.values(keys).flatMap(({ blocks, attestations }) =>
        [...blocks, ...attestations].map((one) => JSON.stringify(one)));
    },
    watch: async () => void await sh("systemd-run --quiet --unit=witness /usr/local/bin/stand-in-observer /srv/seen.jsonl"),
    seen: () => jsonLines(machine, "/srv/seen.jsonl"),
    state: () => Promise.all([A, B].map(async (unit) => (await unitState(machine, unit)).replace("failed", "inactive"))) };
};
