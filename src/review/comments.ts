/**
 * The parts of a review as comments that are kept: each is found again by the marker in its first
 * line. What is there and what is wanted give the steps from one to the other.
 */
import type { OwnComment } from "../ports/forge.ts";

export const markerOf = (part: number, parts: number): string =>
  `<!-- vexor-review ${part} of ${parts} -->`;

const MARKER = /^<!-- vexor-review (\d{1,3}) of \d{1,3} -->\r?(?:\n|$)/;

/** Which part of a review it is, from 1; null for any other comment. */
export const partIn = (body: string): number | null => {
  const [, part] = MARKER.exec(body) ?? [];
  return part === undefined ? null : Number(part);
};

export type CommentStep =
  | { readonly is: "create"; readonly body: string }
  | { readonly is: "update"; readonly id: string; readonly body: string }
  | { readonly is: "delete"; readonly id: string };

/** Forges write line ends in their own way, and drop blanks at the end. */
const plain = (body: string): string => body.replaceAll("\r\n", "\n").trimEnd();

const stepFor = (body: string, known: OwnComment | undefined): readonly CommentStep[] => {
  if (known === undefined) return [{ is: "create", body }];
  return plain(known.body) === plain(body) ? [] : [{ is: "update", id: known.id, body }];
};

/**
 * `there` is in the order of its creation. The first comment of a part stays; a second one, of two
 * runs at once, goes. New parts come before old ones go: at no time is less said than before.
 */
export const reconcileComments = (
  there: readonly OwnComment[], wanted: readonly string[],
): readonly CommentStep[] => {
  const kept = new Map<number, OwnComment>();
  const left: CommentStep[] = [];
  for (const comment of there) {
    const part = partIn(comment.body);
    if (part === null) continue;
    if (part >= 1 && part <= wanted.length && !kept.has(part)) kept.set(part, comment);
    else left.push({ is: "delete", id: comment.id });
  }
  return [...wanted.flatMap((body, at) => stepFor(body, kept.get(at + 1))), ...left];
};
