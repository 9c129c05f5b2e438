/**
 * Carries out what the loop asks for, and tells it what came of it. One effect at a time: the loop
 * asks for the next one when the last has answered, and every one of them is bounded.
 */
import { isWriting } from "../engine/decide.ts";
import { asVexorError } from "../engine/errors.ts";
import type { Plan } from "../engine/model.ts";
import { takenBack, waitingRun } from "../engine/tried.ts";
import { setAside, withCorrections, withDrifts, type Remembered } from "./disputes.ts";
import { secondsOf } from "../engine/duration.ts";
import { closedBy } from "./gates.ts";
import { judge, type Round } from "../engine/health.ts";
import {
  start, step, type Effect, type Event, type Machine, type Pace, type PlanFacts,
} from "./loop.ts";
import {
  loopingStarts, rested, started, withoutOldFights, type Memory,
} from "./memory.ts";
import type { News, Ports, Revision } from "./ports.ts";

export interface Settings {
  readonly pace: Pace;
  readonly needsApproval: boolean;
}

const MINUTE_MS = 60_000;
const LIMITS_MS = {
  plan: 2 * MINUTE_MS, apply: 120 * MINUTE_MS, undo: 60 * MINUTE_MS, confirm: MINUTE_MS,
} as const;
const CHECK_EVERY_MS = 2_000;
const HOLD = "1m";
const WITHIN = "10m";
/** The revert timer fires so long after the agent should have decided. */
const MARGIN_S = 30;
const NEWS_KEPT = 100;

interface Holding {
  readonly start: number;
  readonly rounds: Round[];
  isUnsure: boolean;
}

/** For how long it must stay well, and by when that has to be shown. */
const timesOf = ({ declaration: { health } }: Plan): { holdMs: number; withinMs: number } => {
  const ms = (text: string): number => (secondsOf(text) ?? 0) * 1000;
  const holdMs = ms(health?.holdFor ?? HOLD);
  return { holdMs, withinMs: Math.max(holdMs, ms(health?.within ?? WITHIN)) };
};

export class Agent {
  readonly #ports: Ports;
  readonly #settings: Settings;
  #machine: Machine;
  #memory: Memory;
  #candidate: Revision | null = null;
  /** The newest revision that was not taken back. */
  #good: Revision | null;
  #plan: Plan | null = null;
  #holding: Holding | null = null;
  readonly #news: News[] = [];
  readonly #wakes = new Map<string, () => void>();
  #isStopped = false;

  constructor(ports: Ports, settings: Settings) {
    this.#ports = ports;
    this.#settings = settings;
    this.#memory = started(ports.loadMemory());
    this.#good = ports.loadGood();
    this.#save();
    const { machine, effects } = start(this.#now(), this.#good !== null,
      loopingStarts(this.#memory));
    this.#machine = machine;
    for (const effect of effects) void this.#carryOut(effect);
  }

  get machine(): Machine {
    return this.#machine;
  }

  get memory(): Memory {
    return this.#memory;
  }

  get plan(): Plan | null {
    return this.#plan;
  }

  get revision(): Revision | null {
    return this.#candidate;
  }

  get good(): Revision | null {
    return this.#good;
  }

  get news(): readonly News[] {
    return this.#news;
  }

  /** A person has said something: it is kept, and the loop looks again. */
  said(change: (memory: Memory) => Memory, then: "sync" | "opened" | "noticed" | null): void {
    this.#memory = change(this.#memory);
    this.#save();
    if (then) this.dispatch({ type: then });
  }

  stop(): void {
    this.#isStopped = true;
    for (const cancel of this.#wakes.values()) cancel();
    this.#wakes.clear();
  }

  dispatch(event: Event): void {
    if (this.#isStopped) return;
    const { machine, effects } = step(this.#machine, event, this.#now(), this.#settings.pace);
    const isNew = machine.state !== this.#machine.state;
    this.#machine = machine;
    if (isNew) this.#entered();
    for (const effect of effects) void this.#carryOut(effect);
  }

  #now(): number {
    return this.#ports.clock.now();
  }

  #save(): void {
    this.#ports.saveMemory(this.#memory);
  }

  #remember({ memory, news }: Remembered): void {
    for (const { what, why } of news) this.#tell("alarm", what, why);
    if (memory === this.#memory) return;
    this.#memory = memory;
    this.#save();
  }

  #entered(): void {
    const { state } = this.#machine;
    for (const cancel of this.#wakes.values()) cancel();
    this.#wakes.clear();
    if (state === "holding") this.#holding = { start: this.#now(), rounds: [], isUnsure: false };
    if (state !== "settled") return;
    this.#remember({ memory: withoutOldFights(rested(this.#memory), this.#now()), news: [] });
  }

  async #carryOut(effect: Effect): Promise<void> {
    if (effect.do === "wake") return this.#wake(effect.as, effect.at);
    if (effect.do === "tell") return this.#tell(effect.level, effect.what, effect.why);
    const event = await this.#eventOf(effect);
    if (event) this.dispatch(event);
  }

  #wake(as: "poll" | "opened", at: number | null): void {
    this.#wakes.get(as)?.();
    this.#wakes.delete(as);
    if (at === null) return;
    const wait = Math.max(0, at - this.#now());
    this.#wakes.set(as, this.#ports.clock.after(wait, () => this.dispatch({ type: as })));
  }

  #tell(level: News["level"], what: string, why: string): void {
    const last = this.#news.findLast((one) => one.what === what);
    const news: News = { at: this.#now(), level, what, why };
    this.#news.push(news);
    if (this.#news.length > NEWS_KEPT) this.#news.shift();
    if (last?.why !== why || level === "info") this.#ports.tell(news);
  }

  #eventOf(effect: Exclude<Effect, { do: "wake" | "tell" }>): Promise<Event | null> {
    switch (effect.do) {
      case "fetch": return this.#fetch();
      case "plan": return this.#makePlan();
      case "apply": return this.#apply(effect.plan);
      case "check": return this.#check();
      case "confirm": return this.#confirm();
      case "undo": return this.#undo(effect.run, effect.why);
    }
  }

  async #fetch(): Promise<Event> {
    try {
      this.#candidate = await this.#ports.source.fetch();
      for (const why of this.#candidate.alarms) this.#tell("alarm", "source", why);
      return { type: "fetched", revision: this.#candidate.id };
    } catch (error) {
      return { type: "unfetched", why: asVexorError(error).message };
    }
  }

  /** What was taken back is not tried again by itself: the last good revision goes on. */
  #meant(): { readonly revision: Revision | null; readonly rolledBack: string | null } {
    const candidate = this.#candidate ?? this.#good;
    if (!candidate) return { revision: null, rolledBack: null };
    const why = this.#memory.again === candidate.id ? null
      : takenBack(this.#ports.host, candidate.id);
    if (why !== null) this.#tell("alarm", "rolled-back", why);
    const isOther = this.#good !== null && this.#good.id !== candidate.id;
    return why !== null && isOther ? { revision: this.#good, rolledBack: null }
      : { revision: candidate, rolledBack: why };
  }

  async #makePlan(): Promise<Event> {
    try {
      const waits = waitingRun(this.#ports.host);
      if (waits) {
        this.#plan = waits.run.plan;
        return { type: "waiting", run: waits.run.id };
      }
      const { revision, rolledBack } = this.#meant();
      if (!revision) return { type: "unplanned", why: "there is no revision yet" };
      const { plan } = await this.#ports.operate({ op: "plan", proof: revision.proof,
        except: setAside(this.#memory) }, LIMITS_MS.plan, () => undefined);
      if (!plan) return { type: "unplanned", why: "the plan did not arrive" };
      this.#plan = plan;
      this.#remember(withDrifts(this.#memory, plan, this.#now()));
      if (!plan.items.some(isWriting)) await this.#accept(revision);
      return { type: "planned", plan: this.#factsOf(plan, revision, rolledBack) };
    } catch (error) {
      return { type: "unplanned", why: asVexorError(error).message };
    }
  }

  async #accept(revision: Revision): Promise<void> {
    if (this.#good?.id === revision.id) return;
    await this.#ports.operate({ op: "accept", proof: revision.proof }, LIMITS_MS.confirm,
      () => undefined);
    this.#good = revision;
    this.#ports.saveGood(revision);
  }

  #factsOf(plan: Plan, { id }: Revision, rolledBack: string | null): PlanFacts {
    const { declaration, mode, summary } = plan;
    const { suspended, approved } = this.#memory;
    const closed = closedBy({ mode, rolledBack, suspended,
      maintenance: declaration.maintenance ?? null, planId: plan.id,
      needsApproval: this.#settings.needsApproval, approved: approved.includes(plan.id),
    }, this.#now());
    const aside = new Set(setAside(this.#memory));
    const writes = plan.items.filter((item) => isWriting(item) && !aside.has(item.address));
    return { id: plan.id, commit: id, blocked: summary.blocked, closed,
      // What only sets right what has moved was shown to be healthy when it came.
      holds: declaration.health !== undefined && writes.some(({ action }) => action !== "drift"),
      writes: writes.length };
  }

  async #apply(facts: PlanFacts): Promise<Event> {
    const [plan, { revision }] = [this.#plan, this.#meant()];
    if (!plan || !revision) return { type: "lost", why: "the plan is gone" };
    const within = facts.holds ? Math.ceil(timesOf(plan).withinMs / 1000) + MARGIN_S : null;
    try {
      const { run } = await this.#ports.operate({ op: "apply", proof: revision.proof,
        plan: facts.id, except: setAside(this.#memory), confirmWithin: within },
      LIMITS_MS.apply, (text) => this.#ports.tell({ at: this.#now(), level: "info",
        what: "progress", why: text }));
      this.#remember(withCorrections(this.#memory, plan, this.#now()));
      if (run === undefined) return { type: "lost", why: "the apply did not tell its run" };
      return { type: "applied", run, waits: facts.holds };
    } catch (error) {
      const { code, message: why } = asVexorError(error);
      if (code === "APPLY_FAILED") return { type: "failed", why };
      const isStuck = code === "ROLLBACK_STUCK" || code === "RUN_UNFINISHED";
      return { type: isStuck ? "stuck" : "lost", why };
    }
  }

  async #check(): Promise<Event | null> {
    const [holding, plan] = [this.#holding, this.#plan];
    const waits = waitingRun(this.#ports.host);
    if (!holding || !plan || waits?.run.id !== this.#machine.run) return { type: "ended" };
    holding.rounds.push({ at: this.#now(), checks: await this.#ports.sample(plan.declaration) });
    const verdict = judge(holding.rounds, { start: holding.start, ...timesOf(plan) });
    if (verdict.is === "well") return { type: "well" };
    if (verdict.is === "failing") return { type: "unwell", why: verdict.why };
    if (verdict.is === "unsure" && !holding.isUnsure) {
      holding.isUnsure = true;
      return { type: "unsure", why: verdict.why };
    }
    this.#wakes.set("check", this.#ports.clock.after(CHECK_EVERY_MS, () =>
      void this.#carryOut({ do: "check" })));
    return null;
  }

  async #confirm(): Promise<Event> {
    try {
      await this.#ports.operate({ op: "confirm" }, LIMITS_MS.confirm, () => undefined);
      return { type: "confirmed" };
    } catch (error) {
      return { type: "lost", why: asVexorError(error).message };
    }
  }

  async #undo(run: number, why: string): Promise<Event> {
    try {
      await this.#ports.operate({ op: "undo", run, why }, LIMITS_MS.undo, () => undefined);
      return { type: "undone" };
    } catch (error) {
      const { code, message } = asVexorError(error);
      return { type: code === "ROLLBACK_STUCK" ? "stuck" : "lost", why: message };
    }
  }
}
