/**
 * Memory as the kernel counts it: how much, how sound, in which pages, and what has been swapped
 * or killed for want of it since the boot.
 */
import type { HostReader } from "../../ports/host.ts";
import { textIn, numberIn } from "../small-files.ts";

const EDAC = "/sys/devices/system/edac/mc";
const NODES = "/sys/devices/system/node";

export interface MemoryController {
  readonly name: string;
  readonly path: string;
  /** Errors that it has mended, and that it could not. */
  readonly corrected: number;
  readonly uncorrected: number;
}

export const readMemoryControllers = (host: HostReader): readonly MemoryController[] =>
  host.list(EDAC).filter((name) => /^mc\d+$/.test(name)).map((name) => {
    const path = `${EDAC}/${name}`;
    return { name, path, corrected: numberIn(host, `${path}/ce_count`) ?? 0,
      uncorrected: numberIn(host, `${path}/ue_count`) ?? 0 };
  });

export interface SwapArea {
  readonly path: string;
  readonly sizeKib: number;
  readonly usedKib: number;
  /** It is compressed memory, not a disk. */
  readonly isZram: boolean;
}

/** A space in a name is written as `\040`. */
export const readSwaps = (host: HostReader): readonly SwapArea[] | null => {
  const text = textIn(host, "/proc/swaps");
  return text === null ? null : text.split("\n").slice(1).flatMap((line) => {
    const [path = "", , size, used] = line.trim().split(/\s+/);
    return used === undefined ? [] : [{ path, sizeKib: Number(size), usedKib: Number(used),
      isZram: /\/zram\d+$/.test(path) }];
  });
};

/** Counters since the boot, by name; null where the kernel tells none. */
export const readVmCounters = (host: HostReader): ReadonlyMap<string, number> | null => {
  const text = textIn(host, "/proc/vmstat");
  return text === null ? null : new Map(text.split("\n").flatMap((line) => {
    const [name = "", value] = line.split(" ");
    return value === undefined ? [] : [[name, Number(value)] as const];
  }));
};

export interface HugePagePool {
  readonly node: string;
  readonly path: string;
  readonly pageKib: number;
  readonly pages: number;
  readonly free: number;
}

export const readHugePagePools = (host: HostReader): readonly HugePagePool[] =>
  host.list(NODES).filter((name) => /^node\d+$/.test(name)).flatMap((node) =>
    host.list(`${NODES}/${node}/hugepages`).flatMap((name) => {
      const size = /^hugepages-(\d+)kB$/.exec(name)?.[1];
      const path = `${NODES}/${node}/hugepages/${name}`;
      return size === undefined ? [] : [{ node, path, pageKib: Number(size),
        pages: numberIn(host, `${path}/nr_hugepages`) ?? 0,
        free: numberIn(host, `${path}/free_hugepages`) ?? 0 }];
    }));

/** The word in brackets of `always [madvise] never`. */
export const readChoice = (host: HostReader, path: string): string | null =>
  /\[([^\]]+)\]/.exec(textIn(host, path) ?? "")?.[1] ?? null;
