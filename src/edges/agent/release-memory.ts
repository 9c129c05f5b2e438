/**
 * Gives back the memory that only starting took. The runtime's code and its tables are one large
 * file, and the kernel maps much around each page of it that is touched; what is needed again is
 * mapped again from the page cache, without the disk.
 */
import { readFileSync } from "node:fs";
import { LIBC, loadFfi, type Ffi } from "../linux/ffi.ts";

interface MadviseCall {
  madvise(address: number, length: number, advice: number): number;
}

const DONT_NEED = 4;
/** A kernel that keeps files in large pages would map two megabytes for each byte. */
const NO_HUGE_PAGE = 15;
/** Of smaller ones there is nothing to gain. */
const LEAST_BYTES = 1024 * 1024;

const MAPPING = /^([0-9a-f]+)-([0-9a-f]+) r-[x-]p .* \/.*\n(?:[A-Z].*\n)*?Anonymous: +0 kB$/gm;

/** Read-only, and never written to: of anything else, the file would not give it back. */
const cleanOf = (smaps: string): readonly (readonly [address: number, length: number])[] =>
  [...smaps.matchAll(MAPPING)].flatMap(([, from = "", to = ""]) => {
    const [address, end] = [Number.parseInt(from, 16), Number.parseInt(to, 16)];
    return end - address < LEAST_BYTES ? [] : [[address, end - address] as const];
  });

const readMappings = (): string => {
  try {
    return readFileSync("/proc/self/smaps", "utf8");
  } catch {
    return ""; // /proc may be hidden from a hardened unit
  }
};

type ReleaseMemory = () => void;

/** They are looked for once: what a program maps later is small, or was asked for. */
const slimBy = (ffi: Ffi): ReleaseMemory => {
  const { madvise } = ffi.dlopen(LIBC, {
    madvise: { args: ["ptr", "usize", "i32"], returns: "i32" },
  }).symbols as MadviseCall;
  const mappings = cleanOf(readMappings());
  for (const [address, length] of mappings) madvise(address, length, NO_HUGE_PAGE);
  return () => {
    for (const [address, length] of mappings) madvise(address, length, DONT_NEED);
  };
};

let slimmer: ReleaseMemory | null = null;

/** Does nothing where the runtime has no FFI. */
export const releaseMemory: ReleaseMemory = () => {
  const ffi = slimmer ? null : loadFfi();
  slimmer ??= ffi ? slimBy(ffi) : () => undefined;
  slimmer();
};
