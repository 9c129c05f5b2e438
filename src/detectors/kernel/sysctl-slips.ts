/**
 * Keys and values of a host file that look like misspellings, found without any machine: names that
 * no kernel we know has, next to one that it has, and values that no kernel takes.
 */
import { suggest } from "../../engine/host-file/suggest.ts";
import type { HostFile } from "../../engine/model/model.ts";
import { knownDefaults } from "./kernel-defaults-table.ts";
import { lazy } from "../lazy.ts";
import { whyNotTaken } from "./sysctl-bounds.ts";
import { whyTooLow } from "./sysctl-floors.ts";
import { keyToPath, pathToKey } from "./sysctl-d.ts";
import { canonical } from "./sysctl-value.ts";
import { sysctlNames } from "./sysctl-names-table.ts";

type DeclaredSysctl = NonNullable<HostFile["sysctl"]>[string];

interface SpellingSlip {
  /** As it is spelled in the host file. */
  readonly key: string;
  readonly message: string;
  /** No plan would write such a value: what the file asks for is not what it means. */
  readonly isCertain: boolean;
}

/** A slip has a neighbour this near; a key of another kernel has none. */
const SLIP = 2;

/** One interface's settings are like another's. */
const plain = (path: string): string => path.replace(/\/(conf|neigh)\/[^/]+\//, "/$1/default/");

const known = lazy((): readonly string[] => [
  ...[...sysctlNames()].flatMap(([directory, leaves]) =>
    leaves.map((leaf) => `${directory}/${leaf}`)),
  ...[...knownDefaults().keys()].map((key) => plain(keyToPath(key))),
]);

const isKnown = lazy(() => new Set(known()));

const misspelt = (path: string): string | null => {
  const near = suggest(plain(path), known(), SLIP);
  if (near === null) return null;
  const leaf = near.slice(near.lastIndexOf("/"));
  const meant = plain(path) === path ? near : path.slice(0, path.lastIndexOf("/")) + leaf;
  return `no kernel that Vexor knows has ${pathToKey(path)}; did you mean ${pathToKey(meant)}?`;
};

const valuesOf = (want: DeclaredSysctl): readonly string[] => {
  const { value, atLeast, atMost } = typeof want === "object" ? want : { value: want };
  return [value, atLeast, atMost].flatMap((one) => (one === undefined ? [] : [String(one)]));
};

type Slip = Omit<SpellingSlip, "key">;

/** A bound that lies beyond what a kernel takes may be met all the same. */
const isExact = (want: DeclaredSysctl): boolean =>
  typeof want !== "object" || (want.atLeast === undefined && want.atMost === undefined);

/** What is wrong of one entry; null when nothing is known to be. `spells`: also of its name. */
const slipOf = (path: string, want: DeclaredSysctl, spells: boolean): Slip | null => {
  const name = pathToKey(path);
  const near = spells ? misspelt(path) : null;
  if (near !== null) return { message: near, isCertain: false };
  const lowers = typeof want !== "object" || want.atLeast === undefined;
  const message = valuesOf(want).map(canonical).map((value) =>
    (lowers ? whyTooLow(name, value) : null) ?? whyNotTaken(name, value, null, null))
    .find((one) => one !== null) ?? null;
  return message === null ? null : { message, isCertain: isExact(want) };
};

/** A neighbour is looked for among all names that any kernel has: 10,000 such took minutes. */
const MOST_SPELLED = 200;
const MOST_SLIPS = 100;

export const slipsIn = ({ sysctl = {} }: HostFile): readonly SpellingSlip[] => {
  let unknown = 0;
  return Object.entries(sysctl).flatMap(([key, want]) => {
    const path = keyToPath(key);
    const isStrange = !isKnown().has(plain(path));
    if (isStrange) unknown += 1;
    const slip = slipOf(path, want, isStrange && unknown <= MOST_SPELLED);
    return slip === null ? [] : [{ key, ...slip }];
  }).slice(0, MOST_SLIPS);
};
