/**
 * What hosts share, as role files: each host's own file then says the rest. Merged again, every
 * host declares exactly what it did before.
 */
import type { HostFile } from "../model/model.ts";
import type { Section, Sections } from "./section.ts";
import type { Document } from "./setting-edits.ts";

export interface SharedRole {
  readonly name: string;
  /** Of the hosts that extend it, in their order. */
  readonly hosts: readonly string[];
  readonly declaration: Document;
}

export interface LiftedHost {
  readonly host: string;
  /** Names of its roles. */
  readonly roles: readonly string[];
  /** What no role says. */
  readonly own: Document;
}

interface Lifted {
  readonly roles: readonly SharedRole[];
  readonly hosts: readonly LiftedHost[];
}

/** A value that may stand in a role: an entry of a map, or a section that is one value. */
interface Entry {
  readonly section: string;
  /** Its key in a map. */
  readonly step: string | null;
  readonly value: unknown;
  /** Of the hosts that have it. */
  readonly hosts: string[];
}

/** The role that every host has. */
export const BASE = "base";
/** A file that extends more is one that a person no longer follows. */
const MOST_ROLES = 12;
/** Fewer lines than that are saved at the price of another file. */
const LEAST_SAVED = 3;

const isMap = (value: unknown): value is Document =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Lists are lifted whole: where they are merged, their order could become another. */
const stepsOf = (section: Section, part: unknown): readonly (readonly [string | null, unknown])[] =>
  (section.idOf !== undefined && isMap(part) && Object.keys(part).length > 0
    ? Object.entries(part) : [[null, part]]);

const entriesOf = (hosts: readonly HostFile[], sections: Sections): readonly Entry[] => {
  const found = new Map<string, Entry>();
  for (const declaration of hosts) {
    for (const section of sections) {
      const part = (declaration as unknown as Document)[section.key];
      if (part === undefined) continue;
      for (const [step, value] of stepsOf(section, part)) {
        const id = JSON.stringify([section.key, step, value]);
        const entry = found.get(id) ?? { section: section.key, step, value, hosts: [] };
        entry.hosts.push(declaration.host);
        found.set(id, entry);
      }
    }
  }
  return [...found.values()];
};

const declarationOf = (entries: readonly Entry[]): Document => {
  const parts: Record<string, unknown> = {};
  for (const { section, step, value } of entries) {
    parts[section] = step === null ? value : { ...parts[section] as object, [step]: value };
  }
  return parts;
};

/** Entries by the hosts that have all of them: those sets which are worth a role, best first. */
const groupsOf = (
  entries: readonly Entry[], count: number,
): readonly { readonly hosts: readonly string[]; readonly entries: readonly Entry[] }[] => {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const id = JSON.stringify(entry.hosts);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [entry]);
    else group.push(entry);
  }
  const saved = (hosts: readonly string[], some: readonly Entry[]): number =>
    (hosts.length - 1) * some.length;
  return [...groups.values()].map((some) => ({ hosts: some[0]?.hosts ?? [], entries: some }))
    .filter((one) => one.hosts.length > 1
      && (one.hosts.length === count || saved(one.hosts, one.entries) >= LEAST_SAVED))
    .sort((one, other) => Number(other.hosts.length === count) - Number(one.hosts.length === count)
      || saved(other.hosts, other.entries) - saved(one.hosts, one.entries))
    .slice(0, MOST_ROLES);
};

/** What their names begin with, or a number. */
const nameFor = (hosts: readonly string[], taken: ReadonlySet<string>): string => {
  const [first = "", ...others] = hosts;
  let length = first.length;
  while (!others.every((one) => one.startsWith(first.slice(0, length)))) length -= 1;
  const common = first.slice(0, length).replace(/[^A-Za-z0-9]*\d*$/, "");
  if (common !== "" && !taken.has(common)) return common;
  const stem = common === "" ? "shared" : common;
  for (let number = 2; ; number += 1) {
    if (!taken.has(`${stem}-${number}`)) return `${stem}-${number}`;
  }
};

/** What is left for the file of each host. */
const leftOf = (entries: readonly Entry[]): ReadonlyMap<string, readonly Entry[]> => {
  const left = new Map<string, Entry[]>();
  for (const entry of entries) {
    for (const host of entry.hosts) {
      const own = left.get(host);
      if (own === undefined) left.set(host, [entry]);
      else own.push(entry);
    }
  }
  return left;
};

/** Hosts have names of their own. The base role is always there, be it empty. */
export const liftShared = (hosts: readonly HostFile[], sections: Sections): Lifted => {
  const entries = entriesOf(hosts, sections);
  const taken = new Set([BASE]);
  const lifted = new Set<Entry>();
  const roles: SharedRole[] =
    [{ name: BASE, hosts: hosts.map(({ host }) => host), declaration: {} }];
  for (const group of groupsOf(entries, hosts.length)) {
    const isBase = group.hosts.length === hosts.length;
    const name = isBase ? BASE : nameFor(group.hosts, taken);
    const role = { name, hosts: group.hosts, declaration: declarationOf(group.entries) };
    taken.add(name);
    for (const entry of group.entries) lifted.add(entry);
    if (isBase) roles[0] = role;
    else roles.push(role);
  }
  const left = leftOf(entries.filter((entry) => !lifted.has(entry)));
  return { roles, hosts: hosts.map(({ host }) => ({
    host, roles: roles.filter((one) => one.hosts.includes(host)).map(({ name }) => name),
    own: declarationOf(left.get(host) ?? []),
  })) };
};
