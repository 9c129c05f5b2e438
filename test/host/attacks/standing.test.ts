/** The host that attacks are played on: it follows its fleet, and who has no rights gets nothing. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cannotRun } from "../lab/machine.ts";
import { bootVictim, enrolVictim, type Victim } from "./support/victim.ts";

const FIN = "net.ipv4.tcp_fin_timeout";

describe.skipIf(cannotRun("container"))("a host of a fleet", () => {
  let victim: Victim;
  beforeAll(async () => {
    victim = await bootVictim("standing");
    await enrolVictim(victim, { sysctl: { [FIN]: 15 } });
  });
  afterAll(() => victim?.destroy());

  test("follows what was signed", async () => {
    await victim.until(async () => await victim.says(`sysctl -n ${FIN}`) === "15");
  });

  test("does not follow what was not signed", async () => {
    await victim.commit({ sysctl: { [FIN]: 16 } }, false);
    await victim.until(async () => (await victim.says("vexor status")).includes("not signed"));
    expect(await victim.says(`sysctl -n ${FIN}`)).toBe("15");
  });

  test.each(["operate.sock", "agent/agent.sock"])("%s is not for other users", async (name) => {
    const { code } = await victim.as("eve", `test -w /run/vexor-agent/${name}`);
    expect(code).not.toBe(0);
  });

  test.each(["/etc/vexor-agent/deploy_key", "/var/lib/vexor-agent/settings.yaml"])(
    "%s cannot be read by other users", async (path) => {
      expect(await victim.says(`test -s ${path}; echo $?`)).toBe("0");
      const { code, stdout } = await victim.as("eve", `cat ${path}`);
      expect([code === 0, stdout]).toEqual([false, ""]);
    });
});
