/**
 * A client of Node's that is slow, keeps everything it has ever signed, and can be told in many
 * ways where: Lodestar, by stand-ins with its manners, under a real systemd. real-lodestar.test.ts
 * does the same with the real one.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { patient, until, within } from "../support/pace.ts";
import { bootContainer, type Container } from "./lab/container.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { slashable } from "./support/ethereum.ts";
import { A, B, installLodestars, type Lodestars } from "./support/lodestar.ts";
import { momentsOfTwo } from "./support/seen.ts";
import { declare, expectExit, install, plan, vexor, type Declared } from "./support/vexor.ts";

let container: Container;
let validators: Lodestars;
const run = (script: string) => container.exec(["sh", "-c", script]);
const says = async (script: string): Promise<string> => (await run(script)).stdout.trim();

const BEFORE = ["active enabled", "inactive disabled"];
const AFTER = ["inactive disabled", "active enabled"];
const LONG = { timeoutMs: 120_000 };
const DB_A = "/var/lib/lodestar-a/validator-db";
const DB_B = "/var/lib/lodestar-b/validator-db";

const to = (unit: string, more: object = {}): Declared => ({ client: { active: "lodestar", unit,
  stopWithin: patient(3), healthyWithin: patient(15), steadyFor: 1, ...more } });
const toB = (more: object = {}): Declared => to(B, { adopt: { from: `lodestar@${A}` }, ...more });

const expectBlocked = async (why: string | RegExp): Promise<void> => {
  await run("systemctl daemon-reload");
  await declare(container, toB());
  expect((await plan(container)).items).toMatchObject([{ action: "blocked",
    reason: expect.stringMatching(why) }]);
  expect(await validators.state()).toEqual(BEFORE);
};

describe.skipIf(cannotRun("container"))("two units of Lodestar", () => {
  beforeAll(async () => {
    container = await bootContainer({ name: "lodestar", binary: BINARY });
    await install(container);
    validators = await installLodestars(container);
  });
  afterAll(() => container?.destroy());
  beforeEach(() => validators.reset());
  afterEach(async () => {
    expect(slashable(await validators.signed())).toEqual([]);
    expect(momentsOfTwo(await validators.seen())).toEqual([]);
    expect((await run("ls /run/vexor-agent")).stdout).not.toContain("slashing");
  });

  test("every record goes there and back, and the plan says how long", async () => {
    await declare(container, toB());
    expect((await run("vexor plan")).stdout).toMatch(/has signed \(about \d+ records\) takes about \d+ s to carry/);
    await expectExit(container, 0, ["apply", "--yes"], LONG);
    expect(await validators.state()).toEqual(AFTER);
    await validators.signs(B);
    expect(await validators.history(DB_B)).toEqual(expect.arrayContaining([...await validators.history(DB_A)]));
    await expectExit(container, 0, ["rollback", "--yes"], LONG);
    expect(await validators.state()).toEqual(BEFORE);
    await validators.signs(A);
    expect(await validators.history(DB_A)).toEqual(expect.arrayContaining([...await validators.history(DB_B)]));
  });

  test("a start by hand of the one that is behind is refused, and the other one runs on", async () => {
    await declare(container, toB());
    await expectExit(container, 0, ["apply", "--yes"], LONG);
    const pid = await says(`systemctl show -P MainPID ${B}`);
    const { code, stderr } = await run(`systemctl start ${A}`);
    expect([code, stderr]).toEqual([expect.any(Number), expect.stringMatching(/refused/i)]);
    expect(code).not.toBe(0);
    expect(await says(`systemctl show -P MainPID ${B}`)).toBe(pid);
    expect(await validators.state()).toEqual(AFTER);
    await declare(container, to(A));
    await expectExit(container, 0, ["apply", "--yes"], LONG);
    expect(await validators.state()).toEqual(BEFORE);
    expect((await run(`systemctl start ${B}`)).code).not.toBe(0);
    await declare(container, {});
    await expectExit(container, 0, ["release", "--yes"], LONG);
    expect(await says("ls /etc/systemd/system/*.d/90-vexor-agent-* 2> /dev/null")).toBe("");
  });

  test.each<[string, string, string, string]>([
    ["a configuration file", " --rcConfig /etc/lodestar/rc.yml", "", "validatorsDbDir in /etc/lodestar/rc.yml"],
    ["a variable", "", "Environment=LODESTAR_VALIDATORS_DB_DIR=/srv/fast\n", "LODESTAR_VALIDATORS_DB_DIR"],
    ["a file of variables", "", "EnvironmentFile=/etc/lodestar/env\n", "LODESTAR_VALIDATORS_DB_DIR"],
  ])("a history that %s has moved is not carried: an old copy lies where the export would look", async (_, more, service, why) => {
    await run(`systemctl stop ${A}; mkdir -p /etc/lodestar; cp -a ${DB_A} /srv/fast
echo 'validatorsDbDir: /srv/fast' > /etc/lodestar/rc.yml
echo LODESTAR_VALIDATORS_DB_DIR=/srv/fast > /etc/lodestar/env`);
    await validators.writeUnit(A, more, service);
    await run(`systemctl daemon-reload; systemctl start ${A}`);
    await validators.signs(A);
    await expectBlocked(why);
  });

  test("a history that systemd's own environment has moved is seen open elsewhere", async () => {
    await run(`systemctl stop ${A}; cp -a ${DB_A} /srv/fast
systemctl set-environment LODESTAR_VALIDATORS_DB_DIR=/srv/fast; systemctl start ${A}`);
    await validators.signs(A);
    await expectBlocked(/LODESTAR_VALIDATORS_DB_DIR|has \/srv\/fast\/LOCK open/);
  });

  test("a history that a flag in words with dashes has moved goes along", async () => {
    await run(`systemctl stop ${A}; cp -a ${DB_A} /srv/fast`);
    await validators.writeUnit(A, " --validators-db-dir=/srv/fast");
    await run(`systemctl daemon-reload; systemctl start ${A}`);
    await validators.signs(A);
    await declare(container, toB());
    await expectExit(container, 0, ["apply", "--yes"], LONG);
    expect(await validators.history(DB_B)).toEqual(expect.arrayContaining([...await validators.history("/srv/fast")]));
  });

  test("a client that signs with another history than was carried is killed, and none starts until a person has looked", async () => {
    await run("mkdir -p /srv/fast; chown 1002:1002 /srv/fast");
    await declare(container, toB());
    await run("systemctl set-environment LODESTAR_VALIDATORS_DB_DIR=/srv/fast");
    const { stderr } = await expectExit(container, 5, ["apply", "--yes"], LONG);
    expect(stderr).toContain(`${B} signs with "/srv/fast/LOCK"`);
    expect((await validators.state()).map((one) => one.split(" ")[0])).toEqual(["inactive", "inactive"]);
    expect((await run(`systemctl start ${A}`)).code).not.toBe(0);
  });

  test("a client without keys is not taken for healthy, however late it fails", async () => {
    await run("echo '[]' > /var/lib/lodestar-b/keys.json");
    await validators.behaviour(B, { runtimeMs: 4000 });
    await declare(container, toB());
    const { stderr } = await expectExit(container, 4, ["apply", "--yes"], LONG);
    expect(stderr).toMatch(/did not stay up|has not opened its signing history/);
    expect(await validators.state()).toEqual(BEFORE);
    await validators.signs(A);
  });

  test("an import that fails says why, in its own first words", async () => {
    await validators.behaviour(B, { imports: "fails" });
    await declare(container, toB());
    const { stderr } = await expectExit(container, 4, ["apply", "--yes"], LONG);
    expect(stderr).toContain("could not import its slashing protection: ✖ Error: EROFS: read-only file system");
    expect(stderr).not.toContain("at validatorHandler");
    expect(await validators.state()).toEqual(BEFORE);
  });

  test("a release that exports another format is refused before anything is stopped", async () => {
    await run(`sed -i s/1.44.0/1.5.1/ /opt/lodestar/package.json`);
    await expectBlocked(/only Lodestar 1.9 or newer/);
  });

  test("a power cut: the boot does not wait for the clients' programs, and what fails is tried again", async () => {
    await declare(container, toB({ holdFor: 60 }));
    const applied = vexor(container, ["apply", "--yes"], LONG).catch(() => undefined);
    await validators.signs(B);
    for (const unit of [A, B]) await validators.behaviour(unit, { runtimeMs: 1500 });
    await validators.behaviour(A, { runtimeMs: 1500, imports: "fails" });
    await container.writeFile("/etc/systemd/system/vexor-recover.service.d/quick.conf", "[Service]\nTimeoutStartSec=4s\n");
    await container.writeFile("/etc/systemd/system/vexor-recover-late.service.d/quick.conf", "[Service]\nRestartSec=2s\n");
    await container.powerCut();
    await applied;
    await container.boot();
    await validators.watch();
    expect(await says("systemctl show -P Result vexor-recover")).toBe("success");
    await until(async () => await says("systemctl show -P NRestarts vexor-recover-late") !== "0", 60);
    expect(await says("systemctl is-active sysinit.target basic.target multi-user.target | sort -u")).toBe("active");
    await validators.behaviour(A, {});
    await validators.signs(A);
    await until(async () => await says("systemctl is-active vexor-recover-late") === "active", 60);
    expect(await validators.state()).toEqual(BEFORE);
  }, within(240_000));
});
