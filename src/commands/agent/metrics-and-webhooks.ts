/**
 * The agent's listeners and receivers, as its settings say: source, metrics and webhooks. All of it
 * is made anew when the settings are read again; what they leave as it was goes on undisturbed.
 */
import type { EventContext, UndeliveredWebhook } from "../../agent/webhook-types.ts";
import type { AgentEdges, ConfiguredEdges, Pages, Ports, AgentSource } from "../../agent/ports.ts";
import type { AgentCounters } from "../../agent/counters.ts";
import { createWebhookQueue, type WebhookQueue } from "../../agent/webhooks.ts";
import { asVexorError } from "../../engine/model/errors.ts";

const messengerFor = (
  edges: AgentEdges, { hooks, post }: ConfiguredEdges, counters: AgentCounters,
  standing: () => EventContext,
): WebhookQueue => createWebhookQueue(hooks, { clock: edges.clock, post, freshId: edges.freshId,
  count: (outcome) => void (counters.deliveries[outcome] += 1),
  logFailure: (why) => {
    counters.events.webhook += 1;
    edges.log({ at: edges.clock.now(), level: "alarm", what: "webhook", why }, standing());
  } });

const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

export class MetricsAndWebhooks {
  readonly #edges: AgentEdges;
  readonly #counters: AgentCounters;
  readonly #standing: () => EventContext;
  readonly #retired = new Set<WebhookQueue>();
  #configured: ConfiguredEdges;
  #messenger: WebhookQueue;
  #stopServing = (): void => undefined;
  #stopWatching = (): void => undefined;

  constructor(
    edges: AgentEdges, configured: ConfiguredEdges, counters: AgentCounters,
    standing: () => EventContext,
  ) {
    this.#edges = edges;
    this.#configured = configured;
    this.#counters = counters;
    this.#standing = standing;
    this.#messenger = messengerFor(edges, configured, counters, standing);
  }

  get settings(): ConfiguredEdges["settings"] { return this.#configured.settings; }

  /** Whom facts are published to, as the settings of the moment have it. */
  get receiver(): ConfiguredEdges["receiver"] { return this.#configured.receiver; }

  get undelivered(): readonly UndeliveredWebhook[] { return this.#messenger.undelivered; }

  /** The source of the moment. */
  readonly source: AgentSource = {
    fetch: () => this.#configured.source.fetch(),
    watch: (changed) => this.#configured.source.watch(changed),
  };

  /** Tells log and webhooks, each with how the agent is at that moment. */
  readonly tell: Ports["tell"] = (news) => {
    this.#edges.log(news, this.#standing());
    this.#messenger.tell(news, this.#standing());
  };

  /** Begins to serve and to watch. */
  async open(pages: Pages, changed: () => void, tell: Ports["tell"]): Promise<void> {
    await this.#serve(pages, tell);
    this.#stopWatching = this.source.watch(changed);
  }

  /** Goes on with other settings. */
  async become(
    fresh: ConfiguredEdges, pages: Pages, changed: () => void, tell: Ports["tell"],
  ): Promise<void> {
    const { settings: before, source } = this.#configured;
    const { settings } = fresh;
    const isOneSource = isSame(before.source, settings.source);
    this.#configured = isOneSource ? { ...fresh, source } : fresh;
    if (!isOneSource) {
      this.#stopWatching();
      this.#stopWatching = this.source.watch(changed);
    }
    if (!isSame(before.webhooks, settings.webhooks)) this.#replaceMessenger();
    if (isSame(before.metrics, settings.metrics)) return;
    this.#stopServing();
    await this.#serve(pages, tell);
  }

  end(): void {
    for (const stop of [this.#stopServing, this.#stopWatching]) stop();
    for (const messenger of [...this.#retired, this.#messenger]) messenger.end();
  }

  /** What waits in the old one's queues is still delivered. */
  #replaceMessenger(): void {
    this.#retired.add(this.#messenger);
    this.#messenger = messengerFor(this.#edges, this.#configured, this.#counters, this.#standing);
  }

  /** Numbers are worth less than the service: without them it goes on. */
  async #serve(pages: Pages, tell: Ports["tell"]): Promise<void> {
    this.#stopServing = () => undefined;
    try {
      this.#stopServing = await this.#configured.servePages(pages);
    } catch (error) {
      tell({ at: this.#edges.clock.now(), level: "alarm", what: "metrics",
        why: asVexorError(error).message });
    }
  }
}
