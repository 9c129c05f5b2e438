/** Another vote account under a real systemd: the link turned, the client restarted, or all as before. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { elapse, until, within } from "../support/pace.ts";
import { makeKey, type Key } from "../support/keys.ts";
import { bootContainer, type Container } from "./lab/container.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { leftAlone, nowOn } from "./support/guardians.ts";
import { killedAtLine } from "./support/switch-kills.ts";
import { AGAVE, FRANK, installValidators, LEDGERS, type Validators } from "./support/validators.ts";
import {
  calm, declare, expectExit, install, plan, vexor, type Declared,
} from "./support/vexor.ts";

let container: Container;
let validators: Validators;
let other: Key;
let cluster: string;
const run = (script: string) => container.exec(["sh", "-c", script]);

const LINK = "/etc/solana/vote.json";
const OLD = "/etc/solana/vote-old.json";
const NEW = "/etc/solana/vote-new.json";
const LONG = { timeoutMs: 120_000 };

const lifted = { skip: true, why: "a test" } as const;
const change = (more: object = {}): Declared => ({ identity: { pubkey: validators.staked.pubkey,
  keypair: "/etc/solana/staked.json", voteAccount: other.pubkey, restart: "allowed",
  voteAccountKey: { keypair: NEW, adopt: { from: validators.vote.pubkey } }, ...more } });

/** The account that is voted with, from now on, as the vote log has it. */
const votesWith = async (): Promise<string | undefined> => {
  const since = Date.now();
  await until(async () => ((await validators.votes()).at(-1)?.wall ?? 0) > since, 20);
  return (await validators.votes()).at(-1)?.voteAccount;
};
const leadsTo = async (): Promise<string> => (await run(`readlink ${LINK}`)).stdout.trim();
const end = async () => [await votesWith(), await leadsTo()];
const before = () => [validators.vote.pubkey, "vote-old.json"];
const after = () => [other.pubkey, NEW];

const item = async () => (await plan(container)).items
  .find(({ address }) => address === "identity/voteAccount");

const HARM = `/etc/systemd/system/${AGAVE}.d/50-harm.conf`;

/** Both vote accounts belong to the staked identity; everything is untouched. */
const reset = async (service = AGAVE): Promise<void> => {
  await calm(container);
  for (const unit of [AGAVE, FRANK]) await validators.behaviour(unit, {});
  await container.writeFile("/srv/cluster/cluster.json", cluster);
  await run(`systemctl stop ${AGAVE} ${FRANK}; rm -rf /var/lib/vexor-agent/* ${HARM}
systemctl daemon-reload; systemctl reset-failed; systemctl disable -q ${AGAVE}
rm -f /mnt/*/ledger/tower* /srv/cluster/votes.jsonl; ln -sfn vote-old.json ${LINK}; ln -sfn staked.json /etc/solana/identity.json
sed -i 's|--vote-account [^ ]*|--vote-account ${LINK}|' /home/sol/validator.sh
chown 1000:1000 /etc/solana/vote-*.json /srv/cluster/*; chmod 600 /etc/solana/vote-*.json
systemctl start ${service}`);
  await votesWith();
};

/** Whenever the client starts with the new account this is done first; else it is undone first. */
const whenNew = async (harm: string, mend: string): Promise<void> => {
  await container.writeFile("/srv/harm", `if [ "$(readlink ${LINK})" = ${NEW} ]; then ${harm}; else ${mend}; fi\n`);
  await container.writeFile(HARM, "[Service]\nExecStartPre=+/bin/sh /srv/harm\n");
  await run("systemctl daemon-reload");
};

const KILLS = Number(process.env["VEXOR_VOTE_KILLS"] ?? 3);

describe.skipIf(cannotRun("container"))("a vote account", () => {
  beforeAll(async () => {
    container = await bootContainer({ name: "vote", binary: BINARY });
    await install(container);
    validators = await installValidators(container);
    other = makeKey();
    await container.writeFile(NEW, other.text, "0600");
    const found = JSON.parse(await container.readFile("/srv/cluster/cluster.json")) as { voteAccounts: object };
    cluster = JSON.stringify({ ...found,
      voteAccounts: { ...found.voteAccounts, [other.pubkey]: { nodePubkey: validators.staked.pubkey } } });
    await run(`mv ${LINK} ${OLD}; chown -R 1000:1000 /etc/solana`);
  });
  afterAll(() => container?.destroy());
  beforeEach(() => reset());
  afterEach(async () => {
    const slots = (await validators.votes()).toSorted((a, b) => a.wall - b.wall).map(({ slot }) => slot);
    expect(slots.filter((slot, at) => at > 0 && slot <= (slots[at - 1] ?? 0))).toEqual([]);
  });

  test("is changed by the link and a restart, read back and voted with, and rolled back", async () => {
    await declare(container, change());
    expect(await item()).toMatchObject({ action: "adopt", live: validators.vote.pubkey,
      warnings: [`restart: ${AGAVE} is restarted for it, and does not vote meanwhile`],
      runs: `ln -sfn ${NEW} ${LINK} && systemctl restart ${AGAVE}` });
    await expectExit(container, 0, ["apply", "--yes"], LONG);
    expect(await end()).toEqual(after());
    expect((await plan(container)).actions).toEqual({});
    await expectExit(container, 0, ["rollback", "--yes"], LONG);
    expect(await end()).toEqual(before());
  });

  test("of Frankendancer is changed by the link that its TOML names", async () => {
    await reset(FRANK);
    await declare(container, change());
    await expectExit(container, 0, ["apply", "--yes"], LONG);
    expect(await end()).toEqual(after());
    await expectExit(container, 0, ["rollback", "--yes"], LONG);
    expect(await end()).toEqual(before());
  });

  test("goes back when the client cannot read its key, and dies", async () => {
    await whenNew(`chown 0:0 ${NEW}`, `chown 1000:1000 ${NEW}`);
    await declare(container, change());
    await expectExit(container, 4, ["apply", "--yes"], LONG);
    expect(await end()).toEqual(before());
  });

  test("goes back when the client does not vote with it", async () => {
    const behaviour = `${LEDGERS[AGAVE] ?? ""}.behaviour.json`;
    for (const [name, more] of [["off", { votes: "off" }], ["fine", {}]] as const) {
      await validators.behaviour(AGAVE, more);
      await run(`cp -p ${behaviour} /srv/${name}.json`);
    }
    await whenNew(`cp -p /srv/off.json ${behaviour}`, `cp -p /srv/fine.json ${behaviour}`);
    await declare(container, change());
    await expectExit(container, 4, ["apply", "--yes"], LONG);
    expect(await end()).toEqual(before());
  });

  test("is left alone without permission, and where the guards refuse", async () => {
    await declare(container, change({ restart: undefined }));
    expect(await item()).toMatchObject({ action: "blocked", reason: expect.stringContaining("only changes with a restart"),
      waysOut: [expect.stringContaining("restart: allowed")] });
    await declare(container, change({ voteAccountKey: { keypair: NEW } }));
    expect(await item()).toMatchObject({ action: "blocked",
      waysOut: expect.arrayContaining([expect.stringContaining(`voteAccountKey: {…, adopt: {from: ${validators.vote.pubkey}}}`)]) });
    await run(`sed -i 's/"${other.pubkey}":{"nodePubkey":"${validators.staked.pubkey}"/"${other.pubkey}":{"nodePubkey":"${validators.unstaked.pubkey}"/' /srv/cluster/cluster.json`);
    await declare(container, change());
    expect((await item())?.reason).toMatch(/^voteAccount: the vote account .* belongs to/);
    await expectExit(container, 3, ["apply", "--yes"], LONG);
    expect(await end()).toEqual(before());
  });

  test("that another validator has voted with just now is refused, until that is long ago", async () => {
    await run(`ln -sfn ${NEW} ${LINK}; systemctl restart ${AGAVE}`);
    await votesWith();
    await run(`ln -sfn vote-old.json ${LINK}; systemctl restart ${AGAVE}`);
    await votesWith();
    await declare(container, change());
    expect((await item())?.reason).toMatch(/^(votingElsewhere|fence): /);
    await declare(container, change({ guards: { votingElsewhere: lifted, fence: lifted } }));
    await expectExit(container, 0, ["apply", "--yes"], LONG);
    expect(await end()).toEqual(after());
  });

  test("in a start line that names none that could be turned is announced, with the way to mend it", async () => {
    await run(`sed -i 's|--vote-account [^ ]*|--vote-account ${validators.vote.pubkey}|' /home/sol/validator.sh; systemctl restart ${AGAVE}`);
    await votesWith();
    await declare(container, change());
    expect(await item()).toMatchObject({ action: "blocked", live: validators.vote.pubkey,
      reason: expect.stringContaining(`its start line names ${validators.vote.pubkey}, and no link`),
      waysOut: [expect.stringContaining(`ln -s ${NEW} /etc/solana/vote-account.json`)] });
    await run(`sed -i 's|--vote-account [^ ]*|--vote-account ${OLD}|' /home/sol/validator.sh; systemctl restart ${AGAVE}`);
    await votesWith();
    expect(await item()).toMatchObject({ action: "blocked", live: validators.vote.pubkey,
      reason: `${OLD} is not a link that could be repointed`, waysOut: [expect.stringContaining(`mv -T ${OLD}.new ${OLD}`)] });
    await expectExit(container, 3, ["apply", "--yes"], LONG);
  });

  test("that an operator has named without a restart is left to the operator: the old one could not be restored", async () => {
    await declare(container, change());
    await run(`ln -sfn ${NEW} ${LINK}`);
    expect(await item()).toMatchObject({ action: "blocked", live: null,
      reason: expect.stringContaining(`${LINK} was changed after it started`),
      waysOut: [`by hand, when it must not lead: systemctl restart ${AGAVE}`] });
    await run(`ln -sfn vote-old.json ${LINK}; systemctl restart ${AGAVE}`);
    await votesWith();
    await run(`sed -i 's|--vote-account [^ ]*|--vote-account ${other.pubkey}|' /home/sol/validator.sh`);
    expect(await item()).toMatchObject({ action: "blocked", live: validators.vote.pubkey,
      reason: expect.stringContaining(`${AGAVE} would start with ${other.pubkey}`),
      waysOut: [`by hand, when it must not lead: systemctl restart ${AGAVE}`] });
    await expectExit(container, 3, ["apply", "--yes"], LONG);
    expect(await votesWith()).toBe(validators.vote.pubkey);
  });

  test("of a machine that starts with another identity is not changed by a restart", async () => {
    await run("ln -sfn unstaked.json /etc/solana/identity.json");
    await declare(container, change());
    expect((await item())?.reason).toContain(`a restart would make it ${validators.unstaked.pubkey}`);
  });

  test("needs a sound key of the declared account", async () => {
    await run(`chmod 644 ${NEW}`);
    await declare(container, change());
    expect((await item())?.reason).toMatch(/0644/);
    await run(`chmod 600 ${NEW}`);
    await declare(container, change({ voteAccountKey: { keypair: OLD } }));
    expect((await item())?.reason).toMatch(/is the key of .*; the host file declares the vote account/);
  });

  test("a power cut in the middle boots with the one from before", async () => {
    await run(`systemctl enable -q ${AGAVE}`);
    await declare(container, change());
    await validators.behaviour(AGAVE, { startMs: 4000 });
    const applied = vexor(container, ["apply", "--yes"], LONG).catch(() => undefined);
    await until(async () => await leadsTo() === NEW, 20);
    await elapse(500); // into the restart
    await container.powerCut();
    await applied;
    await container.boot();
    expect(await end()).toEqual(before());
  });

  test("killed while the old one is still voting, it is not taken for another machine", async () => {
    await validators.behaviour(AGAVE, { stopMs: 15_000 });
    await declare(container, change());
    const applied = vexor(container, ["apply", "--yes"], LONG);
    await until(async () => await leadsTo() === NEW, 20);
    await run("systemctl kill -s KILL 'vexor-guard-*'; pkill -KILL -x vexor");
    await applied;
    await expectExit(container, 0, ["recover"], LONG);
    await validators.behaviour(AGAVE, {});
    expect(await end()).toEqual(before());
  });

  test("killed at any step, there and back, it ends in before or after", async () => {
    const tally = { runs: 0, alone: 0, killed: 0, before: 0, after: 0 };
    for (let at = 0; at < KILLS; at++) {
      await reset();
      await declare(container, change());
      const goesBack = at % 3 === 1;
      if (goesBack) await expectExit(container, 0, ["apply", "--yes"], LONG);
      const since = await nowOn(container);
      const verb = goesBack ? "rollback" : "apply";
      if (await killedAtLine(container, [verb, "--yes"], 1 + at % 5)) tally.killed += 1;
      if (at % 2 === 0) await expectExit(container, 0, ["recover"], LONG);
      else expect(await leftAlone(container, since)).toMatchObject({ code: 0 });
      tally.alone += at % 2;
      const found = JSON.stringify(await end());
      expect([before(), after()].map((one) => JSON.stringify(one))).toContain(found);
      tally[found === JSON.stringify(before()) ? "before" : "after"] += 1;
      tally.runs += 1;
    }
    console.log(`changes of the vote account killed: ${JSON.stringify(tally)}`);
  }, within(120_000 + 60_000 * KILLS));
});
