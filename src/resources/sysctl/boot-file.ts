/**
 * The text of our one file in sysctl.d: a line for each claim, after every line in it that Vexor
 * did not write.
 */
import { isOfInterface } from "../../detectors/kernel/sysctl-couples.ts";
import { keyToPath } from "../../detectors/kernel/sysctl-d.ts";
import { canonical } from "../../detectors/kernel/sysctl-value.ts";
import type { Claim } from "../../engine/model/model.ts";
import { addressOf, KIND, pathOf } from "./address.ts";

const HEADER = "# Written by Vexor from the host file in git; it replaces its lines at each apply.";

const isOurs = (line: string, claims: readonly Claim[]): boolean => {
  const [key = "", value = ""] = line.split(/=(.*)/s).map((part) => part.trim());
  return claims.some((claim) => claim.address === addressOf(keyToPath(key))
    && claim.value === canonical(value));
};

export const foreignLines = (text: string | null, claims: readonly Claim[]): readonly string[] =>
  (text ?? "").split("\n").filter((line) => line.trim() !== "" && line !== HEADER
    && !isOurs(line, claims));

/** What interfaces have of their own comes after what is written through to all of them. */
export const render = (foreign: readonly string[], claims: readonly Claim[]): string | null => {
  if (foreign.length + claims.length === 0) return null;
  const ours = claims.map(({ address, value }) => ({
    line: `${address.slice(KIND.length + 1)} = ${value}`, last: isOfInterface(pathOf(address)),
  }))
    .toSorted((one, other) => Number(one.last) - Number(other.last)
      || (one.line < other.line ? -1 : 1));
  return `${[HEADER, ...foreign, ...ours.map(({ line }) => line)].join("\n")}\n`;
};
