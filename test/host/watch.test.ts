/** Drift as it happens: real writers on this kernel, and an agent without rights under systemd. */
import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DriftEvent } from "../../src/engine/drift/drift-events.ts";
import { within } from "../support/pace.ts";
import { bootContainer, type Container } from "./lab/container.ts";
import { until } from "./lab/daemon.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { install } from "./support/vexor.ts";

const FIN = "net.ipv4.tcp_fin_timeout";
const MOST = "net.core.somaxconn";
const pathOf = (key: string): string => `/proc/sys/${key.replaceAll(".", "/")}`;
const FILE = `apiVersion: vexor/v1\nhost: any\nsysctl: {${FIN}: 60, ${MOST}: 4096}\n`;

const STARTED = "vexor.drift-watch/1";

const movesIn = (text: string): readonly DriftEvent[] => text.split("\n").filter(Boolean)
  .map((line) => JSON.parse(line) as DriftEvent & { readonly format: string })
  .filter(({ format }) => format === "vexor.drift-event/1");

const QUICK_C = `#include <fcntl.h>
#include <string.h>
#include <unistd.h>
int main(int n, char **v) { write(open(v[1], O_WRONLY), v[2], strlen(v[2])); _exit(0); }`;

describe.skipIf(process.getuid?.() !== 0)("in a network namespace", () => {
  const dir = mkdtempSync(join(tmpdir(), "vexor-watch-"));
  let watcher: ChildProcess;
  let text = "";
  const inside = (...argv: readonly string[]): string => execFileSync(
    "nsenter", [`--net=/proc/${watcher.pid}/ns/net`, ...argv], { encoding: "utf8" });
  const next = async (value: string): Promise<DriftEvent> => {
    await expect.poll(() => movesIn(text).at(-1)?.to, { timeout: within(10_000) }).toBe(value);
    return movesIn(text).at(-1) as DriftEvent;
  };

  beforeAll(async () => {
    writeFileSync(join(dir, "host.yaml"), FILE);
    writeFileSync(join(dir, "quick.c"), QUICK_C);
    execFileSync("cc", ["-O2", "-w", "-o", join(dir, "quick"), join(dir, "quick.c")]);
    watcher = spawn("unshare", ["--net", BINARY, "drift", "--watch", "--json",
      "-f", join(dir, "host.yaml")], { stdio: ["ignore", "pipe", "inherit"] });
    watcher.stdout?.on("data", (bytes) => { text += String(bytes); });
    await until(() => text.includes(STARTED) || undefined, 10_000, () => "it did not start");
  });
  afterAll(() => {
    watcher?.kill();
    rmSync(dir, { recursive: true, force: true });
  });

  test("it watches by fanotify", () => {
    expect(JSON.parse(text.split("\n")[0] ?? "")).toMatchObject({
      means: { kernelFiles: "fanotify", because: null },
      settings: [`sysctl/${FIN}`, `sysctl/${MOST}`] });
  });

  test.each([
    ["sysctl -w", "21", /^sysctl$/, ["sysctl", "-qw", `${FIN}=21`]],
    ["a shell", "22", /^(sh|dash|bash)$/, ["sh", "-c", `echo 22 > ${pathOf(FIN)}`]],
    ["python", "23", /^python3/, ["python3", "-c", `open("${pathOf(FIN)}", "w").write("23")`]],
    ["a program that ends at once", "24", /^quick$/, [join(dir, "quick"), pathOf(FIN), "24"]],
  ])("%s is named, with its value before and after", async (_, value, name, argv) => {
    const before = inside("cat", pathOf(FIN)).trim();
    inside(...argv);
    const move = await next(value);
    expect(move).toMatchObject({ address: `sysctl/${FIN}`, where: "live", from: before, to: value,
      holds: false, how: "fanotify", ours: false });
    expect(move.writer?.name).toMatch(name);
  });

  test("a write elsewhere, or of the present value, is not drift", async () => {
    const told = movesIn(text).length;
    spawnSync("unshare", ["--net", "sh", "-c", `echo 33 > ${pathOf(FIN)}`]);
    inside("sh", "-c", `cat ${pathOf(FIN)} > ${pathOf(FIN)}`);
    inside("sh", "-c", `echo 34 > ${pathOf(FIN)}`);
    await next("34");
    expect(movesIn(text).length).toBe(told + 1);
  });

  test("a change while it was stopped is reported when it goes on", async () => {
    watcher.kill("SIGSTOP");
    inside("sh", "-c", `echo 41 > ${pathOf(FIN)}`);
    inside("sysctl", "-qw", `${MOST}=5000`);
    watcher.kill("SIGCONT");
    await expect.poll(() => movesIn(text).slice(-2).map(({ address, to }) => `${address}=${to}`),
      { timeout: within(10_000) }).toEqual([`sysctl/${FIN}=41`, `sysctl/${MOST}=5000`]);
    expect(movesIn(text).slice(-2).map(({ writer }) => writer?.name)).toEqual(
      [expect.stringMatching(/^(sh|dash|bash)$/), "sysctl"]);
  });

  test("a value that comes back is reported, and no descriptor of an event stays open", async () => {
    const open = (): number =>
      readdirSync(`/proc/${watcher.pid}/fd`).length;
    const before = open();
    for (const value of ["51", "52", "53", "60"]) {
      inside("sh", "-c", `echo ${value} > ${pathOf(FIN)}`);
      await next(value);
    }
    expect(movesIn(text).at(-1)).toMatchObject({ from: "53", to: "60", holds: true });
    expect(open()).toBe(before);
  });
});

const PINNED = "[Service]\nExecStart=/usr/bin/sleep infinity\n";
const PINS = `apiVersion: vexor/v1
host: any
cpuPinning: [{unit: pinned.service, cpus: "0"}]
`;

const UNIT = `[Service]
ExecStart=/usr/bin/vexor drift --watch --json -f /etc/watch.yaml
StandardOutput=append:/run/watch.json
User=vexor-agent
Group=vexor-agent
NoNewPrivileges=yes
`;

/** Listens and reads nothing until a file says so; then prints what came, to the line that says that some was lost. */
const DEAF = `use IO::Socket::UNIX;
my $reader = IO::Socket::UNIX->new(Peer => "/run/vexor-agent/watch.sock") or die $!;
open my $ready, ">", "/run/deaf.ready"; close $ready;
sleep 1 until -e "/run/deaf.read";
$SIG{ALRM} = sub { exit }; alarm 60;
while (<$reader>) { print; last if /"lost"/ }`;

describe.skipIf(cannotRun("container"))("in a container", () => {
  let container: Container;
  const run = async (script: string): Promise<string> =>
    (await container.exec(["sh", "-c", script])).stdout.trim();
  const moves = async (): Promise<readonly DriftEvent[]> =>
    movesIn(await container.readFile("/run/watch.json"));

  const last = async (): Promise<DriftEvent | undefined> => (await moves()).at(-1);
  const rssOf = async (pid: string): Promise<number> =>
    Number(/VmRSS:\s*(\d+)/.exec(await run(`cat /proc/${pid}/status`))?.[1]) / 1024;
  const readerPid = (): Promise<string> => run("systemctl show -P MainPID vexor-watch.service");
  const started = (): Promise<true> => until(async () =>
    (await run("cat /run/watch.json")).includes(STARTED) || undefined, 20_000,
  () => "it did not start");

  beforeAll(async () => {
    container = await bootContainer({ name: "watch", binary: BINARY });
    await install(container);
    await run(`sysctl -qw ${FIN}=60 ${MOST}=4096`);
    await container.writeFile("/etc/watch.yaml", FILE);
    await container.writeFile("/etc/systemd/system/watch.service", UNIT);
    await run("systemctl daemon-reload; systemctl start watch");
    await started();
  });
  afterAll(() => container?.destroy());

  test("a service without rights learns from the reader which process writes", async () => {
    const pid = await run("systemctl show -P MainPID watch");
    expect(await run(`grep CapEff /proc/${pid}/status; ls -l /proc/${pid}/fd`))
      .toMatch(/^CapEff:\t0+\n(?![\s\S]*fanotify)/);
    expect(await run("head -1 /run/watch.json")).toContain('"kernelFiles":"fanotify"');
    await run(`sysctl -qw ${FIN}=31`);
    await expect.poll(last, { timeout: within(10_000) }).toMatchObject({
      from: "60", to: "31", how: "fanotify", writer: { name: "sysctl" } });
    await run(`sh -c 'echo 32 > ${pathOf(FIN)}; sleep 1' cat /etc/shadow`);
    await expect.poll(last, { timeout: within(10_000) }).toMatchObject({ to: "32", writer: { name: "sh",
      user: "root", argv: ["sh", "-c", expect.any(String), "cat", "/etc/shadow"] } });
  });

  test("the reader is not root, has one capability, and keeps both queues", async () => {
    const pid = await readerPid();
    expect(await run(`grep -E '^(Uid|Cap(Prm|Bnd|Amb)|NoNewPrivs|Seccomp):' /proc/${pid}/status`))
      .toMatch(/^Uid:\t(6\d{4})\t\1\t\1\t\1\n(Cap...:\t0{10}200000\n){3}NoNewPrivs:\t1\nSeccomp:\t2$/);
    expect(await run(`ls -l /proc/${pid}/fd | grep -c fanotify`)).toBe("2");
    // Of started programs it holds back only those of file systems that stay mounted.
    const marks = await run(`grep -hE '^fanotify .* mask:[0-9a-f]*1000 ' /proc/${pid}/fdinfo/*`);
    expect([marks.includes("fanotify ino:"), marks.includes("fanotify sdev:")])
      .toEqual([true, false]);
  });

  test("others cannot listen to it", async () => {
    const { stdout } = await container.exec(["setpriv", "--reuid=nobody", "--regid=nogroup",
      "--clear-groups", "perl", "-MIO::Socket::UNIX", "-e", "print IO::Socket::UNIX->new("
      + "Peer => '/run/vexor-agent/watch.sock') ? 'listens' : $!"]);
    expect(stdout).toBe("Permission denied");
  });

  test("one that listens and does not read holds up neither the reader nor others", async () => {
    await container.writeFile("/root/deaf.pl", DEAF);
    await run("systemd-run -q --unit=deaf -p StandardOutput=append:/run/deaf.out perl /root/deaf.pl;"
      + " until [ -e /run/deaf.ready ]; do sleep 0.1; done");
    const [pid, before] = [await readerPid(), await rssOf(await readerPid())];
    await run(`for n in 1 2 3 4 5 6 7 8 9 10 11 12; do sh -c 'n=0
      while [ $n -lt 400 ]; do echo 40 > ${pathOf(FIN)}; echo 9 > ${pathOf(MOST)}; n=$((n + 1)); done'
    done; sysctl -qw ${MOST}=4096 ${FIN}=47`);
    await expect.poll(async () => (await moves()).findLast(({ address }) => address.endsWith(FIN)),
      { timeout: within(20_000) }).toMatchObject({ to: "47" });
    expect(await readerPid()).toBe(pid);
    expect(await rssOf(pid) - before).toBeLessThan(24);
    await run("touch /run/deaf.read; while systemctl -q is-active deaf; do sleep 0.2; done");
    expect((await run("cat /run/deaf.out")).split("\n")).toContain('{"lost":true}');
  });

  test("a reader that is killed comes back, and meanwhile drift is seen without a name", async () => {
    const pid = await readerPid();
    await run(`kill -9 ${pid}; sysctl -qw ${FIN}=51`);
    await expect.poll(last, { timeout: within(5_000) }).toMatchObject({ to: "51" });
    await run(`sleep 2; sysctl -qw ${FIN}=52`);
    await expect.poll(last, { timeout: within(5_000) }).toMatchObject({ to: "52", writer: null });
    await until(async () => !["0", pid].includes(await readerPid()) || undefined, 30_000,
      () => "it did not come back");
    let value = 53;
    await expect.poll(async () => {
      await run(`sysctl -qw ${FIN}=${value++}; sleep 1`);
      return last();
    }, { timeout: within(30_000) }).toMatchObject({ how: "fanotify", writer: { name: "sysctl" } });
  });

  test("without a reader it says so, and sees drift all the same", async () => {
    await run("systemctl stop vexor-watch.socket vexor-watch; rm /run/watch.json");
    await run("systemctl restart watch");
    await started();
    expect(await run("head -1 /run/watch.json")).toContain("fanotify needs CAP_SYS_ADMIN; vexor-watch.service: ENOENT");
    await run(`sysctl -qw ${FIN}=35`);
    await expect.poll(last, { timeout: within(10_000) }).toMatchObject({ to: "35", writer: null });
  });

  describe("with files of units", () => {
    const told = async (): Promise<readonly DriftEvent[]> =>
      movesIn(await container.readFile("/run/pins.json"));

    beforeAll(async () => {
      await container.writeFile("/etc/systemd/system/pinned.service", PINNED);
      await container.writeFile("/etc/pins.yaml", PINS);
      await run("systemctl daemon-reload; systemctl start pinned; systemd-run -q --unit=pins "
        + "-p StandardOutput=append:/run/pins.json vexor drift --watch --json -f /etc/pins.yaml");
      await until(async () => (await run("cat /run/pins.json")).includes(STARTED) || undefined,
        20_000, () => "it did not start");
    });

    test.each([
      "/etc/systemd/system/pinned.service.d", "/run/systemd/system/pinned.service.d",
      "/etc/systemd/system.control/pinned.service.d",
      "/usr/local/lib/systemd/system/pinned.service.d",
    ])("a drop-in in %s, made later, is seen each time", async (dir) => {
      for (const cpus of ["0", "1"]) {
        const before = (await told()).length;
        await run(`mkdir -p ${dir}; sleep 0.2
          printf '[Service]\\nCPUAffinity=${cpus}\\n' > ${dir}/x.conf`);
        await expect.poll(async () => (await told()).slice(before), { timeout: within(15_000) })
          .toContainEqual(expect.objectContaining({ where: "boot", to: cpus }));
        await run(`rm -r ${dir}`);
        await expect.poll(async () => (await told()).at(-1), { timeout: within(15_000) })
          .toMatchObject({ where: "boot", gone: true });
      }
    });
  });
});
