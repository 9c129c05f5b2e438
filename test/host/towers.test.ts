/**
 * Switching between two Solana clients that keep their towers apart, under a real systemd and as
 * two users: what the one has voted for binds the other, whatever happens on the way.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { patient, until, within } from "../support/pace.ts";
import { bootContainer, type Container } from "./lab/container.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { forgottenVotes } from "./support/vote-witness.ts";
import { killGuardians, leftAlone, nowOn } from "./support/guardians.ts";
import { killedAtLine } from "./support/switch-kills.ts";
import { AGAVE, FRANK, installValidators, unit, type Validators } from "./support/validators.ts";
import {
  calm, declare, expectExit, install, plan, vexor, type Declared,
} from "./support/vexor.ts";
import { unitState } from "./support/seen.ts";

let container: Container;
let validators: Validators;
const run = (script: string) => container.exec(["sh", "-c", script]);

const active = async (name: string): Promise<string> =>
  (await unitState(container, name)).replace("failed", "inactive");
const state = () => Promise.all([AGAVE, FRANK].map(active));
const BEFORE = ["active enabled", "inactive disabled"];
const AFTER = ["inactive disabled", "active enabled"];
const LONG = { timeoutMs: 90_000 };

const WITNESS = "/usr/local/bin/stand-in-observer /srv/seen.jsonl";
const TOWERS = "/mnt/agave/towers";
const towerIn = (directory: string): string => `${directory}/tower-1_9-${validators.staked.pubkey}.bin`;

const QUICK = { stopWithin: patient(3), healthyWithin: patient(8) } as const;
const toFrank = (more: object = {}): Declared =>
  ({ client: { active: "frankendancer", adopt: { from: "agave" }, ...QUICK, ...more } });
const toAgave = (more: object = {}): Declared =>
  ({ client: { active: "agave", adopt: { from: "frankendancer" }, ...QUICK, ...more } });

/** Waits until this client votes, from now on. */
const votes = async (client: string): Promise<void> => {
  const since = Date.now();
  await until(async () => (await validators.votes()).some((vote) =>
    vote.client === client && vote.wall > since), 20);
};

const FD = `[consensus]
identity_path = "/etc/fd/identity.json"
vote_account_path = "/etc/fd/vote.json"
[ledger]
path = "/mnt/fd/ledger"
[rpc]
port = 8899
`;

/** Agave keeps its towers in a small directory of their own, and Frankendancer is another user's. */
const apart = async (): Promise<void> => {
  await container.writeFile("/etc/fd/fd.toml", FD);
  await container.writeFile("/etc/fd/identity.json", validators.staked.text, "0600");
  await container.writeFile("/etc/fd/vote.json", validators.vote.text, "0600");
  await container.writeFile(`/etc/systemd/system/${FRANK}`,
    unit("/opt/fd/bin/fdctl run --config /etc/fd/fd.toml").replace("User=sol", "User=fd"));
  await run(`echo 'fd:x:1001:1001::/:/bin/sh' >> /etc/passwd; systemctl stop ${AGAVE}
sed -i 's|--no-poh|--tower ${TOWERS} --require-tower --no-poh|' /home/sol/validator.sh
mkdir -p ${TOWERS}; chown -R fd:1001 /etc/fd /mnt/fd; chmod -R a+rwX /srv/cluster; systemctl daemon-reload`);
};

const reset = async (): Promise<void> => {
  await calm(container);
  for (const name of [AGAVE, FRANK]) await validators.behaviour(name, {});
  await container.writeFile("/etc/fd/fd.toml", FD);
  await run(`systemctl stop ${AGAVE} ${FRANK}; systemctl disable -q ${FRANK}
rm -rf /var/lib/vexor-agent/* /etc/systemd/system/*.service.d/90-vexor-agent-*.conf
umount -ql ${TOWERS}; mount -t tmpfs -o size=2m,mode=0755,uid=1000,gid=1000 none ${TOWERS}
rm -f /mnt/fd/ledger/tower*; chown -R 1001:1001 /mnt/fd /etc/fd; chmod 755 /mnt/fd/ledger; : > /srv/cluster/votes.jsonl; chmod 666 /srv/cluster/votes.jsonl
sed -i 's|--tower.*--no-poh|--tower ${TOWERS} --require-tower --no-poh|' /home/sol/validator.sh
systemctl daemon-reload; systemctl is-active -q witness || systemd-run -q --unit=witness ${WITNESS}
systemctl reset-failed; systemctl enable -q --now ${AGAVE}`);
  await votes("Agave");
};

/** Frankendancer runs, by a switch that went well, and nothing of that is left to undo. */
const switched = async (): Promise<void> => {
  await declare(container, toFrank());
  await expectExit(container, 0, ["apply", "--yes"], LONG);
  await votes("Frankendancer");
};

/** Applies, and does something when its progress says so for the first time. */
const whileApplying = async (when: RegExp, act: () => Promise<unknown>) => {
  await run("rm -f /run/said");
  const applied = run("vexor apply --yes > /run/said 2>&1; echo $?");
  await until(async () => when.test((await run("cat /run/said")).stdout), 30);
  await act();
  const code = Number((await applied).stdout);
  return { code, said: (await run("cat /run/said")).stdout };
};

const KILLS = Number(process.env["VEXOR_TOWER_KILLS"] ?? 4);

describe.skipIf(cannotRun("container"))("towers", () => {
  beforeAll(async () => {
    container = await bootContainer({ name: "towers", binary: BINARY });
    await install(container);
    validators = await installValidators(container);
    await apart();
  });
  afterAll(() => container?.destroy());
  beforeEach(reset);
  afterEach(async () => {
    expect(forgottenVotes(await validators.votes())).toEqual([]);
    expect((await validators.seen()).filter(({ mains }) => mains.length > 1)).toEqual([]);
    expect((await run(`ls -A ${TOWERS} /mnt/fd/ledger`)).stdout).not.toContain("vexor-tmp");
  });

  test("go along with a switch, and back: as the other user's, and the old one stays", async () => {
    await declare(container, toFrank());
    expect((await plan(container)).items).toMatchObject([{ action: "adopt",
      runs: expect.stringMatching(`what ${AGAVE}, which has stopped, has voted for goes along.* ${towerIn(TOWERS)} /mnt/fd/ledger/`) }]);
    await expectExit(container, 0, ["apply", "--yes"], LONG);
    expect(await state()).toEqual(AFTER);
    await votes("Frankendancer");
    expect((await run(`stat -c '%u %a' ${towerIn("/mnt/fd/ledger")} ${towerIn(TOWERS)}`)).stdout)
      .toBe("1001 644\n1000 644\n");
    expect((await plan(container)).actions).toEqual({});
    await expectExit(container, 0, ["rollback", "--yes"], LONG);
    expect(await state()).toEqual(BEFORE);
    await votes("Agave");
  });

  test("systemd itself does not start the one that is behind", async () => {
    await switched();
    const { code, stderr } = await run(`systemctl stop ${FRANK}; systemctl start ${AGAVE}`);
    expect([code, stderr]).toEqual([expect.any(Number), expect.stringContaining("refuse manual start")]);
    expect(await active(AGAVE)).toMatch(/^inactive/);
  });

  test("in one directory are nothing to carry, and the plan does not mention them", async () => {
    await run(`systemctl stop ${AGAVE}; mv ${TOWERS}/tower* /mnt/fd/ledger/; chmod 777 /mnt/fd/ledger
sed -i 's|--tower [^ ]*|--tower /mnt/fd/ledger|' /home/sol/validator.sh; systemctl start ${AGAVE}`);
    await votes("Agave");
    await declare(container, toFrank());
    expect((await plan(container)).items).toMatchObject([{ warnings: [],
      runs: `systemctl stop ${AGAVE} && systemctl start ${FRANK}` }]);
  });

  test("of a client that fails later come back with what it has voted for", async () => {
    await declare(container, toFrank({ holdFor: 60 }));
    const { code } = await whileApplying(/watching for/, async () => {
      await votes("Frankendancer");
      await validators.behaviour(FRANK, { crash: { says: "later" } });
    });
    expect([code, await state()]).toEqual([4, BEFORE]);
    await votes("Agave");
  });

  test("that cannot come back keep the old client from starting; mended, the rollback goes on", async () => {
    await declare(container, toFrank({ holdFor: 60 }));
    const { code, said } = await whileApplying(/watching for/, async () => {
      await votes("Frankendancer");
      await run(`systemctl kill -s KILL ${FRANK}; systemctl stop ${FRANK}
cp -p ${towerIn("/mnt/fd/ledger")} /root/whole; truncate -s 90 ${towerIn("/mnt/fd/ledger")}`);
    });
    expect(said).toContain(`${AGAVE} is not started: it does not know what ${FRANK} has signed since`);
    expect([code, (await active(AGAVE)).split(" ")[0]]).toEqual([5, "inactive"]);
    expect((await run(`systemctl start ${AGAVE}`)).stderr).toContain("refuse manual start");
    await run(`cp -p /root/whole ${towerIn("/mnt/fd/ledger")}`);
    await expectExit(container, 0, ["rollback", "1", "--yes"], LONG);
    expect(await state()).toEqual(BEFORE);
    await votes("Agave");
    expect((await run("ls /etc/systemd/system/*.service.d/90-vexor*")).stdout)
      .toBe(`/etc/systemd/system/${FRANK}.d/90-vexor-agent-behind.conf\n`);
  });

  test("a power cut in the middle: the tower is back before the old client starts", async () => {
    await run(`systemctl stop ${AGAVE}; cp -p ${TOWERS}/tower* /root/; umount ${TOWERS}
cp -p /root/tower* ${TOWERS}/; chown -R 1000:1000 ${TOWERS}; systemctl start ${AGAVE}`);
    await votes("Agave");
    await declare(container, toFrank({ holdFor: 60 }));
    const applied = vexor(container, ["apply", "--yes"], LONG).catch(() => undefined);
    await votes("Frankendancer");
    await container.powerCut();
    await applied;
    await container.boot();
    await run(`systemd-run --quiet --unit=witness ${WITNESS}`);
    await votes("Agave");
    expect(await state()).toEqual(BEFORE);
  });

  test("a disk that is full at the copy brings the old client back", async () => {
    await switched();
    await validators.behaviour(FRANK, { stopMs: "never" });
    await declare(container, toAgave({ stopWithin: patient(40) }));
    const { code, said } = await whileApplying(/stopping/, () =>
      run(`rm -f ${TOWERS}/tower*; dd if=/dev/zero of=${TOWERS}/full bs=1k 2>/dev/null
systemctl kill -s KILL ${FRANK}`));
    expect(said).toMatch(/cannot write \/mnt\/agave\/towers\/tower-1_9-\w+.bin: ENOSPC/);
    expect([code, await state()]).toEqual([4, AFTER]);
    await votes("Frankendancer");
  });

  test.each([
    ["is torn when the old client stops", { tower: "torn" }, /tower-1_9-\w+.bin: it ends after/],
  ])("one that %s goes nowhere: the old client is back", async (_, behaviour, why) => {
    await run(`sed -i 's| --require-tower||' /home/sol/validator.sh`);
    await validators.behaviour(AGAVE, behaviour);
    await declare(container, toFrank());
    const { stderr } = await expectExit(container, 4, ["apply", "--yes"], LONG);
    expect(stderr).toMatch(why);
    expect(await state()).toEqual(BEFORE);
    // What is torn was the client's own doing: it starts as it would without Vexor.
    await run("rm /srv/cluster/votes.jsonl");
  });

  test.each<[string, string, RegExp]>([
    ["is not a directory of its user's", "chown 0:0 /mnt/fd/ledger", /user 1001, who runs .* may not write in \/mnt\/fd\/ledger/],
    ["does not say where", "sed -i '/^path/d' /etc/fd/fd.toml", /where frankendancer.service keeps its tower is not said/],
  ])("a switch to a client that %s is not begun", async (_, harm, why) => {
    await run(harm);
    await declare(container, toFrank());
    expect((await plan(container)).items).toMatchObject([{ action: "blocked",
      reason: expect.stringMatching(why), waysOut: [expect.any(String)] }]);
    await expectExit(container, 3, ["apply", "--yes"], LONG);
  });

  test("a switch with a full or a damaged tower directory is not begun", async () => {
    await switched();
    await declare(container, toAgave());
    await run(`dd if=/dev/zero of=${TOWERS}/full bs=1k 2>/dev/null`);
    expect((await plan(container)).items[0]?.reason).toMatch(/\/mnt\/agave\/towers has \d+ KiB of space left/);
    await run(`rm ${TOWERS}/full`);
    await validators.behaviour(FRANK, { votes: "off" });
    // A vote that was under way makes the file whole again.
    await until(async () => {
      await run(`truncate -s 90 ${towerIn("/mnt/fd/ledger")}`);
      return /cannot go along: .*tower-1_9-\w+.bin: it ends/.test((await plan(container)).items[0]?.reason ?? "");
    }, 20);
  });

  test("killed at any step, there and back, no vote is forgotten", async () => {
    const tally = { runs: 0, alone: 0, killed: 0, before: 0, after: 0 };
    for (let at = 0; at < KILLS; at++) {
      await reset();
      await declare(container, toFrank());
      const goesBack = at % 2 === 1;
      if (goesBack) await expectExit(container, 0, ["apply", "--yes"], LONG);
      if (goesBack) await votes("Frankendancer");
      const verb = goesBack ? "rollback" : "apply";
      if (at % 4 >= 2) await validators.behaviour(FRANK, { crash: { afterMs: 2500 } });
      const since = await nowOn(container);
      if (await killedAtLine(container, [verb, "--yes"], 1 + (at * 4) % 11)) tally.killed += 1;
      if (at % 2 === Math.floor(at / 2) % 2) {
        if (at % 3 === 2) await killedAtLine(container, ["recover"], at % 4);
        await validators.behaviour(FRANK, {});
        await expectExit(container, 0, ["recover"], LONG);
      } else {
        if (at % 3 === 2) await killGuardians(container);
        expect(await leftAlone(container, since)).toMatchObject({ code: 0 });
        await validators.behaviour(FRANK, {});
        tally.alone += 1;
      }
      let now = "";
      const hasSettled = async (): Promise<boolean> =>
        [BEFORE.join(), AFTER.join()].includes(now = (await state()).join());
      await until(hasSettled, 20, () => now); // a client that dies is on its way up once more
      tally[now === BEFORE.join() ? "before" : "after"] += 1;
      tally.runs += 1;
      await votes(now === BEFORE.join() ? "Agave" : "Frankendancer");
      expect(forgottenVotes(await validators.votes())).toEqual([]);
    }
    console.log(`switches with towers killed: ${JSON.stringify(tally)}`);
  }, within(120_000 + 30_000 * KILLS));
});
