/** Questions over the network: what answers is a stranger, and leads nowhere else. */
import { execa } from "execa";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { QueryReply, Query } from "../../../src/ports/host.ts";
import { questionLine, repliesIn } from "../../../src/edges/http/query-lines.ts";
import { until } from "../../support/pace.ts";
import { VEXOR } from "../../support/paths.ts";

/** By the run time that the executable has: its fetch is not Node's. */
const answersTo = async (questions: readonly Query[]): Promise<readonly QueryReply[]> => {
  const { stdout } = await execa(VEXOR, ["query"], { input: `${questionLine(7, questions)}\n` });
  const replies = repliesIn(stdout, 7, questions.length);
  if (replies === null) throw new Error(`it answers ${stdout}`);
  return replies;
};

let [asked, connected, left] = [0, 0, 0];
let [server, other] = [null as unknown as Server, null as unknown as Server];
const urlOf = (one: Server): string => `http://127.0.0.1:${(one.address() as AddressInfo).port}/`;
const listening = async (one: Server): Promise<Server> => {
  await new Promise<void>((resolve) => one.listen(0, "127.0.0.1", resolve));
  return one;
};

const pour = (response: ServerResponse): void => {
  while (!response.destroyed && response.write("x".repeat(1024 * 1024)));
  response.once("drain", () => pour(response));
};

beforeEach(async () => {
  [asked, connected, left] = [0, 0, 0];
  other = await listening(createServer((_, response) => {
    asked += 1;
    response.end("internal");
  }));
  server = await listening(createServer((request, response) => {
    const [status = "302", to = ""] = (request.url ?? "").slice(1).split("/");
    request.socket.on("close", () => void (left += 1));
    if (to === "endless") return pour(response.writeHead(200));
    response.writeHead(Number(status), { location: to === "" ? urlOf(other) : decodeURIComponent(to) })
      .end("x".repeat(to === "" ? 0 : 5 * 1024 * 1024));
  }));
  server.on("connection", () => void (connected += 1));
});
afterEach(() => {
  for (const one of [server, other]) {
    one.closeAllConnections();
    one.close();
  }
});

test.each([301, 302, 303, 307, 308])("a redirect (%d) to an address of this host is not followed", async (status) => {
  for (const body of [null, "{}"]) {
    const [answer] = await answersTo([{ to: `${urlOf(server)}${status}`, body, timeoutMs: 2000 }]);
    expect(answer).toMatchObject({ status: null, body: "" });
  }
  expect(asked).toBe(0);
});

test("a reply of more than 4 MiB is malformed", async () => {
  const [answer] = await answersTo([{ to: `${urlOf(server)}200/x`, body: null, timeoutMs: 5000 }]);
  expect(answer).toEqual({ status: null, body: "", problem: "an answer of more than 4 MiB" });
});

test.each(["file:///etc/shadow", "ftp://127.0.0.1/x", "data:text/plain,x"])("the address %s is not queried", async (to) => {
  const [answer] = await answersTo([{ to, body: null, timeoutMs: 2000 }]);
  expect(answer).toMatchObject({ status: null, body: "" });
});

test("what is left of a page without an end is let go of, and no connection serves twice", async () => {
  const asker = spawn(VEXOR, ["query"], { stdio: ["pipe", "pipe", "ignore"] });
  let said = "";
  asker.stdout.setEncoding("utf8").on("data", (text: string) => void (said += text));
  for (const [id, path] of ["200", "200", "200/endless"].entries()) {
    asker.stdin.write(`${questionLine(id, [{ to: urlOf(server) + path, body: null, timeoutMs: 5000 }])}\n`);
    await until(() => said.split("\n").length === id + 2, 20);
  }
  const lines = said.split("\n").slice(0, -1);
  expect(lines.map((line, id) => repliesIn(line, id, 1)?.[0]?.status)).toEqual([200, 200, null]);
  expect(connected).toBe(3);
  await until(() => left === 3, 20);
  asker.stdin.end();
  await until(() => asker.exitCode === 0, 20);
});

/** Starts its arguments, passes on what they say, and never reads what it has asked. */
const PARENT = `const { spawn } = require("node:child_process");
const child = spawn(process.argv[1], ["query"], { stdio: ["pipe", "inherit", "ignore"] });
child.stdin.write(process.argv[2] + "\\n");
console.log(child.pid);`;

test("it ends with who has started it, although it cannot see that by itself", async () => {
  const parent = spawn(process.execPath, ["-e", PARENT, VEXOR, questionLine(1, [])],
    { stdio: ["ignore", "pipe", "ignore"] });
  let said = "";
  parent.stdout.setEncoding("utf8").on("data", (text: string) => void (said += text));
  await until(() => said.includes("answers"), 20);
  const child = Number(/^\d+$/m.exec(said)?.[0]);
  process.kill(child, "SIGSTOP");
  parent.kill("SIGKILL");
  await until(() => !existsSync(`/proc/${child}`), 20);
});
