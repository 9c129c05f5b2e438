/**
 * The part in the sandbox that has the questions: one launcher for each, one after the other, so
 * that none meets another. A launcher and all that it starts have process ids of their own, and
 * end with its first process.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import type { AskedProgram } from "../../engine/program-questions.ts";
import { SELF } from "../self.ts";
import { ALL_MS, NO_ROOM, ONE_MS, type Batch, type Launched, type Result } from "./protocol.ts";

const OUTPUT_LIMIT = 256 * 1024;
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g;
const APART = ["unshare", "--pid", "--ipc", "--fork", "--kill-child", "--mount-proc"];

const unasked = (why: string): Result => ({ opened: null, said: null, unasked: why });

/** The first process in there ends the others; the one that waits for it ends by itself. */
const endAll = ({ pid }: ChildProcess): void => {
  try {
    const inside = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
    for (const one of [...inside, String(pid)].filter((text) => text !== "")) {
      process.kill(Number(one), "SIGKILL");
    }
  } catch {
    // it has ended
  }
};

interface Ended {
  readonly output: Buffer;
  readonly code: number | null;
}

const outputOf = (asked: AskedProgram): Promise<Ended> => new Promise((resolve) => {
  const { path, question, uid } = asked;
  const launch = ["launch", "--", String(uid ?? ""), question, path];
  const [file = "", ...args] = [...APART, ...SELF, ...launch];
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "ignore"], cwd: "/",
    env: { PATH: "/usr/bin:/bin" } });
  const chunks: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(() => endAll(child), ONE_MS);
  child.stdout.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= OUTPUT_LIMIT) chunks.push(chunk);
    else endAll(child);
  });
  const end = (code: number | null): void => {
    clearTimeout(timer);
    resolve({ output: Buffer.concat(chunks), code: size > OUTPUT_LIMIT ? null : code });
  };
  child.on("error", () => end(null));
  child.on("close", end);
});

const headOf = (line: string): Launched | null => {
  try {
    return JSON.parse(line) as Launched;
  } catch {
    return null;
  }
};

const resultOf = ({ output, code }: Ended): Result => {
  const text = output.toString("utf8");
  const end = text.indexOf("\n");
  const head = end < 0 ? null : headOf(text.slice(0, end));
  if (head === null) return unasked("its sandbox could not be made");
  if ("refused" in head) return unasked(head.refused);
  const said = text.slice(end + 1).replace(CONTROL, "").trim();
  if (code === NO_ROOM && said === "") return unasked("the machine had no room to start it");
  return { opened: head.opened, said: code === 0 && said !== "" ? said : null, unasked: null };
};

/** A batch on standard input, results as text. */
export const probePrograms = async (): Promise<string> => {
  const { asked } = JSON.parse(readFileSync(0, "utf8")) as Batch;
  const until = Date.now() + ALL_MS;
  const results: Result[] = [];
  for (const one of asked) {
    results.push(Date.now() > until ? unasked("the time for asking programs was up")
      : resultOf(await outputOf(one)));
  }
  return JSON.stringify(results);
};
