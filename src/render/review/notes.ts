/** What a review says beside its changes, as data for each of its forms. Nothing is escaped yet. */
import type { SourceLocation } from "../../engine/model/errors.ts";
import {
  STANDING_RULES, type Fight, type HostReview, type NewPermission, type PolicyHit, type Review,
} from "../../review/model.ts";
import { ageText, isOld, problemText } from "./words.ts";

export interface Note {
  readonly text: string;
  /** What to do. */
  readonly hint?: string;
  readonly hosts: readonly string[];
  /** Where, of the first of these hosts. */
  readonly place: SourceLocation | null;
}

export interface ReviewSection {
  readonly title: string;
  readonly notes: readonly Note[];
}

type Found = Omit<Note, "hosts">;

/** Hosts of which the same is to be said are one note. */
const notesBy = (
  { hosts }: Review, of: (one: HostReview) => readonly Found[],
): readonly Note[] => {
  const known = new Map<string, { found: Found; hosts: string[] }>();
  for (const one of hosts) {
    for (const found of of(one)) {
      const id = `${found.text}\n${found.hint ?? ""}`;
      const note = known.get(id) ?? { found, hosts: [] };
      if (note.hosts.at(-1) !== one.host) note.hosts.push(one.host);
      known.set(id, note);
    }
  }
  return [...known.values()].map(({ found, hosts: names }) => ({ ...found, hosts: names }));
};

export const failureNotes = (review: Review): readonly Note[] => notesBy(review, ({ failure }) =>
  (failure === null ? []
    : [{ text: problemText(failure), hint: failure.hint, place: failure.place }]));

export const permissionText = ({ entry, from, why }: NewPermission): string =>
  `${entry} may take over ${from} (${why === null ? "no why is given" : `why: ${why}`})`;

export const permissionNotes = (review: Review): readonly Note[] =>
  notesBy(review, ({ permissions }) => permissions.map((one) =>
    ({ text: permissionText(one), place: one.place })));

export const fightText = ({ entry, counts, loses }: Fight): string => {
  const said = ({ place, value }: Fight["counts"]): string =>
    `${value} in ${place.file}:${place.line}`;
  return `${entry}: ${said(counts)} counts, ${said(loses)} does not`;
};

export const fightNotes = (review: Review): readonly Note[] => notesBy(review, ({ fights }) =>
  fights.map((one) => ({ text: fightText(one), place: one.loses.place })));

const NOT_SIGNED = "the facts are not signed, as the base lists no key in keys/hosts";
const ALSO_IN_BASE = "the base has changed these as well: update the branch and review again";

export const doubtsOf = (one: HostReview, isAlsoInBase: boolean): readonly string[] => {
  const { host, facts, factsProblem, baseFailure } = one;
  const why = factsProblem === null ? null
    : problemText(factsProblem).replaceAll(`${host}.json`, "NAME.json");
  return [
    ...(why === null ? [] : [`${why}: what the host files say is compared, and no plan`]),
    ...(isOld(one) ? [`the facts are ${ageText(facts?.ageSeconds ?? 0)} old`] : []),
    ...(facts?.signedBy === null ? [NOT_SIGNED] : []),
    ...(facts?.asRoot === false ? ["the facts are not root's: this is a preview"] : []),
    ...(baseFailure === null ? []
      : [`the base cannot be planned: ${problemText(baseFailure)}`]),
    ...(isAlsoInBase ? [ALSO_IN_BASE] : []),
  ];
};

/** What is not known, and why. */
export const doubtNotes = (review: Review): readonly Note[] => {
  const alsoInBase = new Set(review.alsoInBase);
  return notesBy(review, (one) => doubtsOf(one, alsoInBase.has(one.host))
    .map((text) => ({ text, place: { file: one.file, line: 1, column: 1 } })));
};

const REMOVED = "nothing is released there; the agent reports that it has no host file";

const removedNotes = (review: Review): readonly Note[] => notesBy(review, ({ status }) =>
  (status === "removed" ? [{ text: REMOVED, place: null }] : []));

const STANDING: readonly string[] = STANDING_RULES;

export const policyText = ({ rule, message, says, effect }: PolicyHit): string =>
  (STANDING.includes(rule) ? `${message} (${effect}: ${rule}, which is on by itself)`
    : `${message} (${effect}: ${rule} in ${says.file}:${says.line})`);

const policyNotes = ({ policy }: Review, effect: PolicyHit["effect"]): readonly Note[] =>
  policy.filter((one) => one.effect === effect).map((hit) => ({ text: policyText(hit),
    hosts: hit.on.map(({ host }) => host), place: hit.on[0]?.place ?? null }));

const TRUSTED = "changes, and later reviews rest on it";

const trustedNotes = ({ trusted }: Review): readonly Note[] => trusted.map((file) =>
  ({ text: `${file} ${TRUSTED}`, hosts: [], place: null }));

/** What is said after the changes. */
export const sectionsAfter = (review: Review): readonly ReviewSection[] => [
  { title: "What later reviews rest on", notes: trustedNotes(review) },
  { title: "Host files that are removed", notes: removedNotes(review) },
  { title: "New permissions", notes: permissionNotes(review) },
  { title: "Roles that contradict each other", notes: fightNotes(review) },
  { title: "Not certain", notes: doubtNotes(review) },
].filter(({ notes }) => notes.length > 0);

/** What comes first, as it is not a pass. */
export const sectionsBefore = (review: Review): readonly ReviewSection[] => [
  { title: "Cannot be planned", notes: failureNotes(review) },
  { title: "Denied by the policy", notes: policyNotes(review, "deny") },
  { title: "The policy warns", notes: policyNotes(review, "warn") },
].filter(({ notes }) => notes.length > 0);

export const apartText = ({ hosts }: Review): string | null => {
  const total = (of: (one: HostReview) => number): number =>
    hosts.reduce((sum, one) => sum + of(one), 0);
  const [toDo, blocked] = [total(({ apart }) => apart.toDo), total(({ apart }) => apart.blocked)];
  return toDo + blocked === 0 ? null
    : `Apart from this change, ${toDo} to do and ${blocked} blocked on these hosts.`;
};
