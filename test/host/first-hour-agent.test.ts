/**
 * Living with an agent, as an operator does who has just installed it: what `status` says at each
 * turn and with which exit code, how scripts wait, and how changed settings come into force.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bootVictim, type Victim } from "./attacks/support/victim.ts";
import { cannotRun } from "./lab/machine.ts";
import { enrol } from "./support/enrolment.ts";

const FIN = "net.ipv4.tcp_fin_timeout";
const SETTINGS = "/etc/vexor-agent/agent.yaml";

describe.skipIf(cannotRun("container"))("the first hour with an agent", () => {
  let victim: Victim;
  let good = "";

  interface Said {
    readonly code: number;
    readonly first: string;
    readonly text: string;
  }

  const vexor = async (line: string): Promise<Said> => {
    const { code, stdout, stderr } = await victim.run(`vexor ${line}`);
    return { code, first: stdout.split("\n")[0] ?? "", text: `${stdout}\n${stderr}` };
  };
  const live = (): Promise<string> => victim.says(`sysctl -n ${FIN}`);
  const pid = (): Promise<string> => victim.says("systemctl show -P MainPID vexor-agent");
  const short = (id: string): string => id.slice(0, 12);
  const status = (): Promise<Said> => vexor("status");
  const sync = (more = ""): Promise<Said> => vexor(`sync --wait --timeout 90s ${more}`);
  const done = async (line: string): Promise<void> => {
    const { code, text } = await vexor(line);
    expect(code, `vexor ${line}: ${text}`).toBe(0);
  };
  const synced = (): Promise<void> => done("sync --wait --timeout 90s");
  const converge = async (declared: object): Promise<string> => {
    const id = await victim.commit(declared);
    await synced();
    return id;
  };

  beforeAll(async () => {
    victim = await bootVictim("first-hour");
  });
  afterAll(() => victim?.destroy());

  test("before it is enrolled, status says what is missing", async () => {
    const { code, first, text } = await status();
    expect(first).toBe(`lab  NOT CONFIGURED ${SETTINGS} names no source yet`);
    expect(text).toContain("man vexor-agent.yaml");
    expect(text).not.toContain("ENOENT");
    expect(code).toBe(1);
    const asked = await vexor("sync");
    expect(asked.text).toContain("the agent is not configured");
    expect(asked.code).toBe(1);
  });

  test("settings that are wrong are named with their place before anything is started", async () => {
    await victim.container.writeFile(SETTINGS, "source:\n  url: [\n");
    const { code, first } = await status();
    expect(first).toMatch(/^lab {2}NOT RUNNING its settings cannot be used: .*agent\.yaml:\d+:\d+: /);
    expect(code).toBe(1);
    expect((await vexor("agent --check")).text).toMatch(/agent\.yaml:\d+:\d+: /);
  });

  test("sync --wait returns when the commit is in force", async () => {
    good = await victim.commit({ sysctl: { [FIN]: 15 } });
    await enrol(victim.container, good);
    expect((await vexor("agent --check")).text).toContain("is valid");
    await victim.run("systemctl start vexor-agent");
    await synced();
    expect(await live()).toBe("15");
    expect((await status()).first).toBe(`lab  settled as ${short(good)} "change" declares`);
    expect((await status()).text).toContain("1 as declared");
  });

  test("history and show name the commit, its subject, its author and its signer", async () => {
    good = await converge({ sysctl: { [FIN]: 14 } });
    const history = await vexor("history");
    expect(history.first).toContain(`${short(good)} "change", signed by ops@example.org`);
    const { text } = await vexor("show 2");
    expect(text).toContain(`Commit ${good} "change"`);
    expect(text).toContain('by "Ops <ops@example.org>", signed by ops@example.org');
  });

  test("plan and explain go by the commit that the agent has applied, where no file is named", async () => {
    const plan = await vexor("plan");
    expect(plan.first).toMatch(new RegExp(`^Plan \\w+ for lab from hosts/lab\\.yaml of commit ${short(good)} "change"`));
    expect(plan.text).toContain("1 as declared");
    expect(JSON.parse(await victim.says("vexor plan --json")))
      .toMatchObject({ source: { file: "hosts/lab.yaml", commit: good } });
    await victim.container.writeFile("/root/blocked.yaml", JSON.stringify({ apiVersion: "vexor/v1",
      host: "lab", sysctl: { "net.ipv4.tcp_sack": 0 } }));
    await victim.run("echo net.ipv4.tcp_sack=1 > /etc/sysctl.d/70-mine.conf");
    const own = await vexor(`explain sysctl/${FIN}`);
    expect(own.text).toContain(`wanted        14 (hosts/lab.yaml of commit ${short(good)} "change")`);
    expect(own.text).toMatch(/^plan {10}none: /m);
    const blocked = await vexor("explain sysctl/net.ipv4.tcp_sack -f /root/blocked.yaml");
    expect(blocked.text).toMatch(/^wanted {8}0 \(\/root\/blocked\.yaml\)\nplan {10}blocked: [^]*→ .*adopt/m);
    expect((await vexor("explain sysctl/net.ipv4.tcp_sack")).text).toMatch(/^wanted {8}nothing: .*does not declare it/m);
    await victim.run("rm /etc/sysctl.d/70-mine.conf");
  });

  test("a plain user learns which users may read that commit, and what to type", async () => {
    const explained = await victim.as("eve", `cd /; vexor explain sysctl/${FIN}`);
    expect([explained.code, explained.stdout]).toEqual([0, expect.stringMatching(
      /wanted {8}not told: .*only root may read the commit.*\n.*sudo vexor explain sysctl\//)]);
    const planned = await victim.as("eve", "cd /; vexor plan");
    expect([planned.code, planned.stderr]).toEqual([1, expect.stringContaining("sudo vexor plan")]);
  });

  test("a record of the agent's that root's own does not confirm is not planned by", async () => {
    const at = "/var/lib/vexor-agent/agent/good.json";
    await victim.run(`cp -p ${at} /root/good; sed -i s/${good}/${"0".repeat(40)}/g ${at}`);
    expect((await vexor("plan")).text).toContain("has not applied a valid commit here");
    await victim.run(`sed 's/"files":{/"files":{"x":"y",/' /root/good > ${at}; `
      + `sed -i 's/tcp_fin_timeout/tcp_sack/g' ${at}`);
    expect((await vexor("plan")).code).toBe(1);
    await victim.run(`cp -p /root/good ${at}`);
    expect((await vexor("plan")).code).toBe(0);
  });

  test("each verb that writes by hand says what the agent makes of it", async () => {
    await victim.container.writeFile("/root/hand.yaml", JSON.stringify({ apiVersion: "vexor/v1",
      host: "lab", sysctl: { [FIN]: 33 } }));
    for (const verb of ["apply -f /root/hand.yaml", "release", "rollback"]) {
      const { text, code } = await vexor(`${verb} </dev/null`);
      expect([code, text], verb).toEqual([64, expect.stringMatching(
        /An agent follows git here \(commit [0-9a-f]{12} "change" is in force\)[^]*vexor suspend --why/)]);
    }
    await done("suspend --why test");
    expect((await vexor("apply -f /root/hand.yaml </dev/null")).text).not.toContain("An agent follows");
    await done("resume");
    await synced();
  });

  test("an unsigned commit is REFUSED: which, why, what stays, what to type, exit code 2", async () => {
    const id = await victim.commit({ sysctl: { [FIN]: 16 } }, false);
    expect((await sync()).code).toBe(2);
    const { code, first, text } = await status();
    expect(first).toBe(`lab  REFUSED ${short(id)} "change": is not signed; ${short(good)} "change" `
      + "stays in force");
    expect(text).toContain("git commit --amend --no-edit -S");
    expect(text).toContain(`sudo vexor source accept ${short(id)} --why REASON`);
    expect(text).not.toContain("out of reach");
    expect(code).toBe(2);
    expect(await live()).toBe("14");
    expect(JSON.parse(await victim.says("vexor status --json"))).toMatchObject({
      condition: { is: "refused", exit: 2, commit: id },
      source: { refused: { code: "SOURCE_UNSIGNED", commit: { id } }, unreachable: null } });
    // What it says to type is what mends it.
    expect((await vexor(`source accept ${short(id)} --why test --yes`)).code).toBe(0);
    await synced();
    expect(await live()).toBe("16");
    good = id;
  });

  test("a host file that is wrong is REFUSED at its file, line and column", async () => {
    const id = await victim.commit({ sysctrl: {} });
    expect((await sync()).code).toBe(2);
    const place = /hosts\/lab\.yaml:1:\d+: /;
    expect((await status()).first).toMatch(new RegExp(`^lab {2}REFUSED ${short(id)} "change": `
      + place.source));
    expect((await vexor("source show")).text).toMatch(place);
    expect((await vexor("source check")).text).toMatch(place);
    expect(await victim.says("journalctl -u vexor-agent -o cat -p warning")).toMatch(place);
  });

  test("one that cannot be planned here has its place, too", async () => {
    await victim.commit({ cpuPinning: [{ unit: "ssh.service", cpus: "4000" }] });
    expect((await sync()).code).toBe(2);
    expect((await status()).first).toMatch(/^lab {2}CANNOT PLAN .*hosts\/lab\.yaml:1:\d+: /);
    good = await converge({ sysctl: { [FIN]: 17 } });
  });

  test("a source out of reach is UNREACHABLE, with exit code 1", async () => {
    await victim.run("systemctl stop ssh.socket ssh");
    await vexor("sync");
    await victim.until(async () => (await status()).first.includes("UNREACHABLE"));
    const { code, first } = await status();
    expect(first).toContain(`${short(good)} "change" stays in force`);
    expect(code).toBe(1);
    const { code: waited, text } = await vexor("sync --wait --timeout 3s");
    expect([waited, text.includes("not done after 3s")]).toEqual([1, true]);
    expect(text).toContain("waits until the source answers, 3s at most");
    await victim.run("systemctl start ssh");
    await synced();
  });

  test("a server that does not let this host in is CANNOT FETCH, and sync --wait ends at once", async () => {
    const keys = "/home/git/.ssh/authorized_keys";
    await victim.run(`mv ${keys} /root/keys; : > ${keys}`);
    const begun = Date.now();
    const { code, text } = await sync();
    expect([code, Date.now() - begun < 45_000], text).toEqual([2, true]);
    expect(text).toMatch(/CANNOT FETCH .*Permission denied.*stays in force/);
    expect(text).toContain("deploy key that may only read");
    await victim.run("mv /etc/vexor-agent/known_hosts /root/hosts");
    expect((await sync()).text).toMatch(/CANNOT FETCH .*[Hh]ost key[^]*ssh-keyscan/);
    await victim.run(`mv /root/hosts /etc/vexor-agent/known_hosts; cat /root/keys > ${keys}; rm /root/keys`);
    await synced();
  });

  test("an expired break-glass says so, with what is there and what git wants", async () => {
    await done(`break-glass sysctl/${FIN} --for 4s --why test`);
    await victim.run(`sysctl -qw ${FIN}=60`);
    const open = await status();
    expect(open.first).toContain(`BREAK-GLASS sysctl/${FIN}: left to`);
    await victim.until(async () => (await status()).first.includes("EXPIRED"));
    await vexor("sync --wait");
    const { code, first, text } = await status();
    expect(first).toMatch(new RegExp(`^lab {2}BREAK-GLASS EXPIRED sysctl/${FIN}: expired .*, still 60, `
      + "git wants 17;"));
    expect(text).toContain("1 under break-glass (1 expired)");
    expect(code).toBe(2);
    await done(`break-glass sysctl/${FIN} --end`);
    await synced();
    expect(await live()).toBe("17");
  });

  test("a commit that is not healthy is ROLLED BACK, without an alarm over our own undo", async () => {
    const moves = (): Promise<string> =>
      victim.says(`journalctl -u vexor-agent -o cat | grep '"event":"moved"'`);
    const before = await moves();
    const id = await victim.commit({ sysctl: { [FIN]: 20 },
      health: { holdFor: "10s", within: "30s", checks: [{ command: ["/bin/false"] }] } });
    const { code, text } = await sync();
    expect(code, text).toBe(2);
    expect((await status()).first).toMatch(new RegExp(`^lab {2}ROLLED BACK ${short(id)} "change": run `));
    expect((await status()).text).toContain(`git revert -S ${short(id)}`);
    expect(JSON.parse(await victim.says("vexor status --json")))
      .toMatchObject({ rolledBack: { revision: id } });
    expect(await live()).toBe("17");
    good = await converge({ sysctl: { [FIN]: 17 } });
    expect(await moves()).toBe(before);
  });

  test("after an operator's rollback the agent corrects what was not rolled back", async () => {
    const sack = async (): Promise<string> => (await victim.says("sysctl -n net.ipv4.tcp_sack")).trim();
    const before = await converge({ sysctl: { [FIN]: 17, "net.ipv4.tcp_sack": 0 } });
    const next = await converge({ sysctl: { [FIN]: 21, "net.ipv4.tcp_sack": 0 } });
    await done("rollback --yes");
    await victim.until(async () => (await status()).first.includes(`ROLLED BACK ${short(next)}`));
    expect((await status()).first).toContain(`${short(before)} "change" stays in force`);
    await victim.run("sysctl -w net.ipv4.tcp_sack=1");
    await victim.until(async () => await sack() === "0");
    expect(await live()).toBe("17");
    expect((await status()).first).toContain(`ROLLED BACK ${short(next)}`);
    expect((await vexor("break-glass sysctl/net.ipv4.tcp_sak --for 4h --why test")).text)
      .toMatch(/tcp_sack/);
    good = await converge({ sysctl: { [FIN]: 17 } });
  });

  test("an operator's own run is waited for, by name, and the agent goes on after it", async () => {
    await victim.container.writeFile("/root/mine.yaml", JSON.stringify({ apiVersion: "vexor/v1",
      host: "lab", sysctl: { [FIN]: 17, "net.ipv4.tcp_sack": 0 } }));
    await done("apply --yes -f /root/mine.yaml --confirm-within 5m");
    await vexor("sync");
    const { code, first, text } = await status();
    expect(first).toMatch(/^lab {2}WAITING run \d+ of root waits for vexor confirm until /);
    expect(text).toContain("sudo vexor confirm");
    expect(code).toBe(2);
    await done("rollback --yes");
    await synced();
  });

  test("systemctl reload reads the settings again, in the same process", async () => {
    const before = await pid();
    const settings = JSON.parse(await victim.container.readFile(SETTINGS)) as { source: object };
    const reload = async (text: string): Promise<number> => {
      await victim.container.writeFile(SETTINGS, text);
      return (await victim.run("systemctl reload vexor-agent")).code;
    };
    expect(await reload(JSON.stringify({ ...settings, approval: "required" }))).toBe(0);
    await victim.commit({ sysctl: { [FIN]: 18 } });
    expect((await sync()).code).toBe(2);
    expect((await status()).first).toMatch(/^lab {2}WAITING .*vexor approve/);

    expect(await reload(JSON.stringify(settings))).toBe(0);
    await synced();
    expect(await live()).toBe("18");

    // Settings that cannot be used are refused with their place; the ones from before go on.
    expect(await reload("source: {nonsense: 1}\n")).not.toBe(0);
    expect(await victim.says("journalctl -u vexor-agent -o cat -p warning"))
      .toMatch(/agent\.yaml:1:\d+: .*stay in force/);
    expect((await sync()).code).toBe(2);
    expect((await status()).first)
      .toMatch(/^lab {2}SETTINGS REFUSED .*agent\.yaml:1:\d+: .*stay in force$/);
    await victim.run(`sysctl -qw ${FIN}=33`);
    await victim.until(async () => await live() === "18");
    await victim.commit({ sysctl: { [FIN]: 19 } });
    await victim.until(async () => await live() === "19");
    expect(await reload(JSON.stringify(settings))).toBe(0);
    await synced();
    expect(await pid()).toBe(before);
    expect(await victim.says("systemctl is-active vexor-agent")).toBe("active");
  });

  test("after resume, break-glass --end and a reload, no status says settled too early", async () => {
    const at = `sysctl/${FIN}`;
    const said = async (request: string): Promise<string> =>
      (await victim.says(`${request} >/dev/null; vexor status`)).split("\n")[0] ?? "";
    await done("suspend --why test");
    await victim.run(`sysctl -qw ${FIN}=44`);
    await victim.until(async () => (await status()).text.includes("1 drifted"));
    expect(await said("vexor resume")).toMatch(/^lab {2}(WORKING|TRYING)/);
    await synced();
    await done(`break-glass ${at} --for 4h --why test`);
    await victim.run(`sysctl -qw ${FIN}=45`);
    expect(await said(`vexor break-glass ${at} --end`)).toMatch(/^lab {2}(WORKING|TRYING)/);
    await synced();
    await victim.run(`sysctl -qw ${FIN}=46`);
    expect(await said("systemctl reload vexor-agent")).not.toContain("settled");
    await synced();
  });

  test("status --watch prints a line when something changes, and none in between", async () => {
    await victim.run("systemd-run --unit=watcher --property=StandardOutput=file:/root/watched "
      + "vexor status --watch");
    await victim.until(async () => (await victim.says("cat /root/watched")).includes("settled"));
    await done("suspend --why incident");
    await victim.until(async () => (await victim.says("cat /root/watched")).includes("SUSPENDED"));
    await done("resume");
    await victim.until(async () =>
      (await victim.says("tail -n 1 /root/watched")).includes("settled"));
    await victim.run("systemctl stop watcher");
    const lines = (await victim.says("cat /root/watched")).split("\n");
    expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC {2}lab {2}settled as /);
    expect(lines.length).toBeLessThan(8);
  });

  test("an agent that does not run says since when and why", async () => {
    await victim.run("systemctl stop vexor-agent");
    const stopped = await status();
    expect(stopped.first).toBe("lab  NOT RUNNING it was stopped");
    expect(stopped.text).toContain("sudo systemctl start vexor-agent");
    expect(stopped.text).toMatch(/since +\d{4}-\d\d-\d\d /);
    expect(stopped.code).toBe(1);
    await victim.run("systemctl start vexor-agent; systemctl kill -s SEGV vexor-agent");
    await victim.until(async () =>
      (await status()).first.includes("NOT RUNNING it fails, and systemd starts it again"));
    await victim.run("systemctl restart vexor-agent");
    await synced();
  });
});
