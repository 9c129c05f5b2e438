/**
 * The part in the sandbox that has the questions: one launcher for each, one after the other, so
 * that none meets another. A launcher and all that it starts have process ids of their own, and
 * end with its first process.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import type { AskedProgram } from "../../ports/programs.ts";
import { SELF } from "../linux/self-command.ts";
import { ALL_MS, leftOfOne, NO_ROOM, type ProbeBatch, type LaunchReply,
  type ProbeResult } from "./protocol.ts";
import { PLAIN_ENV } from "../linux/environment.ts";

const OUTPUT_LIMIT = 256 * 1024;
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g;
const APART = ["unshare", "--pid", "--ipc", "--fork", "--kill-child", "--mount-proc"];

const unasked = (why: string): ProbeResult => ({ opened: null, said: null, unasked: why });

const pidsOf = ({ pid }: ChildProcess): readonly string[] =>
  [...readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" "), String(pid)]
    .filter((text) => text !== "");

/** The first process in there ends the others; the one that waits for it ends by itself. */
const endAll = (child: ChildProcess): void => {
  try {
    for (const pid of pidsOf(child)) process.kill(Number(pid), "SIGKILL");
  } catch {
    // it has ended
  }
};

/** How long it has waited for a processor; 0 where the kernel does not count that. */
const starvedMs = (child: ChildProcess): number => {
  try {
    return pidsOf(child).reduce((sum, pid) =>
      sum + Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[1] ?? 0), 0) / 1e6;
  } catch {
    return 0; // it has ended
  }
};

interface ProbeEnd {
  readonly output: Buffer;
  readonly code: number | null;
}

const outputOf = (asked: AskedProgram): Promise<ProbeEnd> => new Promise((resolve) => {
  const { path, question, uid } = asked;
  const launch = ["launch", "--", String(uid ?? ""), question, path];
  const [file = "", ...args] = [...APART, ...SELF, ...launch];
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "ignore"], cwd: "/",
    env: PLAIN_ENV });
  const chunks: Buffer[] = [];
  let size = 0;
  const begun = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const look = (starved: number): void => {
    const left = leftOfOne(performance.now() - begun, starved);
    if (left <= 0) endAll(child);
    else timer = setTimeout(() => look(starvedMs(child)), Math.ceil(left));
  };
  look(0);
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

const headOf = (line: string): LaunchReply | null => {
  try {
    return JSON.parse(line) as LaunchReply;
  } catch {
    return null;
  }
};

const resultOf = ({ output, code }: ProbeEnd): ProbeResult => {
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
  const { asked } = JSON.parse(readFileSync(0, "utf8")) as ProbeBatch;
  const until = Date.now() + ALL_MS;
  const results: ProbeResult[] = [];
  for (const one of asked) {
    results.push(Date.now() > until ? unasked("the time for asking programs was up")
      : resultOf(await outputOf(one)));
  }
  return JSON.stringify(results);
};
