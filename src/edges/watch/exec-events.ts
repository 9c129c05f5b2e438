/**
 * Programs that were started. `sysctl -w` may be gone before its files can be read; that it was
 * started, and from which file, the kernel has noted before its write. The notes stay in the
 * kernel's queue until a name is missing, or the queue is to be emptied: being woken for each start
 * would cost more than all the rest.
 */
import { closeSync, readSync } from "node:fs";
import { parseEvents, takeEventPath } from "./fanotify-events.ts";
import { isOneFileGone } from "./fanotify.ts";

const KEPT = 1024;
const KEPT_MS = 60_000;

/** Opened on behalf of a program, where the kernel was not asked to leave it out. */
const LINKER = /\/ld-linux[^/]*$|\/ld-musl[^/]*$|\/ld-\d[^/]*\.so$/;

/** Each event comes with an open descriptor, so only a few are taken at a time. */
const SOME = Buffer.allocUnsafeSlow(64 * 24);

/** The next records; empty when there are none left. */
const take = (fd: number): Uint8Array => {
  for (;;) {
    try {
      return SOME.subarray(0, readSync(fd, SOME, 0, SOME.length, null));
    } catch (error) {
      if (!isOneFileGone(error)) return SOME.subarray(0, 0); // EAGAIN
    }
  }
};

/** `fd` is null where starts are not reported. */
export const createExecEvents = (fd: number | null) => {
  const started = new Map<number, { readonly exe: string; readonly at: number }>();

  const note = (pid: number, exe: string, at: number): void => {
    if (LINKER.test(exe)) return;
    started.delete(pid); // so that it goes to the end
    started.set(pid, { exe, at });
    if (started.size > KEPT) started.delete(started.keys().next().value ?? pid);
  };

  const empty = (at: number): void => {
    if (fd === null) return;
    for (let bytes = take(fd); bytes.length > 0; bytes = take(fd)) {
      for (const event of parseEvents(bytes) ?? []) {
        const exe = event.fd < 0 ? null : takeEventPath(event.fd);
        if (exe !== null) note(event.pid, exe, at);
      }
    }
  };

  return {
    note,
    /** Takes what has gathered, so that the queue does not run over. */
    empty,
    /** The program that this process was last seen to start. */
    find: (pid: number, at: number): string | null => {
      empty(at);
      const found = started.get(pid);
      return found && at - found.at < KEPT_MS ? found.exe : null;
    },
    close: (): void => {
      if (fd !== null) closeSync(fd);
    },
  };
};

export type ExecEvents = ReturnType<typeof createExecEvents>;
