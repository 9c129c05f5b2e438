/**
 * The keeper's service and the validator that is bound to it, on a real systemd: what ends the
 * validator, how, and what does not. A stand-in plays the keeper: it says that it is ready, and
 * pets its watchdog.
 */
import { execa } from "execa";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Plan } from "../../src/engine/model/model.ts";
import { until as comesTrue } from "../support/pace.ts";
import { bootContainer, type Container } from "./lab/container.ts";
import { BINARY, cannotRun, LAB } from "./lab/machine.ts";
import { calm, declare, expectExit, install } from "./support/vexor.ts";

const UNIT = "sol.service";
const KEEPER = "vexor-failover.service";
const BINDING = `/etc/systemd/system/${UNIT}.d/90-vexor-agent-failover.conf`;

const VALIDATOR = `[Unit]
Description=A stand-in for a validator
[Service]
ExecStart=/opt/agave/agave-validator --ledger /mnt/ledger
Restart=always
RestartSec=1
TimeoutStopSec=infinity
[Install]
WantedBy=multi-user.target
`;

/** Of the keeper: what it runs, and that a child of it may speak. */
const STAND_IN = `[Service]
NotifyAccess=all
ExecStart=
ExecStart=/usr/local/bin/keeper
`;

const SCRIPT = `#!/bin/sh
test ! -e /etc/keeper-fails || exit 1
test -r "$CREDENTIALS_DIRECTORY/failover.json" || exit 2
systemd-notify --ready
while :; do systemd-notify WATCHDOG=1; sleep 0.2; done
`;

const TIMING = { renewEvery: "200ms", answerWithin: "300ms", demoteAfter: "1500ms", killAfter: "1600ms", watchdog: "2s", holdFor: "8s" };

const declaring = (timing: object = TIMING) => ({
  identity: { pubkey: "7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2", keypair: "/k.json", unstaked: "/u.json",
    voteAccount: "Config1111111111111111111111111111111111111" },
  failover: { group: "g", peer: { host: "b", url: "https://b:7443" }, timing, dryRun: false,
    register: { endpoints: ["https://e1:2379", "https://e2:2379", "https://e3:2379"], certificate: "/c.pem", key: "/c.key" } },
});

let container: Container;
const run = (script: string) => container.exec(["sh", "-c", script]);
const says = async (script: string): Promise<string> => (await run(script)).stdout.trim();
const show = (property: string, unit: string): Promise<string> => says(`systemctl show -P ${property} ${unit}`);
const pidOf = (unit: string): Promise<string> => show("MainPID", unit);
const until = (holds: () => Promise<boolean>, seconds: number): Promise<void> => comesTrue(holds, seconds, () =>
  says(`systemctl status --no-pager -l ${UNIT} ${KEEPER}; journalctl -b -o short-monotonic --no-pager | tail -30`));
const isDown = async (): Promise<boolean> => (await says(`pgrep -x agave-validator`)) === "";
const apply = () => expectExit(container, 0, ["apply", "--yes", "--only", "failover"]);

const inForce = async (timing: object = TIMING): Promise<void> => {
  await declare(container, declaring(timing));
  await apply();
};

const outOfForce = async (): Promise<void> => {
  await declare(container, {});
  await apply();
};

/** The moment of the last sign of life, and the signal that came before it. */
const lastWords = async (): Promise<{ readonly at: number; readonly told: string }> =>
  ({ at: Number(await says("cat /run/alive")), told: await says("cat /run/told 2>/dev/null") });

const startAnew = async (): Promise<void> => {
  await run(`rm -f /run/told /run/alive; systemctl reset-failed ${UNIT} ${KEEPER}; systemctl start ${UNIT}`);
  await until(async () => (await pidOf(UNIT)) !== "0", 20);
};

describe.skipIf(cannotRun("container"))("a validator and its keeper", () => {
  beforeAll(async () => {
    container = await bootContainer({ name: "failover", binary: BINARY });
    await install(container);
    await mkdir(LAB, { recursive: true });
    const program = join(LAB, `mortal.${process.pid}`);
    await execa("gcc", ["-static", "-O1", "-o", program, join(import.meta.dirname, "support/mortal.c")]);
    await run("mkdir -p /opt/agave /mnt/ledger");
    await container.copyIn(program, "/opt/agave/agave-validator");
    await rm(program);
    await container.writeFile("/usr/local/bin/keeper", SCRIPT, "0755");
    await container.writeFile(`/etc/systemd/system/${UNIT}`, VALIDATOR);
    await run(`mkdir -p /etc/systemd/system/${KEEPER}.d`);
    await container.writeFile(`/etc/systemd/system/${KEEPER}.d/10-stand-in.conf`, STAND_IN);
    await run(`systemctl daemon-reload && systemctl enable --quiet --now ${UNIT}`);
  });
  afterAll(() => container?.destroy());
  beforeEach(async () => {
    await calm(container);
    await startAnew();
  });

  test("systemd stops what is bound to a unit that is not up, at anybody's reload: the order is not a matter of taste", async () => {
    await run(`mkdir -p ${BINDING.replace(/\/[^/]*$/, "")} && printf '[Unit]\\nBindsTo=${KEEPER}\\nAfter=${KEEPER}\\n' > ${BINDING}`);
    await run("systemctl daemon-reload");
    await until(isDown, 20);
    await run(`rm -r ${BINDING.replace(/\/[^/]*$/, "")}; systemctl daemon-reload`);
  });

  test("the keeper is put in force and taken out again, and the validator goes on through both, and through a rollback of either", async () => {
    const pid = await pidOf(UNIT);
    const same = async (): Promise<void> => {
      await run("systemctl daemon-reload; sleep 0.5");
      expect([await pidOf(UNIT), await show("NRestarts", UNIT), (await lastWords()).told]).toEqual([pid, "0", ""]);
    };
    await inForce();
    await same();
    expect(await says(`systemctl is-active ${KEEPER}; systemctl is-enabled ${KEEPER}`)).toBe("active\nenabled");
    expect([await show("BindsTo", UNIT), await show("WatchdogUSec", KEEPER)]).toEqual([KEEPER, "2s"]);
    await expectExit(container, 0, ["drift"]);
    await outOfForce();
    await same();
    expect(await says(`systemctl is-active ${KEEPER}; ls ${BINDING} /etc/vexor-agent/failover.json 2>&1 | grep -vc 'No such'`)).toBe("inactive\n0");
    await expectExit(container, 0, ["rollback", "--yes"]);
    await same();
    expect([await show("BindsTo", UNIT), await show("ActiveState", KEEPER)]).toEqual([KEEPER, "active"]);
    await outOfForce();
    await same();
  });

  test("a keeper that does not start is not put in force, and takes nothing with it", async () => {
    const pid = await pidOf(UNIT);
    await run("touch /etc/keeper-fails");
    await declare(container, declaring());
    const { stdout, stderr } = await expectExit(container, 4, ["apply", "--yes", "--only", "failover"]);
    expect(stdout + stderr).toContain(`systemctl start ${KEEPER} failed`);
    await run("rm /etc/keeper-fails; systemctl daemon-reload");
    expect([await pidOf(UNIT), await show("BindsTo", UNIT), await show("ActiveState", KEEPER)]).toEqual([pid, "", "inactive"]);
  });

  test("an ordinary stop and restart of the validator stay its own, in its own time", async () => {
    await inForce();
    const keeper = await pidOf(KEEPER);
    await run(`systemctl stop ${UNIT}`);
    expect([(await lastWords()).told, await show("Result", UNIT), await pidOf(KEEPER)]).toEqual(["15", "success", keeper]);
    await startAnew();
    await run(`systemctl restart ${UNIT}`);
    expect([(await lastWords()).told, await pidOf(KEEPER)]).toEqual(["15", keeper]);
  });

  test.each([
    ["is killed", `kill -9 $(systemctl show -P MainPID ${KEEPER})`, 0],
    ["crashes", `kill -SEGV $(systemctl show -P MainPID ${KEEPER})`, 0],
    ["stands still", `kill -STOP $(systemctl show -P MainPID ${KEEPER}) $(pgrep -x keeper)`, 2000],
  ])("a keeper that %s takes the validator with it at once, by SIGKILL", async (what, act, watchdog) => {
    await inForce();
    const before = Number(await says(`date +%s%3N; ${act}`));
    await until(isDown, 30);
    const { at, told } = await lastWords();
    console.info(`the keeper ${what}: the last sign of life ${at - before} ms later`);
    expect(["", "15"], "systemd's own stop may come first, and is not waited for").toContain(told);
    expect(at - before).toBeLessThan(watchdog + 1500); // of its own it would take 2 s more
    await until(async () => (await show("ActiveState", KEEPER)) === "active", 20);
    await run("sleep 1.5");
    expect(await isDown(), "nothing but the keeper starts it again").toBe(true);
  });

  test("a keeper that an operator stops lets the validator end first, in its own time", async () => {
    await inForce();
    await run(`systemctl stop ${KEEPER}`);
    expect([await isDown(), (await lastWords()).told, await show("Result", UNIT)]).toEqual([true, "15", "success"]);
    await run(`systemctl start ${UNIT}`);
    expect(await show("ActiveState", KEEPER), "the validator does not start without it").toBe("active");
  });

  test("new settings wait for the keeper's next start, and stop nothing", async () => {
    await inForce();
    const pids = [await pidOf(UNIT), await pidOf(KEEPER)];
    await inForce({ ...TIMING, takeAfter: "60s" });
    const plan = async (): Promise<Plan> => JSON.parse((await expectExit(container, 0,
      ["plan", "--json", "--only", "failover"])).stdout) as Plan;
    expect([await pidOf(UNIT), await pidOf(KEEPER)]).toEqual(pids);
    expect((await plan()).pending).toMatchObject([{ address: "failover/keeper", takesEffect: "next-start" }]);
    await run(`systemctl restart ${KEEPER}`);
    expect(await plan()).not.toHaveProperty("pending");
  });

  test("Vexor installed anew restarts neither", async () => {
    await inForce();
    const pids = [await pidOf(UNIT), await pidOf(KEEPER)];
    await install(container);
    expect([await pidOf(UNIT), await pidOf(KEEPER)]).toEqual(pids);
  });

  test("after a reboot both are up, the keeper first", async () => {
    await inForce();
    await container.shutdown();
    await container.boot();
    await until(async () => (await show("ActiveState", UNIT)) === "active", 60);
    const [keeper, validator] = [await show("ActiveEnterTimestampMonotonic", KEEPER), await show("ExecMainStartTimestampMonotonic", UNIT)];
    expect(Number(keeper)).toBeGreaterThan(0);
    expect(Number(validator)).toBeGreaterThanOrEqual(Number(keeper));
    await outOfForce();
  });
});
