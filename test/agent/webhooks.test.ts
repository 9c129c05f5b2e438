/** Webhooks: what is sent, and against servers of every kind; on a clock of the test's own. */
import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { within } from "../support/pace.ts";
import type { AgentEvent } from "../../src/agent/ports.ts";
import type { Webhook, WebhookMessage, DeliveryResult, EventContext } from "../../src/agent/webhook-types.ts";
import { bodyFor, createWebhookQueue, pauseAfter } from "../../src/agent/webhooks.ts";
import { posterFor } from "../../src/edges/agent/webhook-client.ts";
import { createLinuxHost } from "../../src/edges/linux/linux-host.ts";
import type { WebhookSettings } from "../../src/engine/settings/notification-settings.ts";
import { makeTree } from "../support/tree.ts";

const STANDING: EventContext = { host: "val-1", version: "1.2.3", state: "planning",
  commit: "0123456789abcdef", plan: "4ea5e52fa3ac90d1f7c3b2086e5a41d9", run: null };
const news = (why: string, what: AgentEvent["what"] = "drift"): AgentEvent =>
  ({ at: Date.parse("2026-01-05T12:00:00Z"), level: "alarm", what, why });

describe("a message", () => {
  test("as json is a document with stable fields", () => {
    const setting = { address: "sysctl/vm.swappiness", found: "60", wanted: "10" };
    expect(JSON.parse(bodyFor("json", "id-1", { ...news("moved"), setting }, STANDING))).toEqual({
      format: "vexor.event/2", id: "id-1", at: "2026-01-05T12:00:00.000Z", level: "alarm",
      event: "drift", why: "moved", host: "val-1", version: "1.2.3", state: "planning",
      commit: "0123456789abcdef", plan: "4ea5e52fa3ac90d1f7c3b2086e5a41d9", run: null, setting });
  });

  test("for slack can neither mention people nor contain a link", () => {
    const { text } = JSON.parse(bodyFor("slack", "id",
      news("<!channel> <https://evil|click> & @here\u202e\n"), STANDING)) as { text: string };
    expect(text).not.toMatch(/[<>\n\u202e]|@h/);
    expect(text).toContain("&lt;!channel&gt;");
    expect(text).toContain("&amp;");
  });

  test.each(["json", "slack"] as const)("shows no user, password or query of a URL: %s", (form) => {
    const body = bodyFor(form, "id", news("https://user:pw@h/x?token=s3cret#frag, "
      + "ssh://git:hunter2@h/r"), STANDING);
    for (const secret of ["user", "pw", "s3cret", "frag", "hunter2"]) {
      expect(body).not.toContain(secret);
    }
    expect(body).toContain("h/x?");
  });

  test.each(["json", "slack"] as const)("names a writer and leaves out its command line: %s", (form) => {
    const writer = { pid: 812, name: "sysctl", argv: ["sysctl", "--password=S3CRET"], exe: null,
      uid: 0, user: "root", login: "ana", unit: "ssh.service", parents: ["bash"] };
    const body = bodyFor(form, "id", { ...news("1 → 2 by sysctl: sysctl --password=S3CRET", "moved"),
      setting: { address: "sysctl/vm.swappiness", was: "1", found: "2", wanted: "1", writer } },
    STANDING);
    expect(body).not.toContain("S3CRET");
    for (const part of ["sysctl/vm.swappiness", "pid 812", "ssh.service", "1 → 2"]) {
      expect(body).toContain(form === "slack" ? part.replace(">", "&gt;") : part);
    }
  });

  test("is tried again after pauses that double, heed Retry-After, and have an end", () => {
    expect([1, 2, 3].map((tries) => pauseAfter(tries, null))).toEqual([1000, 2000, 4000]);
    expect(pauseAfter(1, 30_000)).toBe(30_000);
    expect(pauseAfter(1, 1e12)).toBe(300_000);
    expect(pauseAfter(40, null)).toBe(300_000);
  });
});

/** Everything that waits in promises goes on. */
const calm = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
};

const harness = (hooks: readonly Webhook[], answer: (message: WebhookMessage, hook: number) => Promise<DeliveryResult>) => {
  const timers: { ms: number; act: () => void }[] = [];
  const counts = { sent: 0, failed: 0, dropped: 0 };
  const [posts, complaints]: [string[], string[]] = [[], []];
  let ids = 0;
  const messenger = createWebhookQueue(hooks, {
    clock: { now: () => 0, steady: () => 0, about: (ms: number) => ms, after: (ms, act) => {
      const timer = { ms, act };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    } },
    post: (hook, message) => {
      posts.push(message.id);
      return answer(message, hook);
    },
    freshId: () => `id-${++ids}`, count: (outcome) => void (counts[outcome] += 1),
    logFailure: (why) => void complaints.push(why),
  });
  const tick = async (): Promise<number | undefined> => {
    await calm();
    const timer = timers.shift();
    timer?.act();
    await calm();
    return timer?.ms;
  };
  return { messenger, timers, counts, posts, complaints, tick };
};

const HOOK: Webhook = { name: "webhook 1", form: "json", events: new Set(["drift"] as const) };
const never = (): Promise<DeliveryResult> => new Promise(() => undefined);
const later = async (): Promise<DeliveryResult> => ({ is: "later", why: "503", afterMs: null });

describe("the queue", () => {
  test("sends only the events that a hook asks for, and the same words once", async () => {
    const { messenger, posts } = harness([HOOK], async () => ({ is: "sent" }));
    messenger.tell(news("a"), STANDING);
    messenger.tell(news("a"), STANDING);
    messenger.tell({ ...news("a"), at: news("a").at + 60_000 }, STANDING);
    messenger.tell(news("run 1", "applied"), STANDING);
    messenger.tell({ ...news("a"), at: news("a").at + 2 * 3_600_000 }, STANDING);
    await calm();
    expect(posts).toHaveLength(2);
  });

  test("sends one message per value of a setting that goes to and fro", async () => {
    const { messenger, posts } = harness([HOOK], async () => ({ is: "sent" }));
    for (let at = 0; at < 100; at++) {
      messenger.tell({ ...news(`at ${at} by pid ${at}`), setting: { address: "sysctl/a",
        found: String(at % 2), wanted: "1" } }, STANDING);
    }
    await calm();
    expect(posts).toHaveLength(2);
  });

  test("is not held up by a hook that hangs, and stays bounded", async () => {
    const { messenger, posts, counts } = harness([HOOK, { ...HOOK, name: "webhook 2" }],
      (_, hook) => (hook === 0 ? never() : Promise.resolve({ is: "sent" })));
    for (let at = 0; at < 10_000; at++) {
      messenger.tell(news(`drift ${at}`), STANDING);
      if (at % 20 === 0) await calm();
    }
    await calm();
    expect(counts.sent).toBe(10_000);
    expect(counts.dropped).toBe(10_000 - 51);
    expect(posts).toHaveLength(10_001);
  }, within(60_000));

  test("tries a message six times, and goes on to the next", async () => {
    const { messenger, posts, counts, complaints, tick } = harness([HOOK], later);
    messenger.tell(news("first"), STANDING);
    messenger.tell(news("second"), STANDING);
    const pauses: (number | undefined)[] = [];
    for (let at = 0; at < 5; at++) pauses.push(await tick());
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16000]);
    expect(posts).toEqual([...Array.from({ length: 6 }, () => "id-1"), "id-2"]);
    expect(counts.failed).toBe(1);
    expect(complaints).toEqual(["webhook 1: 6 tries: 503"]);
  });

  test("makes no next try when one ends after the queue has ended", async () => {
    let answer: (sent: DeliveryResult) => void = () => undefined;
    const { messenger, timers, posts } = harness([HOOK], () =>
      new Promise((resolve) => (answer = resolve)));
    messenger.tell(news("first"), STANDING);
    messenger.end();
    answer({ is: "later", why: "503", afterMs: null });
    await calm();
    expect([timers, posts]).toEqual([[], ["id-1"]]);
  });

  test("ends at once, without a timer left", async () => {
    const { messenger, timers, posts } = harness([HOOK], later);
    messenger.tell(news("first"), STANDING);
    await calm();
    messenger.end();
    messenger.tell(news("second"), STANDING);
    await calm();
    expect(timers).toEqual([]);
    expect(posts).toHaveLength(1);
  });
});

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => {
  server.closeAllConnections();
  server.close();
}));

interface Got {
  readonly request: IncomingMessage;
  readonly body: string;
}

/** A real server; `act` answers, or does not. */
const serverThat = async (
  act: (response: ServerResponse, request: IncomingMessage) => void,
): Promise<{ readonly url: string; readonly got: Got[] }> => {
  const got: Got[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk)).on("end", () => {
      got.push({ request, body });
      act(response, request);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/S3CRET`, got };
};

const settings = (over: Partial<WebhookSettings>): WebhookSettings =>
  ({ url: null, urlFile: null, form: "json", events: null, secretFile: null, ...over });

const MESSAGE: WebhookMessage = { id: "id-1", body: '{"a":1}' };
const status = (code: number, headers = {}) => (response: ServerResponse): void =>
  void response.writeHead(code, headers).end("S3CRET".repeat(100));

const tried = async (
  over: Partial<WebhookSettings>, files = {}, tryMs = 10_000,
): Promise<DeliveryResult> => {
  const host = createLinuxHost(makeTree(files));
  return posterFor(host, [settings(over)], tryMs)(0, MESSAGE);
};

describe("a try against a real server", () => {
  test.each([
    ["200", status(200), { is: "sent" }],
    ["204", (response: ServerResponse) => void response.writeHead(204).end(), { is: "sent" }],
    ["500", status(500), { is: "later", why: "it answers 500", afterMs: null }],
    ["429 with seconds", status(429, { "retry-after": "7" }),
      { is: "later", why: "it answers 429", afterMs: 7000 }],
    ["503 with a date of the past", status(503,
      { "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT" }),
    { is: "later", why: "it answers 503", afterMs: 0 }],
    ["429 with rubbish", status(429, { "retry-after": "soon" }),
      { is: "later", why: "it answers 429", afterMs: null }],
    ["404", status(404), { is: "refused", why: "it answers 404" }],
  ])("%s", async (_, act, sent) => {
    const { url, got } = await serverThat(act);
    expect(await tried({ url })).toEqual(sent);
    expect(got.map(({ body }) => body)).toEqual([MESSAGE.body]);
    expect(got[0]?.request.method).toBe("POST");
    expect(got[0]?.request.headers).toMatchObject({ "content-type": "application/json",
      "x-vexor-delivery": "id-1" });
  });

  test.each([301, 302, 307, 308])("a redirect (%d) is not followed", async (code) => {
    const target = await serverThat(status(200));
    const { url } = await serverThat(status(code, { location: target.url }));
    const sent = await tried({ url });
    expect(sent).toMatchObject({ is: "refused" });
    expect(target.got).toEqual([]);
  });

  test("is given up in time when the server hangs, before or after the head", async () => {
    for (const act of [() => undefined, (response: ServerResponse) => {
      response.writeHead(200);
      response.write("S3CRET");
    }]) {
      const { url } = await serverThat(act);
      const sent = await tried({ url }, {}, 200);
      expect(["later", "sent"]).toContain(sent.is);
      expect(JSON.stringify(sent)).not.toContain("S3CRET");
    }
  });

  test("waits for a server that is slow but in time", async () => {
    const { url } = await serverThat((response) =>
      void setTimeout(() => status(200)(response), 100));
    expect(await tried({ url })).toEqual({ is: "sent" });
  });

  test("is made again later when the server hangs up or is absent, and its URL is not reported", async () => {
    const { url } = await serverThat((_, request) => void request.socket.destroy());
    const dead = "http://127.0.0.1:1/hook/S3CRET";
    for (const one of [url, dead]) {
      const sent = await tried({ url: one });
      expect(sent).toMatchObject({ is: "later", afterMs: null });
      expect(JSON.stringify(sent)).not.toMatch(/S3CRET|hook/);
    }
  });

  test("reports one word for an error that names the URL, as Bun's errors do", async () => {
    const { url } = await serverThat(status(200));
    for (const error of [new TypeError(`cannot reach ${url}`),
      Object.assign(new Error(url), { name: url, code: `no ${url}`, cause: url }), url]) {
      vi.stubGlobal("fetch", () => Promise.reject(error));
      const sent = await tried({ url });
      vi.unstubAllGlobals();
      expect(sent).toMatchObject({ is: "later" });
      expect(JSON.stringify(sent)).not.toContain("S3CRET");
    }
  });

  test("has a signature that is the HMAC of the sent bytes", async () => {
    const { url, got } = await serverThat(status(200));
    const root = makeTree({ "/etc/key": "k3y\n" });
    chmodSync(join(root, "etc/key"), 0o640);
    await posterFor(createLinuxHost(root), [settings({ url, secretFile: "/etc/key" })])(0, MESSAGE);
    const hex = createHmac("sha256", "k3y").update(got[0]?.body ?? "").digest("hex");
    expect(got[0]?.request.headers["x-vexor-signature"]).toBe(`sha256=${hex}`);
  });

  test("a URL may stand in a file, which other users must not be able to read", async () => {
    const { url, got } = await serverThat(status(200));
    const root = makeTree({ "/etc/hook.url": `${url}\n` });
    const file = join(root, "etc/hook.url");
    const post = posterFor(createLinuxHost(root), [settings({ urlFile: "/etc/hook.url" })]);
    chmodSync(file, 0o644);
    expect(await post(0, MESSAGE)).toEqual({ is: "refused",
      why: "others may read /etc/hook.url: chmod 640" });
    expect(got).toEqual([]);
    chmodSync(file, 0o640);
    expect(await post(0, MESSAGE)).toEqual({ is: "sent" });
    writeFileSync(file, "http://example.org/S3CRET");
    const sent = await post(0, MESSAGE);
    expect(sent).toMatchObject({ is: "refused" });
    expect(JSON.stringify(sent)).not.toContain("S3CRET");
    expect(await tried({ urlFile: "/etc/none" }))
      .toEqual({ is: "refused", why: "/etc/none is not a file" });
  });
});
