/**
 * How long a test waits before it says that something does not happen. A limit is there for what
 * hangs: a test that passes does not wait for it. So limits are generous, and grow with what the
 * machine lacks: its own speed, and the CPU time that others take. They prove nothing about speed.
 */
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** What the spin below takes of a CPU's time on the machine that the limits were found on. */
const REFERENCE_MS = 12;
const SPIN = 10_000_000;
const LEAST = 3;
const MOST = 10;

/** CPU time, not wall time: how busy the machine is tells the load, from moment to moment. */
const spinMs = (): number => {
  const { user, system } = process.cpuUsage();
  let sum = 1;
  for (let at = 0; at < SPIN; at++) sum = Math.imul(sum, 31) + at | 0;
  const used = process.cpuUsage({ user, system });
  return sum === 0 ? 0 : (used.user + used.system) / 1000;
};

const slowness = Math.max(1, spinMs() / REFERENCE_MS);

/** Processes that want a CPU, by CPU: over the last minute, or right now if that is more. */
const crowding = (): number => {
  const [minute = "0", , , tasks = "1/1"] = readFileSync("/proc/loadavg", "utf8").split(" ");
  const now = Number(tasks.split("/")[0]) - 1;
  return Math.max(Number(minute), now) / availableParallelism();
};

const pace = (): number => Math.min(MOST, Math.max(LEAST, slowness * (1 + crowding())));

/** At four processes per CPU: a load average still shows a load that has long gone. */
const MOST_CROWDED = 3;

/**
 * Seconds that Vexor itself shall wait, written into a host file. Some tests wait for their end, so
 * these grow only where the machine is slow or busy, and not far. What can never come true needs
 * none of it.
 */
export const patient = (seconds: number): number =>
  Math.ceil(seconds * Math.min(MOST, slowness * Math.min(MOST_CROWDED, 1 + crowding() / 2)));

/** A limit in ms for this machine as busy as it is now, from one for a quick and idle machine. */
export const within = (ms: number): number => Math.round(ms * pace());

/** Grows while it runs, when the machine gets busier meanwhile. */
export const deadline = (ms: number): { readonly isOver: () => boolean } => {
  const begun = performance.now();
  let most = 0;
  return { isOver: () => {
    most = Math.max(most, within(ms));
    return performance.now() - begun > most;
  } };
};

const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;

/** A test that asks without a pause takes the processor from what it waits for. */
const pauseAfter = (askedMs: number): number =>
  Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, 2 * askedMs));

type Facts = () => Promise<string> | string;

/** Waits until it finds something, and gives it; throws, with `facts`, when the time is over. */
export const untilFound = async <T>(
  find: () => Promise<T | null | undefined> | T | null | undefined, seconds: number,
  facts: Facts = () => "",
): Promise<T> => {
  for (const limit = deadline(seconds * 1000); !limit.isOver();) {
    const asked = performance.now();
    const found = await find();
    if (found !== null && found !== undefined) return found;
    await sleep(pauseAfter(performance.now() - asked));
  }
  throw new Error(`it did not come true within ${within(seconds * 1000) / 1000} s\n${await facts()}`);
};

/**
 * Time that must go by before a test means anything: until a key has expired, or into a step that
 * is then cut short. Where there is a condition to wait for, `until` waits for it.
 */
export const elapse = (ms: number): Promise<void> => sleep(ms);

/**
 * For what must not happen in a span: `check` throws once it has. The span is what the test is
 * about, so it is as long on any machine.
 */
export const holdsFor = async (ms: number, check: () => Promise<void>): Promise<void> => {
  const end = performance.now() + ms;
  do {
    await check();
    await sleep(Math.min(LONGEST_PAUSE_MS, Math.max(0, end - performance.now())));
  } while (performance.now() < end);
  await check();
};

/** Waits until it holds; throws, with `facts`, when it does not in this time. */
export const until = async (
  holds: () => Promise<boolean> | boolean, seconds: number, facts?: Facts,
): Promise<void> => void await untilFound(async () => await holds() || null, seconds, facts);
