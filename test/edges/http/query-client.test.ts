/** Questions over the network: what answers is a stranger, and leads nowhere else. */
import { execa } from "execa";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { QueryReply, Query } from "../../../src/ports/host.ts";
import { VEXOR } from "../../support/paths.ts";

/** By the run time that the executable has: its fetch is not Node's. */
const answersTo = async (questions: readonly Query[]): Promise<readonly QueryReply[]> => {
  const { stdout } = await execa(VEXOR, ["query"],
    { input: JSON.stringify(questions) });
  return JSON.parse(stdout) as readonly QueryReply[];
};

let [asked, server, other] = [0, null as unknown as Server, null as unknown as Server];
const urlOf = (one: Server): string => `http://127.0.0.1:${(one.address() as AddressInfo).port}/`;
const listening = async (one: Server): Promise<Server> => {
  await new Promise<void>((resolve) => one.listen(0, "127.0.0.1", resolve));
  return one;
};

beforeEach(async () => {
  asked = 0;
  other = await listening(createServer((_, response) => {
    asked += 1;
    response.end("internal");
  }));
  server = await listening(createServer((request, response) => {
    const [status = "302", to = ""] = (request.url ?? "").slice(1).split("/");
    response.writeHead(Number(status), { location: to === "" ? urlOf(other) : decodeURIComponent(to) })
      .end("x".repeat(to === "" ? 0 : 5 * 1024 * 1024));
  }));
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
