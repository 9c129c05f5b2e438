/**
 * Keys and values of a host file that look like slips of the pen, told without any machine: names
 * that no kernel we know has, next to one that it has, and values that no kernel takes.
 */
import { nearest } from "../engine/nearest.ts";
import type { HostFile, SysctlWant } from "../engine/model.ts";
import { knownDefaults } from "./kernel-defaults-table.ts";
import { lazy } from "./lazy.ts";
import { whyNotTaken } from "./sysctl-bounds.ts";
import { whyTooLow } from "./sysctl-floors.ts";
import { keyToPath, pathToKey } from "./sysctl-d.ts";
import { canonical } from "./sysctl-value.ts";
import { sysctlNames } from "./sysctl-names-table.ts";

interface Slip {
  /** As it is spelled in the host file. */
  readonly key: string;
  readonly message: string;
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

const misspelt = (path: string): string | null => {
  const found = plain(path);
  if (known().includes(found)) return null;
  const near = nearest(found, known(), SLIP);
  if (near === null) return null;
  const leaf = near.slice(near.lastIndexOf("/"));
  const meant = plain(path) === path ? near : path.slice(0, path.lastIndexOf("/")) + leaf;
  return `no kernel that Vexor knows has ${pathToKey(path)}; did you mean ${pathToKey(meant)}?`;
};

const valuesOf = (want: SysctlWant): readonly string[] => {
  const { value, atLeast, atMost } = typeof want === "object" ? want : { value: want };
  return [value, atLeast, atMost].flatMap((one) => (one === undefined ? [] : [String(one)]));
};

/** What is wrong of one entry; null when nothing is known to be. */
const slipOf = (key: string, want: SysctlWant): string | null => {
  const path = keyToPath(key);
  const name = pathToKey(path);
  const lowers = typeof want !== "object" || want.atLeast === undefined;
  return misspelt(path) ?? valuesOf(want).map(canonical).map((value) =>
    (lowers ? whyTooLow(name, value) : null) ?? whyNotTaken(name, value, null, null))
    .find((one) => one !== null) ?? null;
};

export const slipsIn = ({ sysctl = {} }: HostFile): readonly Slip[] =>
  Object.entries(sysctl).flatMap(([key, want]) => {
    const message = slipOf(key, want);
    return message === null ? [] : [{ key, message }];
  });
