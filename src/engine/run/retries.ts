/**
 * A person's word that a revision is tried again although it was rolled back on this host, in a
 * file that root alone writes. It is for one revision and one apply.
 */
import type { Host, HostReader } from "../../ports/host.ts";
import { prepareState, STATE } from "./store.ts";

const FORMAT = "vexor.retry/1";
const PATH = `${STATE}/retry.json`;

export interface RetryRequest {
  /** A commit, or a digest of a directory's files. */
  readonly revision: string;
  readonly by: string;
  readonly uid: number;
  /** ISO 8601. */
  readonly at: string;
}

/** A record that Vexor did not write permits nothing. */
export const isRetryPermitted = (host: HostReader, revision: string): boolean => {
  try {
    const record = JSON.parse(host.read(PATH)
      ?? "null") as Partial<RetryRequest & { format: string }>;
    return record?.format === FORMAT && record.revision === revision;
  } catch {
    return false;
  }
};

/** Durable. An earlier word ends. */
export const permitRetry = (host: Host, retry: RetryRequest): void => {
  prepareState(host);
  host.replace(PATH, `${JSON.stringify({ format: FORMAT, ...retry }, null, 2)}\n`);
};

/** Durable: before the run that it allows begins. */
export const useUpRetry = (host: Host): void => host.remove(PATH);
