/**
 * What the agent counts of itself, as plain data. The counting wraps the ports, so the loop and its
 * driver know nothing of it; counters begin at 0 with each start, as Prometheus expects.
 */
import { isWriting } from "../engine/plan/decide.ts";
import type { CheckResult } from "../engine/run/health.ts";
import type { Address, Plan } from "../engine/model/model.ts";
import { outcomeOf } from "../engine/run/run-state.ts";
import type { RecordedRun } from "../engine/run/store.ts";
import { EVENT_WORDS, type EventWord } from "./events.ts";
import type { OperationResult, Operation } from "./operation.ts";
import type { Ports } from "./ports.ts";

export const MEASURED = [
  "fetch", "plan", "apply", "accept", "confirm", "undo", "check", "facts",
] as const satisfies readonly (Operation["op"] | "fetch" | "check")[];
type MeasuredOperation = (typeof MEASURED)[number];

/** Upper bounds in seconds. */
export const BOUNDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 1800] as const;

export interface Span {
  count: number;
  failures: number;
  seconds: number;
  /** One for each of BOUNDS: how many took no longer than that, and longer than the one before. */
  readonly within: number[];
}

export const DELIVERIES = ["sent", "failed", "dropped"] as const;
export type Delivery = (typeof DELIVERIES)[number];

export interface AgentCounters {
  /** Times are ms since 1970. */
  readonly startedAt: number;
  fetchedAt: number | null;
  plannedAt: number | null;
  checkedAt: number | null;
  apply: { readonly at: number; readonly isSuccess: boolean } | null;
  checks: readonly CheckResult[];
  /** Managed settings that are moved at the moment, as the last plan found them. */
  moved: ReadonlySet<Address>;
  readonly spans: Readonly<Record<MeasuredOperation, Span>>;
  readonly events: Record<EventWord, number>;
  /** By kind of setting. */
  readonly drifts: Record<string, number>;
  readonly corrections: Record<string, number>;
  readonly deliveries: Record<Delivery, number>;
}

const zeros = <K extends string>(keys: readonly K[]): Record<K, number> =>
  Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;

const emptySpan = (): Span => ({ count: 0, failures: 0, seconds: 0, within: BOUNDS.map(() => 0) });

/** The newest run is still the last apply after a restart; one that goes on has yet to show it. */
const applyOf = ({ journal, snapshot }: RecordedRun): AgentCounters["apply"] => {
  const outcome = outcomeOf(journal);
  return outcome && { at: Date.parse(journal.at(-1)?.at ?? snapshot.at),
    isSuccess: outcome === "applied" };
};

export const createCounters = (
  now: number, newest: RecordedRun | null, kinds: readonly string[],
): AgentCounters => ({
  startedAt: now, fetchedAt: null, plannedAt: null, checkedAt: null,
  apply: newest && applyOf(newest),
  checks: [], moved: new Set(),
  spans: Object.fromEntries(MEASURED.map((op) => [op, emptySpan()])) as AgentCounters["spans"],
  events: zeros(EVENT_WORDS), drifts: zeros(kinds), corrections: zeros(kinds),
  deliveries: zeros(DELIVERIES),
});

const kindOf = (address: Address): string => address.slice(0, address.indexOf("/"));

const countEach = (counts: Record<string, number>, addresses: readonly Address[]): void => {
  for (const kind of addresses.map(kindOf)) counts[kind] = (counts[kind] ?? 0) + 1;
};

const drifted = (plan: Plan, isCounted: (item: Plan["items"][number]) => boolean) =>
  plan.items.filter((item) => item.action === "drift" && isCounted(item))
    .map(({ address }) => address);

/** A drift that stays is one drift, however often it is planned. */
const recordPlan = (counters: AgentCounters, plan: Plan, now: number): void => {
  const moved = drifted(plan, () => true);
  countEach(counters.drifts, moved.filter((address) => !counters.moved.has(address)));
  counters.moved = new Set(moved);
  counters.plannedAt = now;
};

const recordApply = (
  counters: AgentCounters, plan: Plan | null, now: number, isSuccess: boolean,
): void => {
  counters.apply = { at: now, isSuccess };
  if (!plan || !isSuccess) return;
  const corrected = new Set(drifted(plan, isWriting));
  countEach(counters.corrections, [...corrected]);
  counters.moved = new Set([...counters.moved].filter((address) => !corrected.has(address)));
};

const recordSpan = (span: Span, ms: number, isFailure: boolean): void => {
  const seconds = Math.max(0, ms) / 1000; // the clock may have been set back meanwhile
  span.count += 1;
  span.seconds += seconds;
  if (isFailure) span.failures += 1;
  const slot = BOUNDS.findIndex((bound) => seconds <= bound);
  if (slot >= 0) span.within[slot] = (span.within[slot] ?? 0) + 1;
};

const measureInto = (counters: AgentCounters, now: () => number) =>
  async <T>(op: MeasuredOperation, act: () => Promise<T>): Promise<T> => {
    const from = now();
    try {
      const result = await act();
      recordSpan(counters.spans[op], now() - from, false);
      return result;
    } catch (error) {
      recordSpan(counters.spans[op], now() - from, true);
      throw error;
    }
  };

/** Of each operation; null for one that failed. */
const operationRecorder = (counters: AgentCounters, now: () => number) => {
  let plan: Plan | null = null;
  return (op: Operation["op"], done: OperationResult | null): void => {
    if (op === "apply") recordApply(counters, plan, now(), done !== null);
    if (op === "undo" && done) counters.apply = { at: now(), isSuccess: false };
    if (op !== "plan" || !done?.plan) return;
    plan = done.plan;
    recordPlan(counters, plan, now());
  };
};

/** The same ports, counted. */
export const instrumentPorts = <P extends Omit<Ports, "rested">>(
  ports: P, counters: AgentCounters,
): P => {
  const now = (): number => ports.clock.now();
  const measure = measureInto(counters, now);
  const record = operationRecorder(counters, now);
  return {
    ...ports,
    source: { ...ports.source, fetch: async () => {
      const revision = await measure("fetch", () => ports.source.fetch());
      counters.fetchedAt = now();
      return revision;
    } },
    operate: async (operation, timeoutMs, progress) => {
      const { op } = operation;
      try {
        const done = await measure(op, () => ports.operate(operation, timeoutMs, progress));
        record(op, done);
        return done;
      } catch (error) {
        record(op, null);
        throw error;
      }
    },
    sample: async (declaration, run) => {
      counters.checks = await measure("check", () => ports.sample(declaration, run));
      counters.checkedAt = now();
      return counters.checks;
    },
    tell: (news) => {
      counters.events[news.what] += 1;
      ports.tell(news);
    },
  };
};
