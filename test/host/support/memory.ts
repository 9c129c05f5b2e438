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

/** Mappings that were written to: what is read from files is in the files, too. */
const regions = (smaps: string): readonly Region[] =>
  smaps.split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m).flatMap((text) => {
    const [, from = "", to = ""] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(text) ?? [];
    const isThere = /^Rss: +[1-9]/m.test(text) && !/\[v(var|syscall)/.test(text);
    return from !== "" && isThere ? [{ from: parseInt(from, 16), to: parseInt(to, 16) }] : [];
  });

/** What `look` finds in any part of it. */
export const memoryOf = async (
  inner: string, key: string, look: (chunk: Buffer) => readonly string[],
): Promise<readonly string[]> => {
  const pid = hostPid(inner, key);
  process.kill(Number(pid), "SIGSTOP");
  const fd = openSync(`/proc/${pid}/mem`, "r");
  const found: string[] = [];
  try {
    for (const { from, to } of regions(read(`/proc/${pid}/smaps`))) {
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
