/**
 * A review as comments of a forge, in Markdown. Text of a repository or a host stands in code, or
 * in code of HTML within a summary: there it can mention no person, link no issue, and end no part
 * of ours.
 */
import { escapeMarkup, markdownCode } from "../../formats/markup.ts";
import { formatEvidence } from "../plan.ts";
import { markerOf } from "../../review/comments.ts";
import type { PlacedChange, Review, ReviewGroup } from "../../review/model.ts";
import { plural } from "../style.ts";
import {
  apartText, sectionsAfter, sectionsBefore, type Note, type ReviewSection,
} from "./notes.ts";
import { COMMENT_LIMITS, inPieces, packParts, type Block, type PartLimits,
  type CommentPiece } from "./parts.ts";
import { askingIn, formatPlace, type Asking } from "./places.ts";
import {
  countsOf, gravestFirst, headline, inOrder, isGrave, isStuck, MARKS, notesOf, shortId, shown,
  valuesOf, verdictText,
} from "./words.ts";

const LONGEST = 300;
const LONGEST_NAME = 64;
const HOSTS_NAMED = 10;
const DETAILS = 12;
const EVIDENCE_SHOWN = 3;
/** In the head, which is never left out: so it is short, whatever its lines hold. */
const LISTED = 10;
const LISTED_CHARACTERS = 6000;

/** The whole of it is in the report. */
const clipped = (line: string, longest = LONGEST): string => (line.length <= longest ? line
  : `${line.slice(0, longest).toWellFormed()}… (${line.length} characters)`);

const line = (text: string): string => clipped(shown(text));
const code = (text: string): string => markdownCode(line(text));
const htmlCode = (text: string): string => `<code>${escapeMarkup(line(text))}</code>`;

const hostList = (hosts: readonly string[], format: (name: string) => string): string => {
  const more = hosts.length - HOSTS_NAMED;
  return hosts.slice(0, HOSTS_NAMED).map((name) => format(clipped(shown(name), LONGEST_NAME)))
    .join(", ") + (more > 0 ? ` and ${more} more` : "");
};

const placeText = ([first, ...others]: readonly Asking[]): string => {
  if (first?.place == null) return "";
  const more = others.length === 0 ? "" : ` and ${plural(others.length, "other place")}`;
  return ` in ${code(formatPlace(first.place))}${more}`;
};

const detailsOf = (change: PlacedChange): readonly string[] => {
  const all = [
    ...(change.reason === undefined ? [] : [change.reason]),
    ...(change.evidence ?? []).slice(0, EVIDENCE_SHOWN)
      .map((one) => `${change.origin}: ${formatEvidence(one)}`),
    ...notesOf(change),
    ...(change.warnings ?? []).map((text) => `warning: ${text}`),
    ...(change.waysOut ?? []),
  ];
  const more = all.length - DETAILS;
  return [...all.slice(0, DETAILS).map((text) => `  - ${code(text)}`),
    ...(more > 0 ? [`  - and ${plural(more, "remark")} more`] : [])];
};

const changeLines = (change: PlacedChange, asked: readonly Asking[]): readonly string[] => {
  // Its symbol may be one of Markdown's own.
  const { means } = MARKS[change.action];
  return [`- **${means}** ${code(change.address)} ${code(valuesOf(change))}${placeText(asked)}`,
    ...detailsOf(change)];
};

const noteLines = ({ text, hint, hosts, place }: Note): readonly string[] => [
  `- ${code(text)}${place === null ? "" : ` in ${code(formatPlace(place))}`}`
    + (hosts.length === 0 ? "" : `: ${hostList(hosts, code)}`),
  ...(hint === undefined ? [] : [`  - ${code(hint)}`]),
];

interface ReviewPiece extends CommentPiece {
  readonly hosts: readonly string[];
  readonly changes: number;
  readonly notes: number;
}

const folded = (summary: string, isOpen: boolean, lines: readonly string[]): string =>
  [`<details${isOpen ? " open" : ""}><summary>${summary}</summary>`, "", ...lines, "",
    "</details>", ""].join("\n");

const groupBlock = (
  group: ReviewGroup, isOpen: boolean, asking: ReturnType<typeof askingIn>,
): Block<ReviewPiece> => {
  const { hosts, changes } = group;
  const pieces = inPieces(inOrder(changes).map((one) => changeLines(one, asking(group, one))));
  const title = `${changes.some(isStuck) ? `${MARKS.blocked.symbol} ` : ""}<b>${
    plural(hosts.length, "host")}</b>, ${plural(changes.length, "change")}: `
    + hostList(hosts, htmlCode);
  const part = (at: number): string =>
    (pieces.length === 1 ? "" : ` (${at + 1} of ${pieces.length})`);
  return pieces.map((entries, at) => ({ hosts, changes: entries.length * hosts.length, notes: 0,
    text: folded(title + part(at), isOpen, entries.flat()) }));
};

const sectionBlock = ({ title, notes }: ReviewSection): Block<ReviewPiece> => {
  let at = 0;
  return inPieces(notes.map(noteLines)).map((entries) => {
    const own = notes.slice(at, at + entries.length);
    at += entries.length;
    return { hosts: own.flatMap(({ hosts }) => hosts), changes: 0, notes: own.length,
      text: [`### ${title}`, "", ...entries.flat(), ""].join("\n") };
  });
};

const listed = (lines: readonly string[], what: string): readonly string[] => {
  let characters = 0;
  const end = lines.findIndex((one, at) => {
    characters += one.length;
    return at >= LISTED || characters > LISTED_CHARACTERS;
  });
  return end < 0 ? lines
    : [...lines.slice(0, end), `- and ${plural(lines.length - end, what)} more`];
};

const linesOf = (
  { groups }: Review, isWanted: (change: PlacedChange) => boolean, what: string,
): readonly string[] => listed(groups.flatMap(({ hosts, changes }) =>
  inOrder(changes).filter(isWanted).map(({ action, address }) =>
    `- **${MARKS[action].means}** ${code(address)} on ${hostList(hosts, code)}`)), what);

const stuckLines = (review: Review): readonly string[] => linesOf(review, isStuck, "setting");

const graveLines = (review: Review): readonly string[] =>
  linesOf(review, (change) => isGrave(change) && !isStuck(change), "grave change");

const rebootLines = ({ hosts }: Review): readonly string[] => {
  const names = hosts.filter(({ changes }) =>
    changes.some(({ takesEffect }) => takesEffect === "reboot")).map(({ host }) => host);
  return names.length === 0 ? [] : [`- **must reboot** ${hostList(names, code)}`];
};

const headOf = (review: Review): string => {
  const apart = apartText(review);
  const important = [...stuckLines(review), ...graveLines(review),
    ...rebootLines(review)];
  return [
    `## Vexor review: ${verdictText(review)}`, "",
    `${shortId(review.from)}..${shortId(review.head)}: ${headline(review)}`, "",
    ...countsOf(review).map((text) => `- ${text}`), "",
    ...(important.length === 0 ? [] : [...important, ""]),
    ...(apart === null ? [] : [apart, ""]),
  ].join("\n");
};

const leftText = (
  left: readonly ReviewPiece[], { from, head }: Review, page: string | null,
): string => {
  if (left.length === 0) return "";
  const sum = (of: (one: ReviewPiece) => number): number =>
    left.reduce((total, one) => total + of(one), 0);
  const hosts = new Set(left.flatMap((one) => one.hosts)).size;
  const what = [[sum(({ changes }) => changes), "change"], [sum(({ notes }) => notes), "remark"]]
    .flatMap(([count, noun]) => (count === 0 ? [] : [plural(Number(count), String(noun))]));
  const artifact = page === null ? "" : `, and the artifact of [the job](${page})`;
  return `**Not shown here: ${what.join(" and ")}, on ${plural(hosts, "host")}.** `
    + `The whole review: \`vexor review ${shortId(from)}..${shortId(head)} --format html\`${
      artifact}\n`;
};

/**
 * One comment each. The first has the verdict, the counts, and what stops the change. `page`: of
 * the job whose artifacts hold the whole review.
 */
export const renderReviewComments = (
  review: Review, page: string | null = null, limits: PartLimits = COMMENT_LIMITS,
): readonly string[] => {
  const asking = askingIn(review);
  const blocks = [
    ...sectionsBefore(review).map(sectionBlock),
    ...gravestFirst(review.groups).map((group, at) =>
      groupBlock(group, at === 0 || group.changes.some(isStuck), asking)),
    ...sectionsAfter(review).map(sectionBlock),
  ];
  const { parts, left } = packParts(headOf(review), blocks, limits);
  return parts.map((text, at) => [markerOf(at + 1, parts.length), ...(at === 0 ? [] : [
    `## Vexor review, ${at + 1} of ${parts.length}`, "",
    `${shortId(review.from)}..${shortId(review.head)}`, "",
  ]), text, ...(at === 0 ? [leftText(left, review, page)] : [])].join("\n"));
};
