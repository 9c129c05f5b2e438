/** Which programs ran when, as /proc shows them from outside: exact to some 10 ms. */
import { readdirSync, readFileSync } from "node:fs";

export interface Span {
  readonly argv: readonly string[];
  readonly pid: string;
  readonly from: number;
  to: number;
}

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
