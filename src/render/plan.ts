/** A plan for people: at a glance what changes, what is blocked and why. */
import { isWriting } from "../engine/decide.ts";
import type { Action, Evidence, Plan, PlanItem } from "../engine/model.ts";
import { sayRule } from "../engine/rules.ts";
import { fileLines } from "./file-diff.ts";
import { plural, printable, type Style } from "./style.ts";

interface Mark {
  readonly symbol: string;
  readonly colour: keyof Style;
  /** For the totals line. */
  readonly noun: string;
}

const MARKS: Readonly<Record<Action, Mark>> = {
  update: { symbol: "~", colour: "yellow", noun: "to update" },
  persist: { symbol: "+", colour: "green", noun: "to persist" },
  adopt: { symbol: "»", colour: "cyan", noun: "to adopt" },
  release: { symbol: "-", colour: "cyan", noun: "to release" },
  drift: { symbol: "↺", colour: "yellow", noun: "drifted" },
  blocked: { symbol: "✗", colour: "red", noun: "blocked" },
  impossible: { symbol: "∅", colour: "red", noun: "impossible" },
  none: { symbol: "=", colour: "dim", noun: "as declared" },
};

const ORDER = Object.keys(MARKS) as readonly Action[];

/** Symbol and name of each action, in one width. */
const LABELS = Object.fromEntries(ORDER.map((action) =>
  [action, `${MARKS[action].symbol} ${action.padEnd("impossible".length)}`],
)) as Readonly<Record<Action, string>>;

export const sayEvidence = ({ path, line, says }: Evidence): string =>
  path ? `${path}${line ? `:${line}` : ""}: ${says}` : says;

const wantedOf = (item: PlanItem): string =>
  (item.wanted ? sayRule(item.wanted) : item.to ?? "absent");

const valuesOf = (item: PlanItem): string => {
  const live = item.live ?? "absent";
  if (item.action === "none" || item.action === "persist") return live;
  const leftAlone = item.action === "drift" && !isWriting(item);
  if (item.to === null || leftAlone) return `${live}, wanted ${wantedOf(item)}`;
  return item.to === live ? live : `${live} → ${item.to}`;
};

const EVIDENCE_SHOWN = 3;
const INDENT = "      ";

const shownOf = ({ evidence }: PlanItem): readonly Evidence[] =>
  (evidence.length > EVIDENCE_SHOWN ? evidence.slice(0, EVIDENCE_SHOWN) : evidence);

/** The diff below says it better, and once for all items of a file. */
const ONLY_IN_DIFF = /^tee \S+ # the text in the diff$/;

/** Hundreds of items are listed at a time: lines go straight to where they are collected. */
const addItem = (lines: string[], item: PlanItem, width: number, style: Style): void => {
  const name = printable(item.address).padEnd(width);
  const action = style[MARKS[item.action].colour](LABELS[item.action]);
  lines.push(`  ${action} ${name}  ${printable(valuesOf(item))}`);
  if (item.action !== "none") {
    lines.push(INDENT + style.dim(printable(item.reason)));
    for (const one of shownOf(item)) {
      lines.push(INDENT + style.dim(printable(`${item.origin}: ${sayEvidence(one)}`)));
    }
  }
  for (const text of item.warnings) {
    lines.push(INDENT + style.yellow(`warning: ${printable(text)}`));
  }
  for (const text of item.waysOut) lines.push(`${INDENT}${style.cyan("→")} ${printable(text)}`);
  if (item.runs && !ONLY_IN_DIFF.test(item.runs)) {
    lines.push(`${INDENT}${style.dim("$")} ${printable(item.runs)}`);
  }
};

/** "1 to update, 2 blocked, 14 as declared". */
export const totals = (plan: Plan): string =>
  ORDER.filter((action) => plan.summary[action] > 0)
    .map((action) => `${plan.summary[action]} ${MARKS[action].noun}`).join(", ")
  || "nothing declared";

interface PlanView {
  readonly style: Style;
  /** Also lists what is as declared. */
  readonly all: boolean;
  /** Says what to do next. */
  readonly next?: boolean;
}

const listed = (plan: Plan, all: boolean): readonly PlanItem[] => {
  const byAction = Object.groupBy(plan.items.filter((item) =>
    all || item.action !== "none" || item.warnings.length > 0), ({ action }) => action);
  return ORDER.flatMap((action) => byAction[action] ?? []);
};

export const renderPlan = async (
  plan: Plan, { style, all, next }: PlanView,
): Promise<string> => {
  const items = listed(plan, all);
  const width = items.reduce((most, item) => Math.max(most, item.address.length), 0);
  const observed = plan.mode === "observe" ? style.yellow(" (observe: never written)") : "";
  const head = `${style.bold(`Plan ${plan.id}`)} for ${printable(plan.host)}`
    + ` from ${printable(plan.source.file)}${observed}`;
  const files = await Promise.all(plan.changes
    .filter((change) => change.cell.startsWith("file:"))
    .map((change) => fileLines(change, style)));
  const lines = items.length > 0 ? [head, ""] : [head];
  for (const item of items) addItem(lines, item, width, style);
  return [
    ...lines,
    ...(files.length > 0 ? ["", ...files.flat()] : []),
    "",
    `${style.bold(totals(plan))}.${next ? hint(plan) : ""}`,
    "",
  ].join("\n");
};

const hint = (plan: Plan): string => {
  if (plan.changes.length === 0) return plan.summary.blocked > 0 ? "" : " Nothing to do.";
  return ` ${plural(plan.changes.length, "value")} would be written; vexor apply does it.`;
};
