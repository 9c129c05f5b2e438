/**
 * Changing a running validator's identity after Alpenglow's genesis: its vote history binds it, the
 * tower of before does not, and no slot gets two votes.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { until } from "../support/pace.ts";
import { bootContainer, type Container } from "./lab/container.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { AGAVE, installValidators, type Validators } from "./support/validators.ts";
import { afterwards, calm, declare, expectExit, install, plan, type Declared } from "./support/vexor.ts";

const LEDGER = "/mnt/agave/ledger";
const CLUSTER = "/srv/cluster/cluster.json";
const UNSTAKED = "/etc/solana/unstaked.json";
const LATER = 5;

describe.skipIf(cannotRun("container"))("an identity after Alpenglow's genesis", () => {
  let container: Container;
  let validators: Validators;
  const run = (script: string) => container.exec(["sh", "-c", script]);
  const history = (): string => `${LEDGER}/vote_history-${validators.staked.pubkey}.bin`;
  const whoIsIt = async (): Promise<string> => /Identity: (\w+)/.exec((await run(
    `/opt/agave/bin/agave-validator --ledger ${LEDGER} contact-info`)).stdout)?.[1] ?? "nobody";

  const lifted = { skip: true, why: "the only machine there is" } as const;
  const demotion = (): Declared => ({ identity: { pubkey: validators.unstaked.pubkey, keypair: UNSTAKED,
    voteAccount: validators.vote.pubkey, adopt: { from: validators.staked.pubkey } } });
  const promotion = (more: object = {}): Declared => ({ identity: {
    pubkey: validators.staked.pubkey, keypair: "/etc/solana/staked.json", unstaked: UNSTAKED,
    voteAccount: validators.vote.pubkey, adopt: { from: validators.unstaked.pubkey },
    guards: { fence: lifted, votingElsewhere: lifted, ...more } } });

  const world = async (more: object): Promise<void> => {
    const now = JSON.parse(await container.readFile(CLUSTER)) as object;
    await container.writeFile(CLUSTER, JSON.stringify({ ...now, ...more }), "0644");
  };
  const votesGoOn = async (): Promise<void> => {
    const { length } = await validators.votes();
    await until(async () => (await validators.votes()).length > length, 10);
  };
  const giveUp = async (): Promise<void> => {
    await declare(container, demotion());
    await expectExit(container, 0, ["apply", "--yes"]);
  };
  const active = async () =>
    (await plan(container)).items.find(({ address }) => address === "identity/active");

  beforeAll(async () => {
    container = await bootContainer({ name: "alpenglow", binary: BINARY });
    await install(container);
    validators = await installValidators(container);
    await votesGoOn();
    const [last] = (await validators.votes()).slice(-1);
    await world({ alpenglowSlot: (last?.slot ?? 0) + LATER, finalizedLag: 3 });
    await until(async () => (await run(`test -e ${history()}`)).code === 0, 20);
    await votesGoOn();
  });
  afterAll(() => container?.destroy());
  beforeEach(async () => {
    await calm(container);
    await run("rm -rf /var/lib/vexor-agent/*; ln -sfn staked.json /etc/solana/identity.json");
    await run(`systemctl reset-failed; systemctl restart ${AGAVE}`);
    await until(async () => await whoIsIt() === validators.staked.pubkey, 20);
    await votesGoOn();
  });

  test("is given up, taken up again with its vote history, and votes once for each slot", async () => {
    await giveUp();
    expect(await whoIsIt()).toBe(validators.unstaked.pubkey);
    const before = (await validators.votes()).length;
    await declare(container, promotion());
    const { stdout, stderr } = await expectExit(container, 0, ["apply", "--yes"]);
    expect(stdout + stderr).not.toContain("tower");
    expect(await whoIsIt()).toBe(validators.staked.pubkey);
    await votesGoOn();
    const votes = await validators.votes();
    expect(votes.slice(before)[0]).toMatchObject({ tower: "file", previous: votes[before - 1]?.slot });
    const after = votes.slice(before).map(({ slot }) => slot);
    expect(new Set(votes.map(({ slot }) => slot)).size, `doubled among ${after.join(" ")}`)
      .toBe(votes.length);
    await expectExit(container, 0, ["rollback", "--yes"]);
    expect(await whoIsIt()).toBe(validators.unstaked.pubkey);
  });

  test.each<[string, () => string, RegExp]>([
    ["without a vote history", () => `rm ${history()}`, /tower: there is no vote history of/],
    ["with one that is torn", () => `truncate -s 90 ${history()}`, /tower: .*it ends after/],
    ["with one whose bits are turned", () =>
      `printf x | dd of=${history()} bs=1 seek=150 conv=notrunc status=none`,
    /tower: .*its signature is not that of/],
    ["with one of another identity", () =>
      `cp -p ${history()} /tmp/x; mv /tmp/x ${LEDGER}/vote_history-${validators.unstaked.pubkey}.bin;`
      + ` : > ${history()}`, /tower: .*it is empty/],
  ])("is not taken up %s", async (_, harm, why) => {
    await giveUp();
    await run(`cp -p ${history()} /root/history`);
    afterwards(container, `rm -f ${history()}; cp -p /root/history ${history()}`);
    await run(harm());
    await declare(container, promotion());
    const { stdout, stderr } = await expectExit(container, 3, ["apply", "--yes"]);
    expect(stdout + stderr).toMatch(why);
    expect(await whoIsIt()).toBe(validators.unstaked.pubkey);
  });

  test("is not taken up with a vote history that lacks the last votes, which its client would take", async () => {
    await run(`cp -p ${history()} /root/stale`);
    await votesGoOn();
    await votesGoOn();
    await giveUp();
    await run(`cp -p ${history()} /root/history; cp -p /root/stale ${history()}`);
    afterwards(container, `cp -p /root/history ${history()}`);
    await declare(container, promotion());
    expect(await active()).toMatchObject({ action: "blocked",
      reason: expect.stringMatching(/^tower: the vote history's last vote is slot \d+; the chain shows/) });
  });

  test("is not taken up while the cluster does not finalize", async () => {
    await giveUp();
    const [last] = (await validators.votes()).slice(-1);
    await world({ stalledAt: (last?.slot ?? 0) - 200 });
    await declare(container, promotion({ votingElsewhere: undefined }));
    expect(await active()).toMatchObject({ action: "blocked", reason: expect.stringMatching(/votingElsewhere/) });
    await world({ stalledAt: undefined });
  });

  test("is not taken up while it is unknown whether the genesis has been", async () => {
    await giveUp();
    await validators.behaviour(AGAVE, { rpcErrors: { getAgGenesisCert: "Method not found" } });
    afterwards(container, `echo '{"cluster": "/srv/cluster", "host": "lab", "startMs": 300, "stopMs": 100}' `
      + `> ${LEDGER}.behaviour.json`);
    await declare(container, promotion());
    expect(await active()).toMatchObject({ action: "blocked", reason: expect.stringMatching(
      /^tower: it is unknown whether a tower or a vote history binds.*Method not found/) });
  });
});
