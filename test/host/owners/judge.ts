/** What a plan said of values that others own, held against what the machine had at each step. */
import type { PlanItem } from "../../../src/engine/model/model.ts";

/** One value that the host file asks to be another. */
export interface Case {
  readonly address: string;
  /** How it is owned, in words; null when nothing sets it. */
  readonly owned: string | null;
  /** No program of an administrator's ran before the kernel's values could be recorded. */
  readonly isClear: boolean;
  /** Files that may be named as its owners; none when only a person at a terminal set it. */
  readonly files: readonly string[];
  readonly live: string | undefined;
  readonly applied: string | undefined;
  readonly rolledBack: string | undefined;
  readonly rebooted: string | undefined;
}

/** `failures`, `wrongNames` and `wrongReboots` break the promise; the others have a share. */
export interface Found {
  readonly values: number;
  readonly defaults: number;
  readonly failures: readonly string[];
  readonly wrongNames: readonly string[];
  readonly wrongReboots: readonly string[];
  readonly unnamed: readonly string[];
  readonly unknownReboots: readonly string[];
  readonly blockedDefaults: readonly string[];
}

type Complaint = Exclude<keyof Found, "values" | "defaults">;

const KEEPS = new Set(["blocked", "impossible", "none"]);

const squeezed = (text: string | undefined): string => (text ?? "absent").replaceAll(/\s+/g, " ").trim();

function* complaints(of: Case, item: PlanItem): Generator<readonly [Complaint, string]> {
  if (of.rolledBack !== of.live) {
    yield ["failures", `${of.live} before, ${of.rolledBack} after the rollback`];
  }
  if (item.afterReboot === null) {
    // Set by hand, a reboot brings the default, of which nothing is known after an early program.
    if (of.files.length > 0 || of.isClear) yield ["unknownReboots", item.afterRebootUnknown ?? "?"];
  }
  else if (squeezed(item.afterReboot) !== squeezed(of.rebooted)) {
    yield ["wrongReboots",
      `said ${item.afterReboot} after a reboot, is ${of.rebooted}, was ${of.live}`];
  }
  if (of.owned === null) {
    if (item.action === "blocked" && of.isClear) yield ["blockedDefaults", item.reason];
    return;
  }
  if (!KEEPS.has(item.action) || of.applied !== of.live) {
    yield ["failures", `${item.action}/${item.origin}, ${of.live} became ${of.applied}`];
  }
  const named = item.evidence.flatMap(({ kind, path }) =>
    (kind === "kernel" || path === undefined ? [] : [path]));
  const wrong = named.filter((path) => !of.files.includes(path));
  if (wrong.length > 0) yield ["wrongNames", wrong.join(", ")];
  if (named.length === 0 && of.files.length > 0) yield ["unnamed", item.reason];
}

export const judge = (cases: readonly Case[], items: readonly PlanItem[]): Found => {
  const byAddress = new Map(items.map((item) => [item.address, item]));
  const lists: Record<Complaint, string[]> = { failures: [], wrongNames: [], wrongReboots: [],
    unnamed: [], unknownReboots: [], blockedDefaults: [] };
  for (const one of cases) {
    const item = byAddress.get(one.address);
    const how = `${one.address} (${one.owned ?? "default"}): `;
    if (!item) lists.failures.push(`${how}no item`);
    else for (const [what, text] of complaints(one, item)) lists[what].push(how + text);
  }
  const values = cases.filter(({ owned }) => owned !== null).length;
  return { ...lists, values, defaults: cases.length - values };
};

export const sumOf = (all: readonly Found[]): Found => {
  const list = (what: Complaint): readonly string[] => all.flatMap((one) => one[what]);
  return {
    values: all.reduce((sum, { values }) => sum + values, 0),
    defaults: all.reduce((sum, { defaults }) => sum + defaults, 0),
    failures: list("failures"), wrongNames: list("wrongNames"), wrongReboots: list("wrongReboots"),
    unnamed: list("unnamed"), unknownReboots: list("unknownReboots"),
    blockedDefaults: list("blockedDefaults"),
  };
};
