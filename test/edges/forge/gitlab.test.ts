/** Merge requests, on a server that speaks GitLab's interface and checks each request. */
import { describe, expect, test } from "vitest";
import { gitlabForge } from "../../../src/edges/forge/gitlab.ts";
import type { VexorError } from "../../../src/engine/model/errors.ts";
import type { Forge } from "../../../src/ports/forge.ts";
import { markerOf, partIn } from "../../../src/review/comments.ts";
import { within } from "../../support/pace.ts";
import { GITLAB_HEAD, GITLAB_TOKEN, SELF_ID, startGitlab, type GitlabServer } from "../../support/forge/gitlab-server.ts";

const forgeAt = (server: GitlabServer, isOwnJob = false): Forge => gitlabForge({ api: server.url, token: GITLAB_TOKEN,
  project: "12", ca: null, signal: AbortSignal.timeout(within(60_000)), secondMs: 1, isOwnJob,
  announced: { number: 7, head: GITLAB_HEAD, workflow: null, page: null } });

const started = async (): Promise<{ readonly server: GitlabServer; readonly forge: Forge }> => {
  const server = await startGitlab();
  return { server, forge: forgeAt(server) };
};

const refused = async (call: Promise<unknown>): Promise<VexorError> => {
  const error = await call.then(() => null, (thrown: unknown) => thrown as VexorError);
  if (error === null) throw new Error("it was not refused");
  expect(JSON.stringify([error, error.message, error.hint, error.stack]), "the token").not.toContain(GITLAB_TOKEN);
  return error;
};

const isOurs = (body: string): boolean => partIn(body) !== null;
const own = (id: number, body = markerOf(1, 1)) => ({ id, body, author: SELF_ID, system: false });

describe("the notes of a merge request", () => {
  test("are found among 3,000, by marker and by the token's own user", async () => {
    const { server, forge } = await started();
    server.notes.push(...Array.from({ length: 2995 }, (_, at) => ({ ...own(at + 1), author: 3 })), own(2996),
      { ...own(2997), system: true }, own(2998, "no marker"), own(2999, markerOf(2, 2)));
    expect((await forge.ownComments(7, isOurs)).map(({ id }) => id)).toEqual(["2996", "2999"]);
    expect([server.asked.length, server.wrong]).toEqual([31, []]);
  }, within(60_000));

  test("are made, changed and removed, and one that is gone is said to be", async () => {
    const { server, forge } = await started();
    await forge.createComment(7, "one\n");
    expect(await forge.updateComment(7, "1", "two")).toBe(true);
    expect(server.notes).toMatchObject([{ body: "two" }]);
    await forge.deleteComment(7, "1");
    await forge.deleteComment(7, "1");
    expect(await forge.updateComment(7, "1", "three")).toBe(false);
    expect([server.notes, server.wrong]).toEqual([[], []]);
  }, within(60_000));
});

describe("a failed answer", () => {
  test.each([
    ["429 with a page and no header", { status: 429, headers: { "content-type": "text/html" }, body: "<html>Retry later" }],
    ["429 that says when", { status: 429, headers: { "retry-after": "3" }, body: "" }],
    ["429 with the time of its end", { status: 429, headers: { "ratelimit-reset": String(Math.floor(Date.now() / 1000) + 3) }, body: "" }],
    ["503", { status: 503, body: "" }],
    ["a closed connection", "hang up" as const],
  ])("is tried again: %s", async (_, fault) => {
    const { server, forge } = await started();
    server.faults.push(() => fault, () => fault);
    expect((await forge.change(7)).head).toBe(GITLAB_HEAD);
    expect(server.asked).toHaveLength(3);
  }, within(60_000));

  test("to a new comment is only tried again where it was surely not taken", async () => {
    const { server, forge } = await started();
    server.faults.push(() => ({ status: 429, body: "" }));
    await forge.createComment(7, "one");
    server.faults.push(() => ({ status: 502, body: "" }));
    expect(await refused(forge.createComment(7, "two"))).toMatchObject({ code: "FORGE_SILENT" });
    expect(server.notes).toHaveLength(1);
  }, within(60_000));

  test("is final where the token may not do it, or is not one", async () => {
    const { server, forge } = await started();
    server.mayWrite = false;
    expect(await refused(forge.createComment(7, "x"))).toMatchObject({ code: "FORGE_REFUSED",
      message: "a new comment: GitLab answers 403: 403 Forbidden", hint: expect.stringContaining("scope api") });
    const other = gitlabForge({ api: server.url, token: "glpat-other", project: "12", ca: null, secondMs: 1, isOwnJob: false,
      signal: AbortSignal.timeout(within(60_000)), announced: { number: 7, head: null, workflow: null, page: null } });
    expect(await refused(other.change(7))).toMatchObject({ hint: expect.stringContaining("VEXOR_GITLAB_TOKEN") });
    expect(server.asked).toHaveLength(2);
  }, within(60_000));

  test("that repeats the token is shown without it", async () => {
    const { server, forge } = await started();
    server.faults.push(({ headers }) => ({ status: 400, body: { message: { token: [headers["private-token"]] } } }));
    expect((await refused(forge.change(7))).message).toContain("GitLab answers 400: {\"token\":[\"…\"]}");
  }, within(60_000));
});

test.each([[{}], [[]], [null], ["<html>"], [{ sha: 5, target_branch: [] }]])("an answer of another form is refused at once: %j", async (body) => {
  const { server, forge } = await started();
  for (const call of [() => forge.change(7), () => forge.newestOf("main"), () => forge.buildsOn("1".repeat(40), "2".repeat(40)),
    ...Array.isArray(body) ? [] : [() => forge.ownComments(7, isOurs), () => forge.changesElsewhere(GITLAB_HEAD, "main")]]) {
    server.faults.push(() => ({ status: 200, body }));
    expect(await refused(call())).toMatchObject({ code: "FORGE_REFUSED", errno: null, message: expect.stringContaining("another form") });
  }
}, within(60_000));

test("a link of a list that leads to another server gets no token", async () => {
  const { server, forge } = await started();
  const other = await startGitlab();
  server.faults.push(() => ({ status: 200, body: [], headers: { link: `<${other.url}/x>; rel="next"` } }));
  expect((await refused(forge.ownComments(7, isOurs))).message).toContain("it names another server");
  expect(other.asked).toEqual([]);
}, within(60_000));

describe("a status", () => {
  test("that is set already is as good as set", async () => {
    const { server, forge } = await started();
    for (let at = 0; at < 2; at++) await forge.setStatus?.(GITLAB_HEAD, { state: "error", text: "not a pass" });
    expect(server.statuses).toEqual([{ sha: GITLAB_HEAD, state: "failed", name: "vexor/review", description: "not a pass" }]);
  }, within(60_000));

  test("is not set from a job of GitLab, whose end is the status", async () => {
    expect(forgeAt(await startGitlab(), true).setStatus).toBe(null);
  }, within(60_000));
});
