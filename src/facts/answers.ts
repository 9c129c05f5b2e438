/** What programs, clients and the kernel answered. Each answer stands under what was asked. */
import type { Query, QueryReply } from "../ports/host.ts";
import type { KeypairFact } from "../ports/keys.ts";
import type { ProcessText } from "../ports/processes.ts";
import type { AskedProgram, ProgramAnswer } from "../ports/programs.ts";

export interface Answers {
  /** By user and path, `1000 /home/sol/x`: why the user may not read it, where root may. */
  asUser: Record<string, string>;
  /** By thread. */
  affinity: Record<string, string | null>;
  /** By process and path: `900 /etc/x`. */
  startedAfter: Record<string, boolean | null>;
  processes: Record<string, ProcessText>;
  /** By question and path: `--version /opt/agave/agave-validator`. */
  programs: Record<string, ProgramAnswer>;
  queries: Record<string, QueryReply>;
  /** Of a fresh network namespace, by path. */
  namespace: Record<string, string>;
  /** By the owner that was asked for, and path. */
  keypairs: Record<string, KeypairFact>;
  locks: Record<string, number | "unknown" | null>;
}

export const noAnswers = (): Answers => ({ asUser: {}, affinity: {}, startedAfter: {},
  processes: {}, programs: {}, queries: {}, namespace: {}, keypairs: {}, locks: {} });

export const answerKey = {
  asUser: (uid: number | null, path: string): string => `${uid ?? "-"} ${path}`,
  startedAfter: (pid: number, path: string): string => `${pid} ${path}`,
  program: ({ question, path }: AskedProgram): string => `${question} ${path}`,
  query: ({ to, body }: Query): string => (body === null ? to : `${to} ${body}`),
  keypair: (path: string, owner: number | undefined): string => `${owner ?? "-"} ${path}`,
} as const;
