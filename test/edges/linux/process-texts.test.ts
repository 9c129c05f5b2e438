/** What a process reports of itself, and how long a stalled one is waited for. */
import { execa } from "execa";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { outputOf } from "../../../src/edges/linux/abandonable-child.ts";
import { processTexts, readForeign, type ProcessTexts } from "../../../src/edges/linux/process-texts.ts";

const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

test("the texts of our own process are read at once, and an ended process is left out", () => {
  const seen = processTexts([process.pid, 2 ** 30]);
  expect([...seen.keys()]).toEqual([process.pid]);
  const { owner, told } = seen.get(process.pid) ?? {};
  expect(owner).toBe(process.geteuid?.());
  expect(told?.argv[0]).toBe(process.argv0);
  expect(told?.status).toContain(`\nPid:\t${process.pid}\n`);
});

describe.skipIf(!isRoot)("another user's process", () => {
  test("is read through a child with the same result, whatever its texts hold", async () => {
    const words = ["-c", "read _; :", "", "two\nlines", "/proc/1/comm", "ü"];
    const child = execa("sh", words, { uid: NOBODY, reject: false });
    try {
      const pid = child.pid ?? 0;
      await vi.waitFor(() => expect(processTexts([pid]).get(pid)?.told?.argv)
        .toEqual(["sh", ...words]));
      const one = processTexts([1, pid, process.pid]).get(pid);
      expect(one).toMatchObject({ owner: NOBODY,
        told: { status: expect.stringContaining(`\nUid:\t${NOBODY}\t`) as string } });
    } finally {
      child.kill("SIGKILL");
    }
  });
});

/** A stalled user is remembered, so each test has users and processes of its own. */
let base = 0;

/** Processes that do not answer stop the child where it is. */
const child = (stalled: readonly number[], asked: number[][] = []) =>
  (pids: readonly number[], ms: number): ProcessTexts => {
    asked.push(pids.map((pid) => pid - base));
    vi.advanceTimersByTime(ms);
    const at = pids.findIndex((pid) => stalled.includes(pid - base));
    return answer(pids, at < 0 ? pids.length : at, false);
  };

const answer = (pids: readonly number[], count: number, isFull: boolean): ProcessTexts => ({
  texts: new Map(pids.slice(0, count).map((pid) => [pid, { argv: [`${pid - base}`], status: "x" }])),
  isWhole: count === pids.length, last: pids[count] ?? null, isFull });

describe("among the processes of other users", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["performance"] });
    base += 1000;
    return () => vi.useRealTimers();
  });
  const foreign = (...each: readonly (readonly [pid: number, user: number])[]) =>
    each.map(([pid, user]) => ({ pid: base + pid, owner: base + user }));
  const summary = (answers: ReadonlyMap<number, { readonly argv: readonly string[] } | null>) =>
    Object.fromEntries([...answers].map(([pid, told]) => [pid - base, told?.argv[0] ?? null]));

  test("a stalled one delays no other answer, and its user's others come last", () => {
    const asked: number[][] = [];
    const answers = readForeign(foreign([1, 1], [2, 2], [3, 1], [4, 3]), child([1], asked));
    expect(summary(answers)).toEqual({ 1: null, 2: "2", 3: "3", 4: "4" });
    expect(asked).toEqual([[1, 3, 2, 4], [2, 4, 3]]);
  });

  test("a second stalled one leaves its user's others without an answer", () => {
    const asked: number[][] = [];
    const answers = readForeign(foreign([1, 1], [2, 2], [3, 1], [5, 1], [4, 3]), child([1, 3], asked));
    expect(summary(answers)).toEqual({ 1: null, 2: "2", 3: null, 4: "4", 5: null });
    expect(asked).toEqual([[1, 3, 5, 2, 4], [2, 4, 3, 5]]);
  });

  test("a user whose process has stalled is not asked again for a while", () => {
    const asked: number[][] = [];
    readForeign(foreign([1, 1]), child([1]));
    expect(summary(readForeign(foreign([1, 1], [2, 2]), child([], asked)))).toEqual({ 1: null, 2: "2" });
    expect(asked).toEqual([[2]]);
    vi.advanceTimersByTime(10_001);
    expect(summary(readForeign(foreign([1, 1]), child([])))).toEqual({ 1: "1" });
  });

  test("stalled ones of many users delay a reading by six seconds at most", () => {
    const many = Array.from({ length: 50 }, (_, at) => [at, at] as const);
    const begun = performance.now();
    const answers = readForeign(foreign(...many), child(many.map(([pid]) => pid)));
    expect(performance.now() - begun).toBeLessThanOrEqual(6000);
    expect(new Set(answers.values())).toEqual(new Set([null]));
    expect(answers.size).toBe(50);
  });

  test("one with too long a text has no answer, and the others have theirs", () => {
    const full = (pids: readonly number[]): ProcessTexts => {
      const at = pids.indexOf(base + 7);
      return answer(pids, at < 0 ? pids.length : Math.min(at, 2), at >= 0);
    };
    expect(summary(readForeign(foreign([1, 1], [2, 1], [3, 1], [7, 2], [8, 2], [9, 3]), full)))
      .toEqual({ 1: "1", 2: "2", 3: "3", 7: null, 8: "8", 9: "9" });
  });

  test("no text is known where no child could be started", () => {
    const none: ProcessTexts = { texts: new Map(), isWhole: false, last: null, isFull: false };
    expect(summary(readForeign(foreign([1, 1], [2, 2]), () => none))).toEqual({ 1: null, 2: null });
  });
});

test("a child's output ends with the child, at a time limit, or at a size limit", () => {
  const limits = { ms: 10_000, bytes: 1000 };
  expect(outputOf(["echo", "so"], limits)).toEqual({ text: "so\n", because: "end" });
  expect(outputOf(["sleep", "60"], { ...limits, ms: 50 })).toEqual({ text: "", because: "time" });
  expect(outputOf(["seq", "1000000"], limits).because).toBe("size");
});
