/**
 * What tells a host whom to believe, in reach of a user who is not root: the agent, the root helper
 * and the verbs of an operator each refuse it and name the step that is open. A password that was
 * put into it by mistake is printed nowhere.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { within } from "../../support/pace.ts";
import { cannotRun } from "../lab/machine.ts";
import { bootVictim, enrolVictim, type Victim } from "./support/victim.ts";

const FIN = "net.ipv4.tcp_fin_timeout";
const OURS = "/etc/vexor-agent";

/** What opens it, what closes it again, and the step that is named. */
const OPEN: readonly (readonly [name: string, open: string, close: string, step: string])[] = [
  ["agent.yaml", `chmod 666 ${OURS}/agent.yaml`, `chmod 644 ${OURS}/agent.yaml`,
    `${OURS}/agent.yaml`],
  ["agent.yaml of another user", `chown eve ${OURS}/agent.yaml`, `chown root ${OURS}/agent.yaml`,
    `${OURS}/agent.yaml`],
  ["the directory of agent.yaml", `chmod 777 ${OURS}`, `chmod 755 ${OURS}`, OURS],
  ["agent.yaml behind a link of the validator's user",
    `mv ${OURS}/agent.yaml ${OURS}/real.yaml; chmod 755 /home/sol
     runuser -u sol -- ln -s ${OURS}/real.yaml /home/sol/agent.yaml
     ln -s /home/sol/agent.yaml ${OURS}/agent.yaml`,
    `rm ${OURS}/agent.yaml /home/sol/agent.yaml; mv ${OURS}/real.yaml ${OURS}/agent.yaml`,
    "/home/sol"],
];

/** These are the source's: the settings that name them can be read. */
const FILES: readonly (readonly [name: string, mode: string])[] = [
  ["known_hosts", "644"], ["allowed_signers", "644"], ["deploy_key", "640"],
];

describe.skipIf(cannotRun("container"))("settings in reach of others", () => {
  let victim: Victim;
  let value = 20;
  const live = (): Promise<string> => victim.says(`sysctl -n ${FIN}`);

  beforeAll(async () => {
    victim = await bootVictim("settings");
    await enrolVictim(victim, { sysctl: { [FIN]: 15 } });
    await victim.until(async () => await live() === "15");
  });
  afterAll(() => victim?.destroy());

  test.each(OPEN)("%s: no commit is followed until it is closed", async (_, open, close, step) => {
    const before = await live();
    await victim.run(open);
    const says = `others than root may write ${step},`;
    try {
      await victim.commit({ sysctl: { [FIN]: value += 1 } });
      const { code, stderr } = await victim.run("vexor source check");
      expect([code, stderr]).toEqual([1, expect.stringContaining(says)]);
      // The agent has read them before: it is the root helper that refuses.
      await victim.run("vexor sync");
      await victim.until(async () => (await victim.says("vexor status")).includes(says));
      expect(await live()).toBe(before);
      await victim.run("systemctl restart vexor-agent");
      await victim.until(async () =>
        (await victim.says("journalctl -u vexor-agent -n 20 --no-pager")).includes(says));
      expect(await live()).toBe(before);
    } finally {
      await victim.run(close);
    }
    await victim.run("systemctl reset-failed vexor-agent; systemctl restart vexor-agent");
    await victim.until(async () => await live() === String(value));
  });

  test.each(FILES)("%s: nothing is fetched, or nothing is accepted", async (name, mode) => {
    const before = await live();
    const says = `others than root may write ${OURS}/${name},`;
    await victim.run(`chmod 666 ${OURS}/${name}`);
    try {
      await victim.commit({ sysctl: { [FIN]: value += 1 } });
      const { code, stderr } = await victim.run("vexor source check");
      expect([code, stderr]).toEqual([1, expect.stringContaining(says)]);
      await victim.run("vexor sync");
      await victim.until(async () => (await victim.says("vexor status")).includes(says));
      expect(await live()).toBe(before);
    } finally {
      await victim.run(`chmod ${mode} ${OURS}/${name}`);
    }
    await victim.run("vexor sync");
    await victim.until(async () => await live() === String(value));
  });

  test("a password in the URL is refused, and stands in no journal, status or document", async () => {
    await victim.run(`cp -p ${OURS}/agent.yaml /root/kept.yaml
sed -i 's#git@127.0.0.1:#https://ops:hunter2@127.0.0.1#' ${OURS}/agent.yaml`);
    try {
      await victim.run("systemctl reload vexor-agent; systemctl restart vexor-agent");
      const said = await Promise.all(["source check", "source show", "status", "doctor", "approve"]
        .flatMap((verb) => [verb, `${verb} --json`]).map(async (verb) => {
          const { stdout, stderr } = await victim.run(`timeout ${within(60)} vexor ${verb} < /dev/null`);
          return stdout + stderr;
        }));
      expect(said.join("")).toMatch(/source\.url must be/);
      const journal = await victim.says("journalctl --sync; journalctl --no-pager");
      expect(journal).toContain("source.url must be");
      for (const text of [...said, journal]) expect(text).not.toContain("hunter2");
    } finally {
      await victim.run(`mv /root/kept.yaml ${OURS}/agent.yaml
systemctl reset-failed vexor-agent; systemctl restart vexor-agent`);
    }
  });
});
