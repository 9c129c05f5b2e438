/** Drift that only a whole machine shows: its interrupts, its services, keys outside namespaces. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { within } from "../support/pace.ts";
import type { DriftEvent } from "../../src/engine/drift/drift-events.ts";
import { until } from "./lab/daemon.ts";
import { bootGuest, type Guest } from "./lab/guest.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { SERVICE, startServices } from "./support/vexor.ts";

const QUEUE = "virtio1-input.0";
const FILE = JSON.stringify({
  apiVersion: "vexor/v1", host: "any", sysctl: { "vm.swappiness": 60 },
  irqAffinity: [{ match: { name: QUEUE }, cpus: "0-3" }],
  cpuPinning: [{ unit: SERVICE, cpus: "0-3" }],
});

describe.skipIf(cannotRun("guest"))("a guest", () => {
  let guest: Guest;
  const run = async (script: string): Promise<string> =>
    (await guest.exec(["sh", "-c", script])).stdout.trim();
  const moves = async (): Promise<readonly DriftEvent[]> => (await guest.readFile("/run/watch.json"))
    .split("\n").slice(1).filter(Boolean).map((line) => JSON.parse(line) as DriftEvent);
  /** Events that an earlier expectation was about. */
  let past = 0;
  /** What happens to one thing is reported as it is seen: live or boot may come first. */
  const told = async (address: string, more: object): Promise<void> => {
    let seen: readonly DriftEvent[] = [];
    await expect.poll(async () => (seen = await moves()).slice(past)
      .filter((one) => one.address === address), { timeout: within(30_000), interval: 500 })
      .toContainEqual(expect.objectContaining(more));
    past = seen.length;
  };

  beforeAll(async () => {
    guest = await bootGuest({ name: "watch", binary: BINARY });
    await startServices(guest, SERVICE);
    await guest.writeFile("/etc/watch.yaml", FILE);
    await run("systemd-run --unit=watch -p StandardOutput=append:/run/watch.json "
      + "vexor drift --watch --json -f /etc/watch.yaml");
    const started = async (): Promise<true | undefined> =>
      (await run("cat /run/watch.json")).includes("drift-watch/1") || undefined;
    await until(started, 60_000, () => "it did not start");
  });
  afterAll(() => guest?.destroy());

  test("a key of the whole machine", async () => {
    await run("sysctl -qw vm.swappiness=33");
    await told("sysctl/vm.swappiness", { from: "60", to: "33", how: "fanotify",
      writer: expect.objectContaining({ name: "sysctl" }) });
  });

  test("the mask of an interrupt, written by either of its files", async () => {
    const irq = await run(`grep ' ${QUEUE}$' /proc/interrupts | tr -d ' ' | cut -d: -f1`);
    for (const [file, value, to] of [["smp_affinity", "2", "1"], ["smp_affinity_list", "0", "0"]]) {
      await run(`echo ${value} > /proc/irq/${irq}/${file}`);
      await told(`irq-affinity/${QUEUE}`, { to, how: "fanotify",
        writer: expect.objectContaining({ name: expect.stringMatching(/^(sh|dash)$/) }) });
    }
  });

  test("the affinity of a thread, and a drop-in that would pin it at its next start", async () => {
    const pid = await run(`systemctl show -P MainPID ${SERVICE}`);
    await run(`taskset -cp 1 ${pid}`);
    await told(`cpu-pinning/${SERVICE}`, { where: "live", how: "poll", writer: null });
    await guest.writeFile(`/etc/systemd/system/${SERVICE}.d/50-pin.conf`,
      "[Service]\nCPUAffinity=2\n");
    await told(`cpu-pinning/${SERVICE}`, { where: "boot", how: "files", to: "2", evidence: [
      expect.objectContaining({ path: `/etc/systemd/system/${SERVICE}.d/50-pin.conf`, line: 2 })] });
  });

  test("a restart of the service, which takes that pin", async () => {
    await run(`systemctl daemon-reload; systemctl restart ${SERVICE}`);
    // The reload has written files of systemd's own: by them or by the next look, whichever is first.
    await told(`cpu-pinning/${SERVICE}`, { where: "live", to: "2", how: expect.stringMatching(/^(poll|files)$/) });
  });
});
