/**
 * Programs that have just been started. `sysctl -w` may be gone before anybody can look at it; that
 * it was started, from which file, the kernel has told a millisecond before its write, and keeps
 * in its queue however late we come.
 */
import { traceOf, type Started } from "./writer.ts";

const KEPT = 512;
const KEPT_MS = 60_000;

/** More than so many a second, over the time between two looks, is too dear to go on with. */
const MOST_PER_SECOND = 50;

/** The dynamic linker is opened like a program, on behalf of one. */
const LINKER = /\/ld-linux[^/]*$|\/ld-musl[^/]*$|\/ld-\d[^/]*\.so$/;

export const createStarts = () => {
  const started = new Map<number, Started & { readonly at: number }>();
  let count = 0;
  return {
    note: (pid: number, exe: string, at: number): void => {
      count += 1;
      const before = started.get(pid);
      if (LINKER.test(exe)) {
        // By now the process is itself, and no longer a copy of its parent.
        if (before) started.set(pid, { ...before, trace: traceOf(pid) ?? before.trace });
        return;
      }
      started.delete(pid); // so that it goes to the end
      started.set(pid, { exe, trace: traceOf(pid), at });
      if (started.size > KEPT) started.delete(started.keys().next().value ?? pid);
    },
    find: (pid: number, at: number): Started | null => {
      const found = started.get(pid);
      return found && at - found.at < KEPT_MS ? found : null;
    },
    /** Whether there were too many since the last call, `ms` ago. */
    tooMany: (ms: number): boolean => {
      const many = count > MOST_PER_SECOND * (ms / 1000);
      count = 0;
      return many;
    },
  };
};

export type Starts = ReturnType<typeof createStarts>;
