/** Switching between two validators under a real systemd, with a witness that is not Vexor. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bootContainer, type Container } from "./lab/container.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { AGAVE, FRANK, installValidators, type Validators } from "./support/validators.ts";
import { declare, expectExit, install, plan, vexor } from "./support/vexor.ts";

let container: Container;
let field: Validators;
const run = (script: string) => container.exec(["sh", "-c", script]);

const active = async (unit: string): Promise<string> =>
  (await run(`systemctl is-active ${unit}; systemctl is-enabled ${unit}`)).stdout.trim()
    .replaceAll("\n", " ");

const HEALTH = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "getHealth" });

/** Asked by bash itself: the test must not believe Vexor about it. */
const isWell = async (): Promise<boolean> => {
  const request = `POST / HTTP/1.1\\r\\nContent-Length: ${HEALTH.length}\\r\\n\\r\\n${HEALTH}`;
  const { stdout } = await container.exec(["bash", "-c",
    `exec 3<>/dev/tcp/127.0.0.1/8899 && printf '${request}' >&3 && timeout 0.5 cat <&3`]);
  return stdout.includes('"result":"ok"');
};

const until = async (holds: () => Promise<boolean>, seconds: number): Promise<void> => {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(200)) {
    if (await holds()) return;
  }
  throw new Error(`it did not come true within ${seconds} s`);
};

const BEFORE = ["active enabled", "inactive disabled"];
const AFTER = ["inactive disabled", "active enabled"];
const state = () => Promise.all([AGAVE, FRANK].map(active));
const TO_FRANK = { client: { active: "frankendancer", adopt: { from: "agave" }, stopWithin: 3,
  wellWithin: 8 } } as const;

/** Moments with two of them, whoever started them; and what was there just before. */
const twoAtOnce = async (): Promise<readonly unknown[]> => {
  const seen = await field.seen();
  return seen.flatMap((now, at) => (now.mains.length > 1 ? [seen.slice(at - 2, at + 2)] : []));
};

/** Begins, and dies by SIGKILL after about so many ms. */
const killed = async (args: readonly string[], ms: number): Promise<void> => {
  const begun = vexor(container, args, { timeoutMs: 60_000 });
  await sleep(ms + Math.random() * 200);
  await run("pkill -KILL -x vexor");
  await begun;
};

const reset = async (): Promise<void> => {
  await field.mood(AGAVE, {});
  await field.mood(FRANK, {});
  await run(`rm -rf /var/lib/vexor-agent/* /etc/systemd/system/*.service.d/90-vexor-agent-client.conf
systemctl daemon-reload; systemctl disable -q --now ${FRANK}; systemctl reset-failed
systemctl enable -q --now ${AGAVE}`);
  await until(isWell, 10);
};

describe.skipIf(cannotRun("container"))("two clients", () => {
  beforeAll(async () => {
    container = await bootContainer({ name: "clients", binary: BINARY });
    await install(container);
    field = await installValidators(container);
  });
  afterAll(() => container?.destroy());
  beforeEach(reset);

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
    await run(`systemctl start ${AGAVE}`);
    await until(async () => !(await active(FRANK)).startsWith("active"), 5);
    await run(`systemctl start ${FRANK}`);
    await expectExit(container, 0, ["rollback", "--yes"], { timeoutMs: 60_000 });
    expect(await state()).toEqual(BEFORE);
    expect(await twoAtOnce()).toEqual([]);
  });

  test.each([
    ["a crash at the start", { crash: { says: "panicked" } }],
    ["a start that never ends", { startStuck: true }],
    ["a client that is not well", { health: "behind" }],
    ["an RPC that talks rubbish", { rpc: "rubbish" }],
    ["an RPC that never answers", { rpc: "hang" }],
  ])("%s brings the previous client back", async (_, mood) => {
    await field.mood(FRANK, mood);
    await declare(container, TO_FRANK);
    const { stderr } = await expectExit(container, 4, ["apply", "--yes"], { timeoutMs: 60_000 });
    expect(stderr).toContain("frankendancer.service");
    expect(await state()).toEqual(BEFORE);
    expect(await twoAtOnce()).toEqual([]);
  });

  test("a stop that hangs is ended by force, and proven before the other one starts", async () => {
    await field.mood(AGAVE, { stopMs: "never" });
    await declare(container, TO_FRANK);
    await expectExit(container, 0, ["apply", "--yes"], { timeoutMs: 60_000 });
    expect(await state()).toEqual(AFTER);
    expect(await twoAtOnce()).toEqual([]);
  });

  test("killed at any moment, it ends in before or after, with one client running", async () => {
    const kills = Number(process.env["VEXOR_SWITCH_KILLS"] ?? 6);
    for (let at = 0; at < kills; at++) {
      await reset();
      await declare(container, TO_FRANK);
      const takesBack = at % 3 === 2;
      if (takesBack) await expectExit(container, 0, ["apply", "--yes"], { timeoutMs: 60_000 });
      await killed([takesBack ? "rollback" : "apply", "--yes"], 60 + (at * 2500) / kills);
      if (at % 3 === 1) await killed(["recover"], 1000 * Math.random());
      await expectExit(container, 0, ["recover"], { timeoutMs: 60_000 });
      const now = await state();
      expect([BEFORE, AFTER]).toContainEqual(now);
    }
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
