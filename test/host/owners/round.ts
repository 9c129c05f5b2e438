/**
 * One round of the campaign: a machine boots with what administrators have set in random ways,
 * Vexor plans and applies other values for everything, rolls back, and the machine boots again.
 */
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { PlanItem } from "../../../src/engine/model/model.ts";
import type { Random } from "../../support/random.ts";
import { until } from "../../support/pace.ts";
import type { Container } from "../lab/container.ts";
import { declare, vexor } from "../support/vexor.ts";
import { draw, runsEarly, type Owned, type When } from "./draw.ts";
import { judge, type Case, type Found } from "./judge.ts";
import { readAll, type Key, type Values } from "./keys.ts";
import { pinsOf, readPins, type Pin } from "./pins.ts";
import type { Placed, Way } from "./ways.ts";

const DEFAULTS = "/run/vexor-agent/kernel-defaults.json";

export interface OwnersHarness {
  readonly container: Container;
  readonly keys: readonly Key[];
  /** Ways that only this machine's packages offer. */
  readonly own: readonly Way[];
}

const place = async (root: string, files: readonly Placed[]): Promise<void> => {
  for (const { path, text, mode = 0o644, isLink } of files) {
    const target = join(root, path);
    await mkdir(dirname(target), { recursive: true });
    await rm(target, { force: true });
    if (isLink) await symlink(text, target);
    else await writeFile(target, text, { mode });
  }
};

/** What a package had put where a way writes, to be put back. */
const kept = async (root: string, files: readonly Placed[]): Promise<readonly Placed[]> => {
  const found = await Promise.all(files.map(async ({ path }): Promise<readonly Placed[]> => {
    const text = await readFile(join(root, path), "utf8").catch(() => null);
    return text === null ? [] : [{ path, text }];
  }));
  return found.flat();
};

const clear = async (
  root: string, files: readonly Placed[], before: readonly Placed[],
): Promise<void> => {
  for (const { path } of files) await rm(join(root, path), { force: true });
  await place(root, before);
  for (const ours of ["var/lib/vexor-agent", "etc/sysctl.d/90-vexor-agent.conf"]) {
    await rm(join(root, ours), { recursive: true, force: true });
  }
};

/**
 * nspawn covers the boot id with one of its own, which a unit with a /proc of its own does not see:
 * the record of defaults would be of another boot. And the record says that a container's kernel
 * was another machine's, started by that one's command line: true, but these keys belong to a
 * network namespace that this boot has made.
 */
async function asAMachine(container: Container): Promise<void> {
  await container.exec(["umount", "/proc/sys/kernel/random/boot_id"]);
  const text = await container.readFile(DEFAULTS).catch(async (error: unknown) => {
    const { stdout } = await container.exec(["journalctl", "-b", "-u", "vexor-defaults.service"]);
    throw new Error(`no record of defaults:\n${stdout}`, { cause: error });
  });
  const record = JSON.parse(text) as { doubts: { by: string }[] };
  const doubts = record.doubts.filter(({ by }) => !/container|rdinit=/.test(by));
  await container.writeFile(DEFAULTS, JSON.stringify({ ...record, doubts }));
}

/** Those that no package of the machine holds itself, as NetworkManager does. */
export async function freeKeys(
  container: Container, keys: readonly Key[],
): Promise<readonly Key[]> {
  await container.boot();
  try {
    await asAMachine(container);
    await declare(container, { sysctl: Object.fromEntries(keys.map(({ name, others }) =>
      [name, Number(others[1])])) });
    const held = new Set((await itemsOf(container)).filter(({ origin }) => origin === "custom")
      .map(({ address }) => address));
    if (held.size > 0) console.log(`packages hold ${held.size} of ${keys.length} sysctls`);
    return keys.filter(({ name }) => !held.has(`sysctl/${name}`));
  } finally {
    await container.shutdown();
  }
}

/** Cron and timers act a moment after systemd has said that it is up. */
async function settle(container: Container, owned: readonly Owned[]): Promise<void> {
  const hoped = new Map<string, Set<string>>();
  for (const { key, value } of owned.flatMap(({ settings }) => settings)) {
    hoped.set(key, (hoped.get(key) ?? new Set()).add(value));
  }
  const isThere = async (): Promise<boolean> => {
    const values = await readAll(container);
    return [...hoped].every(([key, some]) => some.has(values.get(key) ?? ""));
  };
  await until(isThere, 3).catch(() => undefined); // what is there in the end counts
  await sleep(500);
}

interface State {
  readonly sysctls: Values;
  readonly pins: ReadonlyMap<string, string>;
}

export async function round(harness: OwnersHarness, random: Random): Promise<Found> {
  const { container, keys } = harness;
  const owned = draw(keys, harness.own, random);
  const pins = pinsOf(() => random.below(2));
  const at = (when: When): readonly Owned[] => owned.filter((one) => one.when === when);
  const filesOf = (some: readonly Owned[]): readonly Placed[] => some.flatMap(({ files }) => files);
  const state = async (): Promise<State> =>
    ({ sysctls: await readAll(container), pins: await readPins(container, pins) });
  const placed = [...filesOf(owned), ...pins.flatMap(({ files }) => files)];
  const before = await kept(container.root, placed);
  try {
    await place(container.root, [...filesOf(at("before the boot")),
      ...pins.flatMap(({ files }) => files)]);
    await container.boot();
    await asAMachine(container);
    await settle(container, at("before the boot"));
    await byHand(container, at("by hand"), pins);
    await place(container.root, filesOf(at("since the boot")));
    const live = await state();
    await declare(container, wishes(keys, pins, live));
    const items = await itemsOf(container);
    const apply = await vexor(container, ["apply", "--yes"]);
    const applied = await state();
    if (apply.code === 0 || apply.code === 3) await vexor(container, ["rollback", "--yes"]);
    const rolledBack = await state();
    await container.shutdown();
    await container.boot();
    await settle(container, owned.filter(({ when }) => when !== "by hand"));
    const states = { live, applied, rolledBack, rebooted: await state() };
    const found = judge([...sysctlCases(keys, owned, states), ...pinCases(pins, states)], items);
    return apply.code === 3 ? found : { ...found, failures: [...found.failures,
      `apply exited with ${apply.code}: ${apply.stderr}`] };
  } finally {
    if (container.isUp) await container.shutdown();
    await clear(container.root, placed, before);
  }
}

async function byHand(
  container: Container, owned: readonly Owned[], pins: readonly Pin[],
): Promise<void> {
  const lines = [
    ...owned.flatMap(({ settings }) => settings.map(({ key, value }) => `sysctl -qw ${key}=${value}`)),
    ...pins.flatMap(({ byHand: line }) => (line === null ? [] : [line])),
  ];
  const { code, stderr } = await container.exec(["sh", "-ec", lines.join("\n")]);
  if (code !== 0) throw new Error(`by hand: ${stderr}`);
}

/** Other values than those that are there, so that everything is asked to change. */
const wishes = (keys: readonly Key[], pins: readonly Pin[], live: State) => ({
  sysctl: Object.fromEntries(keys.map(({ name, others, usual }) =>
    [name, Number([others[1], others[0], usual].find((one) => one !== live.sysctls.get(name)))])),
  cpuPinning: pins.map(({ unit, cpus }) => ({ unit, cpus: cpus === "0" ? "1" : "0" })),
});

async function itemsOf(container: Container): Promise<readonly PlanItem[]> {
  const { stdout, stderr, code } = await vexor(container, ["plan", "--json"]);
  if (code !== 0) throw new Error(`vexor plan exited with ${code}: ${stdout}${stderr}`);
  return (JSON.parse(stdout) as { items: readonly PlanItem[] }).items;
}

interface States {
  readonly live: State;
  readonly applied: State;
  readonly rolledBack: State;
  readonly rebooted: State;
}

const seen = (states: States, of: (state: State) => string | undefined) => ({
  live: of(states.live), applied: of(states.applied), rolledBack: of(states.rolledBack),
  rebooted: of(states.rebooted),
});

const sysctlCases = (
  keys: readonly Key[], owned: readonly Owned[], states: States,
): readonly Case[] => keys.map(({ name }) => {
  const owners = owned.filter(({ settings }) => settings.some(({ key }) => key === name));
  return {
    address: `sysctl/${name}`,
    owned: owners.length === 0 ? null
      : owners.map(({ way, when }) => `${way}, ${when}`).join("; "),
    files: owners.flatMap(({ files }) => files.map(({ path }) => path)),
    isClear: !owned.some(runsEarly),
    ...seen(states, ({ sysctls }) => sysctls.get(name)),
  };
});

const pinCases = (pins: readonly Pin[], states: States): readonly Case[] =>
  pins.map(({ unit, way, files, byHand: line }) => ({
    address: `cpu-pinning/${unit}`,
    owned: way === "free" ? null : way,
    files: line === null ? files.map(({ path }) => path) : [],
    isClear: true,
    ...seen(states, ({ pins: all }) => all.get(unit)),
  }));
