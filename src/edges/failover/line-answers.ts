/** What a process does that the keeper asks by lines: it ends with the keeper, and before it. */
import { writeFileSync, writeSync } from "node:fs";
import { onLines } from "../agent/json-line-socket.ts";
import { dieWithParent } from "../linux/parent.ts";

/** Of a question. */
const LONGEST = 4_096;

const print = (text: string): void => {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at);
};

/** Where memory is short, this process goes first: it inherits the keeper's protection. */
const goFirst = (): void => {
  try {
    writeFileSync("/proc/self/oom_score_adj", "1000");
  } catch {
    // as in a tree without /proc
  }
};

/** Answers each line of standard input by a line; resolves to how many there were. */
export const answerLines = (
  answer: (line: string) => Promise<string>, longest = LONGEST,
): Promise<number> => {
  dieWithParent();
  goFirst();
  return new Promise((done) => {
    let count = 0;
    process.stdin.on("end", () => done(count));
    onLines(process.stdin, (line) => {
      count++;
      void answer(line).then(print);
    }, longest);
  });
};
