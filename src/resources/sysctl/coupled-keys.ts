/**
 * Keys that the kernel changes along with the one that is written: dirty_bytes zeroes dirty_ratio,
 * ip_forward sets forwarding of every interface. An administrator may have tuned them, and what
 * sets them at boot decides about this key as well.
 */
import type { BootSysctls } from "../../detectors/kernel/sysctl-boot-sources.ts";
import type { ReadBootValue } from "../../detectors/kernel/boot-values.ts";
import { KEPT, type CoupleEffect } from "../../detectors/kernel/sysctl-couples-table.ts";
import { aliasesOf, isMover, moversOf,
  type MovedKey } from "../../detectors/kernel/sysctl-couples.ts";
import { pathToKey } from "../../detectors/kernel/sysctl-d.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Claim, Evidence, Reading, Want } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import { satisfies, formatRule, targetOf } from "../../engine/model/rules.ts";

/** Everything below is asked by a path below /proc/sys. */
export interface Coupling {
  readonly host: HostReader;
  /** What a write of a key may move here. */
  movedBy(path: string): readonly MovedKey[];
  /** What has been found out of writes, by key and value. */
  readonly moves: Map<string, readonly CoupledChange[]>;
  readonly boot: BootSysctls;
  /** What the kernel makes of a line in sysctl.d. */
  readonly read: ReadBootValue;
  /** The kernel's default, when it is known. */
  defaultOf(path: string): string | null;
  liveOf(path: string): string | null;
  claimOf(path: string): Claim | undefined;
  wantOf(path: string): Want | null;
  /** Tools and scripts that set it. */
  otherManagersOf(path: string): readonly Evidence[];
  /** What a boot without us brings. */
  bootValueWithoutUs(path: string): string | null;
}

export interface CoupledChange {
  readonly path: string;
  readonly effect: CoupleEffect | "alias";
  readonly from: string;
  readonly to: string;
}

const NONE: readonly CoupledChange[] = [];
const AVAILABLE = "net/ipv4/tcp_available_congestion_control";

/** In the order in which the kernel lists them: that of their registration. */
const permitted = (allowed: string, word: string, available: string | null): string => {
  const all = available?.split(" ") ?? [];
  const now = new Set([...allowed.split(" "), word]);
  return [...all.filter((one) => now.has(one)), ...all.includes(word) ? [] : [word]].join(" ");
};

const isOn = (value: string | null): boolean => value !== null && value !== "0";

/** What the host file makes of a key; null where it does not name it, or there is no such key. */
export const targetFor = ({ wantOf, liveOf }: Coupling, path: string): string | null => {
  const [want, live] = [wantOf(path), liveOf(path)];
  return want === null || live === null ? null : targetOf(want.rule, live);
};

/** Turned on, it brings back what it has turned off: the first always, others where usual. */
const switched = (coupling: Coupling, path: string, others: readonly string[]): string => {
  const live = coupling.liveOf(path) ?? "";
  if (others.some((one) => isOn(coupling.liveOf(one)))) return live;
  return path === others[0] || coupling.bootValueWithoutUs(path) === "1" ? "1" : live;
};

const isStillOn = (coupling: Coupling, path: string, writer: string): boolean =>
  moversOf(path).some((one) => one.path !== writer
    && isOn(targetFor(coupling, one.path) ?? coupling.liveOf(one.path)));

/** Null: it stays as it is. */
const predicted = (
  coupling: Coupling, path: string, to: string, moved: string, effect: CoupleEffect,
): string | null => {
  const live = coupling.liveOf(moved) ?? "";
  switch (effect) {
    case "same": return to;
    case "zero": return "0";
    case "opposite": return to === "0" ? "1" : "0";
    case "inherits": return live === coupling.liveOf(path) ? to : null;
    case "switch": return to === "0" ? "0"
      : switched(coupling, moved, coupling.movedBy(path).map((one) => one.path));
    case "either": return isOn(to) || isStillOn(coupling, moved, path) ? "1" : "0";
    case "permits": return permitted(live, to, coupling.liveOf(AVAILABLE));
  }
};

/** The other names that tell no less of the variable, with what they will say. */
const aliasMoves = ({ liveOf }: Coupling, path: string, to: string): readonly CoupledChange[] =>
  aliasesOf(path).filter(({ isExact }) => isExact).flatMap((alias): readonly CoupledChange[] => {
    const from = liveOf(alias.path);
    const then = aliasesOf(alias.path).find((one) => one.path === path)?.valueOf(to) ?? null;
    return from === null || then === null ? [] : [{ path: alias.path, effect: "alias", from,
      to: then }];
  });

const findMoves = (coupling: Coupling, path: string, to: string): readonly CoupledChange[] => [
  ...aliasMoves(coupling, path, to),
  ...coupling.movedBy(path).flatMap(({ path: moved, effect }): readonly CoupledChange[] => {
    const from = coupling.liveOf(moved);
    const then = from === null ? null : predicted(coupling, path, to, moved, effect);
    return from === null || then === null ? [] : [{ path: moved, effect, from, to: then }];
  }),
];

/** What a write of `to` moves on this machine, or may move. */
export const movesOf = (coupling: Coupling, path: string, to: string): readonly CoupledChange[] => {
  if (!isMover(path)) return NONE;
  const write = `${path}=${to}`;
  const before = coupling.moves.get(write);
  if (before) return before;
  const found = findMoves(coupling, path, to);
  coupling.moves.set(write, found);
  return found;
};

/** Our claim of the same variable, under a name that the host file has left for this one. */
export const claimUnderOtherName = (
  { claimOf, wantOf }: Coupling, path: string,
): Claim | null => {
  for (const { path: other, valueOf } of aliasesOf(path)) {
    const claim = wantOf(other) === null ? claimOf(other) : undefined;
    if (claim === undefined) continue;
    const value = valueOf(claim.value);
    const original = claim.original === null ? null : valueOf(claim.original);
    const adopted = claim.adopted === null ? null : valueOf(claim.adopted);
    const isTold = original !== null || claim.original === null;
    if (value !== null && isTold) return { ...claim, value, original, adopted };
  }
  return null;
};

/** Keys that the host file names itself, and that another one of it would move away from there. */
export const keptBeside = (
  coupling: Coupling, path: string, to: string,
): readonly CoupledChange[] =>
  movesOf(coupling, path, to).filter(({ path: moved, effect, from, to: then }) => {
    const want = coupling.wantOf(moved);
    return want !== null && KEPT.has(effect) && from !== then && satisfies(want.rule, from);
  });

/** Throws HOST_FILE_INVALID where two entries cannot both come true. */
export const refuseContradiction = (coupling: Coupling, path: string, to: string): void => {
  const isAsked = (one: { readonly path: string }): boolean => coupling.wantOf(one.path) !== null;
  // Hardly any entry moves another: only those that may are looked at for what they hold.
  if (!aliasesOf(path).some(isAsked) && !coupling.movedBy(path).some(isAsked)) return;
  const name = pathToKey(path);
  for (const { path: moved, effect, to: then } of movesOf(coupling, path, to)) {
    const want = coupling.wantOf(moved);
    if (want === null || KEPT.has(effect) || satisfies(want.rule, then)) continue;
    if (effect === "switch" && isOn(to)) continue;
    if (effect === "zero" && !isOn(to)) continue; // it is what the other one makes of it
    const other = pathToKey(moved);
    const why = effect === "alias" ? "they are two names of one variable of the kernel"
      : `the kernel then makes ${other} ${then}`;
    throw new VexorError("HOST_FILE_INVALID", `${name}: ${to} and ${other}: `
      + `${formatRule(want.rule)} cannot both hold: ${why}`,
    { hint: "Leave one of the two out.", at: ["sysctl", name] });
  }
};

interface SideEffect {
  readonly move: CoupledChange;
  readonly evidence: Evidence;
}

/** What it brings at boot is another key's. */
const ofAnother = ({ restores: _, phase: __, ...evidence }: Evidence): Evidence => evidence;

/** Who owns a key that would change, and says another value; null where that is allowed. */
const sideEffectOn = (
  coupling: Coupling, path: string, to: string, move: CoupledChange,
): Evidence | null => {
  const { path: moved, from, to: then } = move;
  const name = pathToKey(moved);
  const says = `${pathToKey(path)} = ${to} would change that to ${then}`;
  const said = coupling.boot.forKey(moved).findLast((one) => one.file.owner !== "vexor");
  if (said?.file.owner === "custom" && coupling.read(moved, said.value).value !== then) {
    return { kind: "file", path: said.file.realPath, line: said.line,
      says: `${name} = ${said.value}; ${says}` };
  }
  const manager = coupling.otherManagersOf(moved).find(({ restores }) => restores !== then);
  if (manager) return { ...ofAnother(manager), says: `${manager.says}; ${says}` };
  if (said) return null;
  const now = movesOf(coupling, path, coupling.liveOf(path) ?? to)
    .find((one) => one.path === moved)?.to;
  return [now, coupling.defaultOf(moved)].includes(from) ? null
    : { kind: "kernel", says: `some process set ${name} to ${from}; ${says}` };
};

/** It is ours, git permits it for that key as well, or the key gets its own value right after. */
const isPermitted = (
  { claimOf, wantOf }: Coupling, { path, effect, from, to }: CoupledChange,
): boolean => {
  if (claimOf(path) !== undefined) return true;
  const want = wantOf(path);
  if (want === null) return false;
  return (KEPT.has(effect) && satisfies(want.rule, from))
    || (want.adopt === from && (KEPT.has(effect) || satisfies(want.rule, to)));
};

const sideEffectsOf = (coupling: Coupling, path: string, to: string): readonly SideEffect[] =>
  movesOf(coupling, path, to)
    .filter((move) => move.effect !== "alias" && move.from !== move.to
      && !isPermitted(coupling, move))
    .flatMap((move) => {
      const evidence = sideEffectOn(coupling, path, to, move);
      return evidence ? [{ move, evidence }] : [];
    });

/** Who owns what would change along with `path`. */
export const ownersAffected = (coupling: Coupling, path: string, to: string): readonly Evidence[] =>
  sideEffectsOf(coupling, path, to).map(({ evidence }) => evidence);

const quoted = (value: string): string => (/^-?\d+$/.test(value) ? value : JSON.stringify(value));

/** A permission for `path` alone does not cover others than the second half of the same value. */
export const findCoupledKeyBlocker = (
  coupling: Coupling, path: string, to: string,
): Reading["blocker"] => {
  const sideEffects = sideEffectsOf(coupling, path, to).filter(
    ({ move }) => move.effect !== "zero");
  const [first] = sideEffects;
  if (!first) return null;
  const { evidence, move } = first;
  const where = evidence.path === undefined ? "" : ` (${evidence.path}`
    + `${evidence.line === undefined ? "" : `:${evidence.line}`})`;
  const more = sideEffects.length > 1 ? `, and ${sideEffects.length - 1} more` : "";
  const asks = sideEffects.map(({ move: { path: moved, from, to: then } }) =>
    `${pathToKey(moved)}: {value: ${quoted(then)}, adopt: {from: ${quoted(from)}}}`);
  return {
    reason: `${pathToKey(path)} = ${to} would change ${pathToKey(move.path)}, which is not `
      + `Vexor's: ${move.from} → ${move.to}${where}${more}`,
    waysOut: [`keep both: remove ${pathToKey(path)} from the host file`,
      `take over the others as well, in git: ${asks.join("; ")}`],
  };
};

const LISTED = 6;

/** For the reader of a plan: what else the write moves. */
export const alsoMoves = (coupling: Coupling, path: string, to: string): readonly string[] => {
  const moves = movesOf(coupling, path, to).filter((one) => one.from !== one.to
    && !(coupling.wantOf(one.path) !== null && KEPT.has(one.effect)));
  if (moves.length === 0) return [];
  const listed = moves.slice(0, LISTED).map((one) =>
    `${pathToKey(one.path)} (${one.from} → ${one.to})`);
  const more = moves.length > LISTED ? `, and ${moves.length - LISTED} more` : "";
  return [`the kernel changes with it: ${listed.join(", ")}${more}`];
};
