/** Which programs ran when, as /proc shows them from outside: some 10 ms exact. */
import { readdirSync, readFileSync } from "node:fs";

export interface Span {
  readonly argv: readonly string[];
  readonly pid: string;
  readonly from: number;
  to: number;
}

const TICK_MS = 10;

/** Its own time on a CPU and that of its children that have ended: what a busy machine leaves alone. */
export const cpuMs = (pid: string): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /s, "").split(" ");
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * TICK_MS;
};

const look = (pid: string): readonly string[] => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").filter(Boolean);
  } catch {
    return []; // it has ended
  }
};

/** Watches the programs that `meant` picks, until `stop` is called. */
export const watchPrograms = (
  meant: (argv: readonly string[]) => boolean, onNew: (span: Span) => void = () => undefined,
): { readonly stop: () => readonly Span[] } => {
  const spans = new Map<string, Span>();
  const ignored = new Set<string>();
  const timer = setInterval(() => {
    const now = performance.now();
    for (const pid of readdirSync("/proc")) {
      if (!/^\d+$/.test(pid) || ignored.has(pid)) continue;
      const argv = look(pid);
      const key = `${pid} ${argv.join(" ")}`;
      const known = spans.get(key);
      if (known) known.to = now;
      else if (meant(argv)) {
        const span = { argv, pid, from: now, to: now };
        spans.set(key, span);
        onNew(span);
      }
    }
  }, 5);
  return { stop: () => {
    clearInterval(timer);
    return [...spans.values()].sort((a, b) => a.from - b.from);
  } };
};
