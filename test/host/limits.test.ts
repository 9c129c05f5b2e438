/** Limits of services against a real systemd: what it reads, and when it sets them. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Plan } from "../../src/engine/model/model.ts";
import { bootContainer, type Container } from "./lab/container.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { calm, declare, expectExit, install, SERVICE, startServices } from "./support/vexor.ts";

let container: Container;
const run = (script: string) => container.exec(["sh", "-c", script]);

const NOFILE = `limits/${SERVICE}/nofile`;
const MEMLOCK = `limits/${SERVICE}/memlock`;

/** As systemd tells them: `soft:hard`, one number where they are equal. */
const systemdsLimit = async (unit: string, directive: string): Promise<string> => {
  const { stdout } = await run(`systemctl show -p ${directive},${directive}Soft ${unit}`);
  const [hard, soft] = [directive, `${directive}Soft`].map((key) =>
    new RegExp(`^${key}=(.*)$`, "m").exec(stdout)?.[1] ?? "");
  return soft === hard ? hard ?? "" : `${soft}:${hard}`;
};

const explained = async (address: string): Promise<{ readonly afterReboot: string | null }> =>
  JSON.parse((await expectExit(container, 0, ["explain", address, "--json"])).stdout) as { afterReboot: string | null };

const planNow = async (): Promise<Plan> =>
  JSON.parse((await expectExit(container, 0, ["plan", "--json"])).stdout) as Plan;

const TEXTS = ["1000", "1024:4096", "infinity", "0x400", "4096:1024", "many", "64K", "64M:infinity", "0", "1.5M", ""];

describe.skipIf(cannotRun("container"))("a container", () => {
  beforeAll(async () => {
    container = await bootContainer({ name: "limits", binary: BINARY });
    await install(container);
    await startServices(container, SERVICE);
    await calm(container);
  });
  afterAll(() => container?.destroy());

  test("the limit that a start brings is the one that systemd reports, or unknown", async () => {
    await run(TEXTS.map((text, at) => `printf '[Service]\nExecStart=/bin/true\nLimitNOFILE=${text}\nLimitMEMLOCK=${text}\n'`
      + ` > /etc/systemd/system/text-${at}.service`).join("; "));
    await run("systemctl daemon-reload");
    const wrong: string[] = [];
    let told = 0;
    for (const unit of [SERVICE, "dbus.service", ...TEXTS.map((_, at) => `text-${at}.service`)]) {
      for (const [name, directive] of [["nofile", "LimitNOFILE"], ["memlock", "LimitMEMLOCK"]] as const) {
        const { afterReboot } = await explained(`limits/${unit}/${name}`);
        const systemds = await systemdsLimit(unit, directive);
        if (afterReboot !== null) told += 1;
        if (afterReboot !== null && afterReboot !== systemds) wrong.push(`${unit} ${name}: ${afterReboot}, ${systemds}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(told).toBeGreaterThan(12);
  });

  test("a limit is written, waits for the next start, and holds from there on", async () => {
    await declare(container, { limits: [{ unit: SERVICE, nofile: 4096, memlock: 4194304 }] });
    await expectExit(container, 0, ["apply", "--yes"]);
    expect((await planNow()).pending?.map(({ address }) => address)).toEqual([NOFILE, MEMLOCK]);
    const pid = (await run(`systemctl show -P MainPID ${SERVICE}`)).stdout.trim();
    expect((await run(`grep -c 4096 /proc/${pid}/limits`)).stdout.trim(), "what runs is left as it is").toBe("0");
    await expectExit(container, 0, ["drift"]);
    await run(`systemctl restart ${SERVICE}`);
    await calm(container);
    const { stdout } = await run(`cat /proc/$(systemctl show -P MainPID ${SERVICE})/limits`);
    expect(stdout).toMatch(/^Max open files +4096 +4096 /m);
    expect(stdout).toMatch(/^Max locked memory +4194304 +4194304 /m);
    expect(await planNow()).not.toHaveProperty("pending");
    await expectExit(container, 0, ["rollback", "--yes"]);
    expect((await run(`ls /etc/systemd/system/${SERVICE}.d 2>&1`)).stdout).not.toContain("limits");
    expect((await planNow()).summary.update).toBe(2);
  });
});
