/**
 * Files below /sys against a real kernel: those of a network interface, which are the container's
 * alone. All others are the machine's, and stay read-only in here.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bootContainer, type Container } from "./lab/container.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { hostAt } from "../support/engine.ts";
import { sysfsDriver, SYSFS_WRITE_RIGHTS } from "../../src/resources/sysfs/driver.ts";
import { ROOT } from "../support/paths.ts";
import { calm, declare, expectExit, install, plan } from "./support/vexor.ts";

let container: Container;
const run = (script: string) => container.exec(["sh", "-c", script]);

const NET = "class/net/eth0";
const RPS = `${NET}/queues/rx-0/rps_cpus`;
const FLOWS = `${NET}/queues/rx-0/rps_flow_cnt`;
const FLUSH = `${NET}/gro_flush_timeout`;
const TMPFILES = "/etc/tmpfiles.d/90-vexor-agent.conf";
const ROLLED_BACK = 4;

const live = async (path: string): Promise<string> => (await run(`cat /sys/${path}`)).stdout.trim();
const set = (path: string, value: string) => run(`echo ${value} > /sys/${path}`);

describe.skipIf(cannotRun("container"))("a container", () => {
  beforeAll(async () => {
    container = await bootContainer({ name: "sysfs", binary: BINARY, interfaces: 1 });
    await install(container);
    await calm(container);
  });
  afterAll(() => container?.destroy());

  test("what is mounted read-only is impossible, and is not tried", async () => {
    await declare(container, { sysfs: { [RPS]: "1", "kernel/mm/transparent_hugepage/khugepaged/scan_sleep_millisecs": 12345 } });
    const { items } = await plan(container);
    expect(items.map(({ action, reason }) => [action, /mounted read-only here/.test(reason)])).toEqual([
      ["impossible", true], ["impossible", true]]);
    const net = "/sys/devices/virtual/net";
    expect((await run(`mount --bind ${net} ${net} && mount -o remount,rw ${net}`)).code).toBe(0);
  });

  test("a value is applied, held, brought back by systemd-tmpfiles, and rolled back", async () => {
    const [rps, flush] = [await live(RPS), await live(FLUSH)];
    await declare(container, { sysfs: { [RPS]: "3", [FLUSH]: { value: 20000, adopt: { from: Number(flush) } }, [FLOWS]: 64 } });
    await expectExit(container, 0, ["apply", "--yes"]);
    expect([BigInt(`0x${await live(RPS)}`), await live(FLUSH), await live(FLOWS)]).toEqual([3n, "20000", "64"]);
    expect((await plan(container)).summary).toMatchObject({ none: 3 });

    await set(RPS, "0");
    await set(FLUSH, "0");
    expect((await plan(container)).actions).toEqual({ [`sysfs/${RPS}`]: "drift", [`sysfs/${FLUSH}`]: "drift" });
    expect((await run(`systemd-tmpfiles --create ${TMPFILES}`)).code).toBe(0);
    expect((await plan(container)).summary).toMatchObject({ none: 3 });

    await expectExit(container, 0, ["rollback", "--yes"]);
    expect([await live(RPS), await live(FLUSH), await live(FLOWS), (await run(`test -e ${TMPFILES}`)).code])
      .toEqual([rps, flush, "0", 1]);
  });

  test("a count that the kernel rounds up is not taken for done, and the run is undone", async () => {
    await declare(container, { sysfs: { [RPS]: "1", [FLOWS]: 100 } });
    const { stderr } = await expectExit(container, ROLLED_BACK, ["apply", "--yes"]);
    expect(stderr).toContain(`/sys/${FLOWS} does not take 100: it holds 128 after the write`);
    expect([BigInt(`0x${await live(RPS)}`), await live(FLOWS)]).toEqual([0n, "0"]);
  });

  test("a line of an administrator's in tmpfiles.d is found, and the value left alone", async () => {
    await run(`echo 'w /sys/class/net/*/queues/rx-0/rps_cpus - - - - 2' > /etc/tmpfiles.d/mine.conf; systemd-tmpfiles --create mine.conf`);
    await declare(container, { sysfs: { [RPS]: "3" } });
    const { items } = await plan(container);
    expect(items).toMatchObject([{ action: "blocked", origin: "custom", live: "2", evidence: [{ path: "/etc/tmpfiles.d/mine.conf", line: 1 }] }]);
    await run("rm /etc/tmpfiles.d/mine.conf");
    await set(RPS, "0");
  });

  test("the sandbox of the agent's root helper lets a write of it through, and no other", async () => {
    const real = `/sys/devices/virtual/net/eth0`;
    const writablePaths = [...sysfsDriver.writablePaths?.(hostAt("/"), RPS) ?? [], `${real}/queues/rx-0/rps_cpus`];
    const unit = readFileSync(join(ROOT, "packaging/systemd/vexor-operate@.service"), "utf8");
    const properties = [...unit.slice(unit.indexOf("# From here on")).split("\n").filter((line) => /^\w+=/.test(line)),
      `CapabilityBoundingSet=${SYSFS_WRITE_RIGHTS.filter(({ paths }) => writablePaths.some((path) => paths.test(path)))
        .flatMap(({ capabilities }) => capabilities).join(" ")}`, `ReadWritePaths=${writablePaths.map((path) => `-${path}`).join(" ")}`];
    const inSandbox = (script: string) => container.exec(["systemd-run", "--quiet", "--pipe", "--wait",
      ...properties.map((one) => `--property=${one}`), "sh", "-c", script]);
    expect(await inSandbox(`echo 1 > /sys/${RPS}`)).toMatchObject({ code: 0 });
    expect([BigInt(`0x${await live(RPS)}`), (await inSandbox(`echo 64 > /sys/${FLOWS}`)).code]).toEqual([1n, 2]);
    await set(RPS, "0");
  });

  test("udev takes our rules as they are written", async () => {
    const tree = "/tmp/tree";
    await run(`mkdir -p ${tree}/etc/udev ${tree}/sys/${NET}/queues/rx-0 ${tree}/var/lib ${tree}/run; echo lab > ${tree}/etc/hostname
      echo 0 > ${tree}/sys/${RPS}`);
    await declare(container, { sysfs: { [RPS]: "2" } });
    await expectExit(container, 0, ["apply", "--yes", "--root", tree, "-f", "/etc/vexor-agent/host.yaml"]);
    await run(`cp ${tree}/etc/udev/rules.d/90-vexor-agent.rules /etc/udev/rules.d/`);
    await set(RPS, "0");
    // A queue's own event cannot be played: udevadm asks for a file `uevent` that no queue has.
    const { stderr, stdout } = await run(`udevadm test --action=add /sys/${NET}`);
    expect([BigInt(`0x${await live(RPS)}`), `${stderr}${stdout}`.match(/90-vexor-agent\.rules:\d+ .*(?:nvalid|nknown|gnoring)/)]).toEqual([2n, null]);
    await run("rm /etc/udev/rules.d/90-vexor-agent.rules");
    await set(RPS, "0");
  });
});
