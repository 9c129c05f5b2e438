/** Switching between two validators under a real systemd, with a witness that is not Vexor. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { holdsFor, patient, until, within } from "../support/pace.ts";
import { bootContainer, type Container } from "./lab/container.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { killAtEveryStep, type SwitchMachine } from "./support/switch-kills.ts";
import { AGAVE, FRANK, installValidators, type Validators } from "./support/validators.ts";
import { calm, declare, expectExit, install, plan, vexor } from "./support/vexor.ts";
import { momentsOfTwo, unitState } from "./support/seen.ts";

let container: Container;
let validators: Validators;
const run = (script: string) => container.exec(["sh", "-c", script]);

const active = (unit: string): Promise<string> => unitState(container, unit);

const HEALTH = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "getHealth" });

/** Asked by bash itself: the test must not believe Vexor about it. */
const isHealthy = async (): Promise<boolean> => {
  const request = `POST / HTTP/1.1\\r\\nContent-Length: ${HEALTH.length}\\r\\n\\r\\n${HEALTH}`;
  const { stdout } = await container.exec(["bash", "-c",
    `exec 3<>/dev/tcp/127.0.0.1/8899 && printf '${request}' >&3 && timeout 0.5 cat <&3`]);
  return stdout.includes('"result":"ok"');
};

const BEFORE = ["active enabled", "inactive disabled"];
const AFTER = ["inactive disabled", "active enabled"];
const state = () => Promise.all([AGAVE, FRANK].map(active));
/** For what never comes: a busy machine changes nothing about it. */
const IN_VAIN = { stopWithin: 3, healthyWithin: 3 } as const;
const TO_FRANK = { client: { active: "frankendancer", adopt: { from: "agave" }, stopWithin: patient(3),
  healthyWithin: patient(8) } } as const;

const twoAtOnce = async (): Promise<readonly unknown[]> => momentsOfTwo(await validators.seen());

const SLOW = `/etc/systemd/system/${FRANK}.d/50-slow.conf`;

const reset = async (behaviour: object = {}): Promise<void> => {
  await calm(container);
  await validators.behaviour(AGAVE, behaviour);
  await validators.behaviour(FRANK, behaviour);
  await run(`rm -rf /var/lib/vexor-agent/* /etc/systemd/system/*.service.d/90-vexor-agent-*.conf
for unit in ${AGAVE} ${FRANK}; do
  [ "$(systemctl is-active $unit)" != deactivating ] || systemctl kill -s KILL $unit
done; systemctl stop -q stray mine; umount -q /mnt/fd/ledger; rm -f /opt/*/bin/*.stand-in.json ${SLOW}
rm -rf /etc/systemd/system/mine.service /opt/mine; systemctl enable -q vexor-recover vexor-recover-late
systemctl is-active -q witness || systemd-run -q --unit=witness /usr/local/bin/stand-in-observer /srv/seen.jsonl
systemctl daemon-reload; systemctl disable -q --now ${FRANK}; systemctl stop ${AGAVE}
rm -f /mnt/*/ledger/tower* /srv/cluster/votes.jsonl; systemctl reset-failed; systemctl enable -q --now ${AGAVE}`);
  await until(isHealthy, 10);
};

/** What the campaign needs of this machine. */
const machine = (): SwitchMachine => ({ container, validators, reset,
  declare: () => declare(container, { client: { ...TO_FRANK.client, stopWithin: patient(1), healthyWithin: patient(3) } }),
  // A mark of failure may stay on one that has been stopped: who died cannot take it off any more.
  state: async () => (await state()).join(", ").replace("failed", "inactive"), before: BEFORE.join(", "), after: AFTER.join(", "),
  isHealthy: () => until(isHealthy, 10).then(() => true, () => false) });

const KILLS = Number(process.env["VEXOR_SWITCH_KILLS"] ?? 6);

describe.skipIf(cannotRun("container"))("two clients", () => {
  beforeAll(async () => {
    container = await bootContainer({ name: "clients", binary: BINARY });
    await install(container);
    validators = await installValidators(container);
  });
  afterAll(() => container?.destroy());
  beforeEach(() => reset());

  test("both are found, with the evidence, and nothing but their version was asked", async () => {
    const { stdout } = await expectExit(container, 0, ["clients", "--json"]);
    const { clients } = JSON.parse(stdout) as { clients: readonly Record<string, unknown>[] };
    expect(clients).toMatchObject([
      { client: "agave", state: "running", unit: AGAVE, enabled: true, uid: 1000,
        version: expect.stringContaining("client:Agave"),
        places: { ledger: "/mnt/agave/ledger", identity: "/etc/solana/identity.json" } },
      { client: "frankendancer", state: "stopped", unit: FRANK, enabled: false },
    ]);
    const human = await expectExit(container, 0, ["clients"]);
    expect(human.stdout).toMatch(/sol\.service +enabled +agave-validator 4\.2\.1/);
    expect(human.stdout).toContain("/home/sol/validator.sh:3");
  });

  test("a client of the operator's is not stopped without permission", async () => {
    await declare(container, { client: { active: "frankendancer" } });
    const { items } = await plan(container);
    expect(items).toMatchObject([{ address: "client/active", action: "blocked", live: "agave",
      waysOut: expect.arrayContaining([expect.stringContaining("adopt: {from: agave}")]) }]);
    await expectExit(container, 3, ["apply", "--yes"]);
    expect(await state()).toEqual(BEFORE);
  });

  test("a switch, and back again: never two, and boot follows", async () => {
    await declare(container, TO_FRANK);
    await expectExit(container, 0, ["apply", "--yes"], { timeoutMs: 60_000 });
    expect(await state()).toEqual(AFTER);
    expect((await plan(container)).actions).toEqual({});
    await expectExit(container, 0, ["apply", "--yes"]);
    const byHand = await run(`systemctl start ${AGAVE}`);
    expect(byHand).toMatchObject({ stderr: expect.stringContaining("refused") });
    expect(await state()).toEqual(AFTER);
    await expectExit(container, 0, ["rollback", "--yes"], { timeoutMs: 60_000 });
    expect(await state()).toEqual(BEFORE);
    expect(await twoAtOnce()).toEqual([]);
  });

  test.each([
    ["a crash at the start", { crash: { says: "panicked" } }],
    ["a start that never ends", { startStuck: true }],
    ["a client that is not healthy", { health: "behind" }],
    ["an RPC that talks rubbish", { rpc: "rubbish" }],
    ["an RPC that never answers", { rpc: "hang" }],
  ])("%s brings the previous client back", async (_, behaviour) => {
    await validators.behaviour(FRANK, behaviour);
    await declare(container, { client: { ...TO_FRANK.client, ...IN_VAIN } });
    const { stderr } = await expectExit(container, 4, ["apply", "--yes"], { timeoutMs: 60_000 });
    expect(stderr).toContain("frankendancer.service");
    expect(await state()).toEqual(BEFORE);
    expect(await twoAtOnce()).toEqual([]);
  });

  test("a stop that hangs is ended by force, and proven before the other one starts", async () => {
    await validators.behaviour(AGAVE, { stopMs: "never" });
    await declare(container, { client: { ...TO_FRANK.client, stopWithin: IN_VAIN.stopWithin } });
    await expectExit(container, 0, ["apply", "--yes"], { timeoutMs: 60_000 });
    expect(await state()).toEqual(AFTER);
    expect(await twoAtOnce()).toEqual([]);
  });

  test("killed at any step, it ends in before or after, with one client running", async () => {
    const tally = await killAtEveryStep(machine(), KILLS);
    console.log(`switches killed: ${JSON.stringify(tally)}`);
    expect(tally).toMatchObject({ neither: [], none: 0, two: 0, forgotten: 0 });
  }, within(120_000 + 30_000 * KILLS));

  test("killed while a client does not want to stop: it is made to, and started again", async () => {
    await validators.behaviour(AGAVE, { stopMs: "never" });
    await declare(container, { client: { ...TO_FRANK.client, stopWithin: IN_VAIN.stopWithin } });
    const begun = vexor(container, ["apply", "--yes"]);
    await until(async () => (await active(AGAVE)).startsWith("deactivating"), 10);
    await run("pkill -KILL -x vexor");
    await begun;
    await validators.behaviour(AGAVE, {});
    await expectExit(container, 0, ["recover"], { timeoutMs: 60_000 });
    expect(await state()).toEqual(BEFORE);
    expect(await isHealthy()).toBe(true);
    expect(await twoAtOnce()).toEqual([]);
  });

  test("the boot configuration follows only a healthy client: a power cut before that boots the old one", async () => {
    await validators.behaviour(FRANK, { health: "behind" });
    await declare(container, { client: { ...TO_FRANK.client, healthyWithin: 60 } });
    await run("systemctl disable -q vexor-recover vexor-recover-late");
    const begun = vexor(container, ["apply", "--yes"], { timeoutMs: 60_000 }).catch(() => undefined);
    await until(async () => (await active(FRANK)).startsWith("active"), 20);
    await holdsFor(1000, async () =>
      expect(await state()).toEqual(["inactive enabled", "active disabled"]));
    await container.powerCut();
    await begun;
    await container.boot();
    await validators.watch();
    // Whose tower may be behind waits for it, until recovery has brought it back.
    expect(await state()).toEqual(["inactive enabled", "inactive disabled"]);
    expect((await run(`systemctl status --no-pager ${AGAVE}`)).stdout).toMatch(/assert/i);
    await run("systemctl enable -q vexor-recover vexor-recover-late");
    await expectExit(container, 0, ["recover"], { timeoutMs: 60_000 });
    expect(await state()).toEqual(BEFORE);
    expect(await twoAtOnce()).toEqual([]);
  });

  test("a client that becomes unhealthy while it is watched brings the previous client back", async () => {
    await validators.behaviour(FRANK, { crash: { afterMs: 3000, says: "panicked later" } });
    await declare(container, { client: { ...TO_FRANK.client, holdFor: 20 } });
    const { stderr } = await expectExit(container, 4, ["apply", "--yes"], { timeoutMs: 60_000 });
    expect(stderr).toMatch(/frankendancer is not healthy|does not hold/);
    expect(await state()).toEqual(BEFORE);
    await until(isHealthy, 5);
    expect(await twoAtOnce()).toEqual([]);
  });

  const planned = async (): Promise<string> => (await plan(container)).items[0]?.reason ?? "";
  const build = (program: string, more: object) =>
    container.writeFile(`${program}.stand-in.json`, JSON.stringify(more));

  test("what would make the start fail blocks before anything is stopped", async () => {
    await declare(container, TO_FRANK);
    await run("mount -t tmpfs -o size=8m none /mnt/fd/ledger");
    expect(await planned()).toMatch(/its ledger \/mnt\/fd\/ledger has \d MiB of space left/);
    await run("umount /mnt/fd/ledger");
    await build("/opt/fd/bin/fdctl", { versionHangs: true });
    const begun = Date.now();
    expect(await planned()).toContain("/opt/fd/bin/fdctl does not tell its version");
    expect(Date.now() - begun).toBeLessThan(within(10_000));
    await expectExit(container, 3, ["apply", "--yes"], { timeoutMs: 60_000 });
    await run("rm /opt/fd/bin/fdctl.stand-in.json; systemd-run -q --unit=stray"
      + " sh -c 'flock /mnt/fd/ledger/ledger.lock sleep 600'");
    await until(async () => (await planned()).includes("its ledger /mnt/fd/ledger is locked by pid"), 10);
    expect(await state()).toEqual(BEFORE);
  });

  test("flags that the program's help hides do not block a switch, and lost ones do", async () => {
    await declare(container, TO_FRANK);
    await expectExit(container, 0, ["apply", "--yes"], { timeoutMs: 60_000 });
    await declare(container, { client: { active: "agave", stopWithin: patient(3), healthyWithin: patient(8) } });
    expect((await plan(container)).items).toMatchObject([{ action: "update" }]);
    await build("/opt/agave/bin/agave-validator", { removedFlags: ["no-poh-speed-test"] });
    expect(await planned()).toContain("does not know --no-poh-speed-test, which sol.service passes");
  });

  test("a stop is not believed while another process holds the old client's resources, which is reported", async () => {
    await run("systemd-run -q --unit=stray sh -c 'flock /mnt/agave/ledger/ledger.lock sleep 600'");
    await declare(container, TO_FRANK);
    const { stderr } = await expectExit(container, 5, ["apply", "--yes"], { timeoutMs: 60_000 });
    expect(stderr).toMatch(/still taken: \/mnt\/agave\/ledger\/ledger.lock \(locked by pid \d+\)/);
    expect(stderr).toMatch(/sol.service is not started: pid \d+ holds its ledger/);
    await run("systemctl stop stray");
    await expectExit(container, 0, ["rollback", "1", "--yes"], { timeoutMs: 60_000 });
    expect(await state()).toEqual(BEFORE);
    expect(await twoAtOnce()).toEqual([]);
  });

  test("an unknown validator is reported with the reasons, and not stopped", async () => {
    await run(`systemctl stop ${AGAVE}; mkdir -p /opt/mine; cp -l /opt/agave/bin/agave-validator /opt/mine/mystery
printf '[Service]\nExecStart=/opt/mine/mystery go\n' > /etc/systemd/system/mine.service`);
    await build("/opt/mine/mystery", { listens: ["udp:8001", "tcp:8899"], locks: ["/srv/mine/ledger.lock"] });
    await run("systemctl daemon-reload; systemctl start mine");
    const lists = async (): Promise<string> =>
      (await expectExit(container, 0, ["clients"])).stdout;
    await until(async () => (await lists()).includes("it has /srv/mine/ledger.lock open"), 10);
    const stdout = await lists();
    expect(stdout).toMatch(/unknown +validator +running \(\d+\) +mine.service/);
    await declare(container, { client: { active: "agave" } });
    expect((await plan(container)).items).toMatchObject([{ action: "blocked", live: "unknown" }]);
    await expectExit(container, 3, ["apply", "--yes"]);
    expect(await active("mine")).toMatch(/^active/);
  });

  test("with Vexor dead, one that only ever dies gives way to the previous client", async () => {
    // Slower than systemd's own limit.
    await container.writeFile(SLOW, "[Service]\nRestartSec=4\n");
    await declare(container, { client: { ...TO_FRANK.client, dual: "auto" } });
    await expectExit(container, 0, ["apply", "--yes"], { timeoutMs: 60_000 });
    await validators.behaviour(FRANK, { crash: { says: "again and again" } });
    await until(async () => (await active(AGAVE)).startsWith("active"), 40);
    await until(isHealthy, 10);
    expect(await twoAtOnce()).toEqual([]);
  });

  test("with Vexor dead, systemd starts the previous client when the active one fails", async () => {
    await declare(container, { client: { ...TO_FRANK.client, dual: "auto" } });
    await expectExit(container, 0, ["apply", "--yes"], { timeoutMs: 60_000 });
    await run(`systemctl kill -s KILL ${FRANK}; systemctl stop ${FRANK}`);
    await until(async () => (await active(AGAVE)).startsWith("active"), 10);
    expect(await twoAtOnce()).toEqual([]);
  });
});
