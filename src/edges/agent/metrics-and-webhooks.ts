/**
 * Where the agent sends reports: its metrics' readers and its webhooks, as the settings name them.
 */
import { EVENTS, EVENT_WORDS, type EventWord } from "../../agent/events.ts";
import type { ConfiguredEdges } from "../../agent/ports.ts";
import type { Webhook } from "../../agent/webhook-types.ts";
import type { Interfaces, WebhookSettings } from "../../engine/settings/notification-settings.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Host } from "../../ports/host.ts";
import { webhookName, posterFor } from "./webhook-client.ts";

const METRICS_SOCKET = "/run/vexor-agent/agent/metrics.sock";

const USUAL: readonly EventWord[] =
  EVENT_WORDS.filter((word) => EVENTS[word].level === "alarm" || word === "applied");

const hookFor = (host: Host, settings: WebhookSettings, at: number): Webhook => ({
  name: webhookName(host, settings, at), form: settings.form,
  events: new Set((settings.events ?? USUAL) as readonly EventWord[]),
});

/** The server's code is loaded only where the settings ask for it. */
const serveAt = async (listen: readonly string[], root: string, pages: Parameters<
  ConfiguredEdges["servePages"]>[0]): Promise<() => void> => {
  const ends: (() => void)[] = [];
  try {
    for (const at of listen) {
      const { servePages } = await import("./metrics-server.ts");
      const { end } = await servePages(at === "unix" ? `${root}${METRICS_SOCKET}` : at, pages);
      ends.push(end);
    }
  } catch (error) {
    for (const end of ends) end();
    const { code, message } = error as NodeJS.ErrnoException;
    throw error instanceof VexorError ? error
      : new VexorError("AGENT_SETTINGS", `metrics: ${code ?? message}`);
  }
  return () => ends.forEach((end) => end());
};

type MetricsAndWebhooksEdges = Pick<ConfiguredEdges, "servePages" | "hooks" | "post">;

export const interfacesFor = (
  { metrics, webhooks }: Interfaces, host: Host, root: string,
): MetricsAndWebhooksEdges => ({
  servePages: (pages) => serveAt(metrics.listen, root, pages),
  hooks: webhooks.map((settings, at) => hookFor(host, settings, at)),
  post: posterFor(host, webhooks),
});
