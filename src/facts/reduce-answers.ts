/** Answers without secrets, and without what changes by itself. */
import { hideCredentials } from "../formats/credentials.ts";
import type { QueryReply } from "../ports/host.ts";
import type { ProgramAnswer } from "../ports/programs.ts";
import type { ProcessText } from "../ports/processes.ts";
import { reducerOf } from "./kernel-texts.ts";
import { maskArguments } from "./texts.ts";
import type { Answers } from "./answers.ts";

const mapped = <T, R>(
  all: Readonly<Record<string, T>>, map: (one: T, key: string) => R,
): Record<string, R> => Object.fromEntries(Object.keys(all).sort()
  .map((key) => [key, map(all[key] as T, key)]));

const LONGEST = 200;
const FLAG = /--[A-Za-z][\w.-]*/g;

/** Of a help, the options that it knows: nothing else is asked of it. */
const usedOf = (said: string, key: string): string => (key.startsWith("--help ")
  ? [...new Set(said.match(FLAG))].sort().join("\n")
  : hideCredentials(said.split("\n")[0] ?? "").slice(0, LONGEST));

const programAnswer = ({ said, unasked }: ProgramAnswer, key: string): ProgramAnswer => ({
  said: said === null ? null : usedOf(said, key),
  unasked: unasked === null ? null : hideCredentials(unasked),
});

const processTextIn = (vocabulary: ReadonlySet<string>) =>
  ({ owner, told }: ProcessText): ProcessText => ({ owner,
    told: told && { argv: maskArguments(told.argv, vocabulary),
      status: reducerOf("/proc/1/status")?.(told.status) ?? "" } });

/** On this machine: a URL elsewhere may hold a key, and its answer changes by itself. */
const OWN = /^(?:unix:|http:\/\/(?:127\.0\.0\.1|localhost)[:/])/;
const STEADY = /"method":"(?:getHealth|getIdentity|getVersion|getGenesisHash)"|\/node\/health$/;

/** Whether it is well, and who it is. */
const steadyBody = (body: string): string => {
  try {
    const { result, error } = JSON.parse(body) as { result?: unknown; error?: unknown };
    const { code } = (error ?? {}) as { code?: unknown };
    return JSON.stringify(error === undefined ? { result } : { error: { code } });
  } catch {
    return "";
  }
};

const queryReply = ({ status, body, problem }: QueryReply): QueryReply =>
  ({ status, body: hideCredentials(steadyBody(body)), problem });

export const reduceAnswers = (
  answers: Answers, vocabulary: ReadonlySet<string>,
): Answers => ({
  asUser: mapped(answers.asUser, (one) => one),
  affinity: mapped(answers.affinity, (one) => one),
  startedAfter: mapped(answers.startedAfter, (one) => one),
  processes: mapped(answers.processes, processTextIn(vocabulary)),
  programs: mapped(answers.programs, programAnswer),
  queries: mapped(Object.fromEntries(Object.entries(answers.queries).filter(([key]) =>
    OWN.test(key) && STEADY.test(key))), queryReply),
  namespace: mapped(answers.namespace, (one) => one),
  keypairs: mapped(answers.keypairs, (one) => one),
  locks: mapped(answers.locks, (one) => (typeof one === "number" ? "unknown" : one)),
});
