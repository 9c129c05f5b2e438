/** A process's memory, as a core dump would hold it: read while the process stands still. */
import { closeSync, openSync, readFileSync, readSync, readdirSync } from "node:fs";

const CHUNK = 4 * 1024 * 1024;
/** What lies across the edge of two chunks is in the second one, too. */
const OVERLAP = 1024;

const read = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};

/** The host's own number for a process of a container, which holds this text as a key. */
const hostPid = (inner: string, key: string): string => {
  const found = readdirSync("/proc").filter((pid) => /^\d+$/.test(pid))
    .find((pid) => new RegExp(`^NSpid:.*\t${inner}$`, "m").test(read(`/proc/${pid}/status`))
      && read(`/proc/${pid}/root/etc/solana/unstaked.json`) === key);
  if (found === undefined) throw new Error(`process ${inner} of the container was not found`);
  return found;
};

interface Region {
  readonly from: number;
  readonly to: number;
}

const PAGE = 4096;
/** In memory, or swapped out: the two highest bits of a page's entry. */
const IS_THERE = 0xc0;

/** The parts of a mapping that exist: most of what is reserved was never touched. */
const touched = (pagemap: number, { from, to }: Region): readonly Region[] => {
  const entries = Buffer.alloc(((to - from) / PAGE) * 8);
  const size = readSync(pagemap, entries, 0, entries.length, (from / PAGE) * 8);
  const found: { from: number; to: number }[] = [];
  for (let page = 0; page * 8 < size; page++) {
    if (((entries[page * 8 + 7] ?? 0) & IS_THERE) === 0) continue;
    const at = from + page * PAGE;
    const last = found.at(-1);
    if (last?.to === at) last.to = at + PAGE;
    else found.push({ from: at, to: at + PAGE });
  }
  return found;
};

/** Mappings that were written to: what is read from files is in the files, too. */
const regions = (pid: string): readonly Region[] => {
  const pagemap = openSync(`/proc/${pid}/pagemap`, "r");
  const all = read(`/proc/${pid}/maps`).split("\n").flatMap((line): readonly Region[] => {
    const [, from = "", to = ""] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
    return from === "" ? []
      : touched(pagemap, { from: parseInt(from, 16), to: parseInt(to, 16) });
  });
  closeSync(pagemap);
  return all;
};

/** What `look` finds in any part of it. */
export const memoryOf = async (
  inner: string, key: string, look: (chunk: Buffer) => readonly string[],
): Promise<readonly string[]> => {
  const pid = hostPid(inner, key);
  process.kill(Number(pid), "SIGSTOP");
  const fd = openSync(`/proc/${pid}/mem`, "r");
  const found: string[] = [];
  try {
    for (const { from, to } of regions(pid)) {
      for (let at = from; at < to; at += CHUNK - OVERLAP) {
        const chunk = Buffer.alloc(Math.min(CHUNK, to - at));
        try {
          const size = readSync(fd, chunk, 0, chunk.length, at);
          if (size > 0) found.push(...look(chunk.subarray(0, size)));
        } catch {
          continue; // a page that the kernel does not give away
        }
      }
    }
  } finally {
    closeSync(fd);
    process.kill(Number(pid), "SIGCONT");
  }
  return found;
};
