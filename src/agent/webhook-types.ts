/** The words of sending: to whom, what, and what became of it. */
import type { EventWord } from "./events.ts";

export interface Webhook {
  /** For the log: the host at most, for the rest of a URL may be a secret. */
  readonly name: string;
  readonly form: "json" | "slack";
  readonly events: ReadonlySet<EventWord>;
}

/** The agent's state at the time of the message. */
export interface EventContext {
  readonly host: string;
  readonly version: string;
  readonly state: string | null;
  readonly commit: string | null;
  readonly plan: string | null;
  readonly run: number | null;
}

export interface WebhookMessage {
  /** The same with every try of one message. */
  readonly id: string;
  readonly body: string;
}

/** What became of one try. */
export type DeliveryResult =
  | { readonly is: "sent" }
  /** It may work later; `afterMs` is what the other side asks for. */
  | { readonly is: "later"; readonly why: string; readonly afterMs: number | null }
  | { readonly is: "refused"; readonly why: string };

/** A webhook whose newest message did not arrive. */
export interface UndeliveredWebhook {
  readonly webhook: string;
  readonly why: string;
  /** ISO 8601. */
  readonly at: string;
  /** Messages in a row. */
  readonly lost: number;
}

/** One try, bounded in time; never throws. */
export type PostMessage = (hook: number, message: WebhookMessage) => Promise<DeliveryResult>;
