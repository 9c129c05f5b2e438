/**
 * What a client remembers of what it has signed goes along with a switch, and until then the unit
 * that lacks it must not start: neither by Vexor, nor at boot, nor by hand. Which unit is behind
 * is written down where a reboot does not reach it, one file for each unit and kind of memory; the
 * drop-in of a declared client has systemd look for that file. Where a failed run has taken that
 * one back, and could not take the memory back, a drop-in of its own does.
 *
 * A target that carries a memory is named `old.service>new.service,…,turn=N`: each switch has to
 * carry anew.
 */
import { unitProcesses } from "../../detectors/systemd/unit-processes.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import { shellWord } from "../../formats/shell-word.ts";
import { STATE } from "../../engine/run/store.ts";
import { SERVICE_NAME } from "../shared/systemd.ts";
import type { Change } from "../../engine/model/model.ts";

/** Each has a directory of that name, which outlives the package: a fence is lifted by a person. */
export const MEMORIES = ["slashing", "towers"] as const;
export type Memory = (typeof MEMORIES)[number];

export const CARRIED = "carried";
export const APART = "apart";

export const TURN = "\\d{1,9}";
/** The head of the name of a target that carries a memory. */
export const PAIR = `(${SERVICE_NAME})>(${SERVICE_NAME})`;

/** Why a memory cannot be carried, and what would help. */
export interface Obstacle {
  readonly why: string;
  readonly wayOut: string;
}

/** The target of a change that carries a memory along. */
export type Carrying = Required<Pick<Change, "target" | "params">>;

/** Who had the memory, who shall have it, and which time that is. */
export interface Pair {
  readonly old: string;
  readonly next: string;
  readonly turn: string;
}

const directoryOf = (memory: Memory): string => `${STATE}/${memory}`;

/** There while the unit's memory lacks what another client has signed since. */
export const fencePath = (memory: Memory, unit: string): string =>
  `${directoryOf(memory)}/${unit}`;

/** What systemd is told of it. */
export const fenceLine = (memory: Memory, unit: string): string =>
  `AssertPathExists=!${fencePath(memory, unit)}`;

const dropInDirectory = (unit: string): string => `/etc/systemd/system/${unit}.d`;
const dropInPath = (unit: string): string => `${dropInDirectory(unit)}/90-vexor-agent-behind.conf`;

/** Loaded by systemd at the end of the run, with all else that is undone in there. */
const putDropIn = (host: Host, memory: Memory, unit: string): void => {
  host.makeDir(dropInDirectory(unit));
  host.replace(dropInPath(unit), "# Written by vexor-agent: it does not know what another one has "
    + `signed.\n[Unit]\n${fenceLine(memory, unit)}\n`);
};

const removeDropIn = (host: Host, unit: string): void => {
  if (host.read(dropInPath(unit)) === null) return;
  host.remove(dropInPath(unit));
  host.removeDir(dropInDirectory(unit));
};

const FENCE = new RegExp(`^(${SERVICE_NAME}),turn=(${TURN})\\n$`);

const fenceOf = (host: HostReader, memory: Memory, unit: string): RegExpExecArray | null =>
  FENCE.exec(host.read(fencePath(memory, unit)) ?? "");

/** The unit whose client knows more than this one's; null when none does. */
export const aheadOf = (host: HostReader, memory: Memory, unit: string): string | null =>
  fenceOf(host, memory, unit)?.[1] ?? null;

export const nextTurn = (host: HostReader, memory: Memory, ...units: readonly string[]): number =>
  Math.max(...units.map((unit) => Number(fenceOf(host, memory, unit)?.[2] ?? 0))) + 1;

export const isCarried = (host: HostReader, memory: Memory, { old, next, turn }: Pair): boolean =>
  host.read(fencePath(memory, old)) === `${next},turn=${turn}\n`;

export const isBehind = (host: HostReader, memory: Memory, unit: string): boolean =>
  host.read(fencePath(memory, unit)) !== null;

/** Both are fenced while one of two files is written and the other is not. */
export const putFence = (
  host: Host, memory: Memory, { behind, ahead, turn }: {
    readonly behind: string; readonly ahead: string; readonly turn: string;
  },
): void => {
  host.makeDir(directoryOf(memory));
  host.replace(fencePath(memory, behind), `${ahead},turn=${turn}\n`);
  host.remove(fencePath(memory, ahead));
  removeDropIn(host, ahead);
};

const BY_HAND: Readonly<Record<Memory, string>> = {
  slashing: "export it from the one, import it into the other",
  towers: "once both have stopped, copy its tower, or wait 512 slots after the last vote",
};

const wrong = (memory: Memory, what: string, hint: string): VexorError =>
  new VexorError(memory === "slashing" ? "SLASHING_UNPROTECTED" : "TOWER_BEHIND", what, { hint });

/** What a client knows is only whole once it has stopped, and only changes then. */
export const refuseRunning = (host: HostReader, memory: Memory, unit: string): void => {
  if (unitProcesses(host, unit).length === 0) return;
  throw wrong(memory, `${unit} still runs: what it has signed is only whole once it has stopped`,
    `Stop it (systemctl stop ${shellWord(unit)}), then repeat.`);
};

/** systemd must refuse it as well, also once this run is over and at the next boot. */
export const refuseBehind = (host: Host, unit: string): void => {
  for (const memory of MEMORIES) {
    if (!isBehind(host, memory, unit)) continue;
    putDropIn(host, memory, unit);
    const ahead = aheadOf(host, memory, unit) ?? "another client";
    throw wrong(memory, `${unit} is not started: it does not know what ${ahead} has signed since`,
      `vexor rollback RUN tries again to carry it back; by hand, from ${ahead} to ${unit}: `
        + `${BY_HAND[memory]}, then remove ${fencePath(memory, unit)}.`);
  }
};
