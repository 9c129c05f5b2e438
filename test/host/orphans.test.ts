/**
 * Vexor is killed while a client's own program exports or imports what was signed, and that program
 * hangs. Every path that ends the run ends the orphan too, with whatever it has started, and goes
 * on: the database is free, and the old client signs again.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { until } from "../support/pace.ts";
import { bootContainer, type Container } from "./lab/container.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { installEthereum, LIGHTHOUSE, PRYSM, slashable, type Ethereum } from "./support/ethereum.ts";
import { leftAlone, nowOn } from "./support/guardians.ts";
import { afterwards, declare, expectExit, install, vexor } from "./support/vexor.ts";

let container: Container;
let validators: Ethereum;
const run = (script: string) => container.exec(["sh", "-c", script]);
const says = async (script: string): Promise<string> => (await run(script)).stdout.trim();

const BEFORE = ["active enabled", "inactive disabled"];
const AFTER = ["inactive disabled", "active enabled"];
const LONG = { timeoutMs: 90_000 };

/** Exports and imports, systemd-run's for them, and the daemon that one has started. */
const ORPHANS = "pgrep -f '[s]lashing-protection|^sleep 977$'";
const DAEMON = "pgrep -fx 'sleep 977'";
const UNITS = "systemctl list-units --all --plain --no-legend 'vexor-program-*'";

/** Kills Vexor in the middle of an export of Prysm, or of an import of Lighthouse. */
const cutShort = async (
  verb: "export" | "import", how: string, cliHangs = "with a daemon",
): Promise<void> => {
  await validators.behaviour(verb === "export" ? PRYSM : LIGHTHOUSE, { cliHangs });
  await declare(container, { client: { active: "lighthouse", adopt: { from: "prysm" }, steadyFor: 1 } });
  const begun = vexor(container, ["apply", "--yes"], LONG);
  await until(async () => await says(DAEMON) !== "", 40);
  expect(await says("pgrep -af '[s]lashing-protection'")).toContain(verb);
  await run(how);
  expect((await begun).code).toBe(137);
};

const ALL = "systemctl stop -q 'vexor-guard-*'; pkill -KILL -x vexor";
const WRITER = "kill -9 $(pgrep -f '^vexor apply')";

describe.skipIf(cannotRun("container"))("a program that a killed Vexor has left running", () => {
  beforeAll(async () => {
    container = await bootContainer({ name: "orphans", binary: BINARY });
    await install(container);
    validators = await installEthereum(container);
  });
  afterAll(() => container?.destroy());
  beforeEach(() => validators.reset());
  afterEach(async () => {
    expect(slashable(await validators.signed())).toEqual([]);
    await until(async () => await says(ORPHANS) === "", 20);
    expect(await says(`${UNITS}; ls -A /run/vexor-agent/root/programs`)).toBe("");
    expect(await says("ls /run/vexor-agent")).not.toContain("slashing");
  });

  test.each(["export", "import"] as const)("an %s is ended by `vexor recover`", async (verb) => {
    await cutShort(verb, ALL);
    expect(await says(DAEMON)).not.toBe("");
    const { stderr } = await expectExit(container, 0, ["recover"], LONG);
    expect(stderr).toContain("ending what a killed Vexor has left running");
    expect(await validators.state()).toEqual(BEFORE);
    await validators.signs("Prysm");
  });

  test.each(["export", "import"] as const)("an %s is ended by the guardian", async (verb) => {
    const since = await nowOn(container);
    await cutShort(verb, WRITER);
    expect(await leftAlone(container, since)).toMatchObject({ code: 0 });
    expect(await validators.state()).toEqual(BEFORE);
    await validators.signs("Prysm");
  });

  test("it is ended by the next verb that writes, which then does its own work", async () => {
    await cutShort("export", ALL);
    await validators.behaviour(PRYSM, {});
    await expectExit(container, 0, ["apply", "--yes"], LONG);
    expect(await validators.state()).toEqual(AFTER);
    await validators.signs("Lighthouse");
  });

  test("it is ended by the unit of a revert timer", async () => {
    await cutShort("export", ALL);
    await expectExit(container, 0, ["recover", "--expired", "1"], LONG);
    expect(await validators.state()).toEqual(BEFORE);
  });

  test("one that SIGTERM does not end is killed", async () => {
    await cutShort("export", ALL, "with a deaf daemon");
    await expectExit(container, 0, ["recover"], LONG);
    expect(await validators.state()).toEqual(BEFORE);
  });

  test("one that systemd is asked to start only now is not started any more", async () => {
    const slow = "/usr/sbin/systemd-run"; // before the real one on the path
    afterwards(container, `rm -f ${slow} /run/go; pkill -x sleep`);
    await container.writeFile(slow, `#!/bin/sh
case "$*" in *vexor-program-*) while [ ! -e /run/go ]; do sleep 0.1; done;; esac
exec /usr/bin/systemd-run "$@"
`, "0755");
    await declare(container, { client: { active: "lighthouse", adopt: { from: "prysm" }, steadyFor: 1 } });
    const begun = vexor(container, ["apply", "--yes"], LONG);
    await until(async () => await says("pgrep -f '^/bin/sh .*vexor-program'") !== "", 40);
    await run(ALL);
    await begun;
    await run(`rm ${slow}`);
    await expectExit(container, 0, ["recover"], LONG);
    await run("touch /run/go");
    await until(async () => await says("pgrep -f '[v]exor-program-'") === "", 40);
    expect(await says("journalctl -o cat --no-pager -u 'vexor-program-*'"))
      .toMatch(/Assertion failed|failed at step|assertion/i);
    expect(await says("ls /run/vexor-agent")).not.toContain("slashing");
    expect(await validators.state()).toEqual(BEFORE);
    await validators.signs("Prysm");
  });

  test("an unfinished program of another owner is left alone", async () => {
    afterwards(container, "systemctl stop -q theirs");
    await run("systemd-run -q --unit=theirs sleep 977");
    await until(async () => await says("pgrep -f 'sleep 977$'") !== "", 10);
    await cutShort("export", ALL);
    await run("mkdir -p /run/vexor-agent/root/programs && echo theirs > /run/vexor-agent/root/programs/theirs.service");
    await expectExit(container, 0, ["recover"], LONG);
    expect(await says("systemctl is-active theirs")).toBe("active");
    await run("systemctl stop theirs; rm /run/vexor-agent/root/programs/theirs.service");
  });
});
