/**
 * Switching between Ethereum-like validators under a real systemd: what one has signed goes along,
 * whatever happens on the way. A checker that is not Vexor looks for what a chain would slash.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { patient, within } from "../support/pace.ts";
import { bootContainer, type Container } from "./lab/container.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import {
  BEACON, COMMANDS, installEthereum, LIGHTHOUSE, PRYSM, slashable, type Ethereum,
} from "./support/ethereum.ts";
import { killGuardians, leftAlone, nowOn } from "./support/guardians.ts";
import { killedAtLine } from "./support/switch-kills.ts";
import {
  afterwards, declare, expectExit, install, plan, vexor, type Declared,
} from "./support/vexor.ts";
import { momentsOfTwo } from "./support/seen.ts";

let container: Container;
let validators: Ethereum;
const run = (script: string) => container.exec(["sh", "-c", script]);

const BEFORE = ["active enabled", "inactive disabled"];
const AFTER = ["inactive disabled", "active enabled"];
const LONG = { timeoutMs: 90_000 };

const client = (more: object = {}): Declared =>
  ({ client: { active: "lighthouse", adopt: { from: "prysm" }, stopWithin: patient(3),
    healthyWithin: patient(8), steadyFor: 1, ...more } });

const twoAtOnce = async (): Promise<readonly unknown[]> =>
  momentsOfTwo(await validators.seen());

/** Applies, and does something once Lighthouse has voted in an epoch that has just begun. */
const whileApplying = async (declared: Declared, act: () => Promise<unknown>) => {
  await declare(container, declared);
  const applied = vexor(container, ["apply", "--yes"], LONG);
  await validators.signs("Lighthouse", "attestation");
  await act();
  return applied;
};

const KILLS = Number(process.env["VEXOR_SLASHING_KILLS"] ?? 4);

describe.skipIf(cannotRun("container"))("two Ethereum clients", () => {
  beforeAll(async () => {
    container = await bootContainer({ name: "slashing", binary: BINARY });
    await install(container);
    validators = await installEthereum(container);
  });
  afterAll(() => container?.destroy());
  beforeEach(() => validators.reset());
  afterEach(async () => {
    expect(slashable(await validators.signed())).toEqual([]);
    expect(await twoAtOnce()).toEqual([]);
    expect((await run("ls /run/vexor-agent")).stdout).not.toContain("slashing");
  });

  test("a switch, and back again: what one has signed binds the other", async () => {
    await declare(container, client());
    const { items } = await plan(container);
    expect(items).toMatchObject([{ address: "client/active", action: "adopt", live: "prysm",
      runs: expect.stringContaining(`export the slashing protection of ${PRYSM}`) }]);
    await expectExit(container, 0, ["apply", "--yes"], LONG);
    expect(await validators.state()).toEqual(AFTER);
    await validators.signs("Lighthouse");
    expect((await plan(container)).actions).toEqual({});
    await expectExit(container, 0, ["rollback", "--yes"], LONG);
    expect(await validators.state()).toEqual(BEFORE);
    await validators.signs("Prysm");
  });

  test("histories pass through directories of their client's user and root alone", async () => {
    afterwards(container, "systemctl stop -q modes");
    await run(`systemd-run -q --unit=modes sh -c 'while :; do
stat -c "%a %u %g" /run/vexor-agent/slashing-export /run/vexor-agent/slashing-import; done >> /srv/modes 2> /dev/null'`);
    // Long enough for an observer, on a machine as busy as it likes.
    for (const unit of [PRYSM, LIGHTHOUSE]) await validators.behaviour(unit, { cliTakesMs: 500 });
    await declare(container, client());
    await expectExit(container, 0, ["apply", "--yes"], LONG);
    await run("systemctl stop modes");
    const modes = new Set((await container.readFile("/srv/modes")).trim().split("\n"));
    expect([...modes].filter((mode) => !["700 1001 1001", "700 1002 1002", "700 0 0", "750 0 1002"].includes(mode)))
      .toEqual([]);
    expect([...modes]).toEqual(expect.arrayContaining(["700 1001 1001", "750 0 1002"]));
    expect((await run("stat -c %u /var/lib/lighthouse/validators/slashing_protection.sqlite")).stdout).toBe("1002\n");
  });

  test("systemd itself does not start the one that is behind", async () => {
    await declare(container, client());
    await expectExit(container, 0, ["apply", "--yes"], LONG);
    await validators.signs("Lighthouse");
    await run(`systemctl stop ${LIGHTHOUSE}`);
    expect(await run(`systemctl start ${PRYSM}`)).toMatchObject({ stderr: expect.stringContaining("refused") });
    // As the dependency of another unit it is not refused by itself: the assertion holds there.
    await run(`systemd-run -q --wait -p Wants=${PRYSM} -p After=${PRYSM} true`);
    expect((await run(`systemctl status --no-pager ${PRYSM}`)).stdout).toMatch(/assert/i);
    expect((await validators.state())[0]).toMatch(/^inactive/);
  });

  test.each<[string, object, RegExp]>([
    ["an import that fails", { imports: "fails" }, /could not import.*AtomicBatchAborted/s],
    ["a client that dies at once", { crash: { afterMs: 500 } }, /did not stay up/],
  ])("%s brings the previous client back", async (_, behaviour, why) => {
    await validators.behaviour(LIGHTHOUSE, behaviour);
    await declare(container, client());
    const { stderr } = await expectExit(container, 4, ["apply", "--yes"], LONG);
    expect(stderr).toMatch(why);
    expect(await validators.state()).toEqual(BEFORE);
    await validators.signs("Prysm");
  });

  test("a history of another chain is not taken over", async () => {
    await validators.writeUnit(LIGHTHOUSE, (COMMANDS[LIGHTHOUSE] ?? "").replace(" --network devnet", ""));
    await run("systemctl daemon-reload");
    await declare(container, client());
    const { stderr } = await expectExit(container, 4, ["apply", "--yes"], LONG);
    expect(stderr).toContain("GenesisValidatorsMismatch");
    expect(await validators.state()).toEqual(BEFORE);
  });

  test("an import that leaves something out is noticed before any client starts", async () => {
    await declare(container, client());
    await expectExit(container, 0, ["apply", "--yes"], LONG);
    await validators.signs("Lighthouse");
    await validators.behaviour(PRYSM, { imports: "forgets" });
    await declare(container, { client: { active: "prysm", stopWithin: patient(3), healthyWithin: patient(8),
      steadyFor: 1 } });
    const { stderr } = await expectExit(container, 4, ["apply", "--yes"], LONG);
    expect(stderr).toMatch(/could be (signed again|contradicted)|no (block|attestation) is known/);
    expect(await validators.state()).toEqual(AFTER);
    await validators.signs("Lighthouse");
  });

  test("a link in the export's place is not followed, and nothing of its target is printed", async () => {
    await run("echo TOP-SECRET > /root/secret && chmod 600 /root/secret");
    await validators.behaviour(PRYSM, { exportLink: "/root/secret" });
    await declare(container, client());
    const { stderr } = await expectExit(container, 4, ["apply", "--yes"], LONG);
    expect(stderr).toContain("there is no such file");
    expect(stderr).not.toContain("TOP-SECRET");
    expect((await run("grep -rl TOP-SECRET /var/lib/vexor-agent /run")).stdout).toBe("");
    await validators.behaviour(PRYSM, {});
    expect(await validators.state()).toEqual(BEFORE);
  });

  test("what the new client has signed comes back with the old one", async () => {
    const { code } = await whileApplying(client({ holdFor: 60 }),
      () => validators.behaviour(LIGHTHOUSE, { crash: { code: 0, says: "later" } }));
    expect(code).toBe(4);
    expect(await validators.state()).toEqual(BEFORE);
    await validators.signs("Prysm");
  });

  test("if the history cannot be restored no client starts, which is reported; once mended, the rollback goes on", async () => {
    const { code, stderr } = await whileApplying(client({ holdFor: 60 }),
      () => validators.behaviour(LIGHTHOUSE, { crash: { code: 0 }, exports: "fails" }));
    expect([code, stderr]).toEqual([5, expect.stringContaining(
      `${PRYSM} is not started: it does not know what ${LIGHTHOUSE} has signed since`)]);
    expect((await validators.state())[0]).toMatch(/^inactive/);
    await validators.behaviour(LIGHTHOUSE, {});
    await expectExit(container, 0, ["rollback", "1", "--yes"], LONG);
    expect(await validators.state()).toEqual(BEFORE);
    await validators.signs("Prysm");
  });

  test("a power cut in the middle: the history is back before the old client starts", async () => {
    await declare(container, client({ holdFor: 60 }));
    const applied = vexor(container, ["apply", "--yes"], LONG).catch(() => undefined);
    await validators.signs("Lighthouse", "attestation");
    await container.powerCut();
    await applied;
    await container.boot();
    await validators.watch();
    await validators.signs("Prysm");
    expect(await validators.state()).toEqual(BEFORE);
  });

  test("a power cut in a rollback: who starts then knows what the other has signed", async () => {
    await declare(container, client());
    await expectExit(container, 0, ["apply", "--yes"], LONG);
    await validators.signs("Lighthouse");
    const rolledBack = vexor(container, ["rollback", "--yes"], LONG).catch(() => undefined);
    await validators.signs("Prysm");
    await container.powerCut();
    await rolledBack;
    await container.boot();
    await validators.watch();
    await validators.signs("Lighthouse");
    expect(await validators.state()).toEqual(AFTER);
  });

  test("clients that cannot tell where their history is are not switched", async () => {
    await validators.writeUnit(LIGHTHOUSE, "/opt/lighthouse/lighthouse vc --network devnet");
    await run("systemctl daemon-reload");
    await declare(container, client());
    expect((await plan(container)).items).toMatchObject([{ action: "blocked",
      reason: expect.stringContaining("does not say where its signing history is"),
      waysOut: expect.arrayContaining([expect.stringContaining("--datadir")]) }]);
  });

  test("the two clients are distinguished, and a beacon node that is not synced delays a switch", async () => {
    const { stdout } = await expectExit(container, 0, ["clients"]);
    expect(stdout).toMatch(/prysm +validator +running.*prysm-vc.service +enabled +validator version Prysm\/v6.1.2/);
    expect(stdout).toMatch(/prysm +beacon +running.*beacon.service +enabled.*tcp\/13000 tcp\/3500/);
    expect(stdout).toMatch(/lighthouse +validator +stopped +lighthouse-vc.service +disabled +Lighthouse v8/);
    await declare(container, client());
    for (const [behaviour, why] of [[{ syncDistance: 90 }, "still syncing"], [{ beacon: "rubbish" }, "API port 3500"],
      [{ beacon: "hang" }, "API port 3500"], [{ beacon: "closed" }, "API port 3500"], [{ prefix: "qrl" }, "/eth/v1"]] as const) {
      await validators.behaviour(BEACON, behaviour);
      await expect.poll(async () => (await plan(container)).items, { timeout: within(10_000) })
        .toMatchObject([{ action: "blocked", reason: expect.stringContaining(why) }]);
    }
  });

  test("a stop that hangs is ended by force, and what was signed until then goes along", async () => {
    await validators.behaviour(PRYSM, { stopMs: "never" });
    await declare(container, client({ stopWithin: 3 }));
    await expectExit(container, 0, ["apply", "--yes"], LONG);
    expect(await validators.state()).toEqual(AFTER);
    await validators.signs("Lighthouse");
  });

  test("a standby that systemd starts blindly is refused", async () => {
    await declare(container, client({ dual: "auto" }));
    const { stderr } = await expectExit(container, 1, ["plan"]);
    expect(stderr).toContain("without what Lighthouse has signed");
  });

  test("killed at any step, there and back, nothing is signed twice", async () => {
    const tally = { runs: 0, alone: 0, killed: 0, before: 0, after: 0 };
    for (let at = 0; at < KILLS; at++) {
      await validators.reset();
      await declare(container, client());
      const goesBack = at % 2 === 1;
      if (goesBack) await expectExit(container, 0, ["apply", "--yes"], LONG);
      const verb = goesBack ? "rollback" : "apply";
      const since = await nowOn(container);
      if (await killedAtLine(container, [verb, "--yes"], 1 + (at * 4) % 11)) tally.killed += 1;
      if (at % 4 < 2) {
        if (at % 3 === 2) await killedAtLine(container, ["recover"], at % 4);
        await expectExit(container, 0, ["recover"], LONG);
      } else {
        if (at % 3 === 2) await killGuardians(container);
        expect(await leftAlone(container, since)).toMatchObject({ code: 0 });
        tally.alone += 1;
      }
      const now = (await validators.state()).join();
      expect([BEFORE.join(), AFTER.join()]).toContain(now);
      tally[now === BEFORE.join() ? "before" : "after"] += 1;
      tally.runs += 1;
      await validators.signs(now === BEFORE.join() ? "Prysm" : "Lighthouse");
      expect(slashable(await validators.signed())).toEqual([]);
    }
    console.log(`switches with a history killed: ${JSON.stringify(tally)}`);
  }, within(120_000 + 30_000 * KILLS));
});
