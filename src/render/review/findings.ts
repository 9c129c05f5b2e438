/** A review as findings at lines of files, the worst first: what other programs take. */
import type { SourceLocation } from "../../engine/model/errors.ts";
import { formatEvidence } from "../plan.ts";
import type { PlacedChange, Review, ReviewGroup } from "../../review/model.ts";
import { plural } from "../style.ts";
import {
  doubtNotes, failureNotes, fightNotes, permissionNotes, policyText, type Note,
} from "./notes.ts";
import { askingIn, type Asking } from "./places.ts";
import { hostsText, isStuck, MARKS, notesOf, shown, valuesOf } from "./words.ts";

const LEVELS = ["failure", "error", "warning", "note"] as const;
type Level = (typeof LEVELS)[number];

/** What kinds of finding there are, each with what it means. */
export const FINDING_RULES = {
  "policy-deny": "A rule of the policy denies the change.",
  "policy-warn": "A rule of the policy warns of the change.",
  "cannot-be-planned": "A host file cannot be read, or cannot be planned on its host.",
  "blocked": "A setting is blocked: another owner has set it.",
  "impossible": "A setting cannot have the value that is asked for on this host.",
  "needs-care": "A change interrupts a unit, waits for a reboot, or changes who signs.",
  "permission": "A host file newly permits to take over a custom value.",
  "contradiction": "Two roles say different things of one entry.",
  "not-certain": "What the change does is not known for certain.",
  "change": "A setting would change.",
} as const;
export type FindingRule = keyof typeof FINDING_RULES;

export interface Finding {
  readonly level: Level;
  readonly rule: FindingRule;
  /** What it is about: the same in each of its lines. */
  readonly subject: string;
  /** On one line, and without what is unsafe to print. */
  readonly text: string;
  readonly hosts: readonly string[];
  readonly place: SourceLocation;
}

const isCareful = ({ interrupts, takesEffect, signs }: PlacedChange): boolean =>
  interrupts !== undefined || takesEffect === "reboot" || signs === true;

const ruleOf = (change: PlacedChange): readonly [Level, FindingRule] => {
  if (isStuck(change)) return ["error", change.action === "blocked" ? "blocked" : "impossible"];
  return isCareful(change) ? ["warning", "needs-care"] : ["note", "change"];
};

const changeText = (change: PlacedChange, hosts: readonly string[]): string => {
  const { reason, evidence = [], waysOut = [], warnings = [] } = change;
  const sentences = [
    ...(reason === undefined ? [] : [reason]), ...evidence.slice(0, 3).map(formatEvidence),
    ...notesOf(change), ...warnings, ...waysOut,
  ];
  return shown(`${change.address} ${MARKS[change.action].means}: ${valuesOf(change)} on `
    + `${plural(hosts.length, "host")} (${hostsText(hosts)})`
    + sentences.map((one) => `; ${one}`).join(""));
};

type FileOf = (host: string) => SourceLocation;

/** Where the head no longer speaks of a setting, its host file stands for it. */
const changeFindings = (
  change: PlacedChange, asked: readonly Asking[], fileOf: FileOf,
): readonly Finding[] => asked.map(({ place, hosts }) => {
  const [level, rule] = ruleOf(change);
  return { level, rule, subject: change.address, hosts, text: changeText(change, hosts),
    place: place ?? fileOf(hosts[0] ?? "") };
});

const withoutLines = (text: string): string => text.replace(/:\d+/g, "");

const noteFindings = (
  notes: readonly Note[], level: Level, rule: FindingRule, fileOf: FileOf,
): readonly Finding[] => notes.map(({ text, hint, hosts, place }) => ({
  level, rule, subject: withoutLines(text), hosts, place: place ?? fileOf(hosts[0] ?? ""),
  text: shown(`${text} (${hostsText(hosts)})${hint === undefined ? "" : `; ${hint}`}`),
}));

const groupFindings = (
  group: ReviewGroup, asking: ReturnType<typeof askingIn>, fileOf: FileOf,
): readonly Finding[] =>
  group.changes.flatMap((change) => changeFindings(change, asking(group, change), fileOf));

/** At each line that it is about; in the policy where there is none. */
const policyFindings = ({ policy }: Review): readonly Finding[] => policy.flatMap((hit) => {
  const lines = new Map<string, { place: SourceLocation; hosts: string[] }>();
  for (const { host, place } of hit.on) {
    const key = `${place.file}:${place.line}`;
    const line = lines.get(key) ?? { place, hosts: [] };
    line.hosts.push(host);
    lines.set(key, line);
  }
  const at = lines.size === 0 ? [{ place: hit.says, hosts: [] }] : [...lines.values()];
  const [level, rule] = hit.effect === "deny" ? ["error", "policy-deny"] as const
    : ["warning", "policy-warn"] as const;
  return at.map(({ place, hosts }) => ({ level, rule, subject: withoutLines(policyText(hit)),
    place, hosts, text: shown(policyText(hit)
      + (hosts.length === 0 ? "" : ` (${hostsText(hosts)})`)) }));
});

export const findingsOf = (review: Review): readonly Finding[] => {
  const asking = askingIn(review);
  const files = new Map(review.hosts.map(({ host, file }) => [host, file]));
  const fileOf: FileOf = (host) =>
    ({ file: files.get(host) ?? `hosts/${host}.yaml`, line: 1, column: 1 });
  const all = [
    ...noteFindings(failureNotes(review), "failure", "cannot-be-planned", fileOf),
    ...policyFindings(review),
    ...noteFindings(permissionNotes(review), "warning", "permission", fileOf),
    ...noteFindings(fightNotes(review), "warning", "contradiction", fileOf),
    ...noteFindings(doubtNotes(review), "warning", "not-certain", fileOf),
    ...review.groups.flatMap((group) => groupFindings(group, asking, fileOf)),
  ];
  return all.toSorted((one, other) => LEVELS.indexOf(one.level) - LEVELS.indexOf(other.level));
};

type Sum = (text: string) => string;

/** By what it says and of whom, and not by its line: lines move. Each is another one. */
export const fingerprintsOf = (
  findings: readonly Finding[], sum: Sum,
): readonly string[] => {
  const seen = new Map<string, number>();
  return findings.map(({ rule, subject, place: { file }, hosts }) => {
    const own = sum(JSON.stringify([rule, subject, file, hosts]));
    const count = seen.get(own) ?? 0;
    seen.set(own, count + 1);
    return count === 0 ? own : sum(`${own} ${count}`);
  });
};
