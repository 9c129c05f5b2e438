/** Leaves the keeper's status where the agent finds it: at once when it is news, else in turn. */
import { alarmsOf } from "../../../failover/alarms.ts";
import { NEVER } from "../../../failover/keeper-state.ts";
import { renderPublished } from "../../../failover/published-status.ts";
import type { FailoverStatus, RegisterStatus } from "../../../failover/status.ts";

const EVERY_MS = 5_000;

/** What of a status is news: it is asked for with each look of the keeper, and the rest is not. */
export interface StatusNews extends Pick<FailoverStatus, "phase" | "alarm" | "alarms"> {
  readonly register: Pick<RegisterStatus, "holder" | "epoch" | "state"> | null;
}

interface PublishedParts {
  readonly news: () => StatusNews;
  readonly status: () => FailoverStatus;
  readonly publish: (text: string) => void;
  readonly now: () => number;
}

const newsIn = (status: StatusNews): string => {
  const { phase, register } = status;
  return [phase, register?.holder, register?.epoch, register?.state, ...alarmsOf(status)].join(" ");
};

export class StatusPublisher {
  readonly #parts: PublishedParts;
  #isDue = false;
  #last = { news: "", at: NEVER };

  constructor(parts: PublishedParts) {
    this.#parts = parts;
  }

  /** After what is under way: it may move the keeper on, and must not wait for a file. */
  soon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.#look();
    });
  }

  #look(): void {
    const { news: read, status, publish, now } = this.#parts;
    const [news, at] = [newsIn(read()), now()];
    if (news === this.#last.news && at - this.#last.at < EVERY_MS) return;
    this.#last = { news, at };
    publish(renderPublished(status(), at));
  }
}
