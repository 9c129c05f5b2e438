/**
 * The process that asks for Vexor stays for many questions, and reads what strangers write: nothing
 * that it says can be taken for the answer to another question, and nothing keeps Vexor waiting.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { QueryReply } from "../../../src/ports/host.ts";
import type { Asked } from "../../support/asking.ts";
import { until, within } from "../../support/pace.ts";
import { ROOT } from "../../support/paths.ts";

const ask = async (...asked: readonly Asked[]): Promise<readonly QueryReply[]> => {
  const { stdout } = await promisify(execFile)("sh", [join(ROOT, "scripts/with.sh"), "bun",
    join(ROOT, "test/support/asking.ts"), JSON.stringify(asked)], { timeout: within(60_000) });
  return JSON.parse(stdout) as readonly QueryReply[];
};

const HERE = "http://127.0.0.1:8899/";
const honest: Asked = { to: `${HERE}honest` };
const bodies = (replies: readonly QueryReply[]): readonly string[] => replies.map(({ body }) => body);

test("it is one process for what one user's programs here are asked, and gone with Vexor", async () => {
  const [first = "", ...more] = bodies(await ask(honest, { to: "unix:/x/honest" }, honest,
    { to: "https://rpc.example/honest" }, { ...honest, uid: 1000 }, honest));
  expect(first).toMatch(/^\d+$/);
  const [socket, again, elsewhere, another, last] = more;
  expect([socket, again, last]).toEqual([first, first, first]);
  expect(new Set([first, elsewhere, another]).size).toBe(3);
  for (const pid of [first, elsewhere, another]) await until(() => !existsSync(`/proc/${pid}`), 10);
});

test.each(["answers another question", "answers too often", "answers with less", "answers at length",
  "is no JSON", "speaks twice", "leaves without one", "never ends"])("one that %s has not answered, and another one is asked then", async (manner) => {
  const [first, wrong, next] = await ask(honest, { to: `${HERE}${manner.replaceAll(" ", "-")}` }, honest);
  expect(wrong).toEqual({ status: null, body: "", problem: "no answer" });
  expect(next?.body).toMatch(/^\d+$/);
  expect(next?.body).not.toBe(first?.body);
});

test("one that is stuck is ended in time, and another one is asked then", async () => {
  const [first, late, next] = await ask(honest, { to: `${HERE}is-stuck` }, honest);
  expect(late).toEqual({ status: null, body: "", problem: "asking took too long" });
  expect(next?.body).toMatch(/^\d+$/);
  await until(() => !existsSync(`/proc/${first?.body}`), 10);
});

test("what one says before it is asked does not count as the answer", async () => {
  const [first, next] = await ask({ to: `${HERE}speaks-unasked` }, honest);
  expect(next?.body).toMatch(/^\d+$/);
  expect(next?.body).not.toBe(first?.body);
});

test("one that has left is replaced before it is missed", async () => {
  const [first, next] = await ask({ to: `${HERE}leaves-after-its-answer` }, honest);
  expect(next?.body).toMatch(/^\d+$/);
  expect(next?.body).not.toBe(first?.body);
});
