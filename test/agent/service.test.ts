/** The agent as a service, on a tree: what it tells to whom, over its real sockets. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { untilFound, within } from "../support/pace.ts";
import { API, readResponse, type ApiResponse } from "../../src/agent/api.ts";
import { EVENTS, EVENT_WORDS } from "../../src/agent/events.ts";
import { askAt } from "../../src/edges/agent/json-line-socket.ts";
import { kernelDefaults, makeTree } from "../support/tree.ts";
import { ROOT } from "../support/paths.ts";

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const sources = (): string => ["agent", "commands"].flatMap((folder) =>
  readdirSync(join(ROOT, "src", folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts")).map((name) => `src/${folder}/${name}`))
  .filter((file) => file !== "src/agent/events.ts").map(read).join("\n");

describe("events", () => {
  test("every word of the table is used in the sources", () => {
    const code = sources();
    expect(EVENT_WORDS.filter((word) => !code.includes(`"${word}"`))).toEqual([]);
  });

  test("the documented events are those of the table", () => {
    const documented = [...read("docs/logs.md").split("## The log")[0]
      ?.matchAll(/^\| `([\w-]+)` \| (\w+) \|/gm) ?? []].map(([, word, level]) => [word, level]);
    expect(documented).toEqual(EVENT_WORDS.map((word) => [word, EVENTS[word].level]));
  });

  test("webhooks may ask for all but the progress of a run and what only the log holds", () => {
    const { properties } = JSON.parse(read("schemas/agent.schema.json")) as {
      properties: { webhooks: { items: { properties: {
        events: { items: { enum: string[] } } } } } };
    };
    const all = EVENT_WORDS.filter((word) => !["progress", "webhook", "mirror"].includes(word));
    expect([...properties.webhooks.items.properties.events.items.enum].sort())
      .toEqual([...all].sort());
  });
});

const documentedFields = (): readonly string[] =>
  [...read("docs/logs.md").split("## The log")[1]?.matchAll(/^\| `(\w+)` \| /gm) ?? []]
    .map(([, name = ""]) => name);

type Line = Readonly<Record<string, string>>;

describe("the agent on a tree", () => {
  let root = "";
  let child: ChildProcess;
  let stderr = "";
  const messages: Line[] = [];
  const hook = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk)).on("end", () => {
      if (request.url?.endsWith("404")) return response.writeHead(404).end();
      messages.push(JSON.parse(body) as Line);
      return response.end();
    });
  });

  const socket = (name: string): string => join(root, "run/vexor-agent/agent", name);
  const ask = async (fields: object): Promise<ApiResponse> =>
    readResponse(await askAt(socket("agent.sock"), { format: API, ...fields }, 10_000));
  const until = <T>(find: () => Promise<T | null | undefined> | T | null | undefined): Promise<T> =>
    untilFound(find, 15, () => stderr);
  const settled = (): Promise<ApiResponse> => until(async () => {
    const said = await ask({ call: "status" }).catch(() => null);
    return said && "status" in said && said.status.state === "idle" ? said : null;
  });
  const logged = (): readonly Line[] => stderr.trim().split("\n").filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
  const page = async (path: string): Promise<string> => {
    const { request } = await import("node:http");
    const asked = request({ socketPath: socket("metrics.sock"), path }).end();
    const [response] = await once(asked, "response") as [NodeJS.ReadableStream];
    let text = "";
    for await (const chunk of response) text += String(chunk);
    return text;
  };

  beforeAll(async () => {
    await new Promise<void>((resolve) => hook.listen(0, "127.0.0.1", () => resolve()));
    const { port } = hook.address() as AddressInfo;
    root = makeTree({
      "/etc/vexor-agent/agent.yaml": "source: {directory: /srv/fleet, poll: 1h}\n"
        + `metrics: {listen: unix}\nwebhooks: [{url: "http://127.0.0.1:${port}/S3CRET"}, `
        + `{url: "http://127.0.0.1:${port}/S3CRET-404"}]\n`,
      "/srv/fleet/hosts/test-host.yaml":
        "apiVersion: vexor/v1\nhost: test-host\nsysctl: {vm.swappiness: 10}\n",
      "/proc/sys/vm/swappiness": "60\n",
      ...kernelDefaults({ "vm.swappiness": "60" }),
    });
    child = spawn(join(ROOT, "vexor"), ["agent", "--root", root],
      { stdio: ["ignore", "ignore", "pipe"] });
    child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
    await settled();
  }, within(60_000));

  afterAll(() => {
    child.kill("SIGKILL");
    hook.closeAllConnections();
    hook.close();
  });

  test("reports a drift and its correction in log, webhooks and metrics", async () => {
    writeFileSync(join(root, "proc/sys/vm/swappiness"), "42\n");
    await ask({ call: "sync", retry: false });
    await until(() => (logged().some(({ event, message }) =>
      event === "applied" && message === "run 2") ? true : null));
    await settled();

    const drift = logged().find(({ event }) => event === "drift");
    expect(drift).toMatchObject({ level: "warn", address: "sysctl/vm.swappiness", found: "42",
      wanted: "10", program: "vexor-agent" });
    await until(() => messages.find(({ event }) => event === "drift"));
    expect(messages.find(({ event }) => event === "drift")).toMatchObject({
      format: "vexor.event/2", host: "test-host",
      setting: { address: "sysctl/vm.swappiness", found: "42", wanted: "10" } });
    const lost = await until(() => logged().find(({ event }) => event === "webhook"));
    expect(lost["message"]).toMatch(/^webhook 2 \(127\.0\.0\.1:\d+\): it answers 404$/);
    const metrics = await page("/metrics");
    for (const line of ['vexor_drift_total{kind="sysctl"} 1', "vexor_last_apply_success 1",
      'vexor_corrections_total{kind="sysctl"} 1', 'vexor_agent_state{state="idle"} 1',
      'vexor_settings{origin="managed",action="none"} 1']) {
      expect(metrics.split("\n")).toContain(line);
    }
    expect(await page("/healthz")).toBe("idle\n");
  });

  test("answers drift and history from memory", async () => {
    expect(await ask({ call: "drift" })).toMatchObject({
      drift: { format: "vexor.drift-report/1", settings: [] } });
    expect(await ask({ call: "history", last: 1 })).toMatchObject({
      history: { runs: [{ run: 2, outcome: "applied", by: "vexor-agent", undoes: null }] } });
    expect(await ask({ call: "suspend", why: "test", by: "me" }))
      .toMatchObject({ status: { suspended: { why: "test", by: "me" } } });
    writeFileSync(join(root, "proc/sys/vm/swappiness"), "43\n");
    await ask({ call: "sync", retry: false });
    const said = await until(async () => {
      const answer = await ask({ call: "drift" });
      return "drift" in answer && answer.drift.settings.length > 0 ? answer.drift : null;
    });
    expect(said.settings).toMatchObject([{ address: "sysctl/vm.swappiness", live: "43",
      wanted: { value: "10" }, answer: "correct" }]);
    await ask({ call: "break-glass", address: "sysctl/vm.swappiness", forMs: 60_000, why: "w",
      by: "me" });
    expect(await ask({ call: "drift" })).toMatchObject({ drift: { settings: [{ answer: "keep" }] } });
  });

  test("names a webhook that loses messages", async () => {
    expect(await ask({ call: "status" })).toMatchObject({ status: { undelivered: [
      { webhook: expect.stringMatching(/^webhook 2 \(127\.0\.0\.1:\d+\)$/), why: "it answers 404" }] } });
  });

  test("reads its settings again when it is asked to, and keeps those from before if it cannot",
    async () => {
      const path = join(root, "etc/vexor-agent/agent.yaml");
      const before = readFileSync(path, "utf8");
      writeFileSync(path, "source: {nonsense: 1}\n");
      expect(await ask({ call: "reload" })).toMatchObject({ refused: { code: "AGENT_SETTINGS",
        place: { file: "/etc/vexor-agent/agent.yaml", line: 1 } } });
      expect(await page("/healthz")).toMatch(/^\w+\n$/);
      expect(logged().find(({ event }) => event === "settings")?.["message"])
        .toContain("agent.yaml:1:10: ");
      writeFileSync(path, before.replace(/^metrics: .*\n/m, "").replace(/, \{url: .*404"\}/, ""));
      expect(await ask({ call: "reload" })).toMatchObject({ status: { undelivered: [] } });
      await expect(page("/healthz")).rejects.toThrow();
      expect(logged().some(({ event }) => event === "reloaded")).toBe(true);
      expect(child.exitCode).toBeNull();
    });

  test("goes on when a second agent is started, which is refused", async () => {
    const second = spawn(join(ROOT, "vexor"), ["agent", "--root", root, "--json"],
      { stdio: ["ignore", "pipe", "pipe"] });
    const [code] = await once(second, "close") as [number];
    expect(code).toBe(1);
    expect(await ask({ call: "status" })).toMatchObject({ status: { host: "test-host",
      suspended: { by: "me" } } });
  });

  test("logs documented fields only, and no secret", async () => {
    child.kill("SIGTERM");
    await once(child, "close");
    const lines = logged();
    expect(lines.at(0)).toMatchObject({ event: "started" });
    expect(lines.at(-1)).toMatchObject({ event: "stopped" });
    const known = documentedFields();
    for (const line of lines) {
      expect(EVENT_WORDS).toContain(line["event"]);
      expect(Object.keys(line).filter((field) => !known.includes(field))).toEqual([]);
    }
    expect(new Set(lines.flatMap(Object.keys)).size).toBeGreaterThan(10);
    expect(stderr).not.toContain("S3CRET");
  });
});
