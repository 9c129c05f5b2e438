/**
 * What a program may be asked. The list is all there is: no word of a host file, a repository or
 * another user gets into the arguments of a program that Vexor runs.
 */
export const PROGRAM_QUESTIONS = ["--version", "version", "--help"] as const;

export type ProgramQuestion = typeof PROGRAM_QUESTIONS[number];

/** A program that runs, or that a descriptor shipped with Vexor names, and what it is asked. */
export interface AskedProgram {
  readonly path: string;
  readonly question: ProgramQuestion;
  /** With whose rights it is opened: those of the user it runs as. Null is an unknown user. */
  readonly uid: number | null;
}

export interface ProgramAnswer {
  /** What it prints; null when it prints nothing, fails, hangs, or was not asked. */
  readonly said: string | null;
  /** Why it was not asked, and what that needs; null when it was. */
  readonly unasked: string | null;
}

declare module "./host.ts" {
  interface ReaderPorts {
    readonly programs: ProgramPort;
  }
}

interface ProgramPort {
  /**
   * What these programs print when they are asked: as the user `nobody`, in a sandbox, with an end,
   * each file once. Control characters are gone. In the order of the questions; in a tree nothing
   * is said.
   */
  askPrograms(asked: readonly AskedProgram[]): readonly ProgramAnswer[];
}

export const isProgramQuestion = (value: unknown): value is ProgramQuestion =>
  PROGRAM_QUESTIONS.some((one) => one === value);
