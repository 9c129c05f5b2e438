/**
 * One try of one message to a webhook. The URL may be a secret, and so may be what an error says of
 * it: neither ever leaves this file.
 */
import { createHmac } from "node:crypto";
import type { WebhookMessage, PostMessage, DeliveryResult } from "../../agent/webhook-types.ts";
import type { WebhookSettings } from "../../engine/settings/notification-settings.ts";
import type { HostReader } from "../../ports/host.ts";
import { VERSION } from "../../version.ts";
import { secretFrom } from "./secret-file.ts";

const TRY_MS = 10_000;
const ALLOWED = /^https:\/\/|^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/;

class WebhookRefusal extends Error {}

const refusal = (why: string): WebhookRefusal => new WebhookRefusal(why);

const urlOf = (host: HostReader, { url, urlFile }: WebhookSettings): string => {
  const text = url ?? secretFrom(host, urlFile ?? "", refusal);
  if (!ALLOWED.test(text) || !URL.canParse(text)) {
    throw new WebhookRefusal(`${urlFile ?? "its url"} is not an https URL, nor http to this host`);
  }
  return text;
};

/** Its host, for the log. */
export const webhookName = (host: HostReader, settings: WebhookSettings, at: number): string => {
  try {
    return `webhook ${at + 1} (${new URL(urlOf(host, settings)).host})`;
  } catch {
    return `webhook ${at + 1}`;
  }
};

const headersFor = (
  host: HostReader, { secretFile }: WebhookSettings, { id, body }: WebhookMessage,
): Record<string, string> => ({
  "content-type": "application/json", "user-agent": `vexor/${VERSION.replace(/[^\w.+-]/g, "-")}`,
  "x-vexor-delivery": id,
  ...secretFile === null ? {} : { "x-vexor-signature": `sha256=${
    createHmac("sha256", secretFrom(host, secretFile, refusal)).update(body).digest("hex")}` },
});

/** Seconds, or a date, as in RFC 9110. */
const retryAfterMs = (text: string | null): number | null => {
  if (text === null) return null;
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(ms) ? null : Math.max(0, ms);
};

const judged = ({ status, ok, headers }: Response): DeliveryResult => {
  if (ok) return { is: "sent" };
  const why = `it answers ${status}`;
  if (status >= 500 || status === 429 || status === 408) {
    return { is: "later", why, afterMs: retryAfterMs(headers.get("retry-after")) };
  }
  return { is: "refused", why: status < 400 && status >= 300
    ? `${why}, a redirect, which is not followed` : why };
};

/** A word at most: the message of a failed fetch may hold the URL. */
const wordFor = (error: unknown): string => {
  const { name, code, cause } = error as { name?: unknown; code?: unknown; cause?: unknown };
  const inner = (cause as { code?: unknown } | undefined)?.code;
  const word = [inner, code, name].find((one) => typeof one === "string");
  return typeof word === "string" && /^\w{1,40}$/.test(word) ? word : "no answer";
};

export const posterFor = (
  host: HostReader, hooks: readonly WebhookSettings[], tryMs = TRY_MS,
): PostMessage => async (index, message) => {
  const settings = hooks[index];
  if (!settings) return { is: "refused", why: "there is no such webhook" };
  try {
    const response = await fetch(urlOf(host, settings), {
      method: "POST", body: message.body, headers: headersFor(host, settings, message),
      redirect: "manual", signal: AbortSignal.timeout(tryMs),
    });
    const sent = judged(response);
    await response.body?.cancel().catch(() => undefined);
    return sent;
  } catch (error) {
    return error instanceof WebhookRefusal ? { is: "refused", why: error.message }
      : { is: "later", why: wordFor(error), afterMs: null };
  }
};
