/** The network itself: runs in the process that has no privileges, and may be killed. */
import { readSync, writeSync } from "node:fs";
import { connect } from "node:net";
import type { QueryReply, Query } from "../../ports/host.ts";
import { dieWithParent } from "../linux/parent.ts";
import { answerLine, LARGEST, LONGEST_QUESTION, questionsIn } from "./query-lines.ts";

const failed = (error: unknown): QueryReply => {
  const { name, code, message } = error as NodeJS.ErrnoException;
  const problem = name === "TimeoutError" ? "no answer in time" : code ?? message;
  return { status: null, body: "", problem };
};

const tooLarge: QueryReply = { status: null, body: "", problem: "an answer of more than 4 MiB" };

const readBounded = async (response: Response): Promise<QueryReply> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += (chunk as Uint8Array).length;
    if (size > LARGEST) return tooLarge;
    chunks.push(chunk as Uint8Array);
  }
  return { status: response.status, body: Buffer.concat(chunks).toString("utf8"), problem: null };
};

/** Bun's fetch reads files as well. */
const HTTP = /^https?:\/\//;

const overHttp = async ({ to, body, timeoutMs }: Query): Promise<QueryReply> => {
  if (!HTTP.test(to)) return failed({ message: "it is not a page" });
  const headers = { "content-type": "application/json" };
  const signal = AbortSignal.timeout(timeoutMs);
  const post = body === null ? {} : { method: "POST", body };
  // By the next question, another program may listen there.
  return readBounded(await fetch(to,
    { headers, signal, redirect: "error", keepalive: false, ...post }));
};

const isWhole = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** JSON-RPC over a stream has no frame: an answer is whole when it parses. */
const overSocket = ({ to, body, timeoutMs }: Query): Promise<QueryReply> =>
  new Promise((resolve) => {
    let text = "";
    const socket = connect(to.slice("unix:".length));
    const end = (answer: QueryReply): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, () => end(failed({ name: "TimeoutError" })));
    socket.setEncoding("utf8");
    socket.on("connect", () => socket.write(`${body ?? ""}\n`));
    socket.on("error", (error) => end(failed(error)));
    socket.on("close", () => end(failed({ message: "it hung up" })));
    socket.on("data", (chunk: string) => {
      text += chunk;
      if (text.length > LARGEST) end(tooLarge);
      else if (isWhole(text)) end({ status: 200, body: text, problem: null });
    });
  });

const one = async (question: Query): Promise<QueryReply> => {
  try {
    return await (question.to.startsWith("unix:") ? overSocket(question) : overHttp(question));
  } catch (error) {
    return failed(error);
  }
};

/** Where we are root, this belongs in a process that is not. */
export const answersTo = (questions: readonly Query[]): Promise<readonly QueryReply[]> =>
  Promise.all(questions.map(one));

const CHUNK = 64 * 1024;
const NEWLINE = 0x0a;

/** The lines of standard input, each waited for; one without an end is not answered. */
function* linesOfInput(): Generator<string> {
  let rest: Buffer = Buffer.alloc(0);
  while (rest.length <= LONGEST_QUESTION) {
    const at = rest.indexOf(NEWLINE);
    if (at >= 0) {
      yield rest.toString("utf8", 0, at);
      rest = rest.subarray(at + 1);
      continue;
    }
    const chunk = Buffer.allocUnsafe(CHUNK);
    const count = readSync(0, chunk, 0, CHUNK, null);
    if (count === 0) return;
    rest = Buffer.concat([rest, chunk.subarray(0, count)]);
  }
}

/** Answers each line of questions by a line, until there are no more. */
export const answerQuestions = async (): Promise<void> => {
  dieWithParent();
  for (const line of linesOfInput()) {
    const { id, questions } = questionsIn(line);
    const bytes = Buffer.from(`${answerLine(id, await answersTo(questions))}\n`);
    for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at);
  }
};
