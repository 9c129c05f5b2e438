/**
 * Compare before each write: another process may write between a read and the write that follows
 * from it. So a run writes through a host that reads once more, right before the first system call
 * that changes anything. Where a file is replaced, that is after its new text is on disk.
 *
 * The kernel has no interface that compares and writes in one step. What is left is the time
 * between that last read and the next system call.
 */
import { isGone, displayTarget, type TargetDrivers } from "../model/targets.ts";
import { formatAddresses, VexorError } from "../model/errors.ts";
import type { Change } from "../model/model.ts";
import { eachMethod, type Host, type HostReader, type LastLook } from "../../ports/host.ts";
import { printableLine } from "../../formats/printable.ts";
import { formatValue } from "../model/rules.ts";

export interface ComparingHost {
  readonly host: Host;
  /**
   * Does `act` with `look` before the first thing in it that changes the host. Nothing is changed
   * once `look` has thrown.
   */
  before<T>(look: LastLook, act: () => T | Promise<T>): Promise<T>;
}

export const compareBeforeWrites = (host: Host): ComparingHost => {
  let look: LastLook | null = null;
  /** A write that fails for want of space may be done again: each try looks, until one is done. */
  const first = <A>(act: (looking: LastLook) => A, last?: LastLook): A => {
    const done = act(() => {
      look?.();
      last?.();
    });
    look = null;
    return done;
  };
  const afterLook = <A extends readonly unknown[], R>(act: (...args: A) => R) => (...args: A): R =>
    first((looking) => {
      looking();
      return act(...args);
    });
  const looked: Pick<Host, "put" | "replace" | "putLink" | "remove" | "makeDir" | "removeDir"
    | "run" | "writer"> = {
    put: (path, value, last) => first((looking) => host.put(path, value, looking), last),
    replace: (path, text, mode, last) =>
      first((looking) => host.replace(path, text, mode, looking), last),
    putLink: (path, target, last) => first((looking) => host.putLink(path, target, looking), last),
    remove: (path, last) => first((looking) => host.remove(path, looking), last),
    makeDir: afterLook(host.makeDir), removeDir: afterLook(host.removeDir),
    run: async (...args) => afterLook(host.run)(...args),
    writer: (name) => eachMethod(host.writer(name), (act) => (...args) =>
      first((looking) => act(...args, looking))),
  };
  return {
    host: { ...host, ...looked },
    before: async (asked, act) => {
      look = asked;
      try {
        return await act();
      } finally {
        look = null;
      }
    },
  };
};

const LONGEST = 60;

/** The first line that differs; all of a text that has one line. */
const lineOf = (text: string, other: string): string => {
  const [lines, others] = [text.split("\n"), other.split("\n")];
  return lines.find((line, at) => line !== others[at]) ?? "";
};

const formatFound = (value: string | null, other: string | null): string =>
  (value === null ? formatValue(value)
    : printableLine(formatValue(lineOf(value, other ?? "").slice(0, LONGEST))));

/** `from` is what the target is expected to hold. */
export const isUnexpected = (change: Change, found: string | null): boolean =>
  found !== change.from && !isGone(change, found);

export const movedSinceError = (
  code: "PLAN_STALE" | "VALUE_MOVED", { target, from, for: causes }: Change, found: string | null,
): VexorError => new VexorError(code, `${formatAddresses(causes)}: ${displayTarget(target)} holds `
  + `${formatFound(found, from)}; the plan expects ${formatFound(from, found)} there: it was `
  + "changed since the plan was made");

/** What each target is expected to hold: as the plan found it, or as the run itself has made it. */
export class ExpectedValues {
  readonly #targets: TargetDrivers;
  readonly #pending: readonly Change[];
  readonly #now = new Map<string, string | null>();

  constructor(drivers: TargetDrivers, changes: readonly Change[]) {
    this.#targets = drivers;
    this.#pending = changes;
  }

  of(change: Change): Change {
    const now = this.#now.get(change.target);
    return now === undefined ? change : { ...change, from: now };
  }

  /** Targets that are still to be written, and that a write of this one changes as well. */
  alongWith(change: Change): readonly Change[] {
    const moves = this.#targets.moves(change);
    if (moves === null) return [];
    const later = this.#pending.slice(this.#pending.indexOf(change) + 1);
    return later.filter(({ target }) => moves(target));
  }

  /** Throws VALUE_MOVED where one of them holds what neither the plan nor the run has put there. */
  assertHeld(host: HostReader, changes: readonly Change[]): void {
    for (const change of changes) {
      const [expected, found] = [this.of(change), this.#targets.read(host, change)];
      if (isUnexpected(expected, found)) throw movedSinceError("VALUE_MOVED", expected, found);
    }
  }

  /** What the run's own write has made of them is what is expected from now on. */
  written({ target }: Change, found: string | null): void {
    this.#now.set(target, found);
  }
}
