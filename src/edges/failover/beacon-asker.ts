/** Asks beacon nodes how far they are, in the process without privileges: only numbers leave it. */
import {
  beaconStateIn, type BeaconAnswers, type BeaconState,
} from "../../failover/beacon-lines.ts";
import { AS_IT_IS, boundedBody } from "./bounded-body.ts";

const HEADERS = { accept: "application/json", "accept-encoding": "identity" };
const PATH = "/eth/v1/node/syncing";

const stateAt = async (url: string, signal: AbortSignal): Promise<BeaconState | null> => {
  try {
    const response = await fetch(`${url.replace(/\/+$/, "")}${PATH}`,
      { headers: HEADERS, redirect: "error", signal, ...AS_IT_IS });
    const isPlain = response.ok && !response.headers.has("content-encoding");
    const text = isPlain ? await boundedBody(response) : null;
    return text === null ? null : beaconStateIn(JSON.parse(text));
  } catch {
    return null;
  }
};

export const beaconStates = (
  urls: readonly string[], signal: AbortSignal,
): Promise<BeaconAnswers> => Promise.all(urls.map((url) => stateAt(url, signal)));
