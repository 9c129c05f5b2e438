/**
 * The keeper put in force and taken out again, on a tree with a systemd that obeys the two rules
 * that matter: what is bound to a unit that is not up stops at a reload, and with that unit.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import type { HostFile, Plan, PlanItem } from "../../../src/engine/model/model.ts";
import { renderRole, ROLE_PATH } from "../../../src/failover/role.ts";
import { readSettings } from "../../../src/failover/settings.ts";
import type { Host, RunResult } from "../../../src/ports/host.ts";
import { keeperDriver } from "../../../src/resources/failover/keeper-driver.ts";
import { applyAt, planAt, planOfRollback, recoverAt, rollbackAt } from "../../support/engine.ts";
import { failingHost } from "../../support/failing-host.ts";
import { hostFile } from "../../support/host-file.ts";
import { within } from "../../support/pace.ts";
import { SAMPLES } from "../../support/samples.ts";
import { makeKey } from "../../support/keys.ts";
import { changed, makeTree, snapshotTree, type Files } from "../../support/tree.ts";

const KEEPER = "vexor-failover.service";
const SETTINGS = "/etc/vexor-agent/failover.json";
const CGROUPS = "/sys/fs/cgroup/system.slice";
const BINDING = "/etc/systemd/system/sol.service.d/90-vexor-agent-failover.conf";
const FENCE = `/etc/systemd/system/${KEEPER}.d/90-vexor-agent-fence.conf`;
const { files: MACHINE = {}, declaration: DECLARED = hostFile() } = SAMPLES["failover"] ?? {};
const NOTHING: HostFile = hostFile();

const ok = (stdout = ""): RunResult => ({ code: 0, stdout, stderr: "", timedOut: false });

/** A validator runs in sol.service from the start. `stops` is whatever has stopped it. */
const makeMachine = (files: Files = {}) => {
  const root = makeTree({ ...MACHINE, [`${CGROUPS}/sol.service/cgroup.procs`]: "900\n",
    "/proc/900/exe": "-> /opt/agave/agave-validator", "/proc/900/cmdline": "agave-validator\0--ledger\0/mnt/ledger\0",
    "/proc/900/cgroup": "0::/system.slice/sol.service\n", "/proc/900/status": "PPid:\t1\nUid:\t0\t0\t0\t0\n", ...files });
  const at = (path: string): string => join(root, path);
  const stops: string[] = [];
  const commands: string[] = [];
  const isUp = (): boolean => existsSync(at(`${CGROUPS}/${KEEPER}`));
  /** As of the last reload. */
  let [bound, fenced] = [false, false];
  const credentials = at(`/run/credentials/${KEEPER}`);
  const end = (): void => {
    if (!isUp()) return;
    rmSync(at(`${CGROUPS}/${KEEPER}`), { recursive: true });
    rmSync(credentials, { recursive: true, force: true });
    if (bound) stops.push("bound to a keeper that stopped");
    if (fenced) stops.push("killed by the keeper's last act");
  };
  const systemctl: Readonly<Record<string, () => RunResult>> = {
    "daemon-reload": () => {
      [bound, fenced] = [existsSync(at(BINDING)), existsSync(at(FENCE))];
      if (bound && !isUp()) stops.push("bound to a keeper that is not up, at a reload");
      return ok();
    },
    start: () => {
      if (isUp()) return ok();
      if (!existsSync(at(SETTINGS))) return { ...ok(), code: 1, stderr: "no credential" };
      mkdirSync(at(`${CGROUPS}/${KEEPER}`), { recursive: true });
      writeFileSync(at(`${CGROUPS}/${KEEPER}/cgroup.procs`), "950\n");
      mkdirSync(credentials, { recursive: true });
      writeFileSync(join(credentials, "failover.json"), readFileSync(at(SETTINGS)));
      return ok();
    },
    stop: () => {
      end();
      return ok();
    },
    show: () => ok(bound ? "sol.service\n" : "\n"),
  };
  const host: Host = { ...createLinuxHost(root), isTree: false, sleep: async () => undefined,
    run: async (argv) => {
      commands.push(argv.slice(1).join(" "));
      return systemctl[argv[1] ?? ""]?.() ?? ok();
    } };
  return { root, host, stops, commands, isUp, at, end };
};

const itemOf = (plan: Plan): PlanItem => {
  const [item] = plan.items.filter(({ address }) => address === "failover/keeper");
  if (!item) throw new Error("no item of failover/keeper");
  return item;
};

const settingsAt = (path: string): ReturnType<typeof readSettings> => readSettings(readFileSync(path, "utf8"));
const longer = (): HostFile => ({ ...DECLARED, failover: { ...DECLARED.failover, timing: { takeAfter: "60s" } } as HostFile["failover"] } as HostFile);

describe("a validator that runs", () => {
  test("goes on through in force, out of force, and back by a rollback of either", async () => {
    const { root, host, stops, isUp, at } = makeMachine({ "/run/credentials/": "" });
    const before = snapshotTree(root);
    const put = await applyAt(host, DECLARED);
    expect(put.failure).toBeNull();
    expect([isUp(), existsSync(at(BINDING)), existsSync(at(FENCE)), stops]).toEqual([true, true, true, []]);
    expect(settingsAt(at(SETTINGS))?.units).toEqual(["jito.service", "sol.service"]);
    expect(planAt(host, DECLARED).changes).toEqual([]);

    const out = await applyAt(host, NOTHING);
    expect([out.failure, isUp(), stops]).toEqual([null, false, []]);
    expect(changed(before, snapshotTree(root))).toEqual([]);

    expect((await rollbackAt(host, out.run)).failure).toBeNull();
    expect([isUp(), existsSync(at(BINDING)), stops]).toEqual([true, true, []]);
    const again = await applyAt(host, NOTHING);
    expect(again.failure).toBeNull();
    const once = await applyAt(host, DECLARED);
    expect((await rollbackAt(host, once.run)).failure).toBeNull();
    expect([isUp(), stops]).toEqual([false, []]);
    expect(changed(before, snapshotTree(root))).toEqual([]);
  });

  test("goes on where a write fails or the writer dies at any step of either, and in the undo", { timeout: within(120_000) }, async () => {
    for (const [from, to] of [[NOTHING, DECLARED], [DECLARED, NOTHING]] as const) {
      const count = async (): Promise<number> => {
        const { host } = makeMachine();
        if (from === DECLARED) await applyAt(host, from);
        const counting = failingHost(host, { at: Infinity, kind: "before" });
        await applyAt(counting, to);
        return counting.writes();
      };
      for (let at = 1, most = await count(); at <= most; at++) {
        const { host, stops, isUp, at: path } = makeMachine();
        if (from === DECLARED) await applyAt(host, from);
        await applyAt(failingHost(host, { at, kind: "before" }), to).catch(() => undefined);
        await recoverAt(host);
        await host.run(["systemctl", "daemon-reload"], 1);
        const all = [BINDING, FENCE, SETTINGS].map((one) => existsSync(path(one)));
        expect([stops, new Set([isUp(), ...all]).size], `${at} of ${most}: ${isUp()} ${all.join()}`).toEqual([[], 1]);
      }
    }
  });

  test("dies with its keeper otherwise: by its end, and by a stop by hand", async () => {
    const { host, stops, end } = makeMachine();
    await applyAt(host, DECLARED);
    end();
    expect(stops).toEqual(["bound to a keeper that stopped", "killed by the keeper's last act"]);
    expect(itemOf(planAt(host, DECLARED))).toMatchObject({ action: "drift", live: expect.stringMatching(/^mainnet-1@[0-9a-f]{12}, stopped$/) });
    expect((await applyAt(host, DECLARED)).failure).toBeNull();
    expect(stops).toHaveLength(2);
  });

  test("stays bound to a keeper that an operator has bound another unit to", async () => {
    const { host, isUp, at } = makeMachine();
    await applyAt(host, DECLARED);
    const show: Host = { ...host, run: async (argv, ms) => (argv[1] === "show" ? ok("mine.service\n") : host.run(argv, ms)) };
    const { failure, undone } = await applyAt(show, NOTHING);
    expect([failure?.code, failure?.message, undone?.failed, isUp(), existsSync(at(BINDING))]).toEqual(["FAILOVER_KEEPER",
      expect.stringContaining("mine.service is bound to it, and would stop with it"), [], true, true]);
  });
});

test("new settings wait for the keeper's next start, and the plan says what that takes", async () => {
  const { host, commands, isUp } = makeMachine();
  await applyAt(host, DECLARED);
  commands.length = 0;
  const item = itemOf(planAt(host, longer()));
  expect(item).toMatchObject({ action: "update", takesEffect: "next-start",
    warnings: expect.arrayContaining([expect.stringContaining("stops jito.service, sol.service: do that on the standby")]) });
  const { run, failure } = await applyAt(host, longer());
  expect([failure, isUp()]).toEqual([null, true]);
  expect(commands.filter((one) => /^(start|stop|restart)/.test(one))).toEqual([]);
  expect(planAt(host, longer())).toMatchObject({ changes: [], pending: [{ address: "failover/keeper", takesEffect: "next-start" }] });
  await rollbackAt(host, run);
  expect(itemOf(planAt(host, DECLARED))).toMatchObject({ action: "none" });
  expect(planAt(host, DECLARED)).not.toHaveProperty("pending");
});

test("a dry run binds no validator, and gives way to the real one without a stop of it", async () => {
  const { host, stops, isUp, at, end } = makeMachine();
  const dry = { ...DECLARED, failover: { ...DECLARED.failover, dryRun: true } } as HostFile;
  expect((await applyAt(host, dry)).failure).toBeNull();
  expect([isUp(), existsSync(at(BINDING)), existsSync(at(FENCE))]).toEqual([true, false, false]);
  end();
  expect((await applyAt(host, dry)).failure).toBeNull();
  const { run, failure } = await applyAt(host, DECLARED);
  expect([failure, isUp(), existsSync(at(BINDING)), stops]).toEqual([null, true, true, []]);
  expect(planAt(host, DECLARED)).not.toHaveProperty("pending");
  expect((await rollbackAt(host, run)).failure).toBeNull();
  expect([isUp(), existsSync(at(BINDING)), stops]).toEqual([true, false, []]);
  expect(itemOf(planAt(host, dry))).toMatchObject({ action: "none" });
});

describe("on the active host", () => {
  const ACTIVE: Files = { [ROLE_PATH]: renderRole({ group: "mainnet-1", epoch: 3, role: "active" }) };

  test("the keeper is kept, whether the section has gone or the run is rolled back", async () => {
    const { host, isUp } = makeMachine(ACTIVE);
    const { run } = await applyAt(host, DECLARED);
    const plan = planAt(host, NOTHING);
    expect(itemOf(plan)).toMatchObject({ action: "blocked", to: null, reason: expect.stringContaining("val-fra-1 would take over, and both would sign") });
    expect([plan.changes, (await applyAt(host, NOTHING)).failure, isUp()]).toEqual([[], null, true]);
    expect(() => planOfRollback(host, run)).toThrow(expect.objectContaining({ code: "FAILOVER_ACTIVE" }) as Error);
    expect(itemOf(planAt(host, DECLARED))).toMatchObject({ action: "none" });
  });

  test("the word of another group does not keep it", async () => {
    const { host } = makeMachine({ [ROLE_PATH]: renderRole({ group: "other", epoch: 3, role: "active" }) });
    await applyAt(host, DECLARED);
    expect(itemOf(planAt(host, NOTHING)).action).toBe("release");
  });
});

describe("blocked or impossible", () => {
  const strict: HostFile = { ...DECLARED, failover: { ...DECLARED.failover, strict: true } as HostFile["failover"] } as HostFile;
  const device: Files = { "/dev/watchdog0": "", "/sys/class/watchdog/watchdog0/identity": "iTCO_wdt\n",
    "/sys/class/watchdog/watchdog0/timeout": "30\n", "/sys/class/watchdog/watchdog0/nowayout": "1\n" };
  const fed = (time: string): Files => ({ ...device, "/etc/systemd/system.conf.d/10-w.conf": `[Manager]\nRuntimeWatchdogSec=${time}\n` });

  test.each<[string, HostFile, Files, Partial<PlanItem>]>([
    ["strict, and no watchdog", strict, {}, { action: "blocked", reason: "strict: this host has no watchdog device" }],
    ["strict, and a device that systemd does not feed", strict, device,
      { action: "blocked", reason: "strict: /dev/watchdog0 (iTCO_wdt) is here, and systemd does not feed it" }],
    ["strict, and one that is fed too slowly", strict, fed("30s"), { action: "blocked", reason: expect.stringContaining("within 30s; wanted are 14s at most") as never }],
    ["strict, fed by the device's own time", strict, fed("default"), { action: "blocked", reason: expect.stringContaining("within 30s") as never }],
    ["strict, and turned off", strict, fed("off"), { action: "blocked", reason: expect.stringContaining("does not feed it") as never }],
    ["strict, and fed in time", strict, fed("10"), { action: "update" }],
    ["no validator's service", DECLARED, { "/etc/systemd/system/sol.service": "", "/etc/systemd/system/jito.service": "" },
      { action: "blocked", reason: expect.stringContaining("no service on this host runs a validator") as never }],
    ["a keeper that is not installed", DECLARED, { [`/usr/lib/systemd/system/${KEEPER}`]: "-> nowhere" },
      { action: "impossible", reason: expect.stringContaining("is not installed") as never }],
    ["a drop-in that takes the fence away", DECLARED, { [`/etc/systemd/system/${KEEPER}.d/99-mine.conf`]: "[Service]\nExecStopPost=\n" },
      { action: "blocked", reason: expect.stringContaining("99-mine.conf:2 (ExecStopPost=) changes what ends a validator") as never }],
    ["settings that somebody else has written", DECLARED, { [SETTINGS]: "{}\n" }, { action: "blocked", origin: "custom" }],
  ])("%s", (_, declared, files, item) => {
    expect(itemOf(planAt(createLinuxHost(makeTree({ ...MACHINE, ...files })), declared))).toMatchObject(item);
  });
});

test("a target that is not the keeper's, or lacks its settings, is refused", () => {
  for (const [name, params] of [[KEEPER, undefined], [KEEPER, {}], [KEEPER, { settings: "{}", before: "", more: "x" }],
    ["sol.service", { settings: "{}", before: "" }]] as const) {
    expect(() => keeperDriver.writablePaths?.({} as Host, name, params)).toThrow(/is not the keeper's service/);
  }
});

test("a validator that would sign again after a kill is bound to no keeper; a dry run kills none", () => {
  const [staked, unstaked] = [makeKey(), makeKey()];
  const starts = (key: typeof staked, dryRun: boolean): PlanItem | undefined => {
    const root = makeTree({ ...MACHINE, "/k/id.json": key.text,
      "/etc/systemd/system/sol.service": "[Service]\nExecStart=/opt/agave/agave-validator --ledger /mnt/ledger --identity /k/id.json\n" });
    chmodSync(join(root, "k/id.json"), 0o600);
    return itemOf(planAt(createLinuxHost(root), { ...DECLARED, identity: { ...DECLARED.identity, pubkey: staked.pubkey },
      failover: { ...DECLARED.failover, dryRun } } as HostFile));
  };
  expect(starts(staked, false)).toMatchObject({ action: "blocked", reason: expect.stringContaining("sol.service starts with the staked key") });
  for (const [key, dryRun] of [[staked, true], [unstaked, false]] as const) expect(starts(key, dryRun)?.reason).not.toContain("starts with");
});
