/** Agave and Firedancer on one machine after Alpenglow's genesis, and another node that tells of the chain. */
import { makeKey } from "../../support/keys.ts";
import { until } from "../../support/pace.ts";
import { bootMigrated, lifted, STAKED, UNSTAKED, type Stage } from "./alpenglow.ts";
import { FULL } from "./peers.ts";
import { AGAVE, unit } from "./validators.ts";
import { calm, type Declared } from "./vexor.ts";

const RPC = "http://127.0.0.1:8890/";
export const EXPORTS = "/mnt/out";
export const IMPORTS = "/mnt/in";
const CONFIG = `[paths]
base = "/mnt/full/ledger"
identity_key = "/etc/solana/fd.json"
vote_account = "/etc/solana/vote.json"
vote_history = "${EXPORTS}"
[rpc]
port = 8899
[tiles.votor]
write_vote_history_file = true
`;

type Name = "agave" | "firedancer";

export interface Pair extends Stage {
  /** Either runs and votes as the staked identity, and would start as the unstaked one. */
  begin(name: Name): Promise<void>;
  /** The running client; Firedancer's program talks to Firedancer alone. */
  states(): Promise<readonly string[]>;
  live(): Promise<string>;
  to(name: Name, more?: object): Required<Pick<Declared, "client" | "identity">>;
  behave(name: Name, more?: object): Promise<void>;
  /** Votes of the staked identity that are not sent again. */
  first(): ReturnType<Stage["validators"]["votes"]>;
}

const LEDGERS: Readonly<Record<Name, string>> = { agave: "/mnt/agave/ledger", firedancer: "/mnt/full/ledger" };

const installFiredancer = async ({ container, run }: Stage): Promise<void> => {
  await run(`mkdir -p /opt/full/bin /mnt/full/ledger ${EXPORTS} ${IMPORTS}
ln /opt/agave/bin/agave-validator /opt/full/bin/firedancer
echo '{"version": "26.10.1"}' > /opt/full/bin/firedancer.stand-in.json`);
  await container.writeFile("/etc/solana/full.toml", CONFIG);
  await container.writeFile(`/etc/systemd/system/${FULL}`, unit("/opt/full/bin/firedancer run --config /etc/solana/full.toml"));
  await run(`ln -sfn unstaked.json /etc/solana/fd.json
chown -hR 1000:1000 /mnt/full ${EXPORTS} ${IMPORTS} /etc/solana; systemctl daemon-reload`);
};

/** By an unknown name and on unusual ports: its RPC alone is here. */
const installNode = async ({ container, run }: Stage): Promise<void> => {
  await run("mkdir -p /opt/nodes /mnt/node/ledger; ln -f /opt/agave/bin/agave-validator /opt/nodes/peer-node");
  await container.writeFile("/mnt/node/own.json", makeKey().text, "0600");
  await container.writeFile("/mnt/node/ledger.behaviour.json", JSON.stringify({ cluster: "/srv/cluster", host: "node", startMs: 100 }), "0644");
  await run(`chown -R 1000:1000 /mnt/node; systemd-run --quiet --unit=node --uid=1000 /opt/nodes/peer-node \\
  --identity /mnt/node/own.json --ledger /mnt/node/ledger --gossip-port 8990 --rpc-port 8890 --dynamic-port-range 9190-9290 --log -`);
};

export const bootPair = async (name: string): Promise<Pair> => {
  const stage = await bootMigrated(name);
  const { container, validators, run, votesGoOn } = stage;
  await installFiredancer(stage);
  await installNode(stage);
  const behave: Pair["behave"] = (who, more = {}) => container.writeFile(`${LEDGERS[who]}.behaviour.json`,
    JSON.stringify({ cluster: "/srv/cluster", host: "lab", startMs: 300, stopMs: 100, ...more }), "0644");
  /** Both have such a socket here, and the one that has stopped does not answer. */
  const live = async (): Promise<string> => /Identity: (\w+)/.exec((await run(`for one in ${Object.values(LEDGERS).join(" ")}
do /opt/agave/bin/agave-validator --ledger $one contact-info; done`)).stdout)?.[1] ?? "nobody";
  const asSol = "setpriv --reuid=1000 --regid=1000 --clear-groups";
  const taken: Readonly<Record<Name, string>> = {
    agave: `${asSol} /opt/agave/bin/agave-validator --ledger ${LEDGERS.agave} set-identity ${STAKED}`,
    firedancer: `install -o 1000 -g 1000 -m 600 ${LEDGERS.agave}/vote_history-*.bin ${IMPORTS}/
${asSol} /opt/full/bin/firedancer set-identity --config /etc/solana/full.toml \\
  --vote-history-file ${IMPORTS}/vote_history-${validators.staked.pubkey}.bin ${STAKED}`,
  };
  const unitOf = { agave: AGAVE, firedancer: FULL } as const;
  const start = async (who: Name): Promise<void> => {
    await run(`systemctl stop ${AGAVE} ${FULL}; systemctl start ${unitOf[who]}`);
    await until(async () => await live() === validators.unstaked.pubkey, 20);
  };
  return {
    ...stage, live, behave,
    states: () => Promise.all([AGAVE, FULL].map(async (one) =>
      (await run(`systemctl is-active ${one}`)).stdout.trim().replace("failed", "inactive"))),
    to: (active, more = {}) => ({
      client: { active, adopt: { from: active === "agave" ? "firedancer" : "agave" }, stopWithin: 30, healthyWithin: 60 },
      identity: { pubkey: validators.staked.pubkey, keypair: STAKED, unstaked: UNSTAKED, voteAccount: validators.vote.pubkey,
        tower: IMPORTS, clusterRpc: RPC, adopt: { from: validators.unstaked.pubkey }, guards: { fence: lifted }, ...more } }),
    first: async () => (await validators.votes()).filter(({ again, kind }) => !again && kind === "vote"),
    begin: async (who) => {
      await calm(container);
      for (const one of ["agave", "firedancer"] as const) await behave(one);
      await stage.world({ leaders: undefined });
      await run(`systemctl disable -q ${FULL}; systemctl enable -q ${AGAVE}; systemctl reset-failed
rm -rf /var/lib/vexor-agent/* /etc/systemd/system/*.service.d/90-vexor-agent-*; ln -sfn unstaked.json /etc/solana/identity.json
systemctl daemon-reload`);
      // Either client begins with the newest votes of all.
      const newest = await run(`ls -t ${LEDGERS.agave}/vote_history-${validators.staked.pubkey}.bin ${EXPORTS}/vote_history-${validators.staked.pubkey}.bin 2>/dev/null | head -1`);
      await run(`cd /root; cp -p ${newest.stdout.trim()} newest; rm -f ${EXPORTS}/* ${IMPORTS}/*; cp -p newest ${stage.history()}`);
      await start(who);
      await run(taken[who]);
      await until(async () => await live() === validators.staked.pubkey, 20);
      await votesGoOn();
      await votesGoOn();
    },
  };
};
