/**
 * What each effect does, and the event it ends in. None of them throws: whatever goes wrong is an
 * event too, and the loop decides what follows.
 */
import { isWriting } from "../engine/plan/decide.ts";
import { approvalOf } from "../engine/run/approvals.ts";
import { asVexorError, formatPlaced, VexorError } from "../engine/model/errors.ts";
import type { Plan } from "../engine/model/model.ts";
import {
  runInForce, unconfirmedRun, type RevisionRollback,
} from "../engine/run/revision-history.ts";
import { excludedAddresses, withCorrections, withDrifts } from "./drift-response.ts";
import type { EffectContext } from "./effect-context.ts";
import { isAgents } from "../engine/run/run-owner.ts";
import { closedBy, closedByCountdown } from "./gates.ts";
import type { Effect, Event, PlanFacts } from "./state-machine.ts";
import { started } from "./persistent-state.ts";
import { beyondCorrections, pickRevision, rolledBackOf } from "./picked-revision.ts";
import { errorFrom } from "./refusal.ts";
import type { Revision } from "./ports.ts";
import { troubleOf } from "./trouble.ts";

const MINUTE_MS = 60_000;
const LIMITS_MS = {
  plan: 2 * MINUTE_MS, apply: 120 * MINUTE_MS, undo: 60 * MINUTE_MS, confirm: MINUTE_MS,
} as const;
const CHECK_EVERY_MS = 2_000;

const silently = (): void => undefined;

const fetch = async ({ ports, known, tell }: EffectContext): Promise<Event> => {
  try {
    known.candidate = await ports.source.fetch();
    known.fetchFailure = null;
    for (const why of known.candidate.alarms) tell("alarm", { what: "source", why });
    return { type: "fetched", revision: known.candidate.id };
  } catch (error) {
    known.fetchFailure = troubleOf(error, known.fetchFailure, ports.clock.now());
    return { type: "fetch-failed", why: formatPlaced(known.fetchFailure) };
  }
};

/** An operation did not come about: it is shown until one does. In words, for the log. */
const failed = ({ ports, known }: EffectContext, error: unknown): string => {
  const trouble = troubleOf(error, known.trouble, ports.clock.now());
  const { at } = asVexorError(error);
  const place = trouble.place ?? (at && known.candidate?.placeOf?.(at)) ?? null;
  known.trouble = { ...trouble, place };
  return formatPlaced(known.trouble);
};

const accept = async (context: EffectContext, revision: Revision): Promise<void> => {
  const { ports, known } = context;
  if (known.accepted === revision.id) return;
  await ports.operate({ op: "accept", proof: revision.proof }, LIMITS_MS.confirm, silently);
  known.accepted = revision.id;
  keep(context, revision);
};

/** A run of it holds: from here on root takes nothing that does not build on it. */
const keep = ({ ports, known }: EffectContext, revision: Revision): void => {
  if (known.lastGood?.id === revision.id) return;
  known.lastGood = revision;
  known.inForce = revision;
  ports.saveGood(revision);
};

/** An earlier start may have applied it, and the branch may have gone on since. */
const keepTried = (context: EffectContext): void => {
  const { ports, known: { tried, lastGood } } = context;
  if (tried === null || tried.id === lastGood?.id) return;
  if (runInForce(ports.host)?.plan.source.commit === tried.id) keep(context, tried);
};

const noteTried = ({ ports, known }: EffectContext, revision: Revision): void => {
  if (known.tried?.id === revision.id) return;
  ports.saveTried(revision);
  known.tried = revision;
};

const factsOf = (
  { ports, known: { memory }, needsApproval }: EffectContext, plan: Plan, { id }: Revision,
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

/**
 * The run that waits for a decision, if there is one: the agent's own to watch, or an operator's.
 */
const waits = ({ ports, known }: EffectContext): Event | null => {
  const waiting = unconfirmedRun(ports.host);
  if (!waiting) return null;
  if (!isAgents(waiting.run)) return { type: "awaited", closed: closedByCountdown(waiting) };
  known.plan = waiting.run.plan;
  return { type: "waiting", run: waiting.run.id };
};

/** Null where there is nothing to correct beside what was rolled back, or not now. */
const planCorrections = async (
  context: EffectContext, revision: Revision, whole: Plan, rollback: RevisionRollback,
): Promise<PlanFacts | null> => {
  const { ports, known } = context;
  const withheld = beyondCorrections(context, revision, whole, rollback);
  if (withheld === null) return null;
  const { plan } = await ports.operate({ op: "plan", proof: revision.proof,
    except: [...excludedAddresses(known.memory), ...withheld] }, LIMITS_MS.plan, silently);
  const facts = plan ? factsOf(context, plan, revision, null) : null;
  if (facts === null || facts.writes === 0 || facts.closed !== null) return null;
  Object.assign(known, { plan, withheld });
  return facts;
};

const makePlan = async (context: EffectContext): Promise<Event> => {
  const { ports, known } = context;
  try {
    const waiting = waits(context);
    if (waiting) return waiting;
    keepTried(context);
    const { revision, rollback } = pickRevision(context);
    if (!revision) return { type: "plan-failed", why: "there is no revision yet" };
    const { plan, aside = [], settings, waiting: run } = await ports.operate({ op: "plan",
      proof: revision.proof, except: excludedAddresses(known.memory) }, LIMITS_MS.plan, silently);
    // An earlier start's run has ended meanwhile: its values are there, and nothing is decided.
    if (run) return waits(context) ?? await makePlan(context);
    if (!plan) throw new VexorError("OPERATION_LOST", "the plan did not arrive");
    known.settings = settings
      ? troubleOf(errorFrom(settings), known.settings, ports.clock.now()) : null;
    Object.assign(known, { plan, aside, withheld: [], trouble: null });
    context.remember(withDrifts(known.memory, plan, ports.clock.now()));
    if (!plan.items.some(isWriting)) await accept(context, revision);
    const facts = factsOf(context, plan, revision, rollback?.why ?? null);
    const corrections = rollback && facts.closed?.by === "rolled-back"
      ? await planCorrections(context, revision, plan, rollback) : null;
    return { type: "planned", plan: corrections ?? facts };
  } catch (error) {
    return { type: "plan-failed", why: failed(context, error) };
  }
};

/** Before anything of the run can end this start. */
const countStart = (context: EffectContext): void => {
  if (context.known.isCounted) return;
  context.known.isCounted = true;
  context.remember({ memory: started(context.known.memory), news: [] });
};

const apply = async (context: EffectContext, facts: PlanFacts): Promise<Event> => {
  const { ports, known } = context;
  const { revision } = pickRevision(context);
  const { plan } = known;
  if (!plan || !revision) return { type: "no-reply", why: "the plan is gone" };
  countStart(context);
  // A start that is not recorded cannot guard against the next one.
  if (!context.save()) {
    return { type: "no-reply", why: failed(context, new VexorError("HOST_WRITE",
      "the agent's memory cannot be written, and nothing is applied before it can be")) };
  }
  try {
    noteTried(context, revision);
    const { run, waits: holds = false } = await ports.operate({ op: "apply", plan: facts.id,
      proof: revision.proof, except: [...excludedAddresses(known.memory), ...known.withheld] },
    LIMITS_MS.apply,
    (why) => context.tell("info", { what: "progress", why }));
    context.remember(withCorrections(known.memory, plan, ports.clock.now()));
    if (run === undefined) return { type: "no-reply", why: "the apply did not tell its run" };
    if (!holds) keep(context, revision);
    return { type: "applied", run, waits: holds };
  } catch (error) {
    const { code } = asVexorError(error);
    const waiting = code === "RUN_WAITS" ? waits(context) : null;
    if (waiting?.type === "awaited") return waiting;
    const why = failed(context, error);
    // The latter: an operator has rolled it back since the plan was made.
    if (code === "APPLY_FAILED" || code === "REVISION_ROLLED_BACK") {
      if (code === "REVISION_ROLLED_BACK") forgetRetry(context);
      known.rolledBack = rolledBackOf(ports, revision);
      return { type: "failed", why };
    }
    const isStuck = code === "ROLLBACK_FAILED" || code === "RUN_UNFINISHED";
    return { type: isStuck ? "rollback-failed" : "no-reply", why };
  }
};

/** Root asks for an approval by a user with more rights than this client's. */
const forgetRetry = (context: EffectContext): void =>
  context.remember({ news: [], memory: { ...context.known.memory, retry: null } });

const check = async ({ ports, known, run, checkLater }: EffectContext): Promise<Event | null> => {
  const { healthHold, plan } = known;
  const waiting = unconfirmedRun(ports.host);
  if (!healthHold || !plan || waiting?.run.id !== run()) return { type: "decided-elsewhere" };
  const checks = await ports.sample(plan.declaration, waiting.run.id);
  const event = healthHold.after(ports.clock.steady(), checks, plan.declaration);
  if (event === null) checkLater(CHECK_EVERY_MS);
  return event;
};

const confirm = async (context: EffectContext, run: number): Promise<Event> => {
  try {
    await context.ports.operate({ op: "confirm", run }, LIMITS_MS.confirm, silently);
    return { type: "confirmed" }; // planned once more: then it is kept as the last good one
  } catch (error) {
    return { type: "no-reply", why: failed(context, error) };
  }
};

const LONGEST_REASON = 1_000;

const undo = async (context: EffectContext, run: number, problem: string): Promise<Event> => {
  const { ports, known: { candidate } } = context;
  const why = `health check ${problem}`.slice(0, LONGEST_REASON);
  try {
    await ports.operate({ op: "undo", run, why }, LIMITS_MS.undo, silently);
    if (candidate) {
      context.known.rolledBack = { revision: candidate.id, subject: candidate.subject,
        why: `run ${run} was rolled back: ${why}` };
    }
    return { type: "undone" };
  } catch (error) {
    const isStuck = asVexorError(error).code === "ROLLBACK_FAILED";
    return { type: isStuck ? "rollback-failed" : "no-reply", why: failed(context, error) };
  }
};

type EffectTask = Exclude<Effect, { readonly do: "wake" | "tell" }>;

/** Null when the check of a run's health comes back later. */
export const execute = (context: EffectContext, task: EffectTask): Promise<Event | null> => {
  switch (task.do) {
    case "fetch": return fetch(context);
    case "plan": return makePlan(context);
    case "apply": return apply(context, task.plan);
    case "check": return check(context);
    case "confirm": return confirm(context, task.run);
    case "undo": return undo(context, task.run, task.why);
  }
};
