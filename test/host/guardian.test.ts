/** Vexor killed in the middle of a switch, and nobody there: its guardian ends the run, and says so. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bootContainer, type Container } from "./lab/container.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { alarms, guardians } from "./support/guardians.ts";
import { AGAVE, FRANK, installValidators, type Validators } from "./support/validators.ts";
import { declare, expectExit, history, install, vexor } from "./support/vexor.ts";

let container: Container;
let field: Validators;
const run = (script: string) => container.exec(["sh", "-c", script]);
const LONG = { timeoutMs: 90_000 };

const state = async (): Promise<string> => (await run(`systemctl is-active ${AGAVE} ${FRANK}
systemctl is-enabled ${AGAVE} ${FRANK}`)).stdout.trim().replaceAll("\n", " ").replaceAll("failed", "inactive");
const BEFORE = "active inactive enabled disabled";
const AFTER = "inactive active disabled enabled";

const until = async (what: string, seconds: number, holds: () => Promise<boolean>): Promise<void> => {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(50)) {
    if (await holds()) return;
  }
  throw new Error(`not within ${seconds} s: ${what}\n${(await run("journalctl -o short-precise "
    + "--no-pager | grep -i vexor | tail -30; systemctl list-units --all 'vexor*'")).stdout}`);
};

const isActive = async (unit: string): Promise<boolean> =>
  (await run(`systemctl is-active ${unit}`)).stdout.trim() === "active";
const twoAtOnce = async (): Promise<readonly unknown[]> =>
  (await field.seen()).filter(({ mains }) => mains.length > 1);

const toFrank = (more: object = {}) => declare(container, { client: { active: "frankendancer",
  adopt: { from: "agave" }, stopWithin: 3, wellWithin: 8, ...more } });

const KILL_WRITER = "kill -9 $(pgrep -f '^vexor apply')";

/** The old client is down and the new one not up: the worst moment there is. */
const nobodyRuns = async (): Promise<boolean> => !await isActive(AGAVE) && !await isActive(FRANK);

/** Begins a switch, and kills whoever is named between the stop and the start. */
const cutShort = async (kill: string): Promise<void> => {
  // It comes up too late for whoever kills when nobody runs.
  await field.mood(AGAVE, { stopMs: 1500 });
  await toFrank();
  const begun = vexor(container, ["apply", "--yes"], LONG);
  await until("the old client is told to stop", 20, async () => !await isActive(AGAVE));
  await run(kill);
  expect((await begun).code).toBe(137);
};

const ended = async (): Promise<boolean> =>
  !/interrupted|waits/.test((await history(container))[0]?.state ?? "interrupted");

describe.skipIf(cannotRun("container"))("a guardian", () => {
  beforeAll(async () => {
    container = await bootContainer({ name: "guardian", binary: BINARY });
    await install(container);
    field = await installValidators(container);
  });
  afterAll(() => container?.destroy());
  beforeEach(async () => {
    for (const unit of [AGAVE, FRANK]) await field.mood(unit, {});
    await run(`systemctl stop -q 'vexor-*.service' stray; rm -rf /var/lib/vexor-agent/*
rm -rf /etc/systemd/system/*.service.d; systemctl daemon-reload; systemctl disable -q --now ${FRANK}
systemctl reset-failed; systemctl enable -q --now ${AGAVE}; journalctl -q --rotate --vacuum-time=1s`);
    await until("the old client runs", 20, async () => await state() === BEFORE);
  });

  test("stands by in the kernel while a client is switched, and leaves without a trace", async () => {
    await toFrank({ holdFor: 2 });
    const begun = vexor(container, ["apply", "--yes"], LONG);
    await until("a client is stopped", 20, async () => !await isActive(AGAVE));
    expect(await guardians(container)).toMatchObject([{ active: "active", asleep: true }]);
    expect((await run("cat /run/vexor-agent/lock")).stdout).toMatch(/^vexor apply, /);
    expect((await begun).code).toBe(0);
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
});
