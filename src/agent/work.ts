/**
 * What each effect does, and the event it ends in. None of them throws: whatever goes wrong is an
 * event too, and the loop decides what follows.
 */
import { isWriting } from "../engine/decide.ts";
import { approvalOf } from "../engine/approvals.ts";
import { asVexorError, sayPlaced, VexorError } from "../engine/errors.ts";
import type { Plan, PlanItem } from "../engine/model.ts";
import { runInForce, waitingRun, whyRolledBack } from "../engine/tried.ts";
import { setAside, withCorrections, withDrifts, type Remembered } from "./disputes.ts";
import { isAgents } from "../engine/whose.ts";
import { closedBy, closedByCountdown } from "./gates.ts";
import type { Holding } from "./holding.ts";
import type { Effect, Event, PlanFacts } from "./loop.ts";
import { started, type Memory } from "./memory.ts";
import { errorFrom } from "./refusal.ts";
import type { News, Ports, Revision } from "./ports.ts";
import { troubleOf, type TakenBack, type Trouble } from "./trouble.ts";

/** What the agent knows while it lives; all else is on the machine. */
export interface Known {
  memory: Memory;
  /** The memory is on the disk as it is here. */
  isSaved: boolean;
  /** This start has begun a run since it last came to rest, and has written that down. */
  isCounted: boolean;
  candidate: Revision | null;
  /** The newest revision of which a run was kept. */
  good: Revision | null;
  /** The revision that was applied last: a restart forgets the candidate that it was. */
  tried: Revision | null;
  /** The newest that root was told to accept; null where this start has not told it yet. */
  accepted: string | null;
  plan: Plan | null;
  /** What the plan leaves out: fought over, or behind broken glass. */
  aside: readonly PlanItem[];
  holding: Holding | null;
  /** Why the newest look at the source, and the newest operation, did not come about. */
  unfetched: Trouble | null;
  trouble: Trouble | null;
  /** What is wrong with the settings, while the ones from before are in force. */
  settings: Trouble | null;
  takenBack: TakenBack | null;
}

export interface Work {
  readonly ports: Ports;
  needsApproval: boolean;
  readonly known: Known;
  /** The run that is held, if one is. */
  run(): number | null;
  tell(level: News["level"], news: Pick<News, "what" | "why" | "setting">): void;
  remember(remembered: Remembered): void;
  /** Writes down what could not be written so far; whether all of it is on the disk now. */
  save(): boolean;
  /** Comes back with a check of the run's health. */
  checkLater(ms: number): void;
}

const MINUTE_MS = 60_000;
const LIMITS_MS = {
  plan: 2 * MINUTE_MS, apply: 120 * MINUTE_MS, undo: 60 * MINUTE_MS, confirm: MINUTE_MS,
} as const;
const CHECK_EVERY_MS = 2_000;

const silently = (): void => undefined;

const fetch = async ({ ports, known, tell }: Work): Promise<Event> => {
  try {
    known.candidate = await ports.source.fetch();
    known.unfetched = null;
    for (const why of known.candidate.alarms) tell("alarm", { what: "source", why });
    return { type: "fetched", revision: known.candidate.id };
  } catch (error) {
    known.unfetched = troubleOf(error, known.unfetched, ports.clock.now());
    return { type: "unfetched", why: sayPlaced(known.unfetched) };
  }
};

/** An operation did not come about: it is shown until one does. In words, for the log. */
const failed = ({ ports, known }: Work, error: unknown): string => {
  const trouble = troubleOf(error, known.trouble, ports.clock.now());
  const { at } = asVexorError(error);
  const place = trouble.place ?? (at && known.candidate?.placeOf?.(at)) ?? null;
  known.trouble = { ...trouble, place };
  return sayPlaced(known.trouble);
};

/** As root's records of runs have it; null where they do not say that it was rolled back. */
const takenBackOf = (
  { host }: Ports, { id, unsignedId, subject }: Revision,
): TakenBack | null => {
  const why = whyRolledBack(host, { commit: id, unsignedId });
  return why === null ? null : { revision: id, subject, why };
};

interface Meant {
  readonly revision: Revision | null;
  readonly rolledBack: string | null;
}

/** What was rolled back is not tried again by itself: the last good revision goes on. */
const meant = ({ ports, known, tell }: Work): Meant => {
  const candidate = known.candidate ?? known.good;
  if (!candidate) return { revision: null, rolledBack: null };
  known.takenBack = known.memory.again === candidate.id ? null : takenBackOf(ports, candidate);
  if (known.takenBack === null) return { revision: candidate, rolledBack: null };
  const { why } = known.takenBack;
  tell("alarm", { what: "rolled-back", why });
  // A directory has no past: what it held before is nowhere to be proven.
  const isOther = known.good !== null && known.good.id !== candidate.id
    && known.good.proof.commit !== null;
  return isOther ? { revision: known.good, rolledBack: null }
    : { revision: candidate, rolledBack: why };
};

const accept = async (work: Work, revision: Revision): Promise<void> => {
  const { ports, known } = work;
  if (known.accepted === revision.id) return;
  await ports.operate({ op: "accept", proof: revision.proof }, LIMITS_MS.confirm, silently);
  known.accepted = revision.id;
  keep(work, revision);
};

/** A run of it holds: from here on root takes nothing that does not build on it. */
const keep = ({ ports, known }: Work, revision: Revision): void => {
  if (known.good?.id === revision.id) return;
  known.good = revision;
  ports.saveGood(revision);
};

/** An earlier start may have applied it, and the branch may have gone on since. */
const keepTried = (work: Work): void => {
  const { ports, known: { tried, good } } = work;
  if (tried === null || tried.id === good?.id) return;
  if (runInForce(ports.host)?.plan.source.commit === tried.id) keep(work, tried);
};

const noteTried = ({ ports, known }: Work, revision: Revision): void => {
  if (known.tried?.id === revision.id) return;
  ports.saveTried(revision);
  known.tried = revision;
};

const factsOf = (
  { ports, known: { memory }, needsApproval }: Work, plan: Plan, { id }: Revision,
  rolledBack: string | null,
): PlanFacts => {
  const { declaration: { maintenance }, mode, summary } = plan;
  const writes = plan.items.filter(isWriting).length;
  // What writes nothing waits for nothing.
  const closed = writes === 0 ? null : closedBy({ mode, rolledBack, needsApproval,
    suspended: memory.suspended, maintenance: maintenance ?? null, planId: plan.id,
    approved: approvalOf(ports.host, plan.id) !== null,
  }, ports.clock.now());
  return { id: plan.id, commit: id, blocked: summary.blocked, closed, writes };
};

/** The run that waits for a decision, if there is one: the agent's own to watch, or a person's. */
const waits = ({ ports, known }: Work): Event | null => {
  const waiting = waitingRun(ports.host);
  if (!waiting) return null;
  if (!isAgents(waiting.run)) return { type: "awaited", closed: closedByCountdown(waiting) };
  known.plan = waiting.run.plan;
  return { type: "waiting", run: waiting.run.id };
};

const makePlan = async (work: Work): Promise<Event> => {
  const { ports, known } = work;
  try {
    const waiting = waits(work);
    if (waiting) return waiting;
    keepTried(work);
    const { revision, rolledBack } = meant(work);
    if (!revision) return { type: "unplanned", why: "there is no revision yet" };
    const { plan, aside = [], settings } = await ports.operate({ op: "plan", proof: revision.proof,
      except: setAside(known.memory) }, LIMITS_MS.plan, silently);
    if (!plan) throw new VexorError("OPERATION_LOST", "the plan did not arrive");
    known.settings = settings
      ? troubleOf(errorFrom(settings), known.settings, ports.clock.now()) : null;
    Object.assign(known, { plan, aside, trouble: null });
    work.remember(withDrifts(known.memory, plan, ports.clock.now()));
    if (!plan.items.some(isWriting)) await accept(work, revision);
    return { type: "planned", plan: factsOf(work, plan, revision, rolledBack) };
  } catch (error) {
    return { type: "unplanned", why: failed(work, error) };
  }
};

/** Before anything of the run can end this start. */
const countStart = (work: Work): void => {
  if (work.known.isCounted) return;
  work.known.isCounted = true;
  work.remember({ memory: started(work.known.memory), news: [] });
};

const apply = async (work: Work, facts: PlanFacts): Promise<Event> => {
  const { ports, known } = work;
  const { revision } = meant(work);
  const { plan } = known;
  if (!plan || !revision) return { type: "lost", why: "the plan is gone" };
  countStart(work);
  // A start that is not written down is no guard against the next one.
  if (!work.save()) {
    return { type: "lost", why: failed(work, new VexorError("HOST_WRITE",
      "the agent's memory cannot be written, and nothing is applied before it can be")) };
  }
  try {
    noteTried(work, revision);
    const { run, waits: holds = false } = await ports.operate({ op: "apply", plan: facts.id,
      proof: revision.proof, except: setAside(known.memory) }, LIMITS_MS.apply,
    (why) => work.tell("info", { what: "progress", why }));
    work.remember(withCorrections(known.memory, plan, ports.clock.now()));
    if (run === undefined) return { type: "lost", why: "the apply did not tell its run" };
    if (!holds) keep(work, revision);
    return { type: "applied", run, waits: holds };
  } catch (error) {
    const { code } = asVexorError(error);
    const waiting = code === "RUN_WAITS" ? waits(work) : null;
    if (waiting?.type === "awaited") return waiting;
    const why = failed(work, error);
    if (code === "APPLY_FAILED") {
      known.takenBack = takenBackOf(ports, revision);
      return { type: "failed", why };
    }
    if (code === "REVISION_ROLLED_BACK") forgetRetry(work);
    const isStuck = code === "ROLLBACK_STUCK" || code === "RUN_UNFINISHED";
    return { type: isStuck ? "stuck" : "lost", why };
  }
};

/** Root asks for the word of somebody with more rights than who asked here. */
const forgetRetry = (work: Work): void =>
  work.remember({ news: [], memory: { ...work.known.memory, again: null } });

const check = async ({ ports, known, run, checkLater }: Work): Promise<Event | null> => {
  const { holding, plan } = known;
  const waiting = waitingRun(ports.host);
  if (!holding || !plan || waiting?.run.id !== run()) return { type: "ended" };
  const checks = await ports.sample(plan.declaration, waiting.run.id);
  const event = holding.after(ports.clock.steady(), checks, plan.declaration);
  if (event === null) checkLater(CHECK_EVERY_MS);
  return event;
};

const confirm = async (work: Work, run: number): Promise<Event> => {
  try {
    await work.ports.operate({ op: "confirm", run }, LIMITS_MS.confirm, silently);
    return { type: "confirmed" }; // planned once more: then it is kept as the last good one
  } catch (error) {
    return { type: "lost", why: failed(work, error) };
  }
};

const LONGEST_REASON = 1_000;

const undo = async (work: Work, run: number, unwell: string): Promise<Event> => {
  const { ports, known: { candidate } } = work;
  const why = `health check ${unwell}`.slice(0, LONGEST_REASON);
  try {
    await ports.operate({ op: "undo", run, why }, LIMITS_MS.undo, silently);
    if (candidate) {
      work.known.takenBack = { revision: candidate.id, subject: candidate.subject,
        why: `run ${run} was rolled back: ${why}` };
    }
    return { type: "undone" };
  } catch (error) {
    const isStuck = asVexorError(error).code === "ROLLBACK_STUCK";
    return { type: isStuck ? "stuck" : "lost", why: failed(work, error) };
  }
};

type Task = Exclude<Effect, { readonly do: "wake" | "tell" }>;

/** Null when the check of a run's health comes back later. */
export const carryOut = (work: Work, task: Task): Promise<Event | null> => {
  switch (task.do) {
    case "fetch": return fetch(work);
    case "plan": return makePlan(work);
    case "apply": return apply(work, task.plan);
    case "check": return check(work);
    case "confirm": return confirm(work, task.run);
    case "undo": return undo(work, task.run, task.why);
  }
};
