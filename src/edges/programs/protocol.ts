/** What the parts that ask programs say to each other: lines of JSON, and a file's identity. */
import type { BigIntStats } from "node:fs";
import type { AskedProgram } from "../../ports/programs.ts";

/** Of the file that was opened; the same text is the same file, unchanged. */
export const fileIdentityOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
  [dev, ino, size, mtimeNs, ctimeNs].join(":");

/** The launcher's first line, before the program says anything. */
export type LaunchReply = { readonly opened: string } | { readonly refused: string };

/** What became of one question. */
export interface ProbeResult {
  /** Identity of the file that was opened; null when none was. */
  readonly opened: string | null;
  readonly said: string | null;
  readonly unasked: string | null;
}

/** The exit of a launcher for whose program there was no room, though nothing is wrong with it. */
export const NO_ROOM = 125;

/** For one program, as long as it gets a processor; the longest for one; and for all of them. */
const ONE_MS = 5_000;
export const LONGEST_MS = 20_000;
export const ALL_MS = 20_000;

/**
 * What one has left of its time. Its unit comes after everything else on the machine, so what it
 * waits for a processor says nothing of it: a busy validator would make every program look broken.
 */
export const leftOfOne = (passedMs: number, starvedMs: number): number =>
  Math.min(ONE_MS + starvedMs, LONGEST_MS) - passedMs;

export interface ProbeBatch {
  readonly asked: readonly AskedProgram[];
}
