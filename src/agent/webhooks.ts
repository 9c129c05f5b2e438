/**
 * Messages to webhooks. Nothing here may hold up the agent or grow without an end: each hook has a
 * bounded queue of its own, one message under way, and a bounded number of tries for each.
 */
import { printableLine } from "../formats/printable.ts";
import { withoutSecrets } from "../formats/quote.ts";
import { formatValue } from "../engine/model/rules.ts";
import type { Webhook, WebhookMessage, PostMessage, EventContext,
  UndeliveredWebhook } from "./webhook-types.ts";
import type { Clock, AgentEvent } from "./ports.ts";
import type { Delivery } from "./counters.ts";

const MOST_WAITING = 50;
const MOST_TRIES = 6;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
/** The same about the same thing is not sent again within this. */
const REPEAT_MS = 60 * 60_000;
const MOST_REMEMBERED = 200;
const LONGEST_TEXT = 2_000;

const messageText = (text: string): string =>
  printableLine(withoutSecrets(text)).slice(0, LONGEST_TEXT);

/** Slack's own escapes, and no name that would call people. */
const slackText = (text: string): string => messageText(text)
  .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
  .replaceAll("@", "@\u200b");

type EventWriter = NonNullable<NonNullable<AgentEvent["setting"]>["writer"]>;

/** A command line may hold a password: it stays in this host's own log. */
const withoutArguments = ({ argv: _, ...writer }: EventWriter): Omit<EventWriter, "argv"> => writer;

const formatWriter = ({ pid, name, user, unit }: EventWriter): string =>
  `by ${name ?? "a process"} (${[`pid ${pid}`, user, unit].filter(Boolean).join(", ")})`;

/** The text on a writing process holds its command line, too, so a message has its own text. */
const whyOf = ({ why, setting }: AgentEvent): string => {
  if (!setting?.writer) return why;
  const { address, was = null, found, wanted, writer } = setting;
  return `${address}: ${formatValue(was)} → ${formatValue(found)} `
    + `(should be ${formatValue(wanted)}) ${formatWriter(writer)}`;
};

const settingOf = ({ setting }: AgentEvent): object => {
  if (!setting) return {};
  const { writer, ...rest } = setting;
  return { setting: writer ? { ...rest, writer: withoutArguments(writer) } : rest };
};

const jsonBody = (id: string, news: AgentEvent, standing: EventContext): string => JSON.stringify({
  format: "vexor.event/2", id, at: new Date(news.at).toISOString(), level: news.level,
  event: news.what, why: messageText(whyOf(news)), ...standing, ...settingOf(news),
});

const slackBody = (news: AgentEvent, { host, commit }: EventContext): string =>
  JSON.stringify({ text: `${news.level === "alarm" ? ":rotating_light:" : ":information_source:"} `
    + `*${slackText(host)}* ${news.what}: ${slackText(whyOf(news))}`
    + (commit === null ? "" : ` (${slackText(commit.slice(0, 12))})`) });

export const bodyFor = (
  form: Webhook["form"], id: string, news: AgentEvent, standing: EventContext,
): string => (form === "slack" ? slackBody(news, standing) : jsonBody(id, news, standing));

/** Ms until the next try. */
export const pauseAfter = (tries: number, askedMs: number | null): number =>
  Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS * 2 ** (tries - 1), askedMs ?? 0));

interface HookQueue {
  readonly hook: Webhook;
  readonly index: number;
  readonly waiting: WebhookMessage[];
  isBusy: boolean;
  undelivered: UndeliveredWebhook | null;
}

interface WebhookPorts {
  readonly clock: Clock;
  readonly post: PostMessage;
  /** A name that nothing else has. */
  freshId(): string;
  count(outcome: Delivery): void;
  /** Told in the log, and never to a webhook. */
  logFailure(why: string): void;
}

export interface WebhookQueue {
  /** Never waits and never throws. */
  tell(news: AgentEvent, standing: EventContext): void;
  readonly undelivered: readonly UndeliveredWebhook[];
  end(): void;
}

/** True when the same message was sent a short while ago. */
const repeats = (): ((news: AgentEvent) => boolean) => {
  const told = new Map<string, number>();
  return ({ what, why, at, setting }) => {
    // Who moved it, and when, is another one each time.
    const key = `${what} ${setting ? `${setting.address} ${setting.found}` : why}`;
    const last = told.get(key);
    if (last !== undefined && Math.abs(at - last) < REPEAT_MS) return true;
    told.delete(key);
    told.set(key, at);
    const [oldest] = told.keys();
    if (told.size > MOST_REMEMBERED && oldest !== undefined) told.delete(oldest);
    return false;
  };
};

/** Waits that can all be ended at once: then what follows them never comes. */
const pausesOn = (clock: Clock) => {
  const waiting = new Set<() => void>();
  return {
    pause: (ms: number): Promise<void> => new Promise((resolve) => {
      const cancel = clock.after(ms, () => {
        waiting.delete(cancel);
        resolve();
      });
      waiting.add(cancel);
    }),
    end: () => {
      for (const cancel of waiting) cancel();
    },
  };
};

const oneMore = (
  { hook: { name }, undelivered }: HookQueue, why: string, now: number,
): UndeliveredWebhook =>
  ({ webhook: name, why, at: new Date(now).toISOString(), lost: (undelivered?.lost ?? 0) + 1 });

class HookQueues implements WebhookQueue {
  readonly #outside: WebhookPorts;
  readonly #lines: readonly HookQueue[];
  readonly #pauses: ReturnType<typeof pausesOn>;
  readonly #isRepeat = repeats();
  #isEnded = false;

  constructor(hooks: readonly Webhook[], outside: WebhookPorts) {
    this.#outside = outside;
    this.#pauses = pausesOn(outside.clock);
    this.#lines = hooks.map((hook, index) =>
      ({ hook, index, waiting: [], isBusy: false, undelivered: null }));
  }

  get undelivered(): readonly UndeliveredWebhook[] {
    return this.#lines.flatMap(({ undelivered }) => undelivered ?? []);
  }

  tell(news: AgentEvent, standing: EventContext): void {
    const meant = this.#lines.filter(({ hook }) => hook.events.has(news.what));
    if (this.#isEnded || meant.length === 0 || this.#isRepeat(news)) return;
    const id = this.#outside.freshId();
    for (const line of meant) {
      this.#enqueue(line, { id, body: bodyFor(line.hook.form, id, news, standing) });
    }
  }

  end(): void {
    this.#isEnded = true;
    this.#pauses.end();
  }

  #enqueue(line: HookQueue, message: WebhookMessage): void {
    line.waiting.push(message);
    if (line.waiting.length > MOST_WAITING) {
      line.waiting.shift(); // the newest event is worth the most
      this.#fail("dropped", line,
        `${MOST_WAITING} messages wait already: the oldest is dropped`);
    }
    void this.#work(line);
  }

  async #work(line: HookQueue): Promise<void> {
    if (line.isBusy) return;
    line.isBusy = true;
    for (;;) {
      const message = line.waiting.shift();
      if (!message || this.#isEnded) break;
      await this.#deliver(line, message);
    }
    line.isBusy = false;
  }

  async #deliver(line: HookQueue, message: WebhookMessage): Promise<void> {
    for (let tries = 1; ; tries++) {
      const answer = await this.#outside.post(line.index, message);
      if (this.#isEnded) return;
      if (answer.is === "sent") return this.#succeed(line);
      if (answer.is === "refused") return this.#fail("failed", line, answer.why);
      if (tries === MOST_TRIES) return this.#fail("failed", line, `${tries} tries: ${answer.why}`);
      await this.#pauses.pause(pauseAfter(tries, answer.afterMs));
    }
  }

  #succeed(line: HookQueue): void {
    this.#outside.count("sent");
    line.undelivered = null;
  }

  #fail(outcome: Delivery, line: HookQueue, why: string): void {
    const { count, clock, logFailure } = this.#outside;
    count(outcome);
    line.undelivered = oneMore(line, why, clock.now());
    logFailure(`${line.hook.name}: ${why}`);
  }
}

export const createWebhookQueue = (
  hooks: readonly Webhook[], outside: WebhookPorts,
): WebhookQueue =>
  new HookQueues(hooks, outside);
