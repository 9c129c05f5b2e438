/** Runs for people: the list and one run's story. */
import { sayCell } from "../engine/cells.ts";
import type { JournalEntry, Snapshot } from "../engine/model.ts";
import { awaitsConfirmation, failureOf, leftAlone, outcomeOf } from "../engine/run-state.ts";
import { sayValue } from "../engine/rules.ts";
import type { Run } from "../engine/store.ts";
import { totals } from "./plan.ts";
import { printable, type Style } from "./style.ts";

export interface RunLine {
  readonly run: number;
  readonly at: string | null;
  readonly by: string | null;
  /** Who gave the word that the run needed. */
  readonly approvedBy: string | null;
  readonly state: string;
  readonly summary: string;
}

const stateOf = (run: Run): string => {
  const deadline = awaitsConfirmation(run.journal);
  if (deadline) return `waits for confirmation until ${deadline.toISOString()}`;
  const outcome = outcomeOf(run.journal);
  return outcome ?? "interrupted";
};

export const runLine = (run: Run): RunLine => ({
  run: run.id,
  at: run.snapshot.at,
  by: run.snapshot.by,
  approvedBy: run.snapshot.approval?.by ?? null,
  state: stateOf(run),
  summary: run.plan.undoes ? `takes back run ${run.plan.undoes.run}` : totals(run.plan),
});

const sayBy = ({ by, approvedBy }: Pick<RunLine, "by" | "approvedBy">): string =>
  printable(`${by ?? ""}${approvedBy === null ? "" : `, approved by ${approvedBy}`}`);

const colourOf = (state: string): keyof Style => {
  if (state === "applied") return "green";
  return state === "stuck" ? "red" : "yellow";
};

export const renderHistory = (lines: readonly RunLine[], style: Style): string => {
  if (lines.length === 0) return "No run yet on this host.\n";
  return lines.map((line) => [
    String(line.run).padStart(4), line.at ?? "-".padEnd(24),
    style[colourOf(line.state)](line.state),
    printable(line.summary), style.dim(sayBy(line)),
  ].join("  ")).join("\n") + "\n";
};

const say = (entry: JournalEntry): string => {
  switch (entry.type) {
    case "intent": return `about to write ${entry.cells.map(sayCell).join(", ")}`;
    case "done": return `read back ${entry.cells.map(sayCell).join(", ")}`;
    case "fixed": return `cannot be changed: ${entry.cell}: ${entry.why}`;
    case "failed": return `failed (${entry.code}): ${entry.message}`;
    case "confirm-by": return `waits for confirmation until ${entry.deadline}`;
    case "undoing": return `rolling back: ${entry.why}`;
    case "left": return `left alone: ${entry.left.map((one) => one.cell).join(", ") || "nothing"}`;
    case "end": return `ended: ${entry.outcome}`;
    default: return entry.type;
  }
};

const approvalLines = ({ approval }: Snapshot): readonly string[] => (approval
  ? [printable(`Approved by ${approval.by} (uid ${approval.uid}) at ${approval.at}`)] : []);

export const renderRun = (run: Run, style: Style): string => [
  `${style.bold(`Run ${run.id}`)}: ${stateOf(run)}, plan ${run.plan.id}, by `
    + printable(run.snapshot.by),
  ...approvalLines(run.snapshot),
  ...(failureOf(run.journal) ? [style.red(printable(failureOf(run.journal) ?? ""))] : []),
  "", style.bold("Before the first write"),
  ...Object.entries(run.snapshot.cells).map(([cell, value]) =>
    `  ${printable(sayCell(cell))} = `
      + printable(sayValue(value).split("\n")[0] ?? "")),
  "", style.bold("Journal"),
  ...run.journal.map((entry) => `  ${style.dim(entry.at)}  ${printable(say(entry))}`),
  ...leftAlone(run.journal)
    .map((one) => style.yellow(`  left alone: ${one.cell}: ${printable(one.why)}`)),
  "",
].join("\n");
