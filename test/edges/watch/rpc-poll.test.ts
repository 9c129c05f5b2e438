/** Answers that are looked at again and again: which of them are worth a notice. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { within } from "../../support/pace.ts";
import { createRpcPoll } from "../../../src/edges/watch/rpc-poll.ts";
import { watchHost } from "../../../src/edges/watch/host.ts";
import type { QueryReply, Query } from "../../../src/ports/host.ts";

const ASKED: Query = { to: "http://127.0.0.1:1/", body: null, timeoutMs: 500 };
const says = (body: string, status: number | null = 200): QueryReply =>
  ({ status, body, problem: status === null ? "no answer in time" : null });

const watching = (...answers: readonly QueryReply[]) => {
  const told: string[] = [];
  const left = [...answers];
  const { keep, look } = createRpcPoll((to) => told.push(to), async () => [left.shift() ?? says("")]);
  return { keep, look, told };
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const turns = async (look: () => Promise<void>, count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) {
    await look();
    await vi.advanceTimersByTimeAsync(4_000);
  }
};

test("a different reply is reported, and once more when its cause is surely over", async () => {
  const { keep, look, told } = watching(says("A"), says("A"), says("B"), says("B"), says("B"));
  await keep([ASKED]);
  await turns(look, 1);
  expect(told).toEqual([]);
  await turns(look, 1);
  expect(told).toEqual([ASKED.to]);
  await turns(look, 2);
  expect(told).toEqual([ASKED.to, ASKED.to]);
});

test("silence or an error is not a different reply", async () => {
  const { keep, look, told } = watching(says("A"), says("", null), says("busy", 503), says("A"),
    says("B"));
  await keep([ASKED]);
  await turns(look, 3);
  expect(told).toEqual([]);
  await turns(look, 1);
  expect(told).toEqual([ASKED.to]);
});

test("a first reply that comes late is reported", async () => {
  const { keep, look, told } = watching(says("", null), says("A"));
  await keep([ASKED]);
  await turns(look, 1);
  expect(told).toEqual([ASKED.to]);
});

test("a slow reply is waited for, and no second request goes out in the meantime", async () => {
  let asked = 0;
  const { keep, look } = createRpcPoll(() => undefined, async () => {
    asked += 1;
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    return [says("A")];
  });
  const first = keep([ASKED]);
  await look();
  expect(asked).toBe(1);
  await vi.advanceTimersByTimeAsync(6_000);
  await first;
});

let server: Server | null = null;
const NOBODY = 65534;
const me = process.geteuid?.() ?? NOBODY;
afterEach(() => {
  process.seteuid?.(me);
  server?.close();
});

test("a different reply of a program is reported to a process without rights", async () => {
  vi.useRealTimers();
  await import("../../../src/edges/http/query-client.ts"); // the user `nobody` may not enter the directory it lies in
  if (me === 0) process.seteuid?.(NOBODY);
  let body = "A";
  const open = server = createServer((_, response) => response.end(body)).listen(0, "127.0.0.1");
  await new Promise((resolve) => open.once("listening", resolve));
  const to = `http://127.0.0.1:${(open.address() as AddressInfo).port}/`;
  const told: (string | null)[] = [];
  const watch = await watchHost({ kernelFiles: [], files: [], threads: [], services: [],
    answers: [{ to, body: null, timeoutMs: 500 }] }, ({ path }) => told.push(path));
  body = "B";
  await expect.poll(() => told, { timeout: within(8_000) }).toContain(to);
  watch.close();
}, within(15_000));
