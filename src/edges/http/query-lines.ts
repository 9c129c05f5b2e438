/**
 * What Vexor and its process without privileges say to each other: a line of questions, and a line
 * with their answers, under the same number. That process has read what strangers wrote, so that
 * its lines are no more trustworthy than theirs.
 */
import type { Query, QueryReply } from "../../ports/host.ts";

/** Of the body of one answer. */
export const LARGEST = 4 * 1024 * 1024;
/** Of all answers to a line of questions, in bytes. */
export const LONGEST_ANSWER = 64 * 1024 * 1024;
/** Of a line of questions. */
export const LONGEST_QUESTION = 1024 * 1024;
const LONGEST_PROBLEM = 1000;

export const questionLine = (id: number, questions: readonly Query[]): string =>
  JSON.stringify({ id, questions });

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  (typeof value === "object" && value !== null ? value as Fields : {});

const isText = (value: unknown, longest: number): value is string =>
  typeof value === "string" && value.length <= longest;

const replyOf = (value: unknown): QueryReply | null => {
  const { status, body, problem } = fieldsOf(value);
  const isStatus = status === null
    || (typeof status === "number" && Number.isInteger(status) && status >= 100 && status <= 999);
  if (!isStatus || !isText(body, LARGEST)) return null;
  return problem === null || isText(problem, LONGEST_PROBLEM) ? { status, body, problem } : null;
};

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
};

/** Null unless it is one answer to each of so many questions that were asked under this number. */
export const repliesIn = (
  line: string, id: number, count: number,
): readonly QueryReply[] | null => {
  const { id: told, answers } = fieldsOf(parsed(line));
  if (told !== id || !Array.isArray(answers) || answers.length !== count) return null;
  const replies = answers.flatMap((one) => replyOf(one) ?? []);
  return replies.length === count ? replies : null;
};

export interface AskedLine {
  readonly id: number;
  readonly questions: readonly Query[];
}

/** The other side: what Vexor asks is taken as it is. */
export const questionsIn = (line: string): AskedLine => JSON.parse(line) as AskedLine;

export const answerLine = (id: number, answers: readonly QueryReply[]): string =>
  JSON.stringify({ id, answers });
