/** A validator of one machine, whose cluster moves to Alpenglow: what tests of its votes share. */
import { until } from "../../support/pace.ts";
import { offences } from "../../support/vote-witness.ts";
import { bootContainer, type Container } from "../lab/container.ts";
import { BINARY } from "../lab/machine.ts";
import { AGAVE, installValidators, type Validators } from "./validators.ts";
import { calm, declare, expectExit, install, plan, type Declared } from "./vexor.ts";
import type { PlanItem } from "../../../src/engine/model/model.ts";

export const LEDGER = "/mnt/agave/ledger";
const CLUSTER = "/srv/cluster/cluster.json";
export const STAKED = "/etc/solana/staked.json";
export const UNSTAKED = "/etc/solana/unstaked.json";
const LATER = 5;

export const lifted = { skip: true, why: "the only machine there is" } as const;

export interface Stage {
  readonly container: Container;
  readonly validators: Validators;
  run(script: string): Promise<{ readonly stdout: string; readonly code: number }>;
  /** The staked identity's vote history. */
  history(): string;
  whoIsIt(): Promise<string>;
  demotion(): Declared;
  promotion(guards?: object, identity?: object): Declared;
  /** What the cluster's file says from now on. */
  world(more: object): Promise<void>;
  votesGoOn(): Promise<void>;
  giveUp(): Promise<void>;
  active(): Promise<PlanItem | undefined>;
  /** All that was signed and must not have been. */
  offences(): Promise<readonly string[]>;
  /** The staked identity votes, and Vexor knows of nothing. */
  reset(): Promise<void>;
}

const declarations = (validators: Validators): Pick<Stage, "demotion" | "promotion"> => ({
  demotion: () => ({ identity: { pubkey: validators.unstaked.pubkey, keypair: UNSTAKED,
    voteAccount: validators.vote.pubkey, adopt: { from: validators.staked.pubkey } } }),
  promotion: (guards = {}, identity = {}) => ({ identity: { pubkey: validators.staked.pubkey, keypair: STAKED,
    unstaked: UNSTAKED, voteAccount: validators.vote.pubkey, adopt: { from: validators.unstaked.pubkey },
    guards: { fence: lifted, votingElsewhere: lifted, ...guards }, ...identity } }),
});

const stageOf = (container: Container, validators: Validators): Stage => {
  const run = (script: string) => container.exec(["sh", "-c", script]);
  const whoIsIt = async (): Promise<string> => /Identity: (\w+)/.exec((await run(
    `/opt/agave/bin/agave-validator --ledger ${LEDGER} contact-info`)).stdout)?.[1] ?? "nobody";
  const world = async (more: object): Promise<void> => {
    const now = JSON.parse(await container.readFile(CLUSTER)) as object;
    await container.writeFile(CLUSTER, JSON.stringify({ ...now, ...more }), "0644");
  };
  const votesGoOn = async (): Promise<void> => {
    const { length } = await validators.votes();
    await until(async () => (await validators.votes()).length > length, 10);
  };
  const { demotion, promotion } = declarations(validators);
  return {
    container, validators, run, whoIsIt, world, votesGoOn, demotion, promotion,
    history: () => `${LEDGER}/vote_history-${validators.staked.pubkey}.bin`,
    giveUp: async () => {
      await declare(container, demotion());
      await expectExit(container, 0, ["apply", "--yes"]);
    },
    active: async () =>
      (await plan(container)).items.find(({ address }) => address === "identity/active"),
    offences: async () => offences(await validators.votes()),
    reset: async () => {
      await calm(container);
      await validators.behaviour(AGAVE, {});
      await run("rm -rf /var/lib/vexor-agent/*; ln -sfn staked.json /etc/solana/identity.json");
      await run(`systemctl reset-failed; systemctl restart ${AGAVE}`);
      await until(async () => await whoIsIt() === validators.staked.pubkey, 20);
      await votesGoOn();
    },
  };
};

/** Agave votes as the staked identity, and keeps a vote history. */
export const bootMigrated = async (name: string): Promise<Stage> => {
  const container = await bootContainer({ name, binary: BINARY });
  await install(container);
  const stage = stageOf(container, await installValidators(container));
  await stage.votesGoOn();
  const [last] = (await stage.validators.votes()).slice(-1);
  await stage.world({ alpenglowSlot: (last?.slot ?? 0) + LATER, finalizedLag: 3 });
  await until(async () => (await stage.run(`test -e ${stage.history()}`)).code === 0, 20);
  await stage.votesGoOn();
  return stage;
};
