/** A clock that says 1970, as after a boot with a dead battery: no client signs as another identity. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { LAB, cannotRun } from "./lab/machine.ts";
import { bootMigrated, type Stage } from "./support/alpenglow.ts";
import { declare, expectExit, history, vexor } from "./support/vexor.ts";

const PRELOAD = "/opt/old-clock.so";

describe.skipIf(cannotRun("container"))("a clock that says 1970", () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await bootMigrated("clock");
    const library = join(LAB, `old-clock.${process.pid}.so`);
    await execa("gcc", ["-shared", "-fPIC", "-o", library, join(import.meta.dirname, "support/old-clock.c")]);
    await stage.container.copyIn(library, PRELOAD);
    await rm(library);
  });
  afterAll(() => stage?.container.destroy());
  beforeEach(() => stage.reset());
  afterEach(async () => expect(await stage.offences()).toEqual([]));

  const in1970 = (...args: readonly string[]) =>
    stage.container.exec(["env", `LD_PRELOAD=${PRELOAD}`, "vexor", ...args], { timeoutMs: 120_000 });

  const sight = async (): Promise<readonly unknown[]> => [await stage.whoIsIt(), (await history(stage.container)).length,
    (await stage.run("readlink /etc/solana/identity.json; ls -A /etc/systemd/system/*.d")).stdout];

  test("ends a change of identity before it has begun, in either direction", async () => {
    const { container, demotion, promotion, giveUp, validators } = stage;
    await declare(container, demotion());
    for (const next of [giveUp, null]) {
      const was = await sight();
      const { code, stdout, stderr } = await in1970("apply", "--yes");
      expect([code, stdout + stderr]).toEqual([1, expect.stringMatching(/the clock of this machine says 1970-01-0.*CLOCK_WRONG/s)]);
      expect(await sight()).toEqual(was);
      await next?.();
      await declare(container, promotion());
    }
    const votes = (await validators.votes()).length;
    expect((await in1970("rollback", "--yes")).code).toBe(1);
    expect([await stage.whoIsIt(), (await validators.votes()).length]).toEqual([validators.unstaked.pubkey, votes]);
    await expectExit(container, 0, ["apply", "--yes"]);
    expect(await stage.whoIsIt()).toBe(validators.staked.pubkey);
  });

  test("keeps no setting of the kernel from being set", async () => {
    await declare(stage.container, { sysctl: { "net.ipv4.ip_default_ttl": 71 } });
    expect((await in1970("apply", "--yes")).code).toBe(0);
    expect((await vexor(stage.container, ["rollback", "--yes"])).code).toBe(0);
  });
});
