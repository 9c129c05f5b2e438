/** Octokit with its own retries, pauses and pages, within our limits of time and size. */
import { Octokit } from "@octokit/core";
import { paginateRest } from "@octokit/plugin-paginate-rest";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { boundedFetch, USER_AGENT, type FetchLimits } from "./bounded-fetch.ts";

/** A job that waits for an hour, until its limit is over, helps no reader. */
const LONGEST_WAIT_S = 120;
const TRIES = 3;

export interface OctokitSettings extends FetchLimits {
  readonly token: string;
  /** How long a second of their waits is, in ms. */
  readonly secondMs?: number;
}

const silent = (): undefined => undefined;
/** What they say may hold a request, and so the token. */
const LOG = { debug: silent, info: silent, warn: silent, error: silent };

const isWorthIt = (seconds: number, _options: unknown, _octokit: unknown, tries: number): boolean =>
  seconds <= LONGEST_WAIT_S && tries < TRIES;

const Client = Octokit.plugin(retry, throttling, paginateRest);
export type GithubClient = InstanceType<typeof Client>;

export const octokitFor = (settings: OctokitSettings): GithubClient => {
  const { api, token, secondMs = 1000 } = settings;
  return new Client({
    auth: token, baseUrl: api, userAgent: USER_AGENT, log: LOG,
    request: { fetch: boundedFetch(settings), log: LOG },
    retry: { retries: TRIES, retryAfterBaseValue: secondMs },
    // Writes to one address wait for each other, and for no other's.
    throttle: { id: api, retryAfterBaseValue: secondMs, onRateLimit: isWorthIt,
      onSecondaryRateLimit: isWorthIt },
  });
};
