/** Leaves the keeper's status where the agent finds it: at once when it is news, else in turn. */
import { alarmsOf } from "../../../failover/alarms.ts";
import { NEVER } from "../../../failover/keeper-state.ts";
import { renderPublished } from "../../../failover/published-status.ts";
import type { FailoverStatus } from "../../../failover/status.ts";

const EVERY_MS = 5_000;

const newsIn = (status: FailoverStatus): string => {
  const { phase, register } = status;
  return [phase, register?.holder, register?.epoch, register?.state, ...alarmsOf(status)].join(" ");
};

export class StatusPublisher {
  readonly #status: () => FailoverStatus;
  readonly #publish: (text: string) => void;
  readonly #now: () => number;
  #isDue = false;
  #last = { news: "", at: NEVER };

  constructor(
    status: () => FailoverStatus, publish: (text: string) => void, now: () => number,
  ) {
    [this.#status, this.#publish, this.#now] = [status, publish, now];
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
    const [status, at] = [this.#status(), this.#now()];
    const news = newsIn(status);
    if (news === this.#last.news && at - this.#last.at < EVERY_MS) return;
    this.#last = { news, at };
    this.#publish(renderPublished(status, at));
  }
}
