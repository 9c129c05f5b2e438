/**
 * Who shares a key, over a whole repository. Two hosts that both declare one identity both take it
 * up, unless a failover group says which of them may; and a group is as safe as the two files
 * agree. What one file says by itself is right in each of these cases.
 */
import {
  DEFAULT_TIMING, ETHEREUM_TIMING, shortestTake, type FailoverTiming,
} from "../../failover/timing.ts";
import type { SourceLocation } from "../../engine/model/errors.ts";
import { formatMilliseconds, millisecondsOf } from "../../formats/duration.ts";
import type { PolicyHost } from "../model.ts";

/** What one host file says of it; a part that it does not have is null. */
export interface DeclaredKeys {
  /** By the name of its file. */
  readonly host: string;
  /** By its own word. */
  readonly says: string;
  readonly file: string;
  readonly identity: {
    readonly pubkey: string;
    readonly voteAccount: string | null;
    place(): SourceLocation;
  } | null;
  readonly failover: {
    readonly group: string;
    readonly peer: string;
    place(): SourceLocation;
    readonly endpoints: readonly string[];
    readonly timing: Readonly<Record<string, unknown>>;
    /** Of an Ethereum-like validator; null where none is declared. */
    readonly validatorKeys: readonly string[] | null;
  } | null;
}

const KEY_SHOWN = 14;

type Member = DeclaredKeys & { readonly failover: NonNullable<DeclaredKeys["failover"]> };

export interface PairFinding {
  readonly message: string;
  /** A host that it is about and that has no file. */
  readonly missing?: string;
  readonly on: readonly PolicyHost[];
}

const isMember = (one: DeclaredKeys): one is Member => one.failover !== null;

const by = <T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, readonly T[]> => {
  const found = new Map<string, T[]>();
  for (const one of all) {
    const listed = found.get(keyOf(one));
    if (listed === undefined) found.set(keyOf(one), [one]);
    else listed.push(one);
  }
  return found;
};

const named = (all: readonly { readonly host: string }[]): string =>
  all.map(({ host }) => host).join(", ");

const atIdentity = ({ host, file, identity, failover }: DeclaredKeys): PolicyHost =>
  ({ host, place: (identity ?? failover)?.place() ?? { file, line: 1, column: 1 } });

const atFailover = ({ host, failover }: Member): PolicyHost => ({ host, place: failover.place() });

/** All of them in one group are the business of that group. */
export const sharedIdentities = (all: readonly DeclaredKeys[]): readonly PairFinding[] =>
  [...by(all.filter(({ identity }) => identity !== null),
    ({ identity }) => identity?.pubkey ?? "")].flatMap(([pubkey, hosts]) => {
    const groups = new Set(hosts.map(({ failover }) => failover?.group ?? null));
    if (hosts.length < 2 || (groups.size === 1 && !groups.has(null))) return [];
    return [{ on: hosts.map(atIdentity), message: `${named(hosts)} declare one identity, `
      + `${pubkey}, and no failover group that they share: each would sign with it` }];
  });

const timingOf = ({ failover }: Member): FailoverTiming => ({
  ...failover.validatorKeys === null ? DEFAULT_TIMING : ETHEREUM_TIMING,
  ...Object.fromEntries(Object.entries(failover.timing).map(([key, text]) => [key,
    key === "clockError" ? Number(text) : millisecondsOf(String(text)) ?? Number.NaN])) });

/** The one that waits must wait for the times of the one that holds. */
const hasty = (one: Member, other: Member): readonly PairFinding[] => {
  const [wait, needed] = [timingOf(one).takeAfter, Math.ceil(shortestTake(timingOf(other)))];
  return !(wait < needed) ? [] : [{ on: [atFailover(one), atFailover(other)],
    message: `${one.host} takes over after ${formatMilliseconds(wait)}, and ${other.host} may sign `
      + `for ${formatMilliseconds(needed)} by its own times` }];
};

const sameSet = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((text) => other.includes(text));

const countOf = (keys: readonly string[] | null): string =>
  (keys === null ? "no validator" : `a validator of ${keys.length} keys`);

/** One signs with keys that the other one may sign with as well, and that no register knows of. */
const unequalValidators = (one: Member, other: Member): readonly PairFinding[] => {
  const [here, there] = [one.failover.validatorKeys, other.failover.validatorKeys];
  if (here === there || (here !== null && there !== null && sameSet(here, there))) return [];
  const isEven = here?.length === there?.length;
  return [{ on: [atFailover(one), atFailover(other)],
    message: `${one.host} and ${other.host} share the group ${one.failover.group} and declare `
      + "unequal validators: "
      + (isEven ? "other keys" : `${countOf(here)} and ${countOf(there)}`) }];
};

const unequal = (one: Member, other: Member): readonly PairFinding[] => {
  const on = [atFailover(one), atFailover(other)];
  const [keys, others] = [one.identity, other.identity];
  const differs = (what: string, here: string | null | undefined, there: typeof here) =>
    (here === there ? [] : [{ on: [atIdentity(one), atIdentity(other)], message:
      `${one.host} and ${other.host} share the group ${one.failover.group} and declare unequal `
        + `${what}: ${here ?? "none"} and ${there ?? "none"}` }]);
  return [
    ...differs("identities", keys?.pubkey, others?.pubkey),
    ...differs("vote accounts", keys?.voteAccount, others?.voteAccount),
    ...unequalValidators(one, other),
    ...(sameSet(one.failover.endpoints, other.failover.endpoints) ? [] : [{ on, message:
      `${one.host} and ${other.host} share the group ${one.failover.group} and name unequal `
        + "members of etcd: two clusters are two registers" }]),
    ...hasty(one, other), ...hasty(other, one),
  ];
};

const whereIs = (meant: DeclaredKeys | undefined): string => {
  if (meant === undefined) return "has no host file";
  if (meant.failover === null) return "has no failover section";
  return `is in the group ${meant.failover.group}, with ${meant.failover.peer}`;
};

/** It names a host that is not the other one of its group. */
const astray = (
  member: Member, others: readonly Member[], all: ReadonlyMap<string, DeclaredKeys>,
): readonly PairFinding[] => {
  const { host, failover: { group, peer } } = member;
  if (others.some((one) => one.host === peer)) return [];
  const meant = all.get(peer);
  const beside = meant === undefined ? others.map(atFailover) : [atIdentity(meant)];
  return [{ on: [atFailover(member), ...beside],
    ...meant === undefined ? { missing: peer } : {},
    message: `${host} names ${peer} as its peer in the group ${group}, and ${peer} `
      + (meant === member ? "is itself" : whereIs(meant)) }];
};

const ofGroup = (
  group: string, members: readonly Member[], all: ReadonlyMap<string, DeclaredKeys>,
): readonly PairFinding[] => {
  const [one, other] = members;
  if (members.length > 2) {
    return [{ on: members.map(atFailover), message: `the failover group ${group} has `
      + `${members.length} hosts, ${named(members)}; it takes two` }];
  }
  const strays = members.flatMap((member) =>
    astray(member, members.filter((it) => it !== member), all));
  return one === undefined || other === undefined ? strays : [...strays, ...unequal(one, other)];
};

const swappedNames = (
  one: DeclaredKeys, all: ReadonlyMap<string, DeclaredKeys>,
): readonly PairFinding[] => {
  const other = all.get(one.says);
  const isSwap = other !== undefined && one.host < one.says && other.says === one.host;
  return !isSwap || (one.failover ?? other.failover) === null ? []
    : [{ on: [atIdentity(one), atIdentity(other)], message: `the names are swapped: ${one.file} is `
      + `of ${one.says}, and ${other.file} is of ${other.says}` }];
};

/** A key that two groups have is one that two hosts sign with at once. */
const sharedKeys = (members: readonly Member[]): readonly PairFinding[] => {
  const owner = new Map<string, Member>();
  const found = new Map<string, PairFinding>();
  for (const member of members) {
    for (const key of member.failover.validatorKeys ?? []) {
      const other = owner.get(key) ?? member;
      owner.set(key, other);
      const pair = `${other.failover.group} ${member.failover.group}`;
      if (other.failover.group === member.failover.group || found.has(pair)) continue;
      found.set(pair, { on: [atFailover(other), atFailover(member)], message: `${other.host} and `
        + `${member.host} are of two groups, and both declare the key `
        + `${key.slice(0, KEY_SHOWN)}…: each would sign with it` });
    }
  }
  return [...found.values()];
};

export const unsoundPairs = (all: readonly DeclaredKeys[]): readonly PairFinding[] => {
  const hosts = new Map(all.map((one) => [one.host, one]));
  return [
    ...all.flatMap((one) => swappedNames(one, hosts)),
    ...sharedKeys(all.filter(isMember)),
    ...[...by(all.filter(isMember), ({ failover }) => failover.group)]
      .flatMap(([group, members]) => ofGroup(group, members, hosts)),
  ];
};
