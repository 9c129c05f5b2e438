/**
 * Both sides of Vexor's questions, run by Bun, which alone can keep a process: it asks what its
 * argument says, with Vexor's own code, and that code starts it again as who answers, which does
 * what the address in the question says.
 */
import { readSync, writeSync } from "node:fs";
import { runQueries, dismissAskers } from "../../src/edges/http/query-subprocess.ts";
import { answerLine, questionsIn } from "../../src/edges/http/query-lines.ts";
import type { Query, QueryReply } from "../../src/ports/host.ts";

const pause = (ms: number): void =>
  void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

const say = (text: string): void => {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at);
};

const reply = (body: string): QueryReply => ({ status: 200, body, problem: null });
const own = reply(String(process.pid));
const endless = (): never => {
  for (;;) say("x".repeat(1024 * 1024));
};
const stuck = (): never => {
  for (;;);
};

/** How it answers a question with this number, by the last part of its address. */
const MANNERS: Readonly<Record<string, (id: number) => void>> = {
  honest: (id) => say(`${answerLine(id, [own])}\n`),
  "speaks twice": (id) => say(`${answerLine(id, [own])}\n${answerLine(id + 1, [reply("a lie")])}\n`),
  "speaks unasked": (id) => {
    say(`${answerLine(id, [own])}\n`);
    pause(50);
    say(`${answerLine(id + 1, [reply("a lie")])}\n`);
  },
  "answers another question": (id) => say(`${answerLine(id - 1, [own])}\n`),
  "answers too often": (id) => say(`${JSON.stringify({ id, answers: [{}, own] })}\n`),
  "answers with less": (id) => say(`${JSON.stringify({ id, answers: [{ status: 200 }] })}\n`),
  "answers at length": (id) => say(`${answerLine(id, [reply("x".repeat(5 * 1024 * 1024))])}\n`),
  "is no JSON": () => say("{\n"),
  "leaves after its answer": (id) => {
    say(`${answerLine(id, [own])}\n`);
    process.exit(0);
  },
  "leaves without one": () => process.exit(0),
  "never ends": endless,
  "is stuck": stuck,
};

const answer = (): void => {
  const chunk = Buffer.alloc(1024 * 1024);
  for (let text = ""; ;) {
    const count = readSync(0, chunk, 0, chunk.length, null);
    if (count === 0) return;
    text += chunk.toString("utf8", 0, count);
    for (const line of text.split("\n").slice(0, -1)) {
      const { id, questions } = questionsIn(line);
      MANNERS[questions[0]?.to.split("/").at(-1)?.replaceAll("-", " ") ?? ""]?.(id);
    }
    text = text.slice(text.lastIndexOf("\n") + 1);
  }
};

export interface Asked {
  readonly to: string;
  readonly uid?: number;
}

if (process.argv[2] === "query") {
  answer();
} else {
  process.geteuid = () => 1; // nothing has to be run as another user
  const asked = JSON.parse(process.argv[2] ?? "[]") as readonly Asked[];
  const replies = asked.map(({ to, uid }) => {
    const query: Query = { to, body: null, timeoutMs: 500 };
    const [told] = runQueries([query], uid);
    pause(200);
    return told;
  });
  console.log(JSON.stringify(replies));
  dismissAskers();
}
