/** Which sysctls are asked for, and the host files that ask for them. */
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { checkKey } from "../src/detectors/kernel/sysctl-keys.ts";

export interface Key {
  /** With dots. */
  readonly name: string;
  readonly path: string;
  /** Words separated by one space. */
  readonly value: string;
}

const ROOT = "/proc/sys";

const valueAt = (path: string): string | null => {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return null;
  }
};

/** Virtual interfaces may be gone, and their keys with them, before the bench is over. */
const comesAndGoes = (below: string): boolean => {
  const name = /^net\/\w+\/(?:conf|neigh)\/([^/]+)\//.exec(below)?.[1] ?? "all";
  return !["all", "default", "lo"].includes(name) && !existsSync(`/sys/class/net/${name}/device`);
};

const isManageable = (below: string): boolean => {
  try {
    checkKey(below);
    return !below.includes(".") && !comesAndGoes(below);
  } catch {
    return false;
  }
};

/** No host file can hold both: one variable, or one that the other sets. */
const isSecondName = (path: string): boolean =>
  existsSync(`${path}_ms`) || /\/(?:soft|nmi)_watchdog$/.test(path)
  || (/_k?bytes$/.test(path) && existsSync(path.replace(/_k?bytes$/, "_ratio")));

const WRITABLE = 0o200;

/** Settings of this machine that root may read and write and that hold one line; counters not. */
export const readKeys = (): readonly Key[] => {
  const files = readdirSync(ROOT, { recursive: true, encoding: "utf8" }).sort();
  return files.flatMap((below): readonly Key[] => {
    const path = `${ROOT}/${below}`;
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat?.isFile() || (stat.mode & WRITABLE) === 0 || !isManageable(below)) return [];
    if (isSecondName(path)) return [];
    const value = valueAt(path);
    if (!value || value.includes("\n") || valueAt(path) !== value) return [];
    return [{ name: below.replaceAll("/", "."), path, value: value.replace(/\s+/g, " ") }];
  });
};

/** `count` of them, spread evenly over all. */
export const pick = (keys: readonly Key[], count: number): readonly Key[] =>
  keys.filter((_, at) => Math.floor((at + 1) * count / keys.length)
    > Math.floor(at * count / keys.length));

/** Another value of the same shape: planned, never written. */
export const otherValue = (value: string): string =>
  value.replace(/\d+/, (digits) => String(Number(digits) + 1)).replace(/^(\D+)$/, "$1x");

export const sysctlLines = (keys: readonly Key[], wants: "live" | "other"): readonly string[] => [
  "sysctl:",
  ...keys.map(({ name, value }) =>
    `  ${JSON.stringify(name)}: ${JSON.stringify(wants === "live" ? value : otherValue(value))}`),
];

export const writeHostFile = (path: string, lines: readonly string[]): void =>
  writeFileSync(path, ["apiVersion: vexor/v1", "host: any", ...lines, ""].join("\n"));
