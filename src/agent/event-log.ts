/** What has happened, newest last and bounded; a lasting condition is reported once. */
import type { DriftEvent } from "../engine/drift/drift-events.ts";
import { formatRule } from "../engine/model/rules.ts";
import type { EventWord } from "./events.ts";
import type { AgentEvent, Ports } from "./ports.ts";

const KEPT = 100;
/** A lasting condition is reported again after so long: it may have been fixed and come back. */
const REPEAT_MS = 60 * 60_000;
/** These happen, and do so each time; all others are how things stand. */
const HAPPENS: ReadonlySet<EventWord> =
  new Set(["started", "stopped", "reloaded", "progress", "applied", "moved", "watching",
    "takeover", "failover", "keeper-silent", "keeper-answers"]);

type NewEvent = Pick<AgentEvent, "what" | "why" | "setting">;

export class EventLog {
  readonly #ports: Pick<Ports, "clock" | "tell">;
  readonly #news: AgentEvent[] = [];

  constructor(ports: Pick<Ports, "clock" | "tell">) {
    this.#ports = ports;
  }

  get news(): readonly AgentEvent[] {
    return this.#news;
  }

  emit(level: AgentEvent["level"], told: NewEvent): void {
    const { what, why, setting } = told;
    if (!HAPPENS.has(what) && this.#isKnown(told)) return;
    const news: AgentEvent = { at: this.#ports.clock.now(), level, what, why,
      ...setting ? { setting } : {} };
    this.#news.push(news);
    if (this.#news.length > KEPT) this.#news.shift();
    this.#ports.tell(news);
  }

  /** Each setting stands for itself. With every run that was applied, everything stands anew. */
  #isKnown({ what, why, setting }: NewEvent): boolean {
    const last = this.#news.findLast((one) => one.what === "applied"
      || (one.what === what && one.setting?.address === setting?.address));
    return last?.what === what && last.why === why
      && this.#ports.clock.now() - last.at < REPEAT_MS;
  }

  moved(move: DriftEvent, why: string): void {
    const { address, from, to, rule, writer } = move;
    this.emit("alarm", { what: "moved", why,
      setting: { address, was: from, found: to, wanted: formatRule(rule), writer } });
  }
}
