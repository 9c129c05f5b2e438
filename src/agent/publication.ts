/** The words of publishing facts: what was published, and who receives it. */
import type { SignedFacts } from "./operation.ts";

/** What was published last. */
export interface Publication {
  readonly digest: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Null for what the agent has not written. */
export const readPublication = (value: unknown): Publication | null => {
  const { digest, at } = (value ?? {}) as Partial<Record<keyof Publication, unknown>>;
  return typeof digest === "string" && typeof at === "number" ? { digest, at } : null;
};

export interface FactsReceiver {
  /** For the log: no secret is in it. */
  readonly name: string;
  /** Seconds. */
  readonly atMostEvery: number;
  /** Throws a VexorError. */
  send(facts: SignedFacts): Promise<void>;
}
