/** The network itself: runs in the process that has no privileges, and may be killed. */
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import type { QueryReply, Query } from "../../ports/host.ts";

const LARGEST = 4 * 1024 * 1024;

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
  return readBounded(await fetch(to, { headers, signal, redirect: "error", ...post }));
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

/** Questions on standard input, answers as text, both JSON. */
export const answerQuestions = async (): Promise<string> => {
  const questions = JSON.parse(readFileSync(0, "utf8")) as readonly Query[];
  return JSON.stringify(await answersTo(questions));
};
