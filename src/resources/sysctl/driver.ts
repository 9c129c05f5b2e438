/** What is written for a key, and how that is undone. */
import { aliasesOf, isMover, moversOf } from "../../detectors/kernel/sysctl-couples.ts";
import { checkKey, procPath, readKey } from "../../detectors/kernel/sysctl-keys.ts";
import { refuseLoss } from "../../detectors/kernel/sysctl-losses.ts";
import type { Change } from "../../engine/model/model.ts";
import type { TargetDriver } from "../../engine/resource.ts";
import { shellWord } from "../../formats/shell-word.ts";
import { addressOf, KIND } from "./address.ts";
import { keptBeside, movesOf, type Coupling, type CoupledChange } from "./coupled-keys.ts";

const SEPARATOR = "; ";

const textOf = (
  group: readonly string[], valueOf: (path: string) => string | null,
): string | null => {
  const [only = ""] = group;
  return group.length <= 1 ? valueOf(only)
    : group.map((path) => `${path}=${valueOf(path) ?? ""}`).join(SEPARATOR);
};

/** In a couple, the zero follows from the other's value and is refused when written. */
const followsFromOther = ([leader = ""]: readonly string[], path: string, value: string): boolean =>
  value === "0" && (isExclusive(leader) || isExclusive(path));

const isExclusive = (path: string): boolean =>
  moversOf(path).some(({ effect }) => effect === "zero");

/** A target is one key, or a group that the kernel moves together: `a,b` holding `a=1; b=0`. */
export const sysctlDriver: TargetDriver = {
  scheme: KIND,
  read: (host, name) => textOf(name.split(","), (path) => readKey(host, path)),
  write: (host, name, value) => {
    const group = name.split(",");
    group.forEach(checkKey);
    if (value === null) return;
    const values = group.length === 1 ? [value] : valuesIn(value);
    refuseLoss(host, group[0] ?? "", values[0] ?? "");
    group.forEach((path, at) => {
      const wanted = values[at] ?? "";
      if (followsFromOther(group, path, wanted) || readKey(host, path) === wanted) return;
      host.put(procPath(path), wanted);
    });
  },
  writablePaths: (_, name) => name.split(",").map(procPath),
  moves: (name) => {
    const keys = name.split(",");
    if (keys.length === 1 && !isMover(name)) return null;
    const [leader = ""] = keys;
    const isMoved = (path: string): boolean => keys.includes(path)
      || aliasesOf(path).some((one) => one.path === leader)
      || moversOf(path).some((one) => one.path === leader);
    return (target) => target !== `${KIND}:${name}` && keysIn(target).some(isMoved);
  },
  shell: (name, value) => {
    const [leader = ""] = name.split(",");
    const word = (value ?? "").split(SEPARATOR)[0]?.replace(/^.*?=/, "") ?? "";
    return `echo ${shellWord(word)} > ${shellWord(procPath(leader))}`;
  },
};

const keysIn = (target: string): readonly string[] =>
  (target.startsWith(`${KIND}:`) ? target.slice(KIND.length + 1).split(",") : []);

const valuesIn = (text: string): readonly string[] =>
  text.split(SEPARATOR).map((pair) => pair.slice(pair.indexOf("=") + 1));

/**
 * A couple's zero cannot be written: it comes back when the other key gets its own value back,
 * which is what `usual` tells of a key.
 */
const valueOf = (
  { bootValueWithoutUs: usual }: Coupling, to: string, move: CoupledChange,
): string =>
  (move.effect === "zero" && to === "0" ? usual(move.path) ?? move.to : move.to);

/** Of what moves, what is not written for its own sake, nor as it was wherever that is written. */
const groupOf = ({ wantOf }: Coupling, moves: readonly CoupledChange[]): readonly CoupledChange[] =>
  moves.filter(({ path, effect }) => effect !== "inherits"
    && (effect === "alias" || effect === "zero" || wantOf(path) === null));

/** `coupling` tells what the decision to write was made from, and what must still be there then. */
export const changesFor = (coupling: Coupling, path: string, to: string): readonly Change[] => {
  const { liveOf, bootValueWithoutUs: usual } = coupling;
  const base = { kind: KIND, for: [addressOf(path)] };
  const moves = groupOf(coupling, movesOf(coupling, path, to));
  const target = `${KIND}:${[path, ...moves.map((one) => one.path)].join(",")}`;
  const kept = keptBeside(coupling, path, to).map(({ path: moved, from }): Change =>
    ({ ...base, target: `${KIND}:${moved}`, from, to: from, reboot: usual(moved) }));
  if (moves.length === 0) return [{ ...base, target, from: liveOf(path), to }, ...kept];
  const say = (value: string, valueOfMove: (move: CoupledChange) => string): string =>
    [`${path}=${value}`, ...moves.map((one) => `${one.path}=${valueOfMove(one)}`)].join(SEPARATOR);
  const reboot = usual(path);
  const again = reboot === null ? [] : groupOf(coupling, movesOf(coupling, path, reboot));
  return [{ ...base, target, from: say(liveOf(path) ?? "", ({ from }) => from),
    to: say(to, (move) => valueOf(coupling, to, move)),
    reboot: reboot === null ? null : say(reboot, (move) =>
      valueOf(coupling, reboot, again.find((one) => one.path === move.path) ?? move)),
  }, ...kept];
};
