/** A review for a terminal. */
import { formatEvidence } from "../plan.ts";
import type { HostReview, PlacedChange, Review, ReviewGroup } from "../../review/model.ts";
import type { Style } from "../style.ts";
import { plural } from "../style.ts";
import {
  ageText, countsOf, EFFECT_ORDER, headline, hostsText, isOld, isStuck, MARKS, notesOf,
  problemText, shortId, shown, valuesOf,
} from "./words.ts";

const INDENT = "      ";
const EVIDENCE_SHOWN = 3;

const detailsOf = (change: PlacedChange, style: Style): readonly string[] => [
  ...(change.reason === undefined ? [] : [style.dim(shown(change.reason))]),
  ...(change.evidence ?? []).slice(0, EVIDENCE_SHOWN)
    .map((one) => style.dim(shown(`${change.origin}: ${formatEvidence(one)}`))),
  ...notesOf(change).map((note) => style.dim(shown(note))),
  ...(change.warnings ?? []).map((text) => style.yellow(`warning: ${shown(text)}`)),
  ...(change.waysOut ?? []).map((text) => `${style.cyan("→")} ${shown(text)}`),
].map((line) => INDENT + line);

const placeText = ({ place }: PlacedChange): string =>
  (place === null ? "" : `  (${place.file}:${place.line})`);

const changeLines = (change: PlacedChange, style: Style): readonly string[] => {
  const { symbol, means } = MARKS[change.action];
  const mark = `${symbol} ${means.padEnd("no longer set".length)}`;
  return [`  ${isStuck(change) ? style.red(mark) : mark} ${shown(change.address)}  `
    + `${shown(valuesOf(change))}${style.dim(shown(placeText(change)))}`,
  ...detailsOf(change, style)];
};

const inOrder = (changes: readonly PlacedChange[]): readonly PlacedChange[] =>
  [...changes].sort((one, other) =>
    EFFECT_ORDER.indexOf(one.action) - EFFECT_ORDER.indexOf(other.action));

const groupLines = ({ hosts, changes }: ReviewGroup, style: Style): readonly string[] => [
  "", `${style.bold(plural(hosts.length, "host"))}: ${shown(hostsText(hosts))}`,
  ...inOrder(changes).flatMap((change) => changeLines(change, style)),
];

const section = (title: string, lines: readonly string[], style: Style): readonly string[] =>
  (lines.length === 0 ? [] : ["", style.bold(title), ...lines.map((line) => `  ${line}`)]);

const failureLines = ({ hosts }: Review, style: Style): readonly string[] => hosts
  .flatMap(({ host, failure }) => (failure === null ? [] : [
    `${style.red("✗")} ${shown(host)}: ${shown(problemText(failure))}`,
    `    ${style.cyan("→")} ${shown(failure.hint)}`]));

const permissionLines = ({ hosts }: Review): readonly string[] => {
  const found = new Map<string, string[]>();
  for (const { host, permissions } of hosts) {
    for (const { entry, from, why } of permissions) {
      const text = `${shown(entry)} may take over ${shown(from)} (${
        why === null ? "no why is given" : `why: ${shown(why)}`})`;
      found.set(text, [...found.get(text) ?? [], host]);
    }
  }
  return [...found].map(([text, names]) => `${text}: ${shown(hostsText(names))}`);
};

const fightLines = ({ hosts }: Review): readonly string[] => {
  const found = new Map<string, string[]>();
  for (const { host, fights } of hosts) {
    for (const { entry, counts, loses } of fights) {
      const said = ({ place, value }: typeof counts): string =>
        shown(`${value} in ${place.file}:${place.line}`);
      const text = `${shown(entry)}: ${said(counts)} counts, ${said(loses)} does not`;
      found.set(text, [...found.get(text) ?? [], host]);
    }
  }
  return [...found].map(([text, names]) => `${text} (${shown(hostsText(names))})`);
};

/** What is not known, and why. */
const doubtLines = ({ hosts, alsoInBase }: Review): readonly string[] => {
  const found = new Map<string, string[]>();
  const add = (text: string, host: string): void => {
    found.set(text, [...found.get(text) ?? [], host]);
  };
  for (const one of hosts) {
    const { host, facts, factsProblem, baseFailure } = one;
    if (factsProblem !== null) {
      const why = problemText(factsProblem).replaceAll(`${host}.json`, "NAME.json");
      add(`${shown(why)}: what the host files say is compared, and no plan`, host);
    }
    if (isOld(one)) add(`the facts are ${ageText(facts?.ageSeconds ?? 0)} old`, host);
    if (facts?.signedBy === null) {
      add("the facts are not signed, as the base lists no key in keys/hosts", host);
    }
    if (facts?.asRoot === false) add("the facts are not root's: this is a preview", host);
    if (baseFailure !== null) {
      add(`the base cannot be planned: ${shown(problemText(baseFailure))}`, host);
    }
  }
  for (const host of alsoInBase) {
    add("the base has changed these as well: update the branch and review again", host);
  }
  return [...found].map(([text, names]) => `${text} (${shown(hostsText(names))})`);
};

const apartLine = ({ hosts }: Review): string => {
  const total = (of: (one: HostReview) => number): number =>
    hosts.reduce((sum, one) => sum + of(one), 0);
  const [toDo, blocked] = [total(({ apart }) => apart.toDo), total(({ apart }) => apart.blocked)];
  return toDo + blocked === 0 ? ""
    : `Apart from this change, ${toDo} to do and ${blocked} blocked on these hosts.`;
};

const removedHosts = ({ hosts }: Review): readonly string[] =>
  hosts.flatMap(({ host, status }) => (status === "removed" ? [host] : []));

const removedLines = (review: Review): readonly string[] => {
  const names = removedHosts(review);
  return names.length === 0 ? [] : [`${shown(hostsText(names))}: nothing is released there; the `
    + "agent reports that it has no host file"];
};

export const renderReviewText = (review: Review, style: Style): string => {
  const groups = [...review.groups].sort((one, other) =>
    Number(other.changes.some(isStuck)) - Number(one.changes.some(isStuck)));
  return [
    `${style.bold("Review")} of ${shortId(review.from)}..${shortId(review.head)}: `
      + `${headline(review)}`,
    ...countsOf(review).map((text) => `  ${text}`),
    ...section("Cannot be planned", failureLines(review, style), style),
    ...groups.flatMap((group) => groupLines(group, style)),
    ...section("Host files that are removed", removedLines(review), style),
    ...section("New permissions", permissionLines(review), style),
    ...section("Roles that contradict each other", fightLines(review), style),
    ...section("Not certain", doubtLines(review), style),
    ...[apartLine(review)].filter(Boolean).flatMap((line) => ["", line]),
    "",
  ].join("\n");
};
