/**
 * Asking from the outside: what answers may be hostile or never come, so this program is started
 * once more, without privileges and with a time limit, and only its verdict is read here. Many
 * looks follow each other, and a start takes most of the time of a look: so that process stays for
 * the next one. What a stranger makes of it must not reach far: programs of this machine are asked
 * by another process than nodes elsewhere are, and those of one user by another than of the next.
 */
import { childProcess } from "../linux/child-process.ts";
import { keepChild, type KeptChild } from "../linux/kept-child.ts";
import type { QueryReply, Query } from "../../ports/host.ts";
import { inTransientUnit, isConfined, SANDBOX } from "../systemd/sandbox.ts";
import { NOBODY, withoutPrivileges } from "../linux/rights.ts";
import { SELF } from "../linux/self-command.ts";
import { PLAIN_ENV } from "../linux/environment.ts";
import { LONGEST_ANSWER, questionLine, repliesIn } from "./query-lines.ts";

const GRACE_MS = 1500;
/** Longer than any pause between two looks of one change. */
const IDLE_MS = 10_000;

/** Without privileges, from outside of our own sandbox, where the network is. */
const fromOutside = (uid: number): readonly string[] => inTransientUnit([...SANDBOX,
  `User=${uid}`, `Group=${NOBODY}`, "DefaultDependencies=no", "MemoryMax=256M", "MemorySwapMax=0",
  "TasksMax=64", "LimitCORE=0", "RuntimeMaxSec=2min"]);

const askerFor = (uid: number): readonly string[] =>
  [...isConfined() && process.geteuid?.() === 0 ? fromOutside(uid) : withoutPrivileges(uid),
    ...SELF, "query"];

export const unanswered = (
  questions: readonly Query[], problem = "nothing runs in a tree",
): readonly QueryReply[] => questions.map(() => ({ status: null, body: "", problem }));

const [LATE, NONE] = ["asking took too long", "no answer"] as const;

interface KeptAsker {
  readonly child: KeptChild;
  readonly idle: NodeJS.Timeout;
}

/** By what they may ask. */
const kept = new Map<string, KeptAsker>();

const dismiss = (key: string): void => {
  const asker = kept.get(key);
  kept.delete(key);
  clearTimeout(asker?.idle);
  asker?.child.dismiss();
};

/** At our own end: what waits for questions ends, too. */
export const dismissAskers = (): void => [...kept.keys()].forEach(dismiss);

const startAsker = (key: string, uid: number): KeptChild | null => {
  dismiss(key);
  const child = keepChild(askerFor(uid), { env: PLAIN_ENV, longest: LONGEST_ANSWER });
  if (child) kept.set(key, { child, idle: setTimeout(() => dismiss(key), IDLE_MS).unref() });
  return child;
};

/** Where none can be kept: started for this line alone. */
const askOnce = (uid: number, line: string, ms: number): string | null => {
  const [file = "", ...args] = askerFor(uid);
  const { stdout, status } = childProcess().spawnSync(file, args, {
    input: `${line}\n`, encoding: "utf8", env: PLAIN_ENV, cwd: "/",
    timeout: ms, killSignal: "SIGKILL", maxBuffer: LONGEST_ANSWER,
    stdio: ["pipe", "pipe", "ignore"],
  });
  return status === 0 ? stdout : null;
};

/** Questions that are with a process. */
interface WaitingQuestion {
  /** Waits for the answers. */
  readonly answers: () => readonly QueryReply[];
  /** Where they stand among all that was asked. */
  readonly places: readonly number[];
}

let asked = 0;

/** What its line says, once it is one; another one is not heard again. */
const understood = (
  key: string, id: number, line: string | null, questions: readonly Query[],
): readonly QueryReply[] => {
  const replies = line === null ? null : repliesIn(line, id, questions.length);
  if (replies === null) dismiss(key);
  return replies ?? unanswered(questions, NONE);
};

const begin = (
  uid: number, isHere: boolean, questions: readonly Query[], end: number,
): WaitingQuestion["answers"] => {
  const [key, id] = [`${uid} ${isHere ? "here" : "elsewhere"}`, ++asked];
  const line = questionLine(id, questions);
  const old = kept.get(key);
  old?.idle.refresh();
  const isOld = old?.child.tell(line, end) === true;
  const child = isOld ? old.child : startAsker(key, uid);
  if (child === null) {
    return () => understood(key, id, askOnce(uid, line, end - performance.now()), questions);
  }
  if (!isOld) child.tell(line, end);
  return () => {
    const reply = child.hear(end);
    if ("line" in reply) return understood(key, id, reply.line, questions);
    // It may have gone by itself, long ago: a new one is asked, once.
    if (reply.because === "gone" && isOld) return begin(uid, isHere, questions, end)();
    return unanswered(questions, reply.because === "late" ? LATE : NONE);
  };
};

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

const isHere = ({ to }: Query): boolean =>
  to.startsWith("unix:") || LOOPBACK.has(URL.parse(to)?.hostname ?? "");

export const runQueries = (questions: readonly Query[], uid = NOBODY): readonly QueryReply[] => {
  if (questions.length === 0) return [];
  const end = performance.now() + GRACE_MS
    + Math.max(...questions.map(({ timeoutMs }) => timeoutMs));
  const pending = [true, false].flatMap((here): readonly WaitingQuestion[] => {
    const places = questions.flatMap((one, at) => (isHere(one) === here ? [at] : []));
    return places.length === 0 ? [] : [{ places,
      answers: begin(uid, here, places.flatMap((at) => questions[at] ?? []), end) }];
  });
  const replies = new Map(pending.flatMap(({ places, answers }) => {
    const told = answers();
    return places.map((place, at) => [place, told[at]] as const);
  }));
  return questions.map((one, at) => replies.get(at) ?? unanswered([one], NONE)[0] as QueryReply);
};
