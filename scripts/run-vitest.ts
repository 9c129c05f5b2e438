/** Runs vitest within a time, and tells what is known of its tests, however it ends. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { RECORD, type Line } from "./test-reporter.ts";

const root = dirname(import.meta.dirname);
/** Between SIGTERM, which lets it end its workers, and SIGKILL. */
const GRACE_MS = 20_000;

export interface Tally {
  readonly passed: number;
  /** With those that had not ended, and the files and suites that broke outside of their tests. */
  readonly failed: number;
  readonly unfinished: readonly string[];
}

const read = (path: string): readonly Line[] => {
  try {
    return readFileSync(path, "utf8").split("\n").filter((line) => line.endsWith("}"))
      .map((line) => JSON.parse(line) as Line);
  } catch {
    return []; // it has died before its first test
  }
};

export const tallyOf = (lines: readonly Line[], wentWell: boolean): Tally => {
  const states = new Map<string, Exclude<Line["is"], "begun" | "broken">>();
  for (const line of lines) {
    if (line.is !== "begun" && line.is !== "broken") states.set(line.id, line.is);
  }
  const all = [...states.values()];
  const unfinished = lines.flatMap((line) =>
    (line.is === "begun" && !states.has(line.id) ? [line.name] : []));
  const failed = all.filter((state) => state === "failed").length + unfinished.length
    + lines.filter(({ is }) => is === "broken").length;
  return { passed: all.filter((state) => state === "passed").length,
    failed: wentWell ? failed : Math.max(failed, 1), unfinished };
};

/** True when it has ended by itself, and well. */
const ended = (child: ChildProcess, limitMs: number, stop: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    const end = (why: string): void => {
      console.error(`vitest is ended: ${why}`);
      child.kill("SIGTERM");
      setTimeout(() => child.kill("SIGKILL"), GRACE_MS).unref();
    };
    const overdue = (): void => end(`its limit is ${Math.round(limitMs / 60_000)} minutes`);
    const timer = setTimeout(overdue, limitMs);
    stop.addEventListener("abort", () => end(String(stop.reason)));
    child.on("error", (error) => console.error(`vitest: ${error.message}`));
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve(code === 0);
    });
  });

/** Aborting `stop` ends it as the limit does. */
export const runVitest = async (
  args: readonly string[], limitMs: number, stop: AbortSignal, directory = root,
): Promise<Tally> => {
  const record = join(root, ".cache", `tests.${process.pid}.jsonl`);
  mkdirSync(dirname(record), { recursive: true });
  rmSync(record, { force: true });
  const child = spawn(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), "run",
    "--reporter=default", `--reporter=${join(root, "scripts/test-reporter.ts")}`, ...args,
  ], { cwd: directory, stdio: "inherit", env: { ...process.env, [RECORD]: record } });
  const wentWell = await ended(child, limitMs, stop);
  const tally = tallyOf(read(record), wentWell);
  rmSync(record, { force: true });
  return tally;
};
