/**
 * What a client does not see to itself when its identity is changed: each hole is played by the
 * stand-in, and caught by Vexor. The machine ends as it was, with a client that is whole and does not
 * vote, and no slot has two votes.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeKey } from "../support/keys.ts";
import { until, within } from "../support/pace.ts";
import { cannotRun } from "./lab/machine.ts";
import { bootMigrated, lifted, type Stage } from "./support/alpenglow.ts";
import { AGAVE } from "./support/validators.ts";
import { afterwards, declare, expectExit, vexor } from "./support/vexor.ts";

const LONG = { timeoutMs: 120_000 };
const OLD_HISTORY = "cp -p /root/old";

interface Hole {
  readonly name: string;
  /** Before the identity is given up, and then. */
  readonly before?: (stage: Stage) => Promise<unknown>;
  readonly plant: (stage: Stage) => Promise<unknown>;
  /** While it is taken up again. */
  readonly during?: (stage: Stage) => Promise<unknown>;
  readonly code: 3 | 4;
  readonly says: RegExp;
}

const keepOld = async ({ run, history, votesGoOn }: Stage): Promise<void> => {
  await run(`cp -p ${history()} /root/old`);
  await votesGoOn();
  await votesGoOn();
};
const putOld = ({ run, history }: Stage): Promise<unknown> => run(`${OLD_HISTORY} ${history()}`);
const behaviour = (more: object) => ({ validators }: Stage): Promise<void> => validators.behaviour(AGAVE, more);

const HOLES: readonly Hole[] = [
  { name: "how old a history is, is not looked at", before: keepOld, plant: putOld, code: 3,
    says: /the vote history's last vote is slot \d+; the chain shows one for slot \d+/ },
  { name: "without an fsync, a power cut leaves half of the last save",
    plant: ({ run, history }) => run(`truncate -s 120 ${history()}`), code: 3, says: /it ends after \d+ bytes/ },
  { name: "what cannot be read at the reload is an empty history", plant: behaviour({ reload: "unreadable" }),
    code: 4, says: /does not vote on from the vote history of .*begins anew: its root is slot 0/ },
  { name: "a file that was checked may be gone at the reload", plant: behaviour({ identityChangesMs: 6000 }),
    // By gossip: a command that asks the client would count as another validator.
    during: async ({ run, history, validators }) => {
      await until(async () => (await validators.contacts()).some(({ identity }) =>
        identity === validators.staked.pubkey), 20);
      await run(`cp -p ${history()} /root/gone; rm ${history()}`);
    },
    code: 4, says: /does not vote on from the vote history of .*(begins anew|it is gone)/ },
  { name: "an OK comes before the voter has changed at all", plant: behaviour({ identityChangesMs: "never" }),
    code: 4, says: /does not vote on from the vote history.*has not been written for 150 slots \(\d+ s\)/ },
  { name: "the votes of an old history are sent again at once", before: keepOld, plant: putOld, code: 3, says: /the vote history's last vote is slot/ },
  { name: "no history is needed before the first vote after the genesis",
    plant: async ({ run, world, history, validators }) => {
      const [last] = (await validators.votes()).slice(-1);
      await world({ alpenglowSlot: (last?.slot ?? 0) + 1 });
      await run(`cp -p ${history()} /root/gone; rm ${history()}`);
    }, code: 3, says: /there is no vote history of/ },
  { name: "a vote below the root ends the process before it has caught up", plant: behaviour({ behind: 3000, rpcLies: { getHealth: "ok" } }),
    code: 3, says: /last vote is slot \d+, and the newest slot known here is .* has not caught up/ },
  { name: "a set-identity may fail half-way, once", plant: behaviour({ setIdentity: "half once" }), code: 4,
    says: /Error updating network layer keypair/ },
  { name: "a set-identity may fail half-way, always", plant: behaviour({ setIdentity: "half" }), code: 4,
    says: /Error updating network layer keypair/ },
];

describe.skipIf(cannotRun("container"))("what Agave does not see to", () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await bootMigrated("holes");
  });
  afterAll(() => stage?.container.destroy());
  beforeEach(() => stage.reset());
  afterEach(async () => expect(await stage.offences()).toEqual([]));

  test.each(HOLES)("$name", { timeout: within(200_000) }, async ({ before, plant, during, code, says }) => {
    const { container, validators, run, giveUp, promotion, whoIsIt, history } = stage;
    const [first] = (await validators.votes()).filter(({ choice }) => choice !== undefined);
    afterwards(container, `test ! -e /root/gone || mv /root/gone ${history()}
echo '{"cluster": "/srv/cluster", "host": "lab", "startMs": 300, "stopMs": 100}' > /mnt/agave/ledger.behaviour.json`);
    await before?.(stage);
    await giveUp();
    await run(`cp -p ${history()} /root/whole`);
    const given = (await validators.votes()).length;
    await plant(stage);
    await declare(container, promotion());
    const applied = vexor(container, ["apply", "--yes"], LONG);
    await during?.(stage).catch(async (cause: unknown) => {
      throw new Error(JSON.stringify(await applied), { cause });
    });
    const { stdout, stderr, code: ended } = await applied;
    expect(stdout + stderr).toMatch(says);
    expect(ended).toBe(code);
    if (code === 3) expect((await validators.votes()).length).toBe(given);
    await until(async () => await whoIsIt() === validators.unstaked.pubkey, 30);
    await until(async () => (await validators.contacts()).every(({ network }) => network === validators.unstaked.pubkey), 10,
      async () => JSON.stringify(await validators.contacts()));
    await validators.behaviour(AGAVE, {});
    const { length } = await validators.votes();
    await run("sleep 1");
    expect((await validators.votes()).length).toBe(length);
    await stage.world({ alpenglowSlot: first?.slot ?? 0 });
    if (code === 3) await run(`cp -p /root/whole ${history()}`);
  });

  test("a demotion that fails half-way is done again, until the client is whole", async () => {
    const { container, validators, demotion, whoIsIt } = stage;
    await validators.behaviour(AGAVE, { setIdentity: "half once" });
    await declare(container, demotion());
    await expectExit(container, 0, ["apply", "--yes"], LONG);
    expect(await whoIsIt()).toBe(validators.unstaked.pubkey);
    expect((await validators.contacts()).map(({ network }) => network)).toEqual([validators.unstaked.pubkey]);
  });

  test("a demotion that always fails half-way ends with a client that was restarted as before", async () => {
    const { container, validators, demotion, whoIsIt } = stage;
    await validators.behaviour(AGAVE, { setIdentity: "half" });
    await declare(container, demotion());
    await expectExit(container, 4, ["apply", "--yes"], LONG);
    await until(async () => await whoIsIt() === validators.staked.pubkey, 30);
    await until(async () => (await validators.contacts()).every(({ network }) => network === validators.staked.pubkey), 20);
  });

  test("another staked identity is reached by way of the unstaked one, for Agave refuses one step", async () => {
    const { container, validators, run, giveUp, promotion, whoIsIt, world, votesGoOn } = stage;
    const third = makeKey();
    await container.writeFile("/etc/solana/third.json", third.text, "0600");
    await run("chown 1000:1000 /etc/solana/third.json");
    await giveUp();
    const accounts = { [validators.vote.pubkey]: { nodePubkey: validators.staked.pubkey } };
    await world({ voteAccounts: { ...accounts, [makeKey().pubkey]: { nodePubkey: validators.unstaked.pubkey } } });
    await declare(container, promotion({ leaderSlot: lifted }, { unstaked: "/etc/solana/third.json" }));
    await expectExit(container, 0, ["apply", "--yes"], LONG);
    expect(await whoIsIt()).toBe(validators.staked.pubkey);
    await votesGoOn();
    await expectExit(container, 0, ["rollback", "--yes"], LONG);
    expect(await whoIsIt()).toBe(validators.unstaked.pubkey);
    await world({ voteAccounts: accounts });
  });
});
