/** Facts of a real Debian: the plan on them is the host's own, and they stay the same bytes. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Plan, PlanItem } from "../../src/engine/model/model.ts";
import { bootContainer, type Container } from "./lab/container.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { calm, declare, expectExit, install, SERVICE, startServices } from "./support/vexor.ts";

let container: Container;
const run = (script: string) => container.exec(["sh", "-c", script]);

const HOST_FILE = "/etc/vexor-agent/host.yaml";
const SECRET = "hunter2-and-more";

/** As administrators leave it: a file, a script that computes, a drop-in, a value written by hand. */
const TUNED = `cat > /etc/sysctl.d/70-admin.conf <<END
# ${SECRET}
net.core.somaxconn = 8192
net.ipv4.tcp_fin_timeout = 33
END
sysctl -q -p /etc/sysctl.d/70-admin.conf
sysctl -qw net.ipv4.tcp_keepalive_time=1234
cat > /opt/tune.sh <<'END'
#!/bin/sh
export RPC_TOKEN=${SECRET}
curl -s -u admin:${SECRET} https://rpc.example.org/ || true
T=45
if [ -e /etc/hostname ]; then
  sysctl -qw net.ipv4.tcp_keepalive_intvl=$T
fi
END
chmod 755 /opt/tune.sh; /opt/tune.sh
printf '[Unit]\\nDescription=tune\\n[Service]\\nType=oneshot\\nEnvironment=TOKEN=${SECRET}\\nExecStart=/opt/tune.sh ${SECRET}\\n[Install]\\nWantedBy=multi-user.target\\n' > /etc/systemd/system/tune.service
mkdir -p /etc/systemd/system/${SERVICE}.d
printf '[Service]\\nCPUAffinity=0\\nLimitNOFILE=2048\\n' > /etc/systemd/system/${SERVICE}.d/10-admin.conf
systemctl daemon-reload; systemctl enable -q tune.service; systemctl restart ${SERVICE}`;

const DECLARED = {
  sysctl: { "net.core.somaxconn": 4096, "net.ipv4.tcp_fin_timeout": { value: 20, adopt: { from: 33 } },
    "net.ipv4.tcp_keepalive_time": 600, "net.ipv4.tcp_keepalive_intvl": 30,
    "net.ipv4.tcp_retries2": 8, "vm.swapiness": 10, "vm.swappiness": { atLeast: 190 } },
  cpuPinning: [{ unit: SERVICE, cpus: "1" }, { unit: SERVICE, thread: "poh", cpus: "0" }],
  limits: [{ unit: SERVICE, nofile: 4096, memlock: "infinity" as const }],
};

/** Numbers of processes are the document's own. */
const withoutNumbers = (items: readonly PlanItem[]): unknown =>
  JSON.parse(JSON.stringify(items).replace(/\/proc\/\d+/g, "/proc/N")
    .replace(/\bpid \d+/g, "pid N").replace(/\((\d+)\) on/g, "(N) on")
    .replace(/(taskset [^"]*?-p\S* \S+ )\d+/g, "$1N").replace(/( && taskset [^"&]*N)+/g, " && …"));

const planned = async (...args: readonly string[]): Promise<Plan> =>
  JSON.parse((await expectExit(container, 0, ["plan", "--json", ...args])).stdout) as Plan;

const recorded = async (path: string): Promise<string> => {
  await expectExit(container, 0, ["facts", "--out", path]);
  return (await run(`cat ${path}`)).stdout;
};

describe.skipIf(cannotRun("container"))("a container", () => {
  beforeAll(async () => {
    container = await bootContainer({ name: "facts", binary: BINARY });
    await install(container);
    await startServices(container, SERVICE);
    await run(TUNED);
    await calm(container);
    await declare(container, DECLARED);
  });
  afterAll(() => container?.destroy());

  test("the plan on its facts is its own plan, item by item", async () => {
    await recorded("/root/facts.json");
    const own = await planned("-f", HOST_FILE);
    const { items, unread } = await planned("-f", HOST_FILE, "--facts", "/root/facts.json");
    expect(own.items.length).toBeGreaterThan(8);
    expect(own.items.find(({ address }) => address === "sysctl/vm.swappiness")).toMatchObject({ action: "impossible",
      reason: expect.stringMatching(/^\/proc\/sys is mounted read-only here/) });
    expect(withoutNumbers(items)).toEqual(withoutNumbers(own.items));
    expect(unread).toEqual(own.unread);
  });

  test("a plain user's facts give that user's preview", async () => {
    const asUser = (what: string): Promise<{ readonly stdout: string; readonly stderr: string }> =>
      run(`cd /tmp && setpriv --reuid=1234 --regid=1234 --clear-groups vexor ${what}`);
    await run(`install -m 644 ${HOST_FILE} /tmp/host.yaml`);
    const said = await asUser("facts --out /tmp/user.json");
    expect((await run("stat -c %u /tmp/user.json")).stdout.trim(), said.stderr).toBe("1234");
    const [own, facts] = await Promise.all(["", "--facts /tmp/user.json"].map(async (more) => {
      const { stdout, stderr } = await asUser(`plan --json -f /tmp/host.yaml ${more}`);
      if (stdout === "") throw new Error(stderr);
      return JSON.parse(stdout) as Plan;
    }));
    expect(withoutNumbers(facts?.items ?? [])).toEqual(withoutNumbers(own?.items ?? []));
    expect(facts?.unread).toEqual(own?.unread);
  });

  test("they stay the same bytes, also when its services have started again", async () => {
    const before = await recorded("/root/one.json");
    expect(await recorded("/root/two.json")).toBe(before);
    await run(`systemctl restart ${SERVICE}; logger -t x something; sync`);
    await calm(container);
    expect(await recorded("/root/three.json")).toBe(before);
    expect(before.length).toBeLessThan(300_000);
  });

  test("they hold no secret, and are their owner's alone", async () => {
    expect(await recorded("/root/facts.json")).not.toContain("hunter2");
    expect((await run("stat -c %a /root/facts.json")).stdout.trim()).toBe("600");
  });

  test("by sudo they are written only where the person could write", async () => {
    await run("useradd -m alice 2>/dev/null; true");
    const bySudo = (path: string) =>
      run(`SUDO_USER=alice SUDO_UID=$(id -u alice) vexor facts --out ${path}`);
    const refused = await bySudo("/etc/cron.d/facts");
    expect(refused.stderr).toContain("may not write");
    expect((await run("ls /etc/cron.d/facts")).code).not.toBe(0);
    expect((await bySudo("/home/alice/facts.json")).code).toBe(0);
    expect((await run("stat -c %U:%a /home/alice/facts.json")).stdout.trim()).toBe("alice:600");
  });
});
