/** Runs for people: the list and one run's story. */
import { displayTarget } from "../engine/model/targets.ts";
import type { JournalEntry, Snapshot } from "../engine/model/model.ts";
import type { PlanSource } from "../engine/plan/plan-source.ts";
import { awaitsConfirmation, failureOf, conflictsOf, outcomeOf } from "../engine/run/run-state.ts";
import { formatValue } from "../engine/model/rules.ts";
import type { RecordedRun } from "../engine/run/store.ts";
import { formatTime, formatWhen } from "../engine/model/time.ts";
import { totals } from "./plan.ts";
import { printableLine, type Style } from "./style.ts";

export interface RunLine {
  readonly run: number;
  readonly at: string | null;
  readonly by: string | null;
  /** Who gave the word that the run needed. */
  readonly approvedBy: string | null;
  readonly state: string;
  readonly summary: string;
  readonly commit: string | null;
  /** As the root helper read them from the commit; null in older records, and for a directory. */
  readonly subject: string | null;
  readonly author: string | null;
  readonly signer: string | null;
}

/**
 * Which process holds the host's lock, as `HostReader` reports it; asked of a run that has not
 * ended.
 */
export type LockHolder = () => number | null | "unknown";

const unended = (holder: LockHolder): string => {
  const pid = holder();
  if (pid === "unknown") return "running or interrupted";
  return pid === null ? "interrupted" : `running (pid ${pid})`;
};

const stateOf = (run: RecordedRun, holder: LockHolder): string => {
  const deadline = awaitsConfirmation(run.journal);
  if (deadline) return `waits for confirmation until ${formatTime(deadline)}`;
  const outcome = outcomeOf(run.journal);
  return outcome ?? unended(holder);
};

const commitOf = ({ commit, named }: PlanSource): Pick<RunLine, "commit" | "subject" | "author"
  | "signer"> => ({ commit, subject: named?.subject ?? null, author: named?.author ?? null,
  signer: named?.signer ?? null });

export const runLine = (run: RecordedRun, holder: LockHolder): RunLine => ({
  run: run.id,
  at: run.snapshot.at,
  by: run.snapshot.by,
  approvedBy: run.snapshot.approval?.by ?? null,
  state: stateOf(run, holder),
  summary: run.plan.undoes ? `rolls back run ${run.plan.undoes.run}` : totals(run.plan),
  ...commitOf(run.plan.source),
});

/** For a record that cannot be read. */
export const blankLine = (run: number, state: string, summary: string): RunLine => ({ run, at: null,
  by: null, approvedBy: null, state, summary, commit: null, subject: null, author: null,
  signer: null });

const SHOWN = 12;

/** `1a5e994d12ab "more backlog", signed by ana@example.org` */
const formatCommit = ({ commit, subject, signer }: Pick<RunLine, "commit" | "subject" | "signer">,
): string => (commit === null ? "" : [
  [commit.slice(0, SHOWN), ...subject === null ? [] : [subject]].join(" "),
  ...signer === null ? [] : [`signed by ${signer}`],
].join(", "));

const formatRunStarter = ({ by, approvedBy }: Pick<RunLine, "by" | "approvedBy">): string =>
  printableLine(`${by ?? ""}${approvedBy === null ? "" : `, approved by ${approvedBy}`}`);

const colourOf = (state: string): keyof Style => {
  if (state === "applied") return "green";
  return state === "rollback-failed" ? "red" : "yellow";
};

export const renderHistory = (
  lines: readonly RunLine[], style: Style, now: number,
): string => {
  if (lines.length === 0) return "No run yet on this host.\n";
  return lines.map((line) => [
    String(line.run).padStart(4), line.at === null ? "-" : formatWhen(line.at, now),
    style[colourOf(line.state)](line.state),
    printableLine(line.summary), printableLine(formatCommit(line)),
      style.dim(formatRunStarter(line)),
  ].filter(Boolean).join("  ")).join("\n") + "\n";
};

const formatJournalEntry = (entry: JournalEntry): string => {
  switch (entry.type) {
    case "intent": return `about to write ${entry.targets.map(displayTarget).join(", ")}`;
    case "done": return `read back ${entry.targets.map(displayTarget).join(", ")}`;
    case "unwritten": return entry.targets.length === 0 ? "nothing was left unwritten"
      : `not written: ${entry.targets.map(displayTarget).join(", ")}`;
    case "immutable": return `cannot be changed: ${displayTarget(entry.target)}: ${entry.why}`;
    case "failed": return `failed (${entry.code}): ${entry.message}`;
    case "confirm-by": return `waits for confirmation until ${formatTime(entry.deadline)}`;
    case "undoing": return `rolling back: ${entry.why}`;
    case "conflicts":
      return "left alone: "
        + (entry.conflicts.map((one) => displayTarget(one.target)).join(", ") || "nothing");
    case "end": return `ended: ${entry.outcome}`;
    default: return entry.type;
  }
};

const commitLines = ({ plan }: RecordedRun): readonly string[] => {
  const named = commitOf(plan.source);
  if (named.commit === null) return [];
  const { commit, subject, author, signer } = named;
  const by = [...author === null ? [] : [`by ${author}`],
    ...signer === null ? [] : [`signed by ${signer}`]].join(", ");
  const name = subject === null ? commit : `${commit} ${subject}`;
  return [`Commit ${name}`, ...by === "" ? [] : [`  ${by}`]].map(printableLine);
};

const approvalLines = ({ approval }: Snapshot): readonly string[] => (approval
  ? [printableLine(
    `Approved by ${approval.by} (uid ${approval.uid}) at ${formatTime(approval.at)}`)]
  : []);

export const renderRun = (run: RecordedRun, style: Style, now: number,
  holder: LockHolder): string => [
  `${style.bold(`Run ${run.id}`)}: ${stateOf(run, holder)}, plan ${run.plan.id}`,
  `Begun ${formatWhen(run.snapshot.at, now)} by ${printableLine(run.snapshot.by)}`,
  ...commitLines(run),
  ...approvalLines(run.snapshot),
  ...(failureOf(run.journal) ? [style.red(printableLine(failureOf(run.journal) ?? ""))] : []),
  "", style.bold("Before the first write"),
  ...Object.entries(run.snapshot.targets).map(([target, value]) =>
    `  ${printableLine(displayTarget(target))} = `
      + printableLine(formatValue(value).split("\n")[0] ?? "")),
  "", style.bold("Journal"),
  ...run.journal.map(
    (entry) => `  ${style.dim(formatTime(entry.at))}  ${printableLine(formatJournalEntry(entry))}`),
  ...conflictsOf(run.journal)
    .map(({ target, why }) =>
      style.yellow(`  ${printableLine(`left alone: ${displayTarget(target)}: ${why}`)}`)),
  "",
].join("\n");
