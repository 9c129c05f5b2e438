/**
 * CLOCK_BOOTTIME, which counts on while the machine sleeps: in ms, to the hundredth of a second as
 * in /proc/uptime, by which the agent reads what the keeper has written. The keeper asks for it
 * some thirty times a second, and that file costs the kernel more the more processors there are.
 * So the kernel is asked directly, or a file that stays open where that cannot be done.
 */
import { openSync, readSync } from "node:fs";
import { LIBC, loadFfi } from "../linux/ffi.ts";

type BootClock = () => number;

interface ClockCalls {
  clock_gettime(clock: number, to: BigInt64Array): number;
}

const CLOCK_BOOTTIME = 7;
const NS_PER_HUNDREDTH = 10_000_000n;
const LONGEST = 64;

/** Each call reads the file anew, from its beginning. */
const clockOfFile = (): BootClock => {
  const bytes = Buffer.alloc(LONGEST);
  const fd = openSync("/proc/uptime", "r");
  return () => {
    const length = readSync(fd, bytes, 0, LONGEST, 0);
    return Number.parseFloat(bytes.toString("latin1", 0, length)) * 1_000;
  };
};

/** Null where the runtime has no FFI. */
const clockOfKernel = (): BootClock | null => {
  const libc = loadFfi()?.dlopen(LIBC, {
    clock_gettime: { args: ["i32", "ptr"], returns: "i32" },
  }).symbols as ClockCalls | undefined;
  if (libc === undefined) return null;
  const time = new BigInt64Array(2);
  return () => {
    if (libc.clock_gettime(CLOCK_BOOTTIME, time) !== 0) throw new Error("no clock since the boot");
    const [seconds = 0n, ns = 0n] = time;
    return Number(seconds) * 1_000 + Number(ns / NS_PER_HUNDREDTH) * 10;
  };
};

/** Opened by the first call: not each process that could count by it does. */
export const openBootClock = (): BootClock => {
  let clock: BootClock | null = null;
  return () => {
    clock ??= clockOfKernel() ?? clockOfFile();
    return clock();
  };
};
