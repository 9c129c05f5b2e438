/**
 * Every profile that TuneD ships, what documents of validators and databases ask for, and what
 * distributions ship, each as a whole host. A declaration that wishes otherwise overrides none of
 * it, and names the file; one with a permission is restored whole; what the distribution itself
 * ships is not blocked as if an administrator had set it.
 */
import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkKey } from "../src/detectors/kernel/sysctl-keys.ts";
import { keyToPath } from "../src/detectors/kernel/sysctl-d.ts";
import type { HostFile, PlanItem } from "../src/engine/model/model.ts";
import type { SysctlSpec } from "../src/resources/sysctl/section.ts";
import { applyAt, hostAt, planAt, rollbackAt } from "./support/engine.ts";
import { within } from "./support/pace.ts";
import { SAMPLES } from "./support/samples.ts";
import { changed, makeTree, snapshotTree, type Files } from "./support/tree.ts";
import { distributions, documents, tunedCases, type Tuning } from "./support/tunings.ts";
import { hostFile } from "./support/host-file.ts";

const procOf = (key: string): string => `/proc/sys/${keyToPath(key)}`;

/** What is in force where nothing tells it: a share of memory, the result of a function. */
const SOME = "268435456";

const mayManage = (key: string): boolean => {
  try {
    checkKey(keyToPath(key));
    return true;
  } catch {
    return false;
  }
};

const keysOf = ({ sets }: Tuning): readonly string[] => Object.keys(sets).filter(mayManage);

const live = (value: string): string => {
  const text = value === "" ? SOME : value;
  return `${text.startsWith("0x") ? Number(text) : text}\n`;
};

const hostOf = (tuning: Tuning, valueOf: (value: string) => string = live): Files =>
  ({ ...tuning.files,
    ...Object.fromEntries(keysOf(tuning).map((key) =>
      [procOf(key), valueOf(tuning.sets[key] ?? "")])) });

/** systemd starts rc.local where it may be executed. */
const SCRIPTS = ["/etc/rc.local", "/etc/rc.d/rc.local"];

const treeOf = (tuning: Tuning, valueOf?: (value: string) => string): string => {
  const root = makeTree(hostOf(tuning, valueOf));
  for (const path of SCRIPTS.map((one) => join(root, one))) {
    if (existsSync(path)) chmodSync(path, 0o755);
  }
  return root;
};

/** One more or one less: a value that every such key takes. */
const otherThan = (text: string): string => {
  const value = live(text).trim();
  if (!/-?\d+$/.test(value)) return value === "cubic" ? "reno" : "cubic";
  return value.replace(/-?\d+$/, (last) => String(Number(last) > 0 ? Number(last) - 1 : 1));
};

const declare = (
  tuning: Tuning, wantOf: (key: string, value: string) => SysctlSpec,
): HostFile => (hostFile({ sysctl: Object.fromEntries(keysOf(tuning).map((key) =>
    [key, wantOf(key, tuning.sets[key] ?? "")])) }));

const wishing = (tuning: Tuning): HostFile => declare(tuning, (_, value) => otherThan(value));

const keyOf = ({ address }: PlanItem): string => address.slice("sysctl/".length);

const names = (tuning: Tuning, item: PlanItem): boolean =>
  item.evidence.some(({ path, line }) => tuning.ownerOf(keyOf(item)).test(path ?? "")
    && (line === undefined || (tuning.files[path ?? ""] ?? "").split("\n").length >= line));

/** What a plan gets wrong on a host that an administrator has tuned. */
const wrongIn = (tuning: Tuning, item: PlanItem, isLoaded: boolean): readonly string[] => {
  const said = `${item.address} ${item.action} ${item.origin}, live ${item.live}: ${item.reason}`;
  const expected = live(tuning.sets[keyOf(item)] ?? "").trim();
  const isTold = tuning.sets[keyOf(item)] !== "";
  const isRight = item.afterReboot === null ? item.afterRebootUnknown !== undefined
    : item.afterReboot === expected && isTold;
  return [
    ...item.action === "blocked" ? [] : [`not blocked: ${said}`],
    ...item.origin === "custom" ? [] : [`not custom: ${said}`],
    ...names(tuning, item) ? [] : [`owner not named: ${said}`],
    ...isRight ? [] : [`after a reboot ${item.afterReboot}, and not ${expected}: ${said}`],
    ...isLoaded && item.live !== expected ? [`read wrongly: ${said}`] : [],
  ];
};

const notOverridden = async (tuning: Tuning): Promise<void> => {
  const root = treeOf(tuning);
  const host = hostAt(root);
  const before = snapshotTree(root);
  const plan = planAt(host, wishing(tuning));
  expect(plan.items.flatMap((item) => wrongIn(tuning, item, true))).toEqual([]);
  expect(plan.changes).toEqual([]);
  await applyAt(host, wishing(tuning));
  expect(changed(snapshotTree(root), before)).toEqual([]);
};

const notLoaded = (tuning: Tuning): void => {
  const host = hostAt(treeOf(tuning, (value) => `${otherThan(otherThan(value))}\n`));
  const { items } = planAt(host, wishing(tuning));
  const wrong = items.filter(({ action }) => action !== "none" && action !== "blocked")
    .map((item) => `${item.address} ${item.action}: ${item.reason}`);
  expect(wrong).toEqual([]);
};

const agreed = (tuning: Tuning): void => {
  const plan = planAt(hostAt(treeOf(tuning)), declare(tuning, (_, value) => live(value).trim()));
  const wrong = plan.items.filter(({ action, afterReboot }) => action !== "none" && afterReboot !== null);
  expect(wrong.map(({ address, action, reason }) => `${address} ${action}: ${reason}`)).toEqual([]);
};

const rolledBack = async (tuning: Tuning): Promise<void> => {
  const root = treeOf(tuning);
  const host = hostAt(root);
  const before = snapshotTree(root);
  const declaration = declare(tuning, (_, value) =>
    ({ value: otherThan(value), adopt: { from: live(value).trim() } }));
  const { run } = await applyAt(host, declaration);
  if (run === null) return expect(changed(snapshotTree(root), before)).toEqual([]);
  await rollbackAt(host, run);
  expect(changed(snapshotTree(root), before)).toEqual([]);
};

/** Of a kind's sample machine, the items that TuneD's profile is the owner of. */
const heldByTuned = (tuning: Tuning, kind: string): readonly boolean[] => {
  const { files = {}, declaration } = SAMPLES[kind] ?? {};
  if (declaration === undefined) throw new Error(`no sample of ${kind}`);
  const { items } = planAt(hostAt(makeTree({ ...files, ...tuning.files })), declaration);
  return items.map(({ origin, evidence }) => origin === "custom"
    && evidence.some(({ path = "" }) => tuning.ownerOf("").test(path)));
};

const TUNED = tunedCases();
const DOCUMENTS = documents();
const CUSTOM: readonly Tuning[] = [...TUNED, ...DOCUMENTS].filter((one) => keysOf(one).length > 0);

test("there are 500 tunings and more", () => {
  const count = CUSTOM.reduce((sum, one) => sum + keysOf(one).length, 0);
  expect(count).toBeGreaterThanOrEqual(500);
});

describe.each(CUSTOM.map((one) => [one.name, one] as const))("%s", (_, tuning) => {
  test("is not overridden, and is named", { timeout: within(30_000) }, () => notOverridden(tuning));
  test("is custom before it is loaded", { timeout: within(30_000) }, () => notLoaded(tuning));
  test("agrees with a declaration of the same", { timeout: within(30_000) }, () => agreed(tuning));
  test("is restored whole after a permitted run", { timeout: within(30_000) },
    () => rolledBack(tuning));
});

describe("interrupts and processes are TuneD's where its profile moves them", () => {
  test.each(TUNED.map((one) => [one.name, one] as const))("%s", (_, tuning) => {
    expect(heldByTuned(tuning, "irq-affinity"))
      .toEqual([tuning.movesInterrupts, tuning.movesInterrupts]);
    expect(heldByTuned(tuning, "cpu-pinning")).toEqual([tuning.pinsProcesses]);
  });
});

test("a value that TuneD only raises is TuneD's below that, and free above it", () => {
  const tuning = TUNED.find(({ name }) => name === "TuneD 2.20.0, throughput-performance, metal");
  const plan = (value: number): PlanItem | undefined =>
    planAt(hostAt(makeTree({ ...tuning?.files, "/proc/sys/net/core/somaxconn": "4096\n" })),
      hostFile({ sysctl: { "net.core.somaxconn": value } })).items[0];
  expect(plan(65_535)).toMatchObject({ action: "update", origin: "default" });
  expect(plan(1024)).toMatchObject({ action: "blocked", origin: "custom" });
});

describe.each(distributions().map((one) => [one.name, one] as const))("%s", (_, tuning) => {
  test("its own values block nothing", () => {
    const { items } = planAt(hostAt(treeOf(tuning)), wishing(tuning));
    const wrong = items.filter(({ action, origin, reason }) => origin !== "distro"
      || (action !== "update" && !/sorts after 90-vexor-agent\.conf/.test(reason)));
    expect(wrong.map(({ address, action, origin, reason }) =>
      `${address} ${action} ${origin}: ${reason}`)).toEqual([]);
  });
});
