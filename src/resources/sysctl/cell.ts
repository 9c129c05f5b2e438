/** What is written for a key, and how that is undone. */
import {
  checkKey, followsFromOther, groupOf, predictGroup, procPath, readKey,
} from "../../detectors/sysctl-keys.ts";
import type { Address, CellChange } from "../../engine/model.ts";
import type { HostReader } from "../../engine/ports.ts";
import type { Medium } from "../../engine/resource.ts";
import { shellWord } from "../../engine/shell-word.ts";
import { KIND, pathOf } from "./address.ts";

const SEPARATOR = "; ";

const textOf = (
  group: readonly string[], valueOf: (path: string) => string | null,
): string | null => {
  const [only = ""] = group;
  return group.length <= 1 ? valueOf(only)
    : group.map((path) => `${path}=${valueOf(path) ?? ""}`).join(SEPARATOR);
};

/** A cell is one key, or a group that the kernel moves together: `a,b` holding `a=1; b=0`. */
export const medium: Medium = {
  scheme: KIND,
  read: (host, name) => textOf(name.split(","), (path) => readKey(host, path)),
  write: (host, name, value) => {
    const group = name.split(",");
    group.forEach(checkKey);
    if (value === null) return;
    const values = group.length === 1 ? [value] : valuesIn(value);
    group.forEach((path, at) => {
      const wanted = values[at] ?? "";
      if (followsFromOther(group, wanted) || readKey(host, path) === wanted) return;
      host.put(procPath(path), wanted);
    });
  },
  reach: (_, name) => name.split(",").map(procPath),
  moves: (name) => {
    const keys = name.split(",");
    const isShared = (cell: string): boolean => keysIn(cell).some((key) => keys.includes(key));
    // Two cells of one key each are one cell or have nothing in common.
    return keys.length > 1 ? isShared : (cell) => cell.includes(",") && isShared(cell);
  },
  shell: (name, value) => {
    const [leader = ""] = name.split(",");
    const word = (value ?? "").split(SEPARATOR)[0]?.replace(/^.*?=/, "") ?? "";
    return `echo ${shellWord(word)} > ${shellWord(procPath(leader))}`;
  },
};

const keysIn = (cell: string): readonly string[] =>
  (cell.startsWith(`${KIND}:`) ? cell.slice(KIND.length + 1).split(",") : []);

const valuesIn = (text: string): readonly string[] =>
  text.split(SEPARATOR).map((pair) => pair.slice(pair.indexOf("=") + 1));

/**
 * A couple's zero cannot be written: it comes back when the other key gets its own value back,
 * which is what `usual` tells of a key.
 */
const targetOf = (
  group: readonly string[], to: string, usual: (path: string) => string | null,
): readonly string[] => {
  const [, other = ""] = group;
  const value = followsFromOther(group, to) ? usual(other) : null;
  return value === null ? predictGroup(group, to) : ["0", value];
};

/** `liveOf`: what the decision to write was made from, and what must still be there then. */
export const changeFor = (
  host: HostReader, address: Address, to: string,
  { usual, liveOf }: Record<"usual" | "liveOf", (path: string) => string | null>,
): CellChange => {
  const leader = pathOf(address);
  const group = groupOf(host, leader).filter((path) => liveOf(path) !== null);
  const change = { cell: `${KIND}:${group.join(",")}`, kind: KIND, from: textOf(group, liveOf),
    for: [address] };
  if (group.length === 1) return { ...change, to };
  const say = (value: string): string => targetOf(group, value, usual)
    .map((one, at) => `${group[at]}=${one}`).join(SEPARATOR);
  const reboot = usual(leader);
  return { ...change, to: say(to), reboot: reboot === null ? null : say(reboot) };
};
