/**
 * Carries out what the loop asks for, and tells it what came of it. One task at a time: the loop
 * asks for the next one when the last has answered, and every one of them is bounded.
 */
import type { Move } from "../engine/drift/moves.ts";
import { asVexorError } from "../engine/errors.ts";
import type { Remembered } from "./disputes.ts";
import { Holding } from "./holding.ts";
import {
  start, step, type Effect, type Event, type Machine, type Pace, type StateName,
} from "./loop.ts";
import { loopingStarts, rested, withoutOldFights, type Memory } from "./memory.ts";
import { Newspaper } from "./newspaper.ts";
import { OwnUndo } from "./own-undo.ts";
import type { News, Ports } from "./ports.ts";
import { Wakes } from "./wakes.ts";
import { carryOut, type Known, type Work } from "./work.ts";

export interface Settings {
  readonly pace: Pace;
  readonly needsApproval: boolean;
}

/** On a full disk the agent goes on with what it has in mind, and tries again. */
const save = (ports: Ports, known: Known, paper: Newspaper): boolean => {
  if (known.isSaved) return true;
  try {
    ports.saveMemory(known.memory);
    known.isSaved = true;
  } catch (error) {
    paper.tell("alarm", { what: "unsaved", why: asVexorError(error).message });
  }
  return known.isSaved;
};

/** What it knows at its start. */
const awaken = (ports: Ports, paper: Newspaper): Known => {
  const [memory, good, tried] = [ports.loadMemory(), ports.loadGood(), ports.loadTried()];
  for (const { lost } of [memory, good, tried]) {
    if (lost !== null) paper.tell("alarm", { what: "forgotten", why: lost });
  }
  const known: Known = { memory: memory.value, isSaved: false, isCounted: false,
    good: good.value, tried: tried.value, accepted: null, candidate: null, plan: null, aside: [],
    holding: null, unfetched: null, trouble: null, settings: null, takenBack: null };
  save(ports, known, paper);
  return known;
};

const remember = (
  ports: Ports, known: Known, paper: Newspaper, { memory, news }: Remembered,
): void => {
  for (const one of news) paper.tell("alarm", one);
  if (memory !== known.memory) known.isSaved = false;
  known.memory = memory;
  save(ports, known, paper);
};

/** Waiting for a person or a window is no less at rest than having nothing to do. */
const RESTING: ReadonlySet<StateName> = new Set(["settled", "gated"]);

/** Which of the looks that were asked for have come to rest: scripts wait for theirs. */
interface Syncs {
  /** When this start of the agent began to count, in ISO 8601. */
  readonly since: string;
  asked: number;
  /** What the look that is under way, or was the last, is an answer to. */
  looked: number;
  done: number;
}

export class Agent {
  readonly #ports: Ports;
  readonly #work: Work;
  readonly #paper: Newspaper;
  readonly #wakes: Wakes;
  readonly #syncs: Syncs;
  /** Other requests of people that make it look: a plan answers them, without a fetch. */
  readonly #requests = { asked: 0, looked: 0, done: 0 };
  readonly #ownUndo = new OwnUndo();
  #pace: Pace;
  #machine: Machine;
  #isStopped = false;

  constructor(ports: Ports, { pace, needsApproval }: Settings) {
    this.#ports = ports;
    this.#pace = pace;
    this.#paper = new Newspaper(ports);
    this.#wakes = new Wakes(ports.clock);
    this.#syncs = { since: new Date(this.#now()).toISOString(), asked: 0, looked: 0, done: 0 };
    const known = awaken(ports, this.#paper);
    this.#work = { ports, needsApproval, known, run: () => this.#machine.run,
      tell: (level, news) => this.#paper.tell(level, news),
      remember: (what) => remember(ports, known, this.#paper, what),
      save: () => save(ports, known, this.#paper),
      checkLater: (ms) => this.#wakes.set("check", ms, () => void this.#do({ do: "check" })) };
    const { machine, effects } = start(this.#now(), known.good !== null,
      loopingStarts(known.memory));
    this.#machine = machine;
    for (const effect of effects) void this.#do(effect);
  }

  get machine(): Machine { return this.#machine; }

  get known(): Readonly<Known> { return this.#work.known; }

  /** Newest last. */
  get news(): readonly News[] { return this.#paper.news; }

  /** Other settings, from the next step on. */
  reconfigure({ pace, needsApproval }: Settings): void {
    this.#pace = pace;
    this.#work.needsApproval = needsApproval;
  }

  get syncs(): Pick<Syncs, "since" | "asked" | "done"> {
    const { since, asked, done } = this.#syncs;
    return { since, asked, done };
  }

  /** A person has asked for a look that has not come to rest yet: what is known is from before. */
  get isAsked(): boolean {
    return [this.#syncs, this.#requests].some(({ asked, done }) => asked > done);
  }

  /** A person has said something: it is kept, and the loop looks again. */
  said(change: (memory: Memory) => Memory, then: "sync" | "opened" | "noticed" | null): void {
    this.#work.remember({ memory: change(this.known.memory), news: [] });
    if (then === null) return;
    if (then !== "sync") this.#requests.asked += 1;
    this.dispatch({ type: then });
  }

  /** Settings have moved; `say` puts one into words. Those that hold again need nobody. */
  moved(moves: readonly Move[], say: (move: Move) => string): void {
    const off = moves.filter(({ holds }) => !holds);
    for (const move of off) {
      if (!this.#ownUndo.isIts(move, this.#ports.clock.steady())) {
        this.#paper.moved(move, say(move));
      }
    }
    if (off.length > 0) this.dispatch({ type: "noticed" });
  }

  stop(): void {
    this.#isStopped = true;
    this.#wakes.forget();
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
    this.#wakes.forget();
    const { state } = this.#machine;
    this.#ownUndo.entered(state, this.known.plan, this.#ports.clock.steady());
    if (RESTING.has(state) || state === "halted") {
      for (const one of [this.#syncs, this.#requests]) one.done = one.looked;
    }
    if (state === "holding") this.#work.known.holding = new Holding(this.#ports.clock.steady());
    if (!RESTING.has(state)) return;
    this.#ports.rested();
    this.#work.known.isCounted = false;
    this.#work.remember({ news: [],
      memory: withoutOldFights(rested(this.known.memory), this.#now()) });
  }

  async #do(effect: Effect): Promise<void> {
    if (effect.do === "wake") return this.#wake(effect);
    if (effect.do === "tell") return this.#paper.tell(effect.level, effect);
    if (effect.do === "fetch") this.#syncs.looked = this.#syncs.asked;
    if (effect.do === "fetch" || effect.do === "plan") this.#requests.looked = this.#requests.asked;
    const event = await carryOut(this.#work, effect);
    if (event) this.dispatch(event);
  }

  #wake({ as: type, at }: Extract<Effect, { do: "wake" }>): void {
    if (at === null) return;
    const wait = Math.max(0, at - this.#now());
    const ms = type === "poll" ? this.#ports.clock.about(wait) : wait;
    this.#wakes.set(type, ms, () => this.dispatch({ type }));
  }
}
