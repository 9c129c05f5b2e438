/** What a policy finds in a change: pure, one function a rule. */
import type { SourceLocation } from "../../engine/model/errors.ts";
import { secondsOf } from "../../formats/duration.ts";
import { matchesPath } from "../../formats/path-glob.ts";
import {
  STANDING_RULES, type HostReview, type PolicyHit, type PolicyHost, type StandingRule,
} from "../model.ts";
import { sharedIdentities, unsoundPairs, type DeclaredKeys, type PairFinding } from "./pairs.ts";
import {
  POLICY_EFFECTS, type PathApprovals, type PolicyEffect, type PolicyFile, type PolicyRules,
} from "./policy-file.ts";

export interface ChangeFacts {
  readonly hosts: readonly HostReview[];
  /** All that there are, of either side. */
  readonly hostCount: number;
  /** From the top of the repository. */
  readonly paths: readonly string[];
  /** Where the directory lies that holds policy/. */
  readonly prefix: string;
  readonly approvals: number;
  /** Of every host of the head; none where no reviewed host has a key. */
  readonly keys: readonly DeclaredKeys[];
}

interface Found {
  readonly message: string;
  readonly on: readonly PolicyHost[];
}

const fileOf = ({ file }: HostReview): SourceLocation => ({ file, line: 1, column: 1 });

/** Hosts of which the same is found are one hit. */
const byMessage = (
  found: readonly (readonly [message: string, on: PolicyHost])[],
): readonly Found[] => {
  const known = new Map<string, PolicyHost[]>();
  for (const [message, on] of found) {
    const listed = known.get(message);
    if (listed === undefined) known.set(message, [on]);
    else listed.push(on);
  }
  return [...known].map(([message, on]) => ({ message, on }));
};

/** Spaces, signs and characters that nothing shows give no reason. */
const isReason = (why: string | null): boolean =>
  /[\p{L}\p{N}]/u.test((why ?? "").replace(/\p{Default_Ignorable_Code_Point}/gu, ""));

const withoutWhy = ({ hosts }: ChangeFacts): readonly Found[] =>
  byMessage(hosts.flatMap((one) => one.permissions
    .filter(({ why }) => !isReason(why))
    .map(({ entry, from, place }) => [`${entry} may take over ${from}, and has no why`,
      { host: one.host, place: place ?? fileOf(one) }] as const)));

const besideOthers = (
  alone: readonly string[], { hosts }: ChangeFacts,
): readonly Found[] => {
  const altered = hosts.filter(({ status }) => status === "changed");
  const names = new Set(altered.flatMap(({ sections }) => sections.map(({ name }) => name)));
  return alone.flatMap((name) => {
    const others = [...names].filter((one) => one !== name);
    if (!names.has(name) || others.length === 0) return [];
    const on = altered.flatMap((one) => one.sections.filter((section) => section.name === name)
      .map(({ place }) => ({ host: one.host, place: place ?? fileOf(one) })));
    return [{ message: `${name} changes beside ${others.join(", ")}`, on }];
  });
};

const everyHost = ({ hosts }: ChangeFacts): readonly PolicyHost[] =>
  hosts.map((one) => ({ host: one.host, place: fileOf(one) }));

const countOf = (hosts: number): string => `${hosts} ${hosts === 1 ? "host" : "hosts"}`;

const moreHosts = (most: number, change: ChangeFacts): readonly Found[] =>
  (change.hosts.length <= most ? [] : [{ on: everyHost(change),
    message: `the change alters ${countOf(change.hosts.length)}; at most ${most} are permitted` }]);

const morePercent = (most: number, change: ChangeFacts): readonly Found[] => {
  const { hosts: { length }, hostCount } = change;
  return length * 100 <= most * hostCount ? [] : [{ on: everyHost(change), message:
    `the change alters ${length} of ${hostCount} hosts; at most ${most} % are permitted` }];
};

/** Of a path from the top of the repository, by a pattern from there, or from `prefix`. */
const isMatched = (pattern: string, path: string, prefix: string): boolean =>
  (pattern.startsWith("/") ? matchesPath(pattern.slice(1), path)
    : path.startsWith(prefix) && matchesPath(pattern, path.slice(prefix.length)));

const LISTED = 5;

const fewerApprovals = (
  { paths: patterns, than }: PathApprovals, change: ChangeFacts,
): readonly Found[] => {
  const { paths, prefix, approvals, hosts } = change;
  if (approvals >= than) return [];
  const matched = paths.filter((path) => patterns.some((one) => isMatched(one, path, prefix)));
  if (matched.length === 0) return [];
  const more = matched.length > LISTED ? ` and ${matched.length - LISTED} more` : "";
  const files = new Set(matched);
  const on = hosts.flatMap((one) => {
    const place = files.has(one.file) ? fileOf(one) : one.changes.map(({ place: at }) => at)
      .find((at) => at !== null && files.has(at.file));
    return place == null ? [] : [{ host: one.host, place }];
  });
  const named = matched.slice(0, LISTED).map((path) => (path.startsWith(prefix)
    ? path.slice(prefix.length) : `/${path}`));
  return [{ message: `${named.join(", ")}${more} needs ${than} approvals; the change has `
    + `${approvals}`, on }];
};

const oldFacts = (limit: string, { hosts }: ChangeFacts): readonly Found[] => {
  const most = secondsOf(limit) ?? 0;
  return byMessage(hosts.flatMap((one): (readonly [string, PolicyHost])[] => {
    const on = { host: one.host, place: fileOf(one) };
    if (one.factsProblem !== null) return [["there are no facts that can be used", on]];
    return one.facts !== null && one.facts.ageSeconds > most
      ? [[`the facts are older than ${limit}`, on]] : [];
  }));
};

type RuleName = keyof PolicyRules;

const findingsOf = (
  rules: PolicyRules, change: ChangeFacts,
): readonly (readonly [RuleName, at: readonly (string | number)[], Found])[] => {
  const { adoptWithoutWhy, besideOthers: alone, moreHostsThan, morePercentThan } = rules;
  const named = (name: RuleName, found: readonly Found[], ...at: readonly number[]) =>
    found.map((one) => [name, [name, ...at], one] as const);
  return [
    ...named("adoptWithoutWhy", adoptWithoutWhy === undefined ? [] : withoutWhy(change)),
    ...named("besideOthers", alone === undefined ? [] : besideOthers(alone, change)),
    ...named("moreHostsThan", moreHostsThan === undefined ? [] : moreHosts(moreHostsThan, change)),
    ...named("morePercentThan",
      morePercentThan === undefined ? [] : morePercent(morePercentThan, change)),
    ...(rules.fewerApprovals ?? []).flatMap((one, at) =>
      named("fewerApprovals", fewerApprovals(one, change), at)),
    ...named("factsOlderThan",
      rules.factsOlderThan === undefined ? [] : oldFacts(rules.factsOlderThan, change)),
  ];
};

const hitsOf = (
  { rules, placeOf }: PolicyFile, effect: PolicyEffect, change: ChangeFacts,
): readonly PolicyHit[] => findingsOf(rules[effect] ?? {}, change).map(([rule, at, found]) =>
  ({ effect, rule, says: placeOf([effect, ...at]), ...found }));

const STANDING: Readonly<Record<StandingRule,
  (keys: readonly DeclaredKeys[]) => readonly PairFinding[]>> =
  { sharedIdentity: sharedIdentities, failoverPairs: unsoundPairs };

/** Of pairs that the change touches. No file says such a rule: its place is that of the finding. */
const standingHits = (
  policy: readonly PolicyFile[], { keys, hosts }: ChangeFacts,
): readonly PolicyHit[] => {
  const touched = new Set(hosts.map(({ host }) => host));
  const off = new Set(policy.flatMap((file) => file.off));
  return STANDING_RULES.filter((rule) => !off.has(rule)).flatMap((rule) =>
    STANDING[rule](keys).filter(({ on, missing = "" }) =>
      touched.has(missing) || on.some(({ host }) => touched.has(host)))
      .flatMap(({ message, on }): readonly PolicyHit[] => on.slice(0, 1).map(({ place }) =>
        ({ effect: "deny", rule, says: place, message, on }))));
};

/** What denies comes first. */
export const judgePolicy = (
  policy: readonly PolicyFile[], change: ChangeFacts,
): readonly PolicyHit[] => [...standingHits(policy, change),
  ...POLICY_EFFECTS.flatMap((effect) => policy.flatMap((file) => hitsOf(file, effect, change)))];
