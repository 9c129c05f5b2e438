/**
 * More validators in the container: a peer, which is another machine as far as the cluster can see
 * and no validator as far as Vexor can (it has an unknown name); Firedancer, which knows no votes
 * and remembers none; and the Zig client, which receives its identity when it starts.
 */
import { makeKey } from "../../support/keys.ts";
import type { Machine } from "../lab/machine.ts";
import { AGAVE, unit, type Validators } from "./validators.ts";

const PEER = "peer.service";
export const FULL = "firedancer.service";
export const ZIG = "vexor-validator.service";
export const PEER_RPC = "http://127.0.0.1:8890/";
/** The peer's key without stake. */
export const PEERS_OWN = "/etc/peer/own.json";
const CLUSTER = "/srv/cluster";

const PEER_STARTS = `/opt/peer/bin/peer-node --identity /etc/peer/identity.json \\
  --vote-account /etc/solana/vote.json --authorized-voter /etc/solana/staked.json \\
  --ledger /mnt/peer/ledger --gossip-port 8002 --rpc-port 8890 --dynamic-port-range 8300-8400 --log -`;

const FULL_CONFIG = `[paths]
base = "/mnt/full/ledger"
identity_key = "/etc/solana/identity.json"
vote_account = "/etc/solana/vote.json"
[rpc]
port = 8899
[tiles.votor]
write_vote_history_file = true
`;

const ZIG_STARTS = "/opt/zig/bin/vexor-validator run --identity /etc/solana/identity.json"
  + " --vote-account /etc/solana/vote.json --ledger /mnt/zig/ledger --rpc-port 8899";

export interface Peers {
  readonly own: string;
  behaviour(name: "peer" | "full" | "zig", behaviour: object): Promise<void>;
  /** Asks the peer's own program. */
  peerIs(): Promise<string>;
  tellPeer(key: string): Promise<void>;
}

export const installPeers = async (machine: Machine): Promise<Peers> => {
  const sh = async (script: string): Promise<string> => {
    const { code, stdout, stderr } = await machine.exec(["sh", "-ec", script]);
    if (code !== 0) throw new Error(`${script}: ${stderr}`);
    return stdout;
  };
  const behaviour: Peers["behaviour"] = (name, more) => machine.writeFile(`/mnt/${name}/ledger.behaviour.json`,
    JSON.stringify({ cluster: CLUSTER, host: name === "peer" ? "peer" : "lab", startMs: 300,
      stopMs: 100, ...more }), "0644");
  await sh(`mkdir -p /opt/peer/bin /opt/full/bin /opt/zig/bin /etc/peer /mnt/peer/ledger \\
  /mnt/full/ledger /mnt/zig/ledger
ln /opt/agave/bin/agave-validator /opt/peer/bin/peer-node
ln /opt/agave/bin/agave-validator /opt/full/bin/firedancer
ln /opt/agave/bin/agave-validator /opt/zig/bin/vexor-validator
ln -sfn own.json /etc/peer/identity.json`);
  // Each machine has a junk key of its own: of two that share one, gossip ends the older.
  const own = makeKey();
  await machine.writeFile(PEERS_OWN, own.text, "0600");
  for (const name of ["peer", "full", "zig"] as const) await behaviour(name, {});
  await machine.writeFile("/etc/solana/full.toml", FULL_CONFIG);
  await machine.writeFile(`/etc/systemd/system/${PEER}`, unit(PEER_STARTS));
  await machine.writeFile(`/etc/systemd/system/${FULL}`,
    unit("/opt/full/bin/firedancer run --config /etc/solana/full.toml"));
  await machine.writeFile(`/etc/systemd/system/${ZIG}`, unit(ZIG_STARTS));
  await sh(`chown -R 1000:1000 /etc/peer /mnt/peer /mnt/full /mnt/zig; systemctl daemon-reload`);
  const peer = "/opt/peer/bin/peer-node --ledger /mnt/peer/ledger";
  return { behaviour, own: own.pubkey,
    peerIs: async () => /Identity: (\w+)/.exec((await machine.exec(
      ["sh", "-c", `${peer} contact-info`])).stdout)?.[1] ?? "nobody",
    tellPeer: async (key) => void await sh(`${peer} set-identity ${key}`) };
};

/** A clean start: `service` alone runs beside the peer, with the key named. */
export const startAlone = async (
  machine: Machine, validators: Validators, service: string, key: string, slotMs = 400,
): Promise<void> => {
  await machine.exec(["sh", "-c", `systemctl stop ${[AGAVE, FULL, ZIG, PEER].join(" ")}
rm -rf /var/lib/vexor-agent/* /srv/cluster/votes.jsonl /srv/cluster/gossip/* /mnt/*/ledger/*
chmod 600 /etc/solana/*.json
ln -sfn ${key} /etc/solana/identity.json; systemctl reset-failed`]);
  await machine.writeFile(`${CLUSTER}/cluster.json`, JSON.stringify({
    genesisMs: Date.now() - 1_000_000 * slotMs, slotMs,
    voteAccounts: { [validators.vote.pubkey]: { nodePubkey: validators.staked.pubkey } } }));
  await machine.exec(["systemctl", "start", PEER, service]);
};
