/**
 * CLOCK_BOOTTIME, which counts on while the machine sleeps: in ms, to the hundredth of a second.
 * The keeper asks for it some twenty times a second, so its file stays open.
 */
import { openSync, readSync } from "node:fs";

const LONGEST = 64;

/** Each call reads the file anew, from its beginning. */
export const openBootClock = (path = "/proc/uptime"): (() => number) => {
  const bytes = Buffer.alloc(LONGEST);
  let fd: number | null = null;
  return () => {
    fd ??= openSync(path, "r");
    const length = readSync(fd, bytes, 0, LONGEST, 0);
    return Number.parseFloat(bytes.toString("latin1", 0, length)) * 1_000;
  };
};
