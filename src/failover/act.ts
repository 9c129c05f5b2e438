/** What a keeper has done to the client by a plan, in a process of its own: question and answer. */
import { looseObjectIn } from "../formats/loose-json.ts";
import type { StopProof } from "./register.ts";
import { readSettings, renderSettings, type FailoverSettings } from "./settings.ts";

/** `receive` puts the peer's signing record in its place; `look` and `check` change nothing. */
const ACTS = ["promote", "demote", "receive", "look", "check"] as const;
export type Act = (typeof ACTS)[number];

export interface ActRequest {
  readonly act: Act;
  readonly settings: FailoverSettings;
}

export interface ActAnswer extends StopProof {
  /** What the plan wanted is so. */
  readonly isDone: boolean;
  /** Why it is not. */
  readonly why: string | null;
  /** No client was asked to change: what it has signed is what it was. */
  readonly isUntouched: boolean;
  /** A client of this host has the staked identity; null where that is not known. */
  readonly signs: boolean | null;
}

export const renderRequest = ({ act, settings }: ActRequest): string =>
  JSON.stringify({ act, settings: renderSettings(settings) });

/** Null for a text that `renderRequest` has not made. */
export const readRequest = (text: string): ActRequest | null => {
  const { act, settings: given } = looseObjectIn(text);
  const known = ACTS.find((one) => one === act);
  const settings = typeof given === "string" ? readSettings(given) : null;
  return known === undefined || settings === null ? null : { act: known, settings };
};

export const renderAnswer = (
  { isDone, why, isUntouched, signs, digest, slot }: ActAnswer,
): string => `${JSON.stringify({ isDone, why, isUntouched, signs, digest, slot })}\n`;

const DIGEST = /^[0-9a-f]{64}$/;

const isSlot = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

/** Null for what does not tell: the process was ended, or its system would not start it. */
export const readAnswer = (text: string): ActAnswer | null => {
  const { isDone, why, isUntouched, signs, digest, slot } = looseObjectIn(text);
  if (typeof isDone !== "boolean" || (signs !== null && typeof signs !== "boolean")) return null;
  return { isDone, signs, isUntouched: isUntouched === true,
    why: typeof why === "string" ? why : null,
    digest: typeof digest === "string" && DIGEST.test(digest) ? digest : null,
    slot: isSlot(slot) ? slot : null };
};
