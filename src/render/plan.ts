/** A plan for people: at a glance what changes, what is blocked and why. */
import { isDurable } from "../engine/model/targets.ts";
import { isWriting } from "../engine/plan/decide.ts";
import { COMMAND_USER, commandsOf } from "../engine/run/health.ts";
import type { Action, Evidence, LaterEffect, Plan, PlanItem } from "../engine/model/model.ts";
import { formatTakesEffect } from "../engine/plan/pending.ts";
import type { PlanSource } from "../engine/plan/plan-source.ts";
import { shorten } from "../formats/quote.ts";
import { formatRule, formatValue } from "../engine/model/rules.ts";
import { shellWord } from "../formats/shell-word.ts";
import { fileLines, linkLines } from "./file-diff.ts";
import { plural, printable, printableLine, type Style } from "./style.ts";

interface ActionMark {
  readonly symbol: string;
  readonly colour: keyof Style;
  /** For the totals line. */
  readonly noun: string;
}

const MARKS: Readonly<Record<Action, ActionMark>> = {
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
const labelsIn = (style: Style) => Object.fromEntries(ORDER.map((action) => {
  const { symbol, colour } = MARKS[action];
  return [action, style[colour](`${symbol} ${action.padEnd("impossible".length)}`)];
})) as Readonly<Record<Action, string>>;

export const formatEvidence = ({ path, line, says }: Evidence): string =>
  path ? `${path}${line ? `:${line}` : ""}: ${says}` : says;

const wantedOf = (item: PlanItem): string =>
  (item.wanted ? formatRule(item.wanted) : formatValue(item.to));

/** What runs now, and what will. */
const laterValues = (item: PlanItem, later: LaterEffect): string => {
  const [live, when] = [formatValue(item.live), `at ${formatTakesEffect(later)}`];
  if (isWriting(item)) {
    return item.to === item.live ? `${live}, and ${when}`
      : `${live} → ${formatValue(item.to)} ${when}`;
  }
  if (item.action !== "none") return `${live}, wanted ${wantedOf(item)}`;
  return item.live !== null && !item.isPending ? live
    : `${live}, ${formatValue(item.configured ?? null)} ${when}`;
};

const valuesOf = (item: PlanItem): string => {
  if (item.takesEffect !== undefined) return laterValues(item, item.takesEffect);
  const live = formatValue(item.live);
  if (item.action === "none" || item.action === "persist") return live;
  const leftAlone = item.action === "drift" && !isWriting(item);
  if (item.to === null || leftAlone) return `${live}, wanted ${wantedOf(item)}`;
  return item.to === item.live ? live : `${live} → ${formatValue(item.to)}`;
};

const EVIDENCE_SHOWN = 3;
/** A plan's JSON has it whole. */
const LONGEST_WHY = 200;
const INDENT = "      ";

/** A value of several lines keeps them: each but the first has a sign of ours before it. */
const printableLines = (text: string): string =>
  printable(text).replaceAll("\n", `\n${INDENT}| `);

const shownOf = ({ evidence }: PlanItem): readonly Evidence[] =>
  (evidence.length > EVIDENCE_SHOWN ? evidence.slice(0, EVIDENCE_SHOWN) : evidence);

/** The diff below says it better, and once for all items of a file. */
const ONLY_IN_DIFF = /^tee \S+ # the text in the diff$/;

const shellOf = ({ runs }: PlanItem): string | null =>
  (runs === null || ONLY_IN_DIFF.test(runs) ? null : runs);

const hasOnlyReason = (item: PlanItem): boolean => item.why === undefined
  && item.evidence.length === 0 && item.warnings.length === 0 && item.waysOut.length === 0
  && shellOf(item) === null;

/** Whether one line says why, for both. */
const isAlike = (item: PlanItem, next: PlanItem | undefined): boolean => next !== undefined
  && item.action === next.action && item.action !== "none" && item.reason === next.reason;

/** Hundreds of items are listed at a time: lines go straight to where they are collected. */
const addDetails = (lines: string[], item: PlanItem, each: string, style: Style): void => {
  if (item.action !== "none") {
    lines.push(INDENT + style.dim(each + printableLine(item.reason)));
    for (const one of shownOf(item)) {
      lines.push(INDENT + style.dim(printableLine(`${item.origin}: ${formatEvidence(one)}`)));
    }
  }
  if (item.why !== undefined) {
    lines.push(INDENT + style.dim(`why: ${printableLine(shorten(item.why, LONGEST_WHY))}`));
  }
  for (const text of item.warnings) {
    lines.push(INDENT + style.yellow(`warning: ${printableLine(text)}`));
  }
  for (const text of item.waysOut) {
    lines.push(`${INDENT}${style.cyan("→")} ${printableLine(text)}`);
  }
  const shell = shellOf(item);
  if (shell) lines.push(`${INDENT}${style.dim("$")} ${printableLine(shell)}`);
};

const addItems = (lines: string[], items: readonly PlanItem[], style: Style): void => {
  let width = 0;
  for (const { address } of items) width = Math.max(width, address.length);
  const labels = labelsIn(style);
  const areBare = items.map(hasOnlyReason);
  let isOneOfMany = false;
  items.forEach((item, at) => {
    const says = `${printableLine(item.address).padEnd(width)}  ${printableLines(valuesOf(item))}`;
    lines.push(`  ${labels[item.action]} ${says}`);
    const goesOn = areBare[at] === true && areBare[at + 1] === true && isAlike(item, items[at + 1]);
    if (!goesOn) addDetails(lines, item, isOneOfMany ? "each: " : "", style);
    isOneOfMany = goesOn;
  });
};

/** "1 to update, 2 blocked, 14 as declared". */
export const totals = ({ summary }: Pick<Plan, "summary">): string =>
  ORDER.filter((action) => summary[action] > 0)
    .map((action) => `${summary[action]} ${MARKS[action].noun}`).join(", ")
  || "nothing declared";

/** "; 1 waits for the next start". */
const waiting = ({ pending = [] }: Plan): string => (["next-start", "reboot"] as const)
  .flatMap((later) => {
    const count = pending.filter(({ takesEffect }) => takesEffect === later).length;
    return count === 0 ? []
      : [`; ${count} ${count === 1 ? "waits" : "wait"} for ${formatTakesEffect(later)}`];
  }).join("");

/** By the declaration, which a plan's id covers. */
const programLines = ({ declaration }: Plan, style: Style): readonly string[] => {
  const commands = commandsOf(declaration);
  return commands.length === 0 ? [] : ["",
    "  After an apply of the agent's, these health checks run as user "
      + `${COMMAND_USER}, in a sandbox:`,
    ...commands.map((command) =>
      `${INDENT}${style.dim("$")} ${printableLine(command.map(shellWord).join(" "))}`)];
};

const UNREAD_SHOWN = 5;

/** One line for each place, and what it takes to read it. */
const unreadLines = ({ unread = [] }: Plan, style: Style): readonly string[] => {
  if (unread.length === 0) return [];
  const more = unread.length - UNREAD_SHOWN;
  return ["", style.yellow("  Not read, and it may set what this plan is about:"),
    ...unread.slice(0, UNREAD_SHOWN).map(({ path, needs }) =>
      `${INDENT}${printableLine(path)} (needs ${printableLine(needs)})`),
    ...(more > 0 ? [`${INDENT}and ${more} more`] : []),
    ...(unread.some(({ needs }) => needs === "root")
      ? ["  For what needs root this is a preview: an apply plans again as root."] : [])];
};

interface PlanView {
  readonly style: Style;
  /** Also lists what is as declared. */
  readonly all: boolean;
  /** Says what to do next: `agent` where the plan is of the commit that the agent follows. */
  readonly next?: "apply" | "agent";
}

const SHOWN = 12;

/** A checkout's commit is kept with a plan; named is one that was proven. */
export const sourceText = ({ file, commit, named }: PlanSource): string => printableLine(
  commit === null || !named ? file
    : `${file} of commit ${commit.slice(0, SHOWN)} ${named.subject}`);

const listed = (plan: Plan, all: boolean): readonly PlanItem[] => {
  const byAction = new Map(ORDER.map((action): [Action, PlanItem[]] => [action, []]));
  for (const item of plan.items) {
    if (all || item.action !== "none" || item.warnings.length > 0 || item.isPending) {
      byAction.get(item.action)?.push(item);
    }
  }
  return [...byAction.values()].flat();
};

export const renderPlan = async (
  plan: Plan, { style, all, next }: PlanView,
): Promise<string> => {
  const items = listed(plan, all);
  const observed = plan.mode === "observe" ? style.yellow(" (observe: never written)") : "";
  const head = `${style.bold(`Plan ${plan.id}`)} for ${printableLine(plan.host)}`
    + ` from ${sourceText(plan.source)}${observed}`;
  const files = await Promise.all(plan.changes.filter(({ target }) => /^(file|link):/.test(target))
    .map((change) => (change.target.startsWith("link:") ? linkLines(change, style)
      : fileLines(change, style))));
  const lines = items.length > 0 ? [head, ""] : [head];
  addItems(lines, items, style);
  return [
    ...lines,
    ...(files.length > 0 ? ["", ...files.flat()] : []),
    ...programLines(plan, style),
    ...unreadLines(plan, style),
    "",
    `${style.bold(totals(plan))}${waiting(plan)}.${next ? hint(plan, next) : ""}`,
    "",
  ].join("\n");
};

const WRITES = { apply: "vexor apply does it",
  agent: "the agent does it, unless vexor status says otherwise" } as const;

/** "2 values and 1 file": a directory is made for its file. */
export const countOf = ({ changes }: Pick<Plan, "changes">): string => {
  const files = changes.filter(({ target }) => /^(file|link):/.test(target)).length;
  const values = changes.filter(({ target }) => !isDurable(target)).length;
  return ([[values, "value"], [files, "file"]] as const)
    .flatMap(([count, noun]) => (count > 0 ? [plural(count, noun)] : [])).join(" and ")
    || "nothing";
};

const hint = (plan: Plan, next: keyof typeof WRITES): string => {
  if (plan.changes.length === 0) return plan.summary.blocked > 0 ? "" : " Nothing to do.";
  return ` ${countOf(plan)} would be written; ${WRITES[next]}.`;
};
