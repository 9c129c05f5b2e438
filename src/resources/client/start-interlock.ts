/**
 * The start interlock. A switch transfers the history of what a client has signed; until then the
 * unit that lacks it must not start: neither by Vexor, nor at boot, nor by hand. A file that
 * outlives a reboot says which unit is behind, one for each unit and kind of history; the drop-in
 * of a declared client has systemd look for that file. Where the rollback of a failed run removes
 * that drop-in and cannot transfer the history back, a drop-in of its own does.
 *
 * A target of a history is named `old.service>new.service`, and its change has a generation: each
 * switch has to transfer anew.
 */
import { unitProcesses } from "../../detectors/systemd/unit-processes.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import { shellWord } from "../../formats/shell-word.ts";
import { STATE } from "../../engine/run/store.ts";
import { SERVICE_NAME } from "../shared/systemd.ts";
import type { Change, Params } from "../../engine/model/model.ts";

/** Each has a directory of that name, which outlives the package: only a person lifts it. */
export const HISTORY_KINDS = ["slashing", "towers"] as const;
export type HistoryKind = (typeof HISTORY_KINDS)[number];

export const TRANSFERRED = "transferred";
export const NOT_TRANSFERRED = "not-transferred";
/** In records of an older version, which called the generation otherwise. */
const FORMER_WORDS = { transferred: "carried", notTransferred: "apart" };

/** The number of a transfer, as a change has it. */
export const GENERATION = { generation: { form: "\\d{1,9}", formerly: "turn" } } as const;
/** The name of a history's target. */
export const PAIR = `(${SERVICE_NAME})>(${SERVICE_NAME})`;

/** Why a history cannot be transferred, and what would help. */
export interface TransferBlocker {
  readonly why: string;
  readonly wayOut: string;
}

/** The target of a change that transfers a history. */
export type HistoryTarget = Required<Pick<Change, "target" | "params">>;

/** The unit that had the history, the one that shall have it, and the number of the transfer. */
export interface Pair {
  readonly old: string;
  readonly next: string;
  readonly generation: string;
}

const directoryOf = (history: HistoryKind): string => `${STATE}/${history}`;

/** There while the unit's history lacks what another client has signed since. */
export const interlockPath = (history: HistoryKind, unit: string): string =>
  `${directoryOf(history)}/${unit}`;

/** The condition of the unit that makes systemd obey it. */
export const interlockLine = (history: HistoryKind, unit: string): string =>
  `AssertPathExists=!${interlockPath(history, unit)}`;

const dropInDirectory = (unit: string): string => `/etc/systemd/system/${unit}.d`;
export const behindDropIn = (unit: string): string =>
  `${dropInDirectory(unit)}/90-vexor-agent-behind.conf`;

/**
 * A start by hand would end the client that runs: `Conflicts=` acts before any assertion is looked
 * at. systemd refuses such a start at once; a start as the dependency of another unit it does not.
 */
export const NO_START_BY_HAND = [
  "# Written by vexor-agent: it does not know what another one has signed. Once it does:",
  "# remove this file and that of the unit's name in /var/lib/vexor-agent/slashing or towers,",
  "# then systemctl daemon-reload",
  "[Unit]", "RefuseManualStart=yes", ""].join("\n");

/** Loaded by systemd before the next start of a client, or at the end of the run. */
const putDropIn = (host: Host, unit: string, more = ""): void => {
  host.makeDir(dropInDirectory(unit));
  host.replace(behindDropIn(unit), `${NO_START_BY_HAND}${more}`);
};

const removeDropIn = (host: Host, unit: string): void => {
  if (host.read(behindDropIn(unit)) === null) return;
  host.remove(behindDropIn(unit));
  host.removeDir(dropInDirectory(unit));
};

const INTERLOCK =
  new RegExp(`^(${SERVICE_NAME}),(?:generation|turn)=(${GENERATION.generation.form})\\n$`);

const interlockOf = (
  host: HostReader, history: HistoryKind, unit: string,
): RegExpExecArray | null =>
  INTERLOCK.exec(host.read(interlockPath(history, unit)) ?? "");

/** The unit whose client knows more than this one's; null when none does. */
export const aheadOf = (host: HostReader, history: HistoryKind, unit: string): string | null =>
  interlockOf(host, history, unit)?.[1] ?? null;

export const nextGeneration = (
  host: HostReader, history: HistoryKind, ...units: readonly string[]
): number =>
  Math.max(...units.map((unit) => Number(interlockOf(host, history, unit)?.[2] ?? 0))) + 1;

export const isTransferred = (
  host: HostReader, history: HistoryKind, { old, next, generation }: Pair,
): boolean => {
  const [, ahead, number] = interlockOf(host, history, old) ?? [];
  return ahead === next && number === generation;
};

/** Where the history is, in the words of the change that asks. */
export const transferState = (
  host: HostReader, history: HistoryKind, pair: Pair, params: Params | undefined,
): string => {
  const isFormer = params === undefined || !Object.hasOwn(params, "generation");
  const words = isFormer ? FORMER_WORDS
    : { transferred: TRANSFERRED, notTransferred: NOT_TRANSFERRED };
  return isTransferred(host, history, pair) ? words.transferred : words.notTransferred;
};

export const isToTransfer = (value: string | null): boolean =>
  value === TRANSFERRED || value === FORMER_WORDS.transferred;

export const isBehind = (host: HostReader, history: HistoryKind, unit: string): boolean =>
  host.read(interlockPath(history, unit)) !== null;

/** Both are kept from starting while one of two files is written and the other is not. */
export const setInterlock = (
  host: Host, history: HistoryKind, { behind, ahead, generation }: {
    readonly behind: string; readonly ahead: string; readonly generation: string;
  },
): void => {
  host.makeDir(directoryOf(history));
  host.replace(interlockPath(history, behind), `${ahead},generation=${generation}\n`);
  putDropIn(host, behind);
  host.remove(interlockPath(history, ahead));
  removeDropIn(host, ahead);
};

const BY_HAND: Readonly<Record<HistoryKind, string>> = {
  slashing: "export it from the one, import it into the other",
  towers: "once both have stopped, copy its tower, or wait 512 slots after the last vote",
};

const wrong = (history: HistoryKind, what: string, hint: string): VexorError =>
  new VexorError(history === "slashing" ? "SLASHING_UNPROTECTED" : "TOWER_BEHIND", what, { hint });

/** What a client knows is only whole once it has stopped, and only changes then. */
export const assertStopped = (host: HostReader, history: HistoryKind, unit: string): void => {
  if (unitProcesses(host, unit).length === 0) return;
  throw wrong(history, `${unit} still runs: what it has signed is only whole once it has stopped`,
    `Stop it (systemctl stop ${shellWord(unit)}), then repeat.`);
};

/** systemd must refuse it as well, also once this run is over and at the next boot. */
export const assertNotBehind = (host: Host, unit: string): void => {
  for (const history of HISTORY_KINDS) {
    if (!isBehind(host, history, unit)) continue;
    putDropIn(host, unit, `${interlockLine(history, unit)}\n`);
    const ahead = aheadOf(host, history, unit) ?? "another client";
    throw wrong(history, `${unit} is not started: it does not know what ${ahead} has signed since`,
      `vexor rollback RUN tries again to carry it back; by hand, from ${ahead} to ${unit}: `
        + `${BY_HAND[history]}, then rm ${shellWord(interlockPath(history, unit))} `
        + `${shellWord(behindDropIn(unit))} && systemctl daemon-reload.`);
  }
};
