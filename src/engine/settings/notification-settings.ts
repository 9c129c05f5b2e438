/** Whom the agent tells, as agent.yaml says: metrics and webhooks. The schema has checked it. */

interface MetricsSettings {
  /** Each `unix`, or an address of this host only, with its port. */
  readonly listen: readonly string[];
}

export interface WebhookSettings {
  /** Exactly one of the two is not null. */
  readonly url: string | null;
  readonly urlFile: string | null;
  readonly form: "json" | "slack";
  /** Null: every alarm, and what was applied. */
  readonly events: readonly string[] | null;
  readonly secretFile: string | null;
}

export interface Interfaces {
  readonly metrics: MetricsSettings;
  readonly webhooks: readonly WebhookSettings[];
}

export interface WrittenInterfaces {
  readonly metrics?: { readonly listen?: string | readonly string[] };
  readonly webhooks?: readonly Partial<WebhookSettings>[];
}

const hookOf = ({ url, urlFile, form, events, secretFile }: Partial<WebhookSettings>,
): WebhookSettings => ({ url: url ?? null, urlFile: urlFile ?? null, form: form ?? "json",
  events: events ?? null, secretFile: secretFile ?? null });

export const interfacesOf = ({ metrics, webhooks = [] }: WrittenInterfaces): Interfaces => {
  const listen = metrics?.listen ?? [];
  return { metrics: { listen: typeof listen === "string" ? [listen] : listen },
    webhooks: webhooks.map(hookOf) };
};
