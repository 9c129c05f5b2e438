/** Which revision the agent plans for, and what goes on while the newest one is rolled back. */
import { isWriting } from "../engine/plan/decide.ts";
import type { CommitName } from "../engine/model/errors.ts";
import type { Address, Plan } from "../engine/model/model.ts";
import {
  isCorrectionBeside, rollbackOf, runInForce, type RevisionRollback,
} from "../engine/run/revision-history.ts";
import { readLedger } from "../engine/run/store.ts";
import type { EffectContext } from "./effect-context.ts";
import type { Ports, Revision } from "./ports.ts";
import type { RolledBackCommit } from "./trouble.ts";

const rollbackOn = ({ host }: Ports, { id, unsignedId }: Revision): RevisionRollback | null =>
  rollbackOf(host, { commit: id, unsignedId });

/** As root's records of runs have it; null where they do not say that it was rolled back. */
export const rolledBackOf = (ports: Ports, revision: Revision): RolledBackCommit | null => {
  const rollback = rollbackOn(ports, revision);
  return rollback && { revision: revision.id, subject: revision.subject, why: rollback.why };
};

/** Once an operator has rolled the last good revision back, the values are an earlier one's. */
const inForceOf = (
  { host }: Ports, lastGood: Revision | null, isRolledBack: boolean,
): CommitName | null => {
  if (lastGood === null || !isRolledBack) return lastGood;
  const { commit, named } = runInForce(host)?.plan.source ?? { commit: null };
  return commit === null ? null : { id: commit, subject: named?.subject ?? null };
};

export interface PickedRevision {
  readonly revision: Revision | null;
  /** Of that revision; null where nothing of it is withheld. */
  readonly rollback: RevisionRollback | null;
}

/** What was rolled back is not tried again by itself: the last good revision goes on. */
export const pickRevision = ({ ports, known, tell }: EffectContext): PickedRevision => {
  const { lastGood, memory } = known;
  const candidate = known.candidate ?? lastGood;
  if (!candidate) return { revision: null, rollback: null };
  const rollback = rollbackOn(ports, candidate);
  const isLastGood = lastGood?.id === candidate.id;
  known.inForce = inForceOf(ports, lastGood, (isLastGood ? rollback
    : lastGood && rollbackOn(ports, lastGood)) !== null);
  known.rolledBack = rollback === null || memory.retry === candidate.id ? null
    : { revision: candidate.id, subject: candidate.subject, why: rollback.why };
  if (known.rolledBack === null) return { revision: candidate, rollback: null };
  tell("alarm", { what: "rolled-back", why: known.rolledBack.why });
  // A directory has no past: what it held before is nowhere to be proven.
  const isOther = lastGood !== null && !isLastGood && lastGood.proof.commit !== null;
  return isOther ? { revision: lastGood, rollback: null } : { revision: candidate, rollback };
};

/**
 * What a plan of a rolled-back revision must leave out so that it only corrects drift beside what
 * was rolled back; null where no drift is left then. Only of a revision that once was kept: its
 * other values are those that hold.
 */
export const beyondCorrections = (
  { ports: { host }, known: { lastGood } }: EffectContext, { id }: Revision, plan: Plan,
  rollback: RevisionRollback,
): readonly Address[] | null => {
  const ledger = readLedger(host);
  const written = plan.items.filter(isWriting);
  const beyond = written.filter((item) => !isCorrectionBeside(item, rollback, ledger));
  return lastGood?.id !== id || beyond.length === written.length ? null
    : beyond.map(({ address }) => address);
};
