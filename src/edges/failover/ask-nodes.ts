/**
 * The keeper's side of a process without privileges: one question at a time, and nothing waits for
 * it but who asked. It is started by the first question. Whatever that process does, it is never
 * waited for longer than said. One that is late, or says something else than an answer, ends; the
 * next question starts another, and waits longer for that each time.
 */
import type { ChildProcess } from "node:child_process";
import type { NodeAsker } from "../../failover/keeper-edges.ts";
import {
  LONGEST_LINE, nodeAnswersIn, nodeQuestionLine, type NodeAnswers, type NodeQuestion,
} from "../../failover/node-lines.ts";
import { onLines } from "../agent/json-line-socket.ts";
import { childProcess } from "../linux/child-process.ts";
import { PLAIN_ENV } from "../linux/environment.ts";
import { withoutPrivileges } from "../linux/rights.ts";
import { SELF } from "../linux/self-command.ts";

/** Longer than that process takes for any answer. */
const ANSWER_MS = 4_500;
const PAUSE_MS = { shortest: 1_000, longest: 60_000 } as const;

const killGroup = ({ pid, exitCode, signalCode }: ChildProcess): void => {
  const isGone = exitCode !== null || signalCode !== null;
  try {
    if (pid !== undefined && !isGone) process.kill(-pid, "SIGKILL");
  } catch {
    // it has gone already
  }
};

interface Waiting {
  readonly question: NodeQuestion;
  readonly settle: (answers: NodeAnswers | null) => void;
}

class AskerProcess implements NodeAsker {
  readonly #argv: readonly string[];
  #child: ChildProcess | null = null;
  #waiting: Waiting | null = null;
  #asked = 0;
  #pause: number = PAUSE_MS.shortest;
  #notBefore = 0;

  constructor(argv: readonly string[]) {
    this.#argv = argv;
  }

  ask(question: Omit<NodeQuestion, "id">): Promise<NodeAnswers | null> {
    if (this.#waiting !== null) return Promise.resolve(null);
    const child = this.#child ?? this.#start();
    if (child === null) return Promise.resolve(null);
    return new Promise((done) => {
      const late = setTimeout(() => this.#end(child), ANSWER_MS);
      this.#waiting = { question: { id: ++this.#asked, ...question }, settle: (answers) => {
        clearTimeout(late);
        this.#waiting = null;
        done(answers);
      } };
      child.stdin?.write(`${nodeQuestionLine(this.#waiting.question)}\n`);
    });
  }

  close(): void {
    if (this.#child !== null) this.#end(this.#child);
  }

  #start(): ChildProcess | null {
    if (performance.now() < this.#notBefore) return null;
    const [file = "", ...args] = this.#argv;
    const child = childProcess().spawn(file, args,
      { detached: true, env: PLAIN_ENV, cwd: "/", stdio: ["pipe", "pipe", "ignore"] });
    this.#child = child;
    for (const one of [child, child.stdin]) one?.on("error", () => this.#end(child));
    child.on("exit", () => this.#end(child));
    if (child.stdout !== null) {
      child.stdout.on("close", () => this.#end(child));
      onLines(child.stdout, (line) => this.#heard(child, line), LONGEST_LINE);
    }
    return child;
  }

  #heard(child: ChildProcess, line: string): void {
    if (child !== this.#child) return;
    const answers = this.#waiting === null ? null : nodeAnswersIn(line, this.#waiting.question);
    if (answers === null) return this.#end(child);
    this.#pause = PAUSE_MS.shortest;
    this.#waiting?.settle(answers);
  }

  #end(child: ChildProcess): void {
    if (child !== this.#child) return;
    this.#child = null;
    killGroup(child);
    this.#notBefore = performance.now() + this.#pause;
    this.#pause = Math.min(2 * this.#pause, PAUSE_MS.longest);
    this.#waiting?.settle(null);
  }
}

export const startNodeAsker = (
  argv = [...withoutPrivileges(), ...SELF, "ask-nodes"],
): NodeAsker => new AskerProcess(argv);
