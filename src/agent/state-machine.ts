/**
 * The agent's life as data: a state, an event, and what follows. Nothing here waits, reads or
 * writes; the driver carries the effects out and brings back what came of them as events. Every
 * effect ends in an event within a bound that the driver sets, so no state lasts for ever unless
 * it is meant to: `idle`, `gated` and `halted` wait for the next event.
 */
import type { EventWord } from "./events.ts";
import type { StateName, TRANSITIONS } from "./transitions.ts";

/** What the loop needs to know of a plan. */
export interface PlanFacts {
  readonly id: string;
  /** Of the revision it was made for; null for a directory. */
  readonly commit: string | null;
  /** Items that apply would write. */
  readonly writes: number;
  readonly blocked: number;
  /** Why it must not be applied now; null when it may. */
  readonly closed: ClosedGate | null;
}

export const GATES = [
  "observe", "suspended", "window", "approval", "rolled-back", "countdown",
] as const;

export interface ClosedGate {
  readonly by: (typeof GATES)[number];
  readonly why: string;
  /** When it may open by itself, in ms since the epoch; null when an operator must act. */
  readonly until: number | null;
}

export type Event =
  | { readonly type: "poll" | "sync" | "drift-noticed" | "gate-opened" | "confirmed" | "healthy"
    | "undone" }
  | { readonly type: "fetched"; readonly revision: string }
  | { readonly type: "fetch-failed" | "plan-failed" | "no-reply"; readonly why: string }
  | { readonly type: "planned"; readonly plan: PlanFacts }
  | { readonly type: "applied"; readonly run: number; readonly waits: boolean }
  /** An earlier start of the agent has applied a run that is not confirmed yet. */
  | { readonly type: "waiting"; readonly run: number }
  /** A person's run waits for that person's word. */
  | { readonly type: "awaited"; readonly closed: ClosedGate }
  | { readonly type: "failed" | "rollback-failed" | "unhealthy" | "health-unknown";
    readonly why: string }
  /** The run that was held is not waiting any more: an operator or the timer has decided. */
  | { readonly type: "decided-elsewhere" };

type EventType = Event["type"];

export type Effect =
  | { readonly do: "fetch" | "plan" | "check" }
  | { readonly do: "apply"; readonly plan: PlanFacts }
  | { readonly do: "confirm" | "undo"; readonly run: number; readonly why: string }
  /** Wakes the loop: `poll` for the next fetch, `gate-opened` when a gate may have opened. */
  | { readonly do: "wake"; readonly as: "poll" | "gate-opened"; readonly at: number | null }
  | { readonly do: "tell"; readonly level: "info" | "alarm"; readonly what: EventWord;
    readonly why: string };

export interface MachineState {
  readonly state: StateName;
  /** When this state began, in ms since the epoch. */
  readonly since: number;
  /** Why it is in this state, for people; null when there is nothing to say. */
  readonly why: string | null;
  /** There is an accepted revision to plan for. */
  readonly hasRevision: boolean;
  readonly plan: PlanFacts | null;
  /** The run that waits for its health. */
  readonly run: number | null;
  /** Something happened meanwhile that deserves another turn. */
  readonly pending: "sync" | "drift-noticed" | null;
  /** Failures in a row to reach the source, and to plan or apply: the next try waits longer. */
  readonly fetchFailures: number;
  readonly failures: number;
  /** Applies since it last came to rest. */
  readonly consecutiveApplies: number;
  /** When the plan was made. */
  readonly plannedAt: number;
  /** What is left to say of it at rest. */
  readonly rest: string | null;
}

export interface Timing {
  readonly pollMs: number;
  /** Of a second try after a failure; doubled with each further one, up to `pollMs` × 10. */
  readonly retryMs: number;
}

export interface Transition {
  readonly machine: MachineState;
  readonly effects: readonly Effect[];
}

export const start = (now: number, hasRevision: boolean, halted: string | null): Transition => {
  const machine: MachineState = { state: halted === null ? "fetching" : "halted", since: now,
    why: halted, hasRevision, plan: null, run: null, pending: null,
    fetchFailures: 0, failures: 0, consecutiveApplies: 0, plannedAt: NEVER, rest: null };
  return { machine, effects: halted === null ? [{ do: "fetch" }]
    : [{ do: "tell", level: "alarm", what: "halted", why: halted }] };
};

const tell = (level: "info" | "alarm", what: EventWord, why: string): Effect =>
  ({ do: "tell", level, what, why });

const LONGEST_BACKOFF = 10;

/** Applies in a row without coming to rest: more of them would not help either. */
const MOST_CONSECUTIVE_APPLIES = 4;

/** Drift is noticed as it happens; whatever could not be noticed is found after so long. */
const REPLAN_MS = 10 * 60_000;

const NEVER = Number.NEGATIVE_INFINITY;

/** How long until the next try, in ms. */
const pauseOf = (
  { fetchFailures, failures }: MachineState, { pollMs, retryMs }: Timing,
): number => {
  const tries = Math.max(fetchFailures, failures);
  return tries === 0 ? pollMs : Math.min(pollMs * LONGEST_BACKOFF, retryMs * 2 ** (tries - 1));
};

type MachineChange = Partial<Omit<MachineState, "state" | "since">>;

interface Step {
  readonly machine: MachineState;
  readonly now: number;
  readonly pace: Timing;
}

const to = (
  { machine, now }: Step, state: StateName, change: MachineChange, ...effects: readonly Effect[]
): Transition => ({
  machine: { ...machine, why: null, ...change, state,
    since: state === machine.state ? machine.since : now },
  effects,
});

/** Rests until the next poll, or goes on at once if something has happened meanwhile. */
const settle = (at: Step, change: MachineChange, ...effects: readonly Effect[]): Transition => {
  const { pending } = at.machine;
  const asked: MachineChange = pending === "sync" ? { plannedAt: NEVER } : {};
  const machine: MachineState = { ...at.machine, ...change, ...asked, pending: null };
  const next: Effect = pending === null
    ? { do: "wake", as: "poll", at: at.now + pauseOf(machine, at.pace) } : atOnce(at, pending);
  return to({ ...at, machine }, "idle", { ...change, ...asked, consecutiveApplies: 0 },
    ...effects, next);
};

const atOnce = ({ now }: Step, pending: MachineState["pending"]): Effect =>
  ({ do: "wake", as: pending === "sync" ? "poll" : "gate-opened", at: now });
const planned = (at: Step, plan: PlanFacts): Transition => {
  const rest = plan.blocked > 0 ? `${plan.blocked} blocked` : null;
  const change: MachineChange = { plan, failures: 0, plannedAt: at.now, rest };
  if (plan.writes === 0) return settle(at, { ...change, run: null, why: rest });
  if (plan.closed === null) {
    const { consecutiveApplies: applies } = at.machine;
    return applies < MOST_CONSECUTIVE_APPLIES ? to(at, "applying", change, { do: "apply", plan })
      : failedTry(at, "apply-loop", `${applies} applies in a row have not settled it`);
  }
  return gated(at, change, plan.closed);
};

/** Waits for the gate, or goes on at once if something has happened meanwhile. */
const gated = (at: Step, change: MachineChange, { by, why, until }: ClosedGate): Transition => {
  const level = by === "rolled-back" ? "alarm" : "info";
  const { pending } = at.machine;
  const wakes: readonly Effect[] = pending === null ? [{ do: "wake", as: "gate-opened", at: until },
    { do: "wake", as: "poll", at: at.now + at.pace.pollMs }] : [atOnce(at, pending)];
  const asked = pending === "sync" ? { plannedAt: NEVER } : {};
  return to(at, "gated", { ...change, ...asked, pending: null, why }, tell(level, by, why),
    ...wakes);
};

/** The timer that rolls a run back needs a moment for it, and is not to be looked for meanwhile. */
const AFTER_COUNTDOWN_MS = 5_000;

const awaited = (at: Step, { closed }: { readonly closed: ClosedGate }): Transition => {
  const until = Math.max(closed.until ?? at.now, at.now) + AFTER_COUNTDOWN_MS;
  return gated(at, { run: null, plannedAt: NEVER }, { ...closed, until });
};

/** The plan before it does not show what this try was for: the next poll makes one again. */
const failedTry = (at: Step, what: EventWord, why: string): Transition =>
  settle(at, { failures: at.machine.failures + 1, run: null, why, plannedAt: NEVER },
    tell("alarm", what, why));

/**
 * Nothing new, and nothing was to be done: a look at the whole machine can wait for its turn. A
 * clock that was set back must not make that a year.
 */
const isQuiet = (
  { machine: { plan, pending, plannedAt }, now }: Step, revision: string,
): boolean =>
  plan !== null && plan.commit === revision && plan.writes === 0 && pending !== "drift-noticed"
    && Math.abs(now - plannedAt) < REPLAN_MS;

const fetched = (at: Step, revision: string): Transition => {
  const change: MachineChange = { hasRevision: true, fetchFailures: 0 };
  return isQuiet(at, revision) ? settle(at, { ...change, why: at.machine.rest })
    : to(at, "planning", change, { do: "plan" });
};

/** Drift is still corrected with the last good revision while the source is out of reach. */
const fetchFailed = (at: Step, why: string): Transition => {
  const change: MachineChange = { fetchFailures: at.machine.fetchFailures + 1, why };
  const alarm = tell("alarm", "source", why);
  return at.machine.hasRevision ? to(at, "planning", change, alarm, { do: "plan" })
    : settle(at, change, alarm);
};

/** Planned once more: what is as declared now is accepted, and shown as it is. */
const kept = (at: Step, run: number): Transition =>
  to(at, "planning", { run: null, consecutiveApplies: at.machine.consecutiveApplies + 1 },
    tell("info", "applied", `run ${run}`), { do: "plan" });

/** A method, so that all handlers together can be asked for one by name. */
type Handler<T extends EventType> = {
  on(at: Step, event: Extract<Event, { type: T }>): Transition;
}["on"];
type Handlers = { readonly [S in StateName]: {
  readonly [E in keyof (typeof TRANSITIONS)[S] & EventType]: Handler<E> } };

const refetch = (at: Step): Transition => to(at, "fetching", { pending: null }, { do: "fetch" });
/** A person who asks wants all of it looked at. */
const sync = (at: Step): Transition =>
  to(at, "fetching", { pending: null, plannedAt: NEVER },
  { do: "fetch" });
const replan = (at: Step): Transition => to(at, "planning", { pending: null }, { do: "plan" });
const noReply = (at: Step, { why }: { readonly why: string }): Transition =>
  failedTry(at, "operation-lost", why);
const rollbackFailed = (at: Step, { why }: { readonly why: string }): Transition =>
  to(at, "halted", { run: null, why }, tell("alarm", "rollback-failed", why));

const HANDLERS: Handlers = {
  fetching: {
    fetched: (at, { revision }) => fetched(at, revision),
    "fetch-failed": (at, { why }) => fetchFailed(at, why),
  },
  planning: {
    planned: (at, { plan }) => planned(at, plan),
    "plan-failed": (at, { why }) => failedTry(at, "plan", why),
    waiting: (at, { run }) => to(at, "verifying", { run }, { do: "check" }),
    awaited,
  },
  gated: { "gate-opened": replan, poll: refetch, sync, "drift-noticed": replan },
  applying: {
    applied: (at, { run, waits }) =>
      (waits ? to(at, "verifying", { run }, { do: "check" }) : kept(at, run)),
    failed: (at, { why }) => failedTry(at, "rolled-back", why),
    "rollback-failed": rollbackFailed, "no-reply": noReply, awaited,
  },
  verifying: {
    healthy: (at) => to(at, "confirming", {}, { do: "confirm", run: at.machine.run ?? 0,
      why: "healthy" }),
    unhealthy: (at, { why }) => to(at, "rolling-back", { why }, tell("alarm", "unhealthy", why),
      { do: "undo", run: at.machine.run ?? 0, why }),
    "health-unknown": (at, { why }) => to(at, "verifying", { why },
      tell("alarm", "health-unknown", why), { do: "check" }),
    "decided-elsewhere": replan,
  },
  confirming: {
    confirmed: (at) => kept(at, at.machine.run ?? 0),
    "no-reply": noReply,
  },
  "rolling-back": {
    undone: (at) => settle(at, { run: null, why: at.machine.why }),
    "rollback-failed": rollbackFailed, "no-reply": noReply,
  },
  idle: { poll: refetch, sync, "drift-noticed": replan, "gate-opened": replan },
  halted: { sync },
};

/**
 * An operator or an event asks for another turn in the middle of one: it comes when this one is
 * over.
 */
const remember = (machine: MachineState, event: Event): MachineState => {
  if (event.type === "sync") return { ...machine, pending: "sync" };
  const isHint = event.type === "drift-noticed" || event.type === "gate-opened";
  return isHint && machine.pending === null ? { ...machine, pending: "drift-noticed" } : machine;
};

/** An event that this state does not know is late or early, and changes nothing but `pending`. */
export const step = (
  machine: MachineState, event: Event, now: number, pace: Timing,
): Transition => {
  const known = HANDLERS[machine.state] as Readonly<Partial<Record<EventType, Handler<EventType>>>>;
  const handler = known[event.type];
  if (!handler) return { machine: remember(machine, event), effects: [] };
  if (event.type === "drift-noticed" && !machine.hasRevision) return { machine, effects: [] };
  return handler({ machine, now, pace }, event);
};
