/**
 * Carries out what the loop asks for, and reports the result to it. One task at a time: the loop
 * asks for the next one when the last has answered, and every one of them is bounded.
 */
import type { DriftEvent } from "../engine/drift/drift-events.ts";
import { asVexorError } from "../engine/model/errors.ts";
import type { MemoryUpdate } from "./drift-response.ts";
import { HealthHold } from "./health-hold.ts";
import {
  start, step, type Effect, type Event, type MachineState, type Timing,
} from "./state-machine.ts";
import type { StateName } from "./transitions.ts";
import { loopingStarts, rested, withoutOldCorrections,
  type AgentMemory } from "./persistent-state.ts";
import { EventLog } from "./event-log.ts";
import { OwnUndo } from "./own-undo.ts";
import type { AgentEvent, Ports } from "./ports.ts";
import { Timers } from "./timers.ts";
import type { AgentState, EffectContext } from "./effect-context.ts";
import { execute } from "./effects.ts";

export interface Settings {
  readonly pace: Timing;
  readonly needsApproval: boolean;
}

/** On a full disk the agent goes on with what it has in mind, and tries again. */
const save = (ports: Ports, known: AgentState, log: EventLog): boolean => {
  if (known.isSaved) return true;
  try {
    ports.saveMemory(known.memory);
    known.isSaved = true;
  } catch (error) {
    log.emit("alarm", { what: "memory-not-saved", why: asVexorError(error).message });
  }
  return known.isSaved;
};

/** What it knows at its start. */
const awaken = (ports: Ports, log: EventLog): AgentState => {
  const [memory, good, tried] = [ports.loadMemory(), ports.loadGood(), ports.loadTried()];
  for (const { lost } of [memory, good, tried]) {
    if (lost !== null) log.emit("alarm", { what: "forgotten", why: lost });
  }
  const known: AgentState = { memory: memory.value, isSaved: false, isCounted: false,
    lastGood: good.value, inForce: good.value, tried: tried.value, accepted: null,
    candidate: null, plan: null, withheld: [], aside: [],
    healthHold: null, fetchFailure: null, trouble: null, settings: null, rolledBack: null };
  save(ports, known, log);
  return known;
};

const remember = (
  ports: Ports, known: AgentState, log: EventLog, { memory, news }: MemoryUpdate,
): void => {
  for (const one of news) log.emit("alarm", one);
  if (memory !== known.memory) known.isSaved = false;
  known.memory = memory;
  save(ports, known, log);
};

/** An agent that waits for an operator or a window is at rest, too. */
const RESTING: ReadonlySet<StateName> = new Set(["idle", "gated"]);

/** Which of the requested checks have come to rest: scripts wait for theirs. */
interface Syncs {
  /** When this start of the agent began to count, in ISO 8601. */
  readonly since: string;
  asked: number;
  /** What the look that is under way, or was the last, is an answer to. */
  looked: number;
  done: number;
}

/** How an operator's request makes the loop check again. */
type LookTrigger = "sync" | "gate-opened" | "drift-noticed";

export class Agent {
  readonly #ports: Ports;
  readonly #context: EffectContext;
  readonly #log: EventLog;
  readonly #timers: Timers;
  readonly #syncs: Syncs;
  /** Other requests of people that make it look: a plan answers them, without a fetch. */
  readonly #requests = { asked: 0, looked: 0, done: 0 };
  readonly #ownUndo = new OwnUndo();
  #pace: Timing;
  #machine: MachineState;
  #isStopped = false;

  constructor(ports: Ports, { pace, needsApproval }: Settings) {
    this.#ports = ports;
    this.#pace = pace;
    this.#log = new EventLog(ports);
    this.#timers = new Timers(ports.clock);
    this.#syncs = { since: new Date(this.#now()).toISOString(), asked: 0, looked: 0, done: 0 };
    const known = awaken(ports, this.#log);
    this.#context = { ports, needsApproval, known, run: () => this.#machine.run,
      tell: (level, news) => this.#log.emit(level, news),
      remember: (what) => remember(ports, known, this.#log, what),
      save: () => save(ports, known, this.#log),
      checkLater: (ms) => this.#timers.set("check", ms, () => void this.#do({ do: "check" })) };
    const { machine, effects } = start(this.#now(), known.lastGood !== null,
      loopingStarts(known.memory));
    this.#machine = machine;
    for (const effect of effects) void this.#do(effect);
  }

  get machine(): MachineState { return this.#machine; }

  get known(): Readonly<AgentState> { return this.#context.known; }

  /** Newest last. */
  get news(): readonly AgentEvent[] { return this.#log.news; }

  /** Other settings, from the next step on. */
  reconfigure({ pace, needsApproval }: Settings): void {
    this.#pace = pace;
    this.#context.needsApproval = needsApproval;
  }

  get syncs(): Pick<Syncs, "since" | "asked" | "done"> {
    const { since, asked, done } = this.#syncs;
    return { since, asked, done };
  }

  /**
   * An operator has asked for a check that has not come to rest yet: what is known is from before.
   */
  get isAsked(): boolean {
    return [this.#syncs, this.#requests].some(({ asked, done }) => asked > done);
  }

  /** A person has said something: it is kept, and the loop looks again. */
  said(change: (memory: AgentMemory) => AgentMemory, then: LookTrigger | null): void {
    this.#context.remember({ memory: change(this.known.memory), news: [] });
    const { known } = this.#context;
    if (known.memory.retry === known.rolledBack?.revision) known.rolledBack = null;
    if (then === null) return;
    if (then !== "sync") this.#requests.asked += 1;
    this.dispatch({ type: then });
  }

  /** Settings have moved; `say` puts one into words. Those that hold again need no operator. */
  moved(moves: readonly DriftEvent[], say: (move: DriftEvent) => string): void {
    const off = moves.filter(({ holds }) => !holds);
    for (const move of off) {
      if (!this.#ownUndo.isIts(move, this.#ports.clock.steady())) {
        this.#log.moved(move, say(move));
      }
    }
    if (off.length > 0) this.dispatch({ type: "drift-noticed" });
  }

  /** News of a part beside it, which it does not act on. */
  noted(level: AgentEvent["level"], news: Pick<AgentEvent, "what" | "why">): void {
    this.#log.emit(level, news);
  }

  stop(): void {
    this.#isStopped = true;
    this.#timers.forget();
  }

  dispatch(event: Event): void {
    if (this.#isStopped) return;
    if (event.type === "sync") this.#syncs.asked += 1;
    const before = this.#machine.state;
    const { machine, effects } = step(this.#machine, event, this.#now(), this.#pace);
    this.#machine = machine;
    if (machine.state !== before) this.#entered();
    for (const effect of effects) void this.#do(effect);
  }

  #now(): number { return this.#ports.clock.now(); }

  #entered(): void {
    this.#timers.forget();
    const { state } = this.#machine;
    this.#ownUndo.entered(state, this.known.plan, this.#ports.clock.steady());
    if (RESTING.has(state) || state === "halted") {
      for (const one of [this.#syncs, this.#requests]) one.done = one.looked;
    }
    if (state === "verifying") {
      this.#context.known.healthHold = new HealthHold(this.#ports.clock.steady());
    }
    if (!RESTING.has(state)) return;
    this.#ports.rested();
    this.#context.known.isCounted = false;
    this.#context.remember({ news: [],
      memory: withoutOldCorrections(rested(this.known.memory), this.#now()) });
  }

  async #do(effect: Effect): Promise<void> {
    if (effect.do === "wake") return this.#wake(effect);
    if (effect.do === "tell") return this.#log.emit(effect.level, effect);
    if (effect.do === "fetch") this.#syncs.looked = this.#syncs.asked;
    if (effect.do === "fetch" || effect.do === "plan") this.#requests.looked = this.#requests.asked;
    const event = await execute(this.#context, effect);
    if (event) this.dispatch(event);
  }

  #wake({ as: type, at }: Extract<Effect, { do: "wake" }>): void {
    if (at === null) return;
    const wait = Math.max(0, at - this.#now());
    const ms = type === "poll" ? this.#ports.clock.about(wait) : wait;
    this.#timers.set(type, ms, () => this.dispatch({ type }));
  }
}
