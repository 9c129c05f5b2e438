/**
 * The observer's eyes: samples, 50 times a second, which validators' main processes exist, and
 * writes a line whenever that changes. It asks the kernel only.
 */
import { appendFileSync, readFileSync, readdirSync, readlinkSync } from "node:fs";

const EVERY_MS = 20;
const CLIENTS =
  /\/(agave-validator|solana-validator|fdctl|firedancer|validator|lighthouse|lodestar)( \(deleted\))?$/;
/** `run1` is a tile; one whose client has just died lives a moment longer. */
const ASKING = ["run1", "set-identity", "contact-info", "--version", "--help", "version", "get-identity",
  "wait-for-restart-window", "authorized-voter", "exit", "monitor", "slashing-protection",
  "slashing-protection-history"];

interface Seen {
  readonly pid: string;
  readonly parent: string;
  readonly exe: string;
}

const look = (pid: string): readonly Seen[] => {
  try {
    const exe = CLIENTS.exec(readlinkSync(`/proc/${pid}/exe`))?.[1];
    if (exe === undefined) return [];
    const argv = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "";
    // Within execve the new program has no arguments yet: it may still turn out to be a question.
    const isBorn = argv.length > 1;
    return !isBorn || argv.some((word) => ASKING.includes(word)) ? [] : [{ pid, parent, exe }];
  } catch {
    return []; // it has gone, or is just being born
  }
};

/** Tiles are children of their client's first process, which alone is counted. */
const mainsNow = (): readonly string[] => {
  const all = readdirSync("/proc").filter((pid) => /^\d+$/.test(pid)).flatMap(look);
  return all.filter(({ parent }) => !all.some(({ pid }) => pid === parent))
    .map(({ exe, pid }) => `${exe}:${pid}`);
};

/** `stand-in-observer LOG`: until it is killed. */
export const observe = (_: string, [log = "/dev/stdout"]: readonly string[]): Promise<void> => {
  let before = "";
  setInterval(() => {
    const mains = mainsNow();
    const now = mains.join(" ");
    if (now === before) return;
    before = now;
    appendFileSync(log, `${JSON.stringify({ wall: Date.now(), mains })}\n`);
  }, EVERY_MS);
  return new Promise(() => undefined);
};
