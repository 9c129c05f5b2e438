/** The lab itself: what the other host tests take for granted of its machines. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { bootContainer, type Container } from "./lab/container.ts";
import { bootGuest, type Guest } from "./lab/guest.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";

describe.skipIf(cannotRun("container"))("container", () => {
  let container: Container;
  beforeAll(async () => {
    container = await bootContainer({ name: "lab", binary: BINARY });
  });
  afterAll(() => container?.destroy());

  test("runs commands under a real systemd, as root, in a network of its own", async () => {
    const { code, stdout } = await container.exec(["cat", "/proc/1/comm", "-"], { input: "in\n" });
    expect({ code, stdout }).toEqual({ code: 0, stdout: "systemd\nin\n" });
    await container.writeFile("/proc/sys/net/core/somaxconn", "777");
    expect(await container.readFile("/proc/sys/net/core/somaxconn")).toBe("777\n");
    expect((await container.exec(["sh", "-c", "echo no >&2; exit 7"])).stderr).toBe("no\n");
    expect((await container.exec(["/usr/bin/vexor", "--version"])).code).toBe(0);
    await expect(container.exec(["sleep", "9"], { timeoutMs: 200 })).rejects.toThrow("200 ms");
  });

  test("boots the same disk again after a power-off and after a power cut", async () => {
    await container.writeFile("/etc/kept", "kept");
    const boot = (): Promise<string> => container.readFile("/proc/sys/kernel/random/boot_id");
    const first = await boot();
    await container.shutdown();
    await container.boot();
    const second = await boot();
    await container.powerCut();
    await container.boot();
    expect(new Set([first, second, await boot()]).size).toBe(3);
    expect(await container.readFile("/etc/kept")).toBe("kept");
    expect(await container.readFile("/proc/sys/net/core/somaxconn")).not.toBe("777\n");
  });
});

describe.skipIf(cannotRun("container"))("container with a lossy disk", () => {
  test("loses in a power cut what was not synced, but for what is kept", async () => {
    const container = await bootContainer({ name: "lossy", lossyBut: ["/srv/kept"] });
    onTestFinished(() => container.destroy());
    const { code } = await container.exec(["sh", "-ec", `cd /srv; echo before > replaced; echo before > safe
sync -f /; for name in replaced safe; do echo after > $name.new; done; sync safe.new
for name in replaced safe; do mv $name.new $name; done; sync /srv; echo said > kept/said`]);
    expect(code).toBe(0);
    await container.powerCut();
    await container.boot();
    const { stdout } = await container.exec(["sh", "-c", "cd /srv; head replaced safe kept/said"]);
    expect(stdout).toBe("==> replaced <==\n\n==> safe <==\nafter\n\n==> kept/said <==\nsaid\n");
  });
});

describe.skipIf(cannotRun("guest"))("guest", () => {
  let guest: Guest;
  beforeAll(async () => {
    guest = await bootGuest({ name: "lab", binary: BINARY, kernelArguments: "isolcpus=3" });
  });
  afterAll(() => guest?.destroy());

  test("has 4 CPUs, IRQs of several queues, cpuset, and writable sysctls", async () => {
    const { stdout } = await guest.exec(["nproc", "--all"]);
    expect(stdout).toBe("4\n");
    expect(await guest.readFile("/sys/devices/system/cpu/isolated")).toBe("3\n");
    expect(await guest.readFile("/proc/interrupts")).toMatch(/virtio\d+-input\.0/);
    expect(await guest.readFile("/sys/fs/cgroup/cgroup.controllers")).toContain("cpuset");
    await guest.writeFile("/proc/sys/vm/swappiness", "7");
    expect(await guest.readFile("/proc/sys/vm/swappiness")).toBe("7\n");
    expect((await guest.exec(["sh", "-c", "echo no >&2; exit 7"])).stderr).toBe("no\n");
    expect((await guest.exec(["/usr/bin/vexor", "--version"])).code).toBe(0);
    await expect(guest.exec(["sleep", "60"], { timeoutMs: 500 })).rejects.toThrow("500 ms");
  });

  test("loses in a power cut what was not synced, and boots the same disk again", async () => {
    await guest.writeFile("/etc/kept", "kept");
    await guest.exec(["sync"]);
    await guest.writeFile("/etc/lost", "lost");
    const pending = expect(guest.exec(["sleep", "60"])).rejects.toThrow("lost its power");
    await guest.powerCut();
    await pending;
    await guest.boot();
    expect(await guest.readFile("/etc/kept")).toBe("kept");
    expect(await guest.exec(["cat", "/etc/lost"])).not.toMatchObject({ stdout: "lost" });
  });
});
