/**
 * Vexor killed in the middle of a switch, and no operator there: its guardian ends the run, and
 * says so.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { holdsFor, patient, until as comesTrue } from "../support/pace.ts";
import { bootContainer, type Container } from "./lab/container.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { alarms, guardians } from "./support/guardians.ts";
import { AGAVE, FRANK, installValidators, type Validators } from "./support/validators.ts";
import { afterwards, calm, declare, expectExit, history, install, vexor } from "./support/vexor.ts";
import { momentsOfTwo } from "./support/seen.ts";

let container: Container;
let validators: Validators;
const run = (script: string) => container.exec(["sh", "-c", script]);
const LONG = { timeoutMs: 90_000 };

const state = async (): Promise<string> => (await run(`systemctl is-active ${AGAVE} ${FRANK}
systemctl is-enabled ${AGAVE} ${FRANK}`)).stdout.trim().replaceAll("\n", " ").replaceAll("failed", "inactive");
const BEFORE = "active inactive enabled disabled";
const AFTER = "inactive active disabled enabled";

const facts = async (): Promise<string> => (await run("journalctl -o short-precise "
  + "--no-pager | grep -i vexor | tail -30; systemctl list-units --all 'vexor*'")).stdout;
const until = (what: string, seconds: number, holds: () => Promise<boolean>): Promise<void> =>
  comesTrue(holds, seconds, async () => `${what}
${await facts()}`);

const isActive = async (unit: string): Promise<boolean> =>
  (await run(`systemctl is-active ${unit}`)).stdout.trim() === "active";
const twoAtOnce = async (): Promise<readonly unknown[]> =>
  momentsOfTwo(await validators.seen());

const toFrank = (more: object = {}) => declare(container, { client: { active: "frankendancer",
  adopt: { from: "agave" }, stopWithin: patient(3), healthyWithin: patient(8), ...more } });

const KILL_WRITER = "kill -9 $(pgrep -f '^vexor apply')";

/** Begins a switch, and does this in it while no client runs. */
const cutShort = async (kill: string): Promise<void> => {
  await validators.behaviour(AGAVE, { stopMs: 1500 });
  await toFrank();
  const begun = vexor(container, ["apply", "--yes"], LONG);
  await until("the old client is told to stop", 20, async () => !await isActive(AGAVE));
  await run(kill);
  expect((await begun).code).toBe(137);
};

const ended = async (): Promise<boolean> =>
  !/interrupted|waits|running/.test((await history(container))[0]?.state ?? "interrupted");

describe.skipIf(cannotRun("container"))("a guardian", () => {
  beforeAll(async () => {
    container = await bootContainer({ name: "guardian", binary: BINARY });
    await install(container);
    validators = await installValidators(container);
  });
  afterAll(() => container?.destroy());
  beforeEach(async () => {
    await calm(container);
    for (const unit of [AGAVE, FRANK]) await validators.behaviour(unit, {});
    await run(`systemctl stop -q 'vexor-*.service' stray; rm -rf /var/lib/vexor-agent/*
ln -sfn staked.json /etc/solana/identity.json; pkill -KILL -f '[s]et-identity'
rm -rf /etc/systemd/system/*.service.d; systemctl daemon-reload; systemctl disable -q --now ${FRANK}
systemctl reset-failed; systemctl enable -q --now ${AGAVE}; journalctl -q --rotate --vacuum-time=1s`);
    await until("the old client runs", 20, async () => await state() === BEFORE);
  });

  test("stands by in the kernel while a client is switched, and leaves without a trace", async () => {
    await toFrank({ holdFor: 2 });
    const begun = vexor(container, ["apply", "--yes"], LONG);
    await until("a client is stopped", 20, async () => !await isActive(AGAVE));
    expect(await guardians(container)).toMatchObject([{ active: "active", asleep: true }]);
    expect((await run("cat /run/vexor-agent/root/lock")).stdout).toMatch(/^\d+ vexor apply, /);
    expect((await begun).code).toBe(0);
    await until("it has left", 10, async () => (await guardians(container)).length === 0);
    // It never had the lock: the next verb is not refused because another process holds the host.
    expect((await run("cat /run/vexor-agent/root/lock")).stdout).toMatch(/^\d+ vexor apply, /);
    await expectExit(container, 0, ["rollback", "--yes"], LONG);
    expect([await state(), await guardians(container), await alarms(container)]).toEqual([BEFORE, [], ""]);
  });

  test("of a run killed between stop and start brings the client back by itself", async () => {
    await cutShort(KILL_WRITER);
    await until("the run has ended", 30, ended);
    await until("the guardian has left", 10, async () => (await guardians(container)).length === 0);
    expect([await state(), (await history(container))[0]?.state]).toEqual([BEFORE, "rolled-back"]);
    expect(await alarms(container)).toMatch(/run 1 was cut short: root \(pid \d+\) has died over it.*\(RUN_CUT_SHORT\)/);
    expect(await twoAtOnce()).toEqual([]);
  });

  test("that is killed as well is started again, and does it", async () => {
    await cutShort("pkill -KILL -x vexor");
    await until("the run has ended", 40, ended);
    expect(await state()).toBe(BEFORE);
    expect(await alarms(container)).toContain("RUN_CUT_SHORT");
  });

  test("does nothing while its writer is only stopped, also when a verb asks in the meantime", async () => {
    await validators.behaviour(AGAVE, { stopMs: 1500 });
    await toFrank();
    const begun = vexor(container, ["apply", "--yes"], LONG);
    await until("the old client is told to stop", 20, async () => !await isActive(AGAVE));
    await run("kill -STOP $(pgrep -f '^vexor apply')");
    await holdsFor(3000, async () =>
      expect(await guardians(container)).toMatchObject([{ active: "active", asleep: true }]));
    const { stderr } = await expectExit(container, 1, ["apply", "--yes"]);
    expect(stderr).toMatch(/this host is held by vexor apply, root \(pid \d+\)/);
    await run("kill -CONT $(pgrep -f '^vexor apply')");
    expect((await begun).code).toBe(0);
    expect([await state(), await alarms(container)]).toEqual([AFTER, ""]);
  });

  test("at work holds the host under its own name; rollback and recover find it done", async () => {
    await validators.behaviour(AGAVE, { stopMs: 1500 });
    await toFrank();
    const begun = vexor(container, ["apply", "--yes"], LONG);
    await until("the old client is told to stop", 20, async () => !await isActive(AGAVE));
    await validators.behaviour(AGAVE, { startMs: 4000 });
    await run(KILL_WRITER);
    await begun;
    await until("the guardian is at work", 20, async () => (await alarms(container)) !== "");
    const waited = /^Waiting: this host is held by vexor guard, root \(pid \d+\)/;
    const [rolledBack, recovered] = await Promise.all([
      expectExit(container, 0, ["rollback", "--yes"], LONG),
      expectExit(container, 0, ["recover"], LONG),
    ]);
    expect(rolledBack).toMatchObject({ stderr: expect.stringMatching(waited),
      stdout: expect.stringMatching(/^Run \d+ is rolled back/) });
    expect(recovered.stderr).toMatch(waited);
    expect([await state(), (await history(container))[0]?.state]).toEqual([BEFORE, "rolled-back"]);
  });

  test("ends without a word where its run has been ended already", async () => {
    await validators.behaviour(AGAVE, { stopMs: 1500 });
    await toFrank();
    const begun = vexor(container, ["apply", "--yes"], LONG);
    await until("the old client is told to stop", 20, async () => !await isActive(AGAVE));
    // A signal is on its way for a while, and until then the guardian may get the lock.
    await run("systemctl kill -s STOP 'vexor-guard-*'; for pid in $(pgrep -f '[v]exor guard|[f]lock 3'); "
      + "do until grep -q '^State:.T' /proc/$pid/status; do sleep 0.05; done; done; " + KILL_WRITER);
    await begun;
    await expectExit(container, 0, ["recover"], LONG);
    await run("systemctl kill -s CONT 'vexor-guard-*'");
    await until("the guardian has left", 10, async () => (await guardians(container)).length === 0);
    expect([await state(), await alarms(container)]).toEqual([BEFORE, ""]);
  });

  test("tries a failed rollback again, and in the end is reported as failed", async () => {
    await run("systemd-run -q --unit=stray sh -c 'flock /mnt/agave/ledger/ledger.lock sleep 600'");
    await cutShort(KILL_WRITER);
    const failed = async (): Promise<string> => (await run("systemctl --failed --no-legend")).stdout;
    await until("it gives up", 150, async () => /vexor-guard-1-/.test(await failed()));
    expect(await alarms(container)).toMatch(/RUN_CUT_SHORT.*holds its ledger.*\(ROLLBACK_FAILED\)/s);
    expect((await expectExit(container, 5, ["recover"], LONG)).stderr).toContain("RUN_UNFINISHED");
    await run("systemctl stop stray; systemctl reset-failed; systemctl start sol");
    await expectExit(container, 0, ["rollback", "1", "--yes"], LONG);
    expect(await state()).toBe(BEFORE);
  });

  test("finishes a rollback that becomes possible a little later", async () => {
    await run("systemd-run -q --unit=stray sh -c 'flock /mnt/agave/ledger/ledger.lock sleep 600'");
    await cutShort(KILL_WRITER);
    await until("it could not", 60, async () => (await alarms(container)).includes("ROLLBACK_FAILED"));
    await run("systemctl stop stray");
    await until("the old client runs", 60, async () => await state() === BEFORE);
    await until("the guardian has left", 20, async () => (await guardians(container)).length === 0);
    expect((await history(container))[0]?.state).toBe("rolled-back");
  });

  test("supervises the rollback of an unconfirmed run, too", async () => {
    await toFrank();
    await expectExit(container, 0, ["apply", "--yes", "--confirm-within", `${patient(4)}s`], LONG);
    expect(await guardians(container)).toEqual([]);
    await validators.behaviour(FRANK, { stopMs: 1500 });
    await until("it is taken back", 20, async () => !await isActive(FRANK));
    await run("kill -9 $(pgrep -f '[v]exor recover --expired')");
    await until("the run has ended", 40, ended);
    expect(await state()).toBe(BEFORE);
    expect(await twoAtOnce()).toEqual([]);
  });

  test("starts no client while the machine goes down, which the next boot does", async () => {
    await cutShort(`systemctl --no-block poweroff; ${KILL_WRITER}`);
    await container.shutdown().catch(() => undefined);
    await container.boot();
    await until("the old client runs", 30, async () => await state() === BEFORE);
    expect((await history(container))[0]?.state).toBe("rolled-back");
  });

  test("goes on when Vexor is replaced under its feet", async () => {
    await cutShort(`cp /usr/local/bin/vexor /root/new; mv /root/new /usr/local/bin/vexor; ${KILL_WRITER}`);
    await until("the run has ended", 40, ended);
    expect(await state()).toBe(BEFORE);
  });

  test("that cannot be had keeps a switch from being begun", async () => {
    await toFrank();
    afterwards(container, "umount -q /usr/bin/systemd-run");
    await run("mount --bind /bin/false /usr/bin/systemd-run");
    const { stderr } = await expectExit(container, 1, ["apply", "--yes"], LONG);
    expect(stderr).toMatch(/no guardian can stand by the run.*NO_SYSTEMD/s);
    expect([await state(), (await history(container))[0]?.state]).toEqual([BEFORE, "no-op"]);
  });

  test("of a change of identity brings back who it was, live and at the next start", async () => {
    const { staked, unstaked, vote } = validators;
    const isTold = async (): Promise<boolean> => (await run("pgrep -f '[e]xe .*set-identity'")).stdout !== "";
    const bootsWith = async (): Promise<string> => (await run("readlink /etc/solana/identity.json")).stdout.trim();
    await until("it votes", 20, async () => (await validators.votes()).length > 0);
    await validators.behaviour(AGAVE, { setIdentity: "hangs" });
    await declare(container, { identity: { pubkey: unstaked.pubkey, keypair: "/etc/solana/unstaked.json",
      voteAccount: vote.pubkey, adopt: { from: staked.pubkey } } });
    const begun = vexor(container, ["identity", "swap", "--yes"], LONG);
    await until("the client is told", 20, isTold);
    expect(await bootsWith()).toBe("/etc/solana/unstaked.json");
    await run("kill -9 $(pgrep -f '^vexor identity swap')");
    await begun;
    await until("the guardian is at work", 10, async () => (await alarms(container)).includes("RUN_CUT_SHORT"));
    await validators.behaviour(AGAVE, {});
    await run("kill -9 $(pgrep -f '[e]xe .*set-identity')");
    await until("the run has ended", 60, ended);
    expect([await bootsWith(), (await history(container))[0]?.state]).toEqual(["staked.json", "rolled-back"]);
    expect((await run("/opt/agave/bin/agave-validator --ledger /mnt/agave/ledger contact-info")).stdout)
      .toContain(`Identity: ${staked.pubkey}`);
  });
});
