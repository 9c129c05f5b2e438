/**
 * Programs and files that others name: a host file, a repository, a validator's user, anybody with
 * an account. None of them gets a program run with rights that matter, or a file opened as root.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { cannotRun } from "../lab/machine.ts";
import { bootVictim, enrolVictim, type Victim } from "./support/victim.ts";

const FIN = "net.ipv4.tcp_fin_timeout";
const NOBODY = 65534;
const VALIDATOR = "agave-validator";

interface Found {
  readonly client: string;
  readonly exe: string | null;
  readonly version: string | null;
  readonly unasked: string | null;
}

const part = (more: object) => ({ mine: { name: "Mine", family: "solana",
  parts: [{ role: "validator", ...more }] } });
const file = (more: object) => JSON.stringify({ apiVersion: "vexor/v1", host: "lab", mode: "observe",
  client: { active: "mine" }, clients: part(more) });

describe.skipIf(cannotRun("container"))("programs that others name", () => {
  let victim: Victim;
  const says = (script: string): Promise<string> => victim.says(script);

  beforeAll(async () => {
    victim = await bootVictim("programs", ["strace"]);
    await enrolVictim(victim, { sysctl: { [FIN]: 15 } });
    const source = await readFile(join(import.meta.dirname, "support/prober.c"), "utf8");
    await victim.compile(source, "/root/prober");
    // A container has no network of its own that a sandbox could be seen to take away.
    await victim.run("ip link add eth9 type veth peer name eth8; chmod 755 /home/sol; "
      + "install -o sol -m 600 /etc/hostname /home/sol/secret");
    expect(await says("grep -c eth9 /proc/net/dev")).toBe("1");
  });
  afterAll(() => victim?.destroy());
  afterEach(() => victim.run("pkill -KILL -x fdctl; pkill -KILL -x agave-validato; rm -rf /opt/*/bin "
    + "/usr/local/bin/* /home/eve/* /home/sol/bin"));

  const clients = async (): Promise<readonly Found[]> =>
    (JSON.parse(await says("vexor clients --json")) as { clients: readonly Found[] }).clients;
  const versionOf = async (exe: string): Promise<Found | undefined> =>
    (await clients()).find((one) => one.exe === exe);

  const UNDER_STRACE = "strace -f -yy -s 400 -o /tmp/trace -e trace=execve,execveat,open,openat,openat2";
  /** Reads what processes tell of themselves: one may keep its reader waiting. */
  const READER = /^"grep", "--line-buffered", "-asHZz", "", "--"(?:, "\/proc\/(?:\d+|self)\/(?:comm|status|cmdline)")+$/;
  /** The programs that were started, as their command lines. */
  const started = async (trace: string): Promise<readonly string[]> =>
    [...(await says(`cat ${trace}`)).matchAll(/exec\w+\([^[]*\[(.*?)\]/g)].map(([, argv = ""]) => argv)
      .filter((argv) => !READER.test(argv));
  /** What was opened, and not only looked at, by calls that worked. */
  const opens = async (): Promise<readonly string[]> => (await says("cat /tmp/trace")).split("\n")
    .filter((line) => /open/.test(line) && !line.includes("O_PATH") && /= \d+</.test(line));

  describe("a host file", () => {
    const asking = { exe: ["touch"], version: ["PWN_PLAN"] };

    test.each(["plan", "validate", "clients", "explain client/active"])(
      "that has %s run a program is refused, at its place", async (verb) => {
        await victim.container.writeFile("/root/evil.yaml", file(asking));
        const which = verb === "validate" ? "/root/evil.yaml" : "-f /root/evil.yaml";
        const { code, stderr } = await victim.run(`cd / && vexor ${verb.replace("explain client/active", "plan")} ${which}`);
        expect([code, stderr]).toEqual([1, expect.stringContaining('"version" is not allowed in clients.mine.parts[0]')]);
        expect(stderr).toMatch(/evil\.yaml:1:\d+: .*\n.*HOST_FILE_INVALID/);
        expect(await says("ls /PWN* 2>/dev/null")).toBe("");
      });

    test.each(["touch", "systemd-run", "reboot", "agave-validator"])(
      "that describes %s as a client has nothing of it run", async (exe) => {
        await victim.container.writeFile("/root/evil.yaml", file({ exe: [exe] }));
        for (const verb of ["plan", "clients"]) {
          await victim.run(`${UNDER_STRACE} vexor ${verb} -f /root/evil.yaml`);
          expect(await started("/tmp/trace")).toEqual([expect.stringMatching(/^"vexor"/)]);
        }
      });

    test.each([["touch", ["PWN_AGENT"]], ["systemd-run", ["--collect", "touch", "PWN_AGENT"]],
      ["systemd-run", ["rm", "-rf", "victim"]]])("that comes by git, signed, has no %s run", async (exe, version) => {
      await victim.run("mkdir -p /victim");
      await victim.commit({ mode: "observe", client: { active: "mine" },
        clients: part({ exe: [exe], version }) });
      await victim.run("vexor sync");
      await victim.until(async () => (await says("vexor status --json; vexor source show")).includes("is not allowed"));
      expect(await says("ls -d /PWN* /victim 2>/dev/null")).toBe("/victim");
      expect(await says("systemctl list-units --all --no-legend 'run-u*.service'")).toBe("");
    });

    test("that an ordinary user plans runs nothing either", async () => {
      await victim.container.writeFile("/tmp/pr.yaml", file({ exe: ["touch"] }), "0644");
      await victim.run(`install -D -m 755 /root/prober /usr/local/bin/${VALIDATOR}`);
      const { code } = await victim.as("eve", `${UNDER_STRACE.replace("/tmp/trace", "/tmp/eves")} vexor plan -f /tmp/pr.yaml`);
      expect(code).toBe(0); // what a user may not see is not an error of a preview
      expect(await started("/tmp/eves")).toEqual([expect.stringMatching(/^"vexor"/)]);
    });
  });

  describe("a program that is asked for its version", () => {
    test("runs as nobody, alone, and gets nothing out", async () => {
      await victim.run(`install -D -m 755 /root/prober /opt/x/bin/${VALIDATOR}`);
      const found = await versionOf(`/opt/x/bin/${VALIDATOR}`);
      const told = Object.fromEntries([...(found?.version ?? "").matchAll(/(\w+)=(\d+)/g)]
        .map(([, name = "", value]) => [name, Number(value)]));
      expect(told).toMatchObject({ args: 1, uid: NOBODY, euid: NOBODY, gid: NOBODY, groups: 0,
        written: 0, descriptors: 0, processes: 0, pid: 1 });
      for (const name of ["shadow", "sol", "hostkey", "kmsg", "inet", "unix", "ptrace", "setuid",
        "userns", "mount", "fanotify"]) {
        expect(told[name], name).toBeGreaterThan(0);
      }
    });

    test.each(["hang", "eat", "fork"])("and does %s instead is ended with all that it started", async (behaviour) => {
      await victim.run(`install -D -m 755 /root/prober /opt/${behaviour}/bin/${VALIDATOR}`);
      const begun = Date.now();
      expect(await versionOf(`/opt/${behaviour}/bin/${VALIDATOR}`)).toMatchObject({ version: null });
      expect(Date.now() - begun).toBeLessThan(40_000);
      // What is killed is gone once it has had a processor for that.
      await victim.until(async () => await says("pgrep -u nobody; "
        + "systemctl list-units --all --no-legend 'run-u*.service'") === "");
    });

    test("stands after services, so that others' programs do not use up its time", async () => {
      await victim.run(`install -D -m 755 /root/prober /opt/s/bin/${VALIDATOR}
for at in 1 2 3 4 5 6; do install -D -m 755 /root/prober /opt/hang$at/bin/${VALIDATOR}; done
printf '[Service]\\nUser=sol\\nExecStart=/opt/s/bin/${VALIDATOR} run\\n' > /etc/systemd/system/s.service; systemctl daemon-reload`);
      expect((await versionOf(`/opt/s/bin/${VALIDATOR}`))?.version).toContain("uid=65534");
      await victim.run("rm /etc/systemd/system/s.service; systemctl daemon-reload");
    }, 120_000);

    test("behind a link that flips is always run as nobody", async () => {
      await victim.compile(`#include <stdio.h>
#include <unistd.h>
int main(void) { printf("${VALIDATOR} ran as uid %d euid %d\\n", getuid(), geteuid()); }`, "/root/who");
      await victim.run(`install -d -o sol /home/sol/bin; install -o sol -m 755 /root/who /home/sol/bin/mine
ln -sfn /home/sol/bin/${VALIDATOR} /usr/local/bin/${VALIDATOR}`);
      await victim.run(`runuser -u sol -- sh -c 'while :; do ln -sfn /usr/bin/true /home/sol/bin/${VALIDATOR}
ln -sfn /home/sol/bin/mine /home/sol/bin/${VALIDATOR}; done' >/dev/null 2>&1 &`);
      const seen = new Set<string>();
      for (let at = 0; at < 30; at += 1) {
        const found = await versionOf(`/usr/local/bin/${VALIDATOR}`);
        seen.add(found?.version ?? found?.unasked ?? "nothing");
      }
      await victim.run("pkill -KILL -u sol");
      const ran = [...seen].filter((one) => one.includes("ran as"));
      expect(ran).toEqual([`${VALIDATOR} ran as uid ${NOBODY} euid ${NOBODY}`]);
    }, 180_000);

    test("and belongs to the agent's user is not run", async () => {
      const exe = `/var/lib/vexor-agent/agent/${VALIDATOR}`;
      await victim.run(`install -o vexor-agent -m 755 /root/prober ${exe}
setpriv --reuid=vexor-agent --regid=vexor-agent --clear-groups ${exe} run >/dev/null 2>&1 &`);
      await victim.until(async () => (await versionOf(exe)) !== undefined);
      expect(await versionOf(exe)).toMatchObject({ version: null, unasked: "it belongs to the user vexor-agent" });
      await victim.run(`rm ${exe}`);
    });

    test("is asked the same way by the agent's root helper", async () => {
      await victim.run(`install -D -m 755 /root/prober /opt/hang/bin/${VALIDATOR}
printf '[Service]\\nUser=sol\\nExecStart=/opt/hang/bin/${VALIDATOR} run\\n' > /etc/systemd/system/h.service
systemctl daemon-reload; systemctl start h.service`);
      await victim.commit({ mode: "observe", client: { active: "agave" } });
      await victim.run("vexor sync");
      const probed = `for pid in $(pgrep -u nobody); do sed -n 's/^NSpid:.*\\t//p;s/^CapEff:.//p;s/^NoNewPrivs:.//p' /proc/$pid/status; done`;
      let seen: readonly string[] = [];
      await victim.until(async () => {
        seen = (await says(probed)).split("\n").slice(0, 3);
        // One that ends meanwhile is read in part; one that is being started is not apart yet.
        return seen.length === 3 && seen[0] === "1";
      });
      expect(seen).toEqual(["1", "0000000000000000", "1"]);
      await victim.until(async () => (await says(probed)) === "");
      await victim.run("systemctl stop h.service; rm /etc/systemd/system/h.service; systemctl daemon-reload");
    });

    test("is not asked again by the agent's root helper, nor after it, while its file stays", async () => {
      const exe = `/opt/kept/bin/${VALIDATOR}`;
      await victim.run(`install -D -m 755 /root/prober ${exe}
printf '[Service]\\nUser=sol\\nExecStart=${exe} run\\n' > /etc/systemd/system/k.service
systemctl daemon-reload; systemctl start k.service`);
      await victim.commit({ mode: "observe", client: { active: "agave" }, sysctl: { [FIN]: 15 } });
      await victim.run("vexor sync");
      const kept = "/run/vexor-agent/root/programs.json";
      // What earlier programs said is there as well.
      await victim.until(async () => (await says(`grep -c ${exe} ${kept}`)) === "1");
      expect(await says(`grep -c uid=${NOBODY} ${kept}`)).toBe("1");
      expect((await victim.as("eve", `cat ${kept}`)).stdout).toBe("");
      const asks = async (): Promise<boolean> => {
        await victim.run(`${UNDER_STRACE} vexor clients`);
        return (await started("/tmp/trace")).some((argv) => argv.startsWith('"systemd-run"'));
      };
      expect(await asks()).toBe(false);
      await victim.run(`cp ${exe} ${exe}.new; mv ${exe}.new ${exe}`);
      expect(await asks()).toBe(true);
      await victim.run("systemctl stop k.service; rm /etc/systemd/system/k.service; systemctl daemon-reload");
    });

    test("is opened as the user that it runs as, in a home of that user's alone", async () => {
      await victim.run(`chmod 700 /home/sol; install -d -o sol -m 700 /home/sol/bin
install -o sol -m 755 /root/prober /home/sol/bin/${VALIDATOR}
runuser -u sol -- /home/sol/bin/${VALIDATOR} run >/dev/null 2>&1 &`);
      const exe = `/home/sol/bin/${VALIDATOR}`;
      await victim.until(async () => (await versionOf(exe))?.version !== undefined);
      expect((await versionOf(exe))?.version).toContain(`uid=${NOBODY}`);
      await victim.run(`printf '[Service]\\nUser=eve\\nExecStart=${exe} run\\n' > /etc/systemd/system/e.service
systemctl daemon-reload`);
      expect((await clients()).map(({ unasked }) => unasked))
        .toContain(`user ${await says("id -u eve")} cannot open it (EACCES)`);
      await victim.run(`rm /etc/systemd/system/e.service; systemctl daemon-reload; chmod 700 ${exe}`);
      expect(await versionOf(exe)).toMatchObject({ version: null,
        unasked: "only its owner may run it, and it is asked as nobody" });
      await victim.run("chmod 755 /home/sol");
    });
  });

  describe("a file that a user's program names", () => {
    const naming = async (config: string): Promise<void> => {
      await victim.run(`install -o eve -m 755 /root/prober /home/eve/fdctl
runuser -u eve -- /home/eve/fdctl run --config ${config} >/dev/null 2>&1 &`);
      await victim.until(async () => (await says("pgrep -x fdctl")) !== "");
      await victim.run(`${UNDER_STRACE} vexor clients --json > /tmp/clients.json`);
    };

    test("is read, when it is that user's", async () => {
      await victim.as("eve", `printf '[ledger]\\npath = "/mnt/eve"\\n' > /home/eve/c.toml`);
      await naming("/home/eve/c.toml");
      expect(await says("cat /tmp/clients.json")).toContain('"ledger": "/mnt/eve"');
    });

    test.each([
      ["a pipe", "mkfifo /home/eve/x; chown eve /home/eve/x"],
      ["a device", "mknod /home/eve/x c 1 5; chmod 666 /home/eve/x"],
      ["a link to a device", "ln -s /dev/zero /home/eve/x"],
      ["a link to /etc/shadow", "ln -s /etc/shadow /home/eve/x"],
      ["a link to a key", "ln -s /etc/ssh/ssh_host_ed25519_key /home/eve/x"],
      ["a link to root's own environment", "ln -s /proc/self/environ /home/eve/x"],
      ["a link into root's own descriptors", "ln -s /proc/self/fd/1 /home/eve/x"],
      ["a file of another user's", "ln -s /home/sol/secret /home/eve/x"],
    ])("is not opened when it is %s", async (_, make) => {
      await victim.run(make);
      const real = await says("readlink -f /home/eve/x");
      await naming("/home/eve/x");
      expect(await says("grep -o '\"pid [0-9]* runs fdctl\"' /tmp/clients.json")).not.toBe("");
      const touched = (await opens()).filter((line) => line.includes("/home/eve/x")
        || line.includes(`<${real}`) || /environ|\/dev\/zero/.test(line));
      expect(touched).toEqual([]);
    });

    test("is not opened when eve's crontab names it", async () => {
      await victim.run("ln -s /etc/shadow /home/eve/x; ln -s /home/sol /home/eve/d; mkdir -p /var/spool/cron/crontabs"
        + "; printf '@reboot /home/eve/d/secret\\n' > /var/spool/cron/crontabs/eve; chown eve /var/spool/cron/crontabs/eve");
      await victim.run(`${UNDER_STRACE} vexor explain sysctl/net.core.rmem_max`);
      expect((await opens()).filter((line) => line.includes("secret"))).toEqual([]);
      await victim.run("rm -r /var/spool/cron/crontabs/eve");
    });
  });
});
