/**
 * Changing a running validator's identity after Alpenglow's genesis: its vote history binds it, the
 * tower of before does not, and no slot gets two votes.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeKey } from "../support/keys.ts";
import { cannotRun } from "./lab/machine.ts";
import { bootMigrated, LEDGER, lifted, type Stage } from "./support/alpenglow.ts";
import { AGAVE } from "./support/validators.ts";
import { afterwards, declare, expectExit, plan, type Declared } from "./support/vexor.ts";

describe.skipIf(cannotRun("container"))("an identity after Alpenglow's genesis", () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await bootMigrated("alpenglow");
  });
  afterAll(() => stage?.container.destroy());
  beforeEach(() => stage.reset());
  afterEach(async () => expect(await stage.offences()).toEqual([]));

  test("is given up, taken up again with its vote history, and votes once for each slot", async () => {
    const { container, validators, whoIsIt, giveUp, promotion, votesGoOn } = stage;
    const first = async () => (await validators.votes()).filter(({ again }) => !again);
    await giveUp();
    expect(await whoIsIt()).toBe(validators.unstaked.pubkey);
    const before = (await first()).length;
    await declare(container, promotion());
    const { stdout, stderr } = await expectExit(container, 0, ["apply", "--yes"]);
    expect(stdout + stderr).not.toContain("tower");
    expect(await whoIsIt()).toBe(validators.staked.pubkey);
    await votesGoOn();
    const votes = await first();
    expect(votes.slice(before)[0]).toMatchObject({ tower: "file", previous: votes[before - 1]?.slot });
    await expectExit(container, 0, ["rollback", "--yes"]);
    expect(await whoIsIt()).toBe(validators.unstaked.pubkey);
  });

  const history = (): string => stage.history();

  test.each<[string, () => string, RegExp]>([
    ["without a vote history", () => `rm ${history()}`, /tower: there is no vote history of/],
    ["with one that is torn", () => `truncate -s 90 ${history()}`, /tower: .*it ends after/],
    ["with one whose bits are turned", () =>
      `printf x | dd of=${history()} bs=1 seek=150 conv=notrunc status=none`,
    /tower: .*its signature is not that of/],
    ["with one that its client may not read", () => `chown 0:0 ${history()}; chmod 600 ${history()}`,
      /tower: .*vote_history-\w+.bin: (EACCES|.*permission)/i],
    ["with a link to one", () => `mv ${history()} /tmp/moved; ln -s /tmp/moved ${history()}`, /tower: .*it is a link/],
    ["with one of another identity", () =>
      `cp -p ${history()} /tmp/x; mv /tmp/x ${LEDGER}/vote_history-${stage.validators.unstaked.pubkey}.bin;`
      + ` : > ${history()}`, /tower: .*it is empty/],
  ])("is not taken up %s", async (_, harm, why) => {
    const { container, validators, run, whoIsIt, giveUp, promotion } = stage;
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
    const { container, run, giveUp, promotion, votesGoOn, active } = stage;
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

  test("is not taken up with an old vote history where git permits none, and without one only on another node's word", async () => {
    const { container, validators, run, whoIsIt, giveUp, promotion, votesGoOn } = stage;
    await run(`cp -p ${history()} /root/stale`);
    await votesGoOn();
    await giveUp();
    await declare(container, promotion({ tower: lifted }, { clusterRpc: "http://localhost:8899/its-own" }));
    await run(`cp -p ${history()} /root/history; cp -p /root/stale ${history()}`);
    afterwards(container, `cp -p /root/history ${history()}`);
    expect((await expectExit(container, 4, ["apply", "--yes"])).stderr)
      .toMatch(/is here, and is not the newest: the client would vote from it/);
    await run(`rm ${history()}`);
    expect((await expectExit(container, 4, ["apply", "--yes"])).stderr)
      .toMatch(/has no vote history here, and no other node says which slots are final/);
    expect(await whoIsIt()).toBe(validators.unstaked.pubkey);
  });

  test("is not taken up while its vote account is not admitted, and what the next epoch takes is a warning", async () => {
    const { container, validators, giveUp, promotion, world, active } = stage;
    await giveUp();
    await declare(container, promotion());
    await world({ ticket: { admitted: false } });
    expect(await active()).toMatchObject({ action: "blocked",
      reason: expect.stringMatching(/^voteAccount: the vote account \w+ is not admitted in epoch \d+: no machine can vote/) });
    await world({ ticket: { refusal: "no BLS key" }, balances: { [validators.vote.pubkey]: 0.5e9 } });
    expect((await active())?.warnings).toEqual(expect.arrayContaining([
      expect.stringMatching(/will not be admitted in epoch \d+: no BLS key/),
      expect.stringMatching(/holds 0.50 SOL; an epoch's ticket takes 0.80 SOL/)]));
    await world({ ticket: undefined, balances: undefined });
  });

  test("changes after its vote account or before, not with it; and who votes for that is fixed for an epoch", async () => {
    const { container, validators, run, promotion, giveUp, world, reset } = stage;
    const other = makeKey();
    await container.writeFile("/etc/solana/vote-2.json", other.text, "0600");
    await run("chown 1000:1000 /etc/solana/vote-2.json; cd /etc/solana; mv vote.json vote-1.json; ln -s vote-1.json vote.json");
    afterwards(container, "mv -f /etc/solana/vote-1.json /etc/solana/vote.json");
    const owner = { nodePubkey: validators.staked.pubkey };
    await world({ voteAccounts: { [validators.vote.pubkey]: owner, [other.pubkey]: owner } });
    await reset();
    const both = (): Declared => promotion({}, { voteAccount: other.pubkey, restart: "allowed",
      voteAccountKey: { keypair: "/etc/solana/vote-2.json", adopt: { from: validators.vote.pubkey } } });
    const planned = async (address: string) => (await plan(container)).items.find((one) => one.address === address);
    await declare(container, both());
    expect((await planned("identity/voteAccount"))?.warnings).toContainEqual(
      expect.stringMatching(/^who votes for an account is fixed for an epoch: an account or authorized voter .* from a later epoch on/));
    await giveUp();
    await declare(container, both());
    const was = (await validators.votes()).length;
    expect(await planned("identity/active")).toMatchObject({ action: "blocked", reason: "the vote account changes as well" });
    expect(await planned("identity/voteAccount")).toMatchObject({ action: "blocked",
      reason: expect.stringMatching(/^the identity changes as well/) });
    await expectExit(container, 3, ["apply", "--yes"]);
    expect([(await validators.votes()).length, (await run("readlink /etc/solana/vote.json")).stdout.trim()])
      .toEqual([was, "vote-1.json"]);
  });

  test("is remembered to have moved, once it was taken up there", async () => {
    const { container, validators, run, giveUp, promotion, active } = stage;
    await giveUp();
    await declare(container, promotion());
    await expectExit(container, 0, ["apply", "--yes"]);
    await giveUp();
    await validators.behaviour(AGAVE, { rpcErrors: { getAgGenesisCert: "Method not found" } });
    await declare(container, promotion());
    expect(await active()).toMatchObject({ action: "update" });
    await run("rm /var/lib/vexor-agent/alpenglow");
    expect(await active()).toMatchObject({ action: "blocked", reason: expect.stringMatching(/unknown whether a tower/) });
  });

  test("is not taken up while the cluster does not finalize", async () => {
    const { container, validators, giveUp, promotion, world, active } = stage;
    await giveUp();
    const [last] = (await validators.votes()).slice(-1);
    await world({ stalledAt: (last?.slot ?? 0) - 200 });
    await declare(container, promotion({ votingElsewhere: undefined }));
    expect(await active()).toMatchObject({ action: "blocked", reason: expect.stringMatching(/votingElsewhere/) });
    await world({ stalledAt: undefined });
  });

  test("is not taken up while it is unknown whether the genesis has been", async () => {
    const { container, validators, giveUp, promotion, active } = stage;
    await giveUp();
    await validators.behaviour(AGAVE, { rpcErrors: { getAgGenesisCert: "Method not found" } });
    afterwards(container, `echo '{"cluster": "/srv/cluster", "host": "lab", "startMs": 300, "stopMs": 100}' `
      + `> ${LEDGER}.behaviour.json`);
    await declare(container, promotion());
    expect(await active()).toMatchObject({ action: "blocked", reason: expect.stringMatching(
      /^tower: it is unknown whether a tower or a vote history binds.*Method not found/) });
  });
});
