/**
 * What programs of this machine answer, asked again every few seconds. Worth a notice is an answer
 * that differs from the last one; silence is not, for a program that is busy has not changed. The
 * command that made it another may still be at work, and disturb a reading: so it is reported a
 * moment later, and once more with the next look.
 */
import type { QueryReply, Query } from "../../ports/host.ts";
import { withoutPrivileges } from "../linux/rights.ts";
import { runCommand } from "../linux/command.ts";
import { SELF } from "../linux/self-command.ts";
import { questionLine, repliesIn } from "../http/query-lines.ts";

type AskQueries = (questions: readonly Query[]) => Promise<readonly QueryReply[]>;

const GRACE_MS = 1500;
const SETTLE_MS = 500;

const askApart: AskQueries = async (questions) => {
  const longest = Math.max(...questions.map(({ timeoutMs }) => timeoutMs));
  const { code, stdout } = await runCommand([...withoutPrivileges(), ...SELF, "query"],
    longest + GRACE_MS, { input: `${questionLine(1, questions)}\n` });
  return code === 0 ? repliesIn(stdout, 1, questions.length) ?? [] : [];
};

/** A process without privileges queries itself, and spares the machine another process. */
const askSafely: AskQueries = async (questions) => {
  if (process.geteuid?.() === 0) return askApart(questions);
  const { answersTo } = await import("../http/query-client.ts");
  return answersTo(questions);
};

export const createRpcPoll = (told: (to: string) => void, ask: AskQueries = askSafely) => {
  let kept: readonly Query[] = [];
  let last = new Map<string, string>();
  let isAsking = false;
  let again: readonly string[] = [];

  /** Those who answer otherwise than before. */
  const askAll = async (): Promise<readonly string[]> => {
    if (isAsking || kept.length === 0) return [];
    isAsking = true;
    const questions = kept;
    const answers = await ask(questions).catch((): readonly QueryReply[] => []);
    isAsking = false;
    return questions.flatMap(({ to }, at) => {
      const answer = answers[at];
      if (answer?.status !== 200 || last.get(to) === answer.body) return [];
      last.set(to, answer.body);
      return [to];
    });
  };

  return {
    keep: async (questions: readonly Query[]): Promise<void> => {
      if (JSON.stringify(questions) === JSON.stringify(kept)) return;
      kept = questions;
      last = new Map();
      await askAll();
    },
    look: async (): Promise<void> => {
      again.forEach(told);
      again = await askAll();
      if (again.length > 0) setTimeout(() => again.forEach(told), SETTLE_MS).unref();
    },
  };
};
