/**
 * The last accepted commit: it keeps this host from every older state of the branch. Only the root
 * helper writes it, apart from the mirror, which may be deleted.
 *
 * A commit that the agent applied and kept is accepted from that moment: root's records of runs say
 * so, and no request is needed. So the host cannot go back behind what is in force, or from one
 * branch of signed commits to another. Only an operator goes back, and a run that was rolled back
 * is not in force.
 */
import { VexorError } from "../model/errors.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import { outcomeOf } from "../run/run-state.ts";
import { prepareState, runIds, type RecordedRun } from "../run/store.ts";
import { readableRun } from "../run/revision-history.ts";
import { isAgents } from "../run/run-owner.ts";
import type { SourcePolicy } from "./types.ts";

const SOURCE_STATE = "/var/lib/vexor-agent/source.json";

export interface AcceptedCommit {
  readonly format: "vexor.source/1";
  readonly url: string;
  readonly branch: string;
  readonly accepted: string;
  readonly at: string;
  readonly by: string;
  /** Who had signed it, if that was asked. */
  readonly signer: string | null;
  /** A person's reason, where one accepted it. */
  readonly why: string | null;
  /** The newest run at that moment; records of earlier versions lack it. */
  readonly run?: number;
}

/** As it was written. Throws SOURCE_STATE: without it, any old commit would do. */
export const recordedAccepted = (host: HostReader): AcceptedCommit | null => {
  const text = host.read(SOURCE_STATE);
  if (text === null) return null;
  try {
    const value = JSON.parse(text) as AcceptedCommit;
    if (value.format === "vexor.source/1" && /^[0-9a-f]{40}$/.test(value.accepted)) return value;
  } catch {
    // told below
  }
  throw new VexorError("SOURCE_STATE",
    `${SOURCE_STATE} is not the vexor.source/1 that Vexor wrote`);
};

/** What an ended run says of the commit in force. */
interface EndedRun {
  readonly isApplied: boolean;
  readonly undoes: number | null;
  /** The commit that it brought for the agent; null for any other run. */
  readonly brought: Omit<AcceptedCommit, "format" | "url" | "branch"> | null;
}

const endOf = (run: RecordedRun): EndedRun => {
  const { id, plan: { source: { commit, named }, undoes }, journal, snapshot } = run;
  const isBrought = isAgents(run) && commit !== null && named !== undefined;
  return { isApplied: outcomeOf(journal) === "applied", undoes: undoes?.run ?? null,
    brought: isBrought ? { accepted: commit, at: journal.at(-1)?.at ?? snapshot.at,
      by: snapshot.by, signer: named.signer, why: null, run: id } : null };
};

/** Runs that have ended stay as they are: a process that lasts reads each of them once. */
const ends = new WeakMap<HostReader, Map<number, EndedRun>>();

const endedRun = (host: HostReader, id: number): EndedRun | null => {
  const known = ends.get(host) ?? new Map<number, EndedRun>();
  ends.set(host, known);
  const found = known.get(id);
  if (found) return found;
  const run = readableRun(host, id);
  if (run === null || outcomeOf(run.journal) === null) return null;
  known.set(id, endOf(run));
  return endOf(run);
};

/** Of the newest run after `since` that brought a commit of a repository, and is in force. */
const broughtSince = (host: HostReader, since: number): EndedRun["brought"] => {
  const undone = new Set<number>();
  for (const id of runIds(host).toReversed()) {
    if (id <= since) return null;
    const { isApplied = false, undoes = null, brought = null } = endedRun(host, id) ?? {};
    if (!isApplied) continue;
    if (undoes !== null) undone.add(undoes);
    else if (brought && !undone.has(id)) return brought;
  }
  return null;
};

/** What holds by now; null when nothing ever did. Throws SOURCE_STATE. */
export const readAccepted = (host: HostReader): AcceptedCommit | null => {
  const record = recordedAccepted(host);
  const brought = broughtSince(host, record ? record.run ?? Infinity : 0);
  if (!brought || brought.accepted === record?.accepted) return record;
  return { format: "vexor.source/1", url: "", branch: "", ...record, ...brought };
};

/** Durable. */
export const writeAccepted = (
  host: Host, accepted: Omit<AcceptedCommit, "format" | "run">,
): void => {
  prepareState(host);
  const whole: AcceptedCommit = { format: "vexor.source/1", ...accepted,
    run: runIds(host).at(-1) ?? 0 };
  host.replace(SOURCE_STATE, `${JSON.stringify(whole, null, 2)}\n`);
};

/** Where a proof has to start from. */
export const anchorOf = (accepted: AcceptedCommit | null, { pin }: SourcePolicy): string | null =>
  accepted?.accepted ?? pin;
