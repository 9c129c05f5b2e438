/**
 * A local user's processes that keep a reader of their command line waiting for good. Only a guest
 * can show it: such a process hangs every ps of its machine, and so would hang this one's.
 */
import { execa } from "execa";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DriftEvent } from "../../src/engine/drift/drift-events.ts";
import { until, within } from "../support/pace.ts";
import { bootGuest, type Guest } from "./lab/guest.ts";
import { BINARY, cannotRun, LAB } from "./lab/machine.ts";
import { declare, expectExit, install, plan } from "./support/vexor.ts";

const [EVE, SOL] = [1001, 1000];
const AGAVE = "/opt/agave/agave-validator";
const UNIT = "sol.service";
const SERVICE = `[Service]
User=${SOL}
ExecStart=${AGAVE} --ledger /home/sol/ledger
[Install]
WantedBy=multi-user.target
`;
const WANTED = { sysctl: { "vm.swappiness": 10, "net.ipv4.ip_forward": 0 },
  irqAffinity: [{ match: { name: "virtio1-input.0" }, cpus: "0-3" }],
  client: { active: "agave", unit: UNIT } };
const SILENT = "it does not tell its command line";

let guest: Guest;
const run = (script: string) => guest.exec(["sh", "-c", script]);
const says = async (script: string): Promise<string> => (await run(script)).stdout.trim();

const build = async (): Promise<string> => {
  const [program, source] = [join(LAB, "stalled"), join(import.meta.dirname, "support/stalled.c")];
  await mkdir(LAB, { recursive: true });
  await execa("gcc", ["-static", "-pthread", "-o", program, source]);
  return program;
};

/** The owner's process runs a program of this name, and does not tell its command line. */
const stall = async (uid: number, name: string): Promise<void> => {
  const unit = `stall-${uid}-${name}`;
  await run(`mkdir -p /home/${uid}; cp /usr/local/bin/stalled /home/${uid}/${name}
systemd-run --quiet --scope --unit=${unit} --slice=user-${uid}.slice \
  setsid setpriv --reuid=${uid} --regid=${uid} --clear-groups /usr/local/bin/stalled \
  /home/${uid}/${name} >/run/${unit} 2>&1 </dev/null &`);
  await until(async () => await says(`cat /run/${unit}`) === "stalls", 30);
};

/** grep(1) is ended by its time, as a reader that is not asked to end would never be. */
const isStalled = async (name: string): Promise<boolean> => await says(
  `pid=$(grep -lx ${name} /proc/[0-9]*/comm | cut -d/ -f3 | sort -n | head -1)
timeout -s KILL 2 cat /proc/$pid/cmdline >/dev/null; echo $?`) === "137";

describe.skipIf(cannotRun("guest"))("a local user's stalled process", () => {
  const planned = async (): Promise<readonly string[]> => (await plan(guest)).items
    .map(({ address, action }) => `${address} ${action}`);
  let before: readonly string[] = [];

  beforeAll(async () => {
    guest = await bootGuest({ name: "stalled", binary: BINARY });
    await install(guest);
    await guest.copyIn(await build(), "/usr/local/bin/stalled", "0755");
    await run(`useradd -u ${SOL} sol; useradd -u ${EVE} eve; mkdir -p ${AGAVE.slice(0, 10)}
install -D /usr/local/bin/stalled ${AGAVE}`);
    await guest.writeFile(`/etc/systemd/system/${UNIT}`, SERVICE);
    await run(`systemctl daemon-reload; systemctl enable --now ${UNIT}`);
    await declare(guest, WANTED);
    before = await planned();
    await stall(EVE, "agave-validator");
    await stall(EVE, "irqbalance");
    await stall(EVE, "x");
  });
  afterAll(() => guest?.destroy());

  test("is one: a reader of its command line has to be killed", async () => {
    expect(await isStalled("x")).toBe(true);
  });

  test("a local user's stalled process stops neither plan, apply nor recover", async () => {
    expect(before).toContain("sysctl/vm.swappiness update");
    expect(await planned()).toEqual(before);
    await expectExit(guest, 0, ["apply", "--yes", "--only", "sysctl/vm.swappiness"]);
    expect(await says("cat /proc/sys/vm/swappiness")).toBe("10");

    const journal = "/var/lib/vexor-agent/runs/1/journal.jsonl";
    await run(`sed -i -E '/"type":"(end|verified)"/d' ${journal}`);
    await expectExit(guest, 0, ["recover"]);
    expect(await says("cat /proc/sys/vm/swappiness")).toBe("60");
    expect(await says(`tail -1 ${journal}`)).toContain("rolled-back");
  });

  test("is shown, with what is unknown of it", async () => {
    const { stdout } = await expectExit(guest, 0, ["clients", "--json"]);
    const { clients } = JSON.parse(stdout) as { clients: readonly {
      isStranger?: boolean; uid: number; exe: string; evidence: readonly { says: string }[] }[] };
    expect(clients.find(({ exe }) => exe === `/home/${EVE}/agave-validator`)).toMatchObject({
      isStranger: true, uid: EVE, evidence: [{ says: expect.stringContaining(SILENT) as string },
        { says: expect.stringContaining("could not sign here") as string }] });
  });

  test("that writes, too, does not stop the watch, and is named without its command line",
    async () => {
      await run("systemd-run --unit=watch -p StandardOutput=append:/run/watch.json "
        + "vexor drift --watch --json -f /etc/vexor-agent/host.yaml");
      const lines = async () => (await says("cat /run/watch.json")).split("\n");
      await until(async () => (await lines())[0]?.includes("drift-watch/1") === true, 60);
      await run("sysctl -qw vm.swappiness=33");
      await expect.poll(async () => (await lines()).slice(1).filter(Boolean)
        .map((line) => JSON.parse(line) as DriftEvent), { timeout: within(30_000), interval: 500 })
        .toContainEqual(expect.objectContaining({ address: "sysctl/vm.swappiness", to: "33",
          how: "fanotify", writer: expect.objectContaining({ name: "sysctl" }) as object }));
    });

  test("of a user who could sign is never taken for one that does not run", async () => {
    await stall(SOL, "agave-validator");
    const { items } = await plan(guest);
    const client = items.find(({ address }) => address.startsWith("client/"));
    expect(JSON.stringify(client)).toContain(SILENT);
    expect(client?.action).toBe("blocked");
  });
});
