/** The agent under a real systemd: readiness, its watchdog, and its lines in the journal. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { holdsFor } from "../support/pace.ts";
import { bootContainer, type Container } from "./lab/container.ts";
import { until } from "./lab/daemon.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";

const UNIT = `[Service]
Type=notify
ExecStart=/usr/bin/vexor agent
WatchdogSec=3s
Restart=always
RestartSec=100ms
TimeoutStartSec=60s
`;
const LIMIT_MS = 90_000;
const TWO_WATCHDOGS_MS = 7_000;
const NEVER = (): string => "it never came to that";

describe.skipIf(cannotRun("container"))("vexor-agent.service", () => {
  let container: Container;

  const sh = async (...argv: readonly string[]): Promise<string> =>
    (await container.exec(argv)).stdout.trim();
  const property = (name: string): Promise<string> =>
    sh("systemctl", "show", "vexor-agent", "--property", name, "--value");
  const agent = async (...args: readonly string[]): Promise<number> =>
    (await container.exec(["/usr/bin/vexor", ...args])).code;
  const settled = (): Promise<true> => until(async () =>
    (await property("StatusText")) === "idle" || undefined, LIMIT_MS, NEVER);

  beforeAll(async () => {
    container = await bootContainer({ name: "agent", binary: BINARY });
    for (const dir of ["/etc/vexor-agent", "/srv/fleet/hosts"]) await sh("mkdir", "-p", dir);
    await container.writeFile("/etc/systemd/system/vexor-agent.service", UNIT);
    await container.writeFile("/etc/vexor-agent/agent.yaml",
      "source: {directory: /srv/fleet, poll: 1h}\n");
    await container.writeFile("/srv/fleet/hosts/lab.yaml",
      "apiVersion: vexor/v1\nhost: lab\nsysctl: {net.core.somaxconn: {value: 5000, "
      + "adopt: {from: 4096}}}\n");
    await sh("systemctl", "daemon-reload");
  });
  afterAll(() => container?.destroy());

  test("is started once it is ready, and says how it is", async () => {
    expect((await container.exec(["systemctl", "start", "vexor-agent"],
      { timeoutMs: LIMIT_MS })).code).toBe(0);
    expect(await agent("sync", "--wait")).toBe(0);
    await settled();
    expect(await container.readFile("/proc/sys/net/core/somaxconn")).toBe("5000\n");
  });

  test("its alarms are warnings in the journal, and every line there is JSON", async () => {
    await container.writeFile("/proc/sys/net/core/somaxconn", "777");
    await agent("sync");
    const read = async (...args: readonly string[]) => (await sh("journalctl", "-o", "cat",
      "_COMM=vexor", ...args)).split("\n").filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as { event: string; level: string });
    const alarms = await until(async () => {
      const found = await read("-p", "warning");
      return found.some(({ event }) => event === "drift") ? found : undefined;
    }, LIMIT_MS, NEVER);
    expect(new Set(alarms.map(({ level }) => level))).toEqual(new Set(["warn"]));
    expect((await read()).map(({ event }) => event)).toContain("applied");
    await settled();
  });

  test("a loop that hangs is killed and started again, and the new one settles", async () => {
    const hung = await property("MainPID");
    await sh("kill", "-STOP", hung);
    await until(async () => {
      const now = await property("MainPID");
      return (now !== hung && now !== "0") || undefined;
    }, LIMIT_MS, NEVER);
    expect(Number(await property("NRestarts"))).toBeGreaterThanOrEqual(1);
    expect(await sh("journalctl", "-o", "cat", "-u", "vexor-agent")).toContain("Watchdog timeout");
    await settled();
    expect(await agent("status")).toBe(0);
  });

  test("a loop that goes on is left alone, and ends when systemd stops it", async () => {
    const [restarts, pid] = [await property("NRestarts"), await property("MainPID")];
    await holdsFor(TWO_WATCHDOGS_MS, async () =>
      expect([await property("NRestarts"), await property("MainPID")]).toEqual([restarts, pid]));
    expect((await container.exec(["systemctl", "stop", "vexor-agent"])).code).toBe(0);
    expect(await property("Result")).toBe("success");
  });
});
