/** Octokit as it is, against a server that speaks GitHub's interface and checks each request. */
import { describe, expect, test } from "vitest";
import { githubForge } from "../../../src/edges/forge/github.ts";
import type { VexorError } from "../../../src/engine/model/errors.ts";
import type { Forge, LineReport } from "../../../src/ports/forge.ts";
import { markerOf, partIn } from "../../../src/review/comments.ts";
import { within } from "../../support/pace.ts";
import { HEAD, SELF, startGithub, TOKEN, type GithubServer } from "../../support/forge/github-server.ts";

const forgeAt = (server: GithubServer, largest?: number): Forge => githubForge({
  api: server.url, token: TOKEN, project: "o/r", ca: null, signal: AbortSignal.timeout(within(60_000)), secondMs: 1,
  announced: { number: 7, head: HEAD, workflow: null, page: "https://github.example/o/r/actions/runs/1" },
  ...(largest === undefined ? {} : { largest }) });

const started = async (): Promise<{ readonly server: GithubServer; readonly forge: Forge }> => {
  const server = await startGithub();
  return { server, forge: forgeAt(server) };
};

const refused = async (call: Promise<unknown>): Promise<VexorError> => {
  const error = await call.then(() => null, (thrown: unknown) => thrown as VexorError);
  if (error === null) throw new Error("it was not refused");
  expect(JSON.stringify([error, error.message, error.hint, error.stack]), "the token").not.toContain(TOKEN);
  return error;
};

const isOurs = (body: string): boolean => partIn(body) !== null;
const own = (id: number, body = markerOf(1, 1)) => ({ id, body, author: SELF, isMinimized: false });

describe.concurrent("the comments of a change", () => {
  test("are found on the thirtieth page of 3,000, by marker and own author, and none that is hidden", async () => {
    const { server, forge } = await started();
    const stranger = Array.from({ length: 2990 }, (_, at) => ({ ...own(at + 1), author: "mallory",
      body: at % 500 === 7 ? markerOf(1, 1) : "a remark" }));
    server.comments.push(...stranger, own(2991), { ...own(2992), isMinimized: true }, { ...own(2993), author: "github-actions" },
      { ...own(2994), body: "no marker" }, own(2995, markerOf(2, 2)));
    expect((await forge.ownComments(7, isOurs)).map(({ id }) => id)).toEqual(["2991", "2995"]);
    expect(server.asked.filter((one) => one.startsWith("GET"))).toHaveLength(30);
    expect(server.wrong).toEqual([]);
  }, within(60_000));

  test("are made, changed and removed, and one that is gone is said to be", async () => {
    const { server, forge } = await started();
    await forge.createComment(7, "one");
    expect(await forge.updateComment(7, "1", "two")).toBe(true);
    expect(server.comments).toMatchObject([{ body: "two" }]);
    await forge.deleteComment(7, "1");
    await forge.deleteComment(7, "1");
    expect(await forge.updateComment(7, "1", "three")).toBe(false);
    expect([server.comments, server.wrong]).toEqual([[], []]);
  }, within(60_000));
});

describe.concurrent("a failed answer", () => {
  test.each([
    ["429 without any header", { status: 429, body: "" }],
    ["429 that says when", { status: 429, headers: { "retry-after": "2", "x-ratelimit-remaining": "0" }, body: { message: "limit" } }],
    ["403 for a secondary limit", { status: 403, headers: { "retry-after": "2" }, body: { message: "You have exceeded a secondary rate limit" } }],
    ["403 for a secondary limit, without a header", { status: 403, body: { message: "You have exceeded a secondary rate limit" } }],
    ["403 for the hour's limit", { status: 403, body: { message: "API rate limit exceeded" },
      headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(Math.floor(Date.now() / 1000) + 5) } }],
    ["502 with a page", { status: 502, headers: { "content-type": "text/html" }, body: "<html>" }],
    ["a closed connection", "hang up" as const],
  ])("is tried again: %s", async (_, fault) => {
    const { server, forge } = await started();
    server.faults.push(() => fault, () => fault);
    expect((await forge.change(7)).head).toBe(HEAD);
    expect(server.asked).toHaveLength(3);
  }, within(60_000));

  test("that says to wait for an hour is not waited for", async () => {
    const { server, forge } = await started();
    server.faults.push(() => ({ status: 403, body: { message: "API rate limit exceeded" },
      headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(Math.floor(Date.now() / 1000) + 3600) } }));
    expect(await refused(forge.change(7))).toMatchObject({ code: "FORGE_REFUSED",
      message: "pull request 7: GitHub answers 403: API rate limit exceeded" });
    expect(server.asked).toHaveLength(1);
  }, within(60_000));

  test("is final where the token may not do it, and says which permissions it takes", async () => {
    const { server, forge } = await started();
    server.forbidden.add("comments");
    expect(await refused(forge.createComment(7, "x"))).toMatchObject({ code: "FORGE_REFUSED",
      message: "a new comment: GitHub answers 403: Resource not accessible by integration",
      hint: expect.stringContaining("pull-requests: write") });
    expect(await refused(forge.createComment(7, "x".repeat(65_537)))).toMatchObject({ code: "FORGE_REFUSED",
      message: expect.stringContaining("answers 403") });
    server.forbidden.clear();
    expect((await refused(forge.createComment(7, "x".repeat(65_537)))).message).toContain("answers 422");
    expect(server.asked).toHaveLength(3);
  }, within(60_000));

  test("of a server that fails for good ends as no answer, without the token that it repeats", async () => {
    const { server, forge } = await started();
    for (let at = 0; at < 8; at++) {
      server.faults.push(({ headers }) => ({ status: 500, body: { message: `broken for ${headers.authorization}` } }));
    }
    expect(await refused(forge.change(7))).toMatchObject({ code: "FORGE_SILENT", message: expect.stringContaining("broken for token …") });
  }, within(60_000));
});

describe.concurrent("the token", () => {
  test("goes to no other server, by a link of a list or by a redirect", async () => {
    const { server, forge } = await started();
    const other = await startGithub();
    server.faults.push(() => ({ status: 200, body: [], headers: { link: `<${other.url}/repos/o/r/issues/7/comments?page=2>; rel="next"` } }));
    expect((await refused(forge.ownComments(7, isOurs))).message).toContain("it names another server");
    server.faults.push(() => ({ status: 302, body: "", headers: { location: `${other.url}/repos/o/r/pulls/7` } }));
    expect((await refused(forge.change(7))).message).toContain("it redirects");
    expect(other.asked).toEqual([]);
  }, within(60_000));

  test("that is not valid is refused at once", async () => {
    const { server } = await started();
    const forge = githubForge({ api: server.url, token: "ghs_other", project: "o/r", ca: null, secondMs: 1,
      signal: AbortSignal.timeout(within(60_000)), announced: { number: 7, head: HEAD, workflow: null, page: null } });
    expect(await refused(forge.change(7))).toMatchObject({ message: "pull request 7: GitHub answers 401: Bad credentials",
      hint: expect.stringContaining("GITHUB_TOKEN") });
  }, within(60_000));
});

test.each([[{}], [[]], [null], ["<html>"], [{ head: null, base: { sha: 5 } }]])("an answer of another form is refused at once: %j", async (body) => {
  const { server, forge } = await started();
  server.comments.push(own(1));
  for (const call of [() => forge.change(7), () => forge.newestOf("main"), () => forge.buildsOn("1".repeat(40), "2".repeat(40)),
    () => forge.reportLines?.(HEAD, { state: "success", text: "t", summary: "s", notes: [], digest: "d" }) ?? Promise.resolve(),
    // Octokit takes null for an empty list.
    ...Array.isArray(body) || body === null ? [] : [() => forge.ownComments(7, isOurs), () => forge.changesElsewhere(HEAD, "main")]]) {
    server.faults.push(() => ({ status: 200, body }));
    expect(await refused(call())).toMatchObject({ code: "FORGE_REFUSED", errno: null, message: expect.stringContaining("another form") });
  }
}, within(60_000));

test("an answer without end is read up to a limit", async () => {
  const server = await startGithub();
  server.faults.push(() => ({ status: 200, body: { x: "x".repeat(2_000_000) } }));
  expect((await refused(forgeAt(server, 1_000_000).change(7))).message).toContain("more than 1000000 bytes");
}, within(60_000));

describe.concurrent("beside the commit", () => {
  const report = (count: number): LineReport => ({ state: "failure", text: "denied by the policy", summary: "- 1 change\n", digest: `d${count}`,
    notes: Array.from({ length: count }, (_, at) => ({ path: "hosts/a.yaml", line: at + 1, level: "notice", title: "t", text: "m" })) });

  test("a status has one context, and the page of the job", async () => {
    const { server, forge } = await started();
    await forge.setStatus?.(HEAD, { state: "success", text: "no host changes" });
    expect(server.statuses).toEqual([{ sha: HEAD, state: "success", context: "vexor/review", description: "no host changes",
      target_url: "https://github.example/o/r/actions/runs/1" }]);
  }, within(60_000));

  test("notes at lines go in batches of 50, all of them once, and the last one completes the run", async () => {
    const { server, forge } = await started();
    await forge.reportLines?.(HEAD, report(120));
    await forge.reportLines?.(HEAD, report(120));
    expect(server.asked.filter((one) => one.startsWith("PATCH"))).toHaveLength(2);
    expect(server.runs).toMatchObject([{ status: "completed", conclusion: "failure" }]);
    expect(server.runs[0]?.annotations.map((one) => one.start_line)).toEqual(Array.from({ length: 120 }, (_, at) => at + 1));
  }, within(60_000));

  test("a run that was cut off is made anew", async () => {
    const { server, forge } = await started();
    server.faults.push(({ method }) => (method === "PATCH" ? { status: 404, body: { message: "Not Found" } } : null));
    await refused(forge.reportLines?.(HEAD, report(60)) ?? Promise.resolve());
    await forge.reportLines?.(HEAD, report(60));
    expect(server.runs.map(({ status, annotations }) => [status, annotations.length])).toEqual([["in_progress", 50], ["completed", 60]]);
  }, within(60_000));
});

test("a file is known by what it holds at a commit, and one that is not there by null", async () => {
  const { server, forge } = await started();
  server.files.set(`${HEAD}:.github/workflows/vexor.yaml`, "c0ffee");
  expect(await forge.fileId(HEAD, ".github/workflows/vexor.yaml")).toBe("c0ffee");
  expect(await forge.fileId(HEAD, ".github/workflows/other.yaml")).toBe(null);
}, within(60_000));
