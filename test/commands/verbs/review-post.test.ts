/** `vexor review --post`, as jobs of forges call it, on servers that speak their interfaces. */
import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { BaseContext } from "../../../src/commands/shared/context.ts";
import { postReview } from "../../../src/commands/verbs/review/post.ts";
import { digest } from "../../../src/edges/linux/hash.ts";
import { VexorError } from "../../../src/engine/model/errors.ts";
import type { Forge } from "../../../src/ports/forge.ts";
import type { Review } from "../../../src/review/model.ts";
import { BASE, startGithub, SELF, TOKEN, type GithubServer } from "../../support/forge/github-server.ts";
import { GITLAB_TOKEN, startGitlab } from "../../support/forge/gitlab-server.ts";
import { within } from "../../support/pace.ts";
import { commitFiles, factsOf, git, hostText, makeRepository } from "../../support/review.ts";
import { kernelDefaults, makeTree } from "../../support/tree.ts";
import { runVexor, vexorBeside, type Said } from "../../support/vexor.ts";

const FACTS = factsOf("a", { "/proc/sys/vm/swappiness": "60\n", ...kernelDefaults({ "vm.swappiness": "60" }) }, new Date());
const base = { "hosts/a.yaml": hostText("a"), "facts/a.json": FACTS };
const CHANGED = { "hosts/a.yaml": hostText("a", "sysctl: {vm.swappiness: 10}") };
const WORKFLOW = ".github/workflows/vexor.yaml";

let repo = "";
let head = "";
let artifact = "";
beforeAll(() => {
  repo = makeRepository(base, CHANGED);
  head = git(repo, "rev-parse", "change");
  artifact = join(makeTree({}), "review.json");
  expect(runVexor(["review", "main..change", "--repo", repo, "--number", "7", "--format", "json", "--out", artifact]).code).toBe(0);
}, within(60_000));

const eventFile = (event: object): string => {
  const path = join(makeTree({}), "event.json");
  writeFileSync(path, JSON.stringify(event));
  return path;
};

const jobOf = (server: GithubServer, event: object, env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({ PATH: process.env["PATH"],
  HOME: process.env["HOME"], GITHUB_API_URL: server.url, GITHUB_REPOSITORY: "o/r", GITHUB_TOKEN: TOKEN, GITHUB_RUN_ID: "1",
  GITHUB_EVENT_PATH: eventFile(event), ...env });

const pullRequest = (sha = head, number = 7): object => ({ pull_request: { number, head: { sha } } });
const workflowRun = (sha = head, path = WORKFLOW): object => ({ workflow_run: { head_sha: sha, path, event: "pull_request",
  html_url: "https://github.example/o/r/actions/runs/9", pull_requests: [] } });

const github = async (): Promise<GithubServer> => {
  const server = await startGithub();
  server.pull.head = head;
  return server;
};

const withoutToken = (said: Said): Said => {
  expect(said.out + said.err, "the token").not.toContain(TOKEN);
  return said;
};

const posted = async (server: GithubServer, event: object, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Said> =>
  withoutToken(await vexorBeside(["review", ...args, "--post", "github"], jobOf(server, event, env)));

const made = (): readonly string[] => ["main..change", "--repo", repo];
const fromFile = (path = artifact): readonly string[] => ["--from", path];

const nothingSaid = (server: GithubServer): void => {
  expect([server.comments, server.runs, server.statuses.filter(({ state }) => state !== "error")]).toEqual([[], [], []]);
};

describe.concurrent("a review of a pull request", () => {
  test("is one comment, one status and notes at its lines, and a second run leaves all of it alone", async () => {
    const server = await github();
    expect(await posted(server, pullRequest(), made())).toMatchObject({ code: 0, out: "Vexor review: 1 host would change\n", err: "" });
    expect(server.comments).toMatchObject([{ author: SELF, body: expect.stringMatching(/^<!-- vexor-review 1 of 1 -->\n## Vexor review: 1 host would change/) }]);
    expect(server.statuses).toMatchObject([{ sha: head, state: "success", context: "vexor/review", description: "1 host would change" }]);
    expect(server.runs).toMatchObject([{ head_sha: head, conclusion: "success" }]);
    expect(server.runs[0]?.annotations).toContainEqual(expect.objectContaining({ path: "hosts/a.yaml", start_line: 3 }));
    const before = server.asked.length;
    expect((await posted(server, pullRequest(), made())).code).toBe(0);
    const writes = server.asked.slice(before).filter((one) => !one.startsWith("GET") && !one.endsWith("/graphql"));
    expect(writes).toEqual([`POST /repos/o/r/statuses/${head}`]);
    expect([server.comments.length, server.runs.length, server.wrong]).toEqual([1, 1, []]);
  }, within(120_000));

  test("is edited in place, and what a stranger has written with our marker stays", async () => {
    const server = await github();
    server.comments.push({ id: 1, body: "<!-- vexor-review 1 of 1 -->\nmine", author: "mallory", isMinimized: false },
      { id: 2, body: "<!-- vexor-review 1 of 2 -->\nold", author: SELF, isMinimized: false },
      { id: 3, body: "<!-- vexor-review 2 of 2 -->\nold", author: SELF, isMinimized: false },
      { id: 4, body: "<!-- vexor-review 1 of 1 -->\nhidden", author: SELF, isMinimized: true });
    expect((await posted(server, pullRequest(), made())).code).toBe(0);
    expect(server.comments.map(({ id }) => id)).toEqual([1, 2, 4]);
    expect(server.comments.map(({ body }) => body.split("\n")[1])).toEqual(["mine", "## Vexor review: 1 host would change", "hidden"]);
    expect(server.wrong).toEqual([]);
  }, within(120_000));

  test("has several comments where it is long, and one again where it is short", async () => {
    const server = await github();
    const keys = Array.from({ length: 600 }, (_, at) => `  net.core.k${at}: ${at}`);
    const own = makeRepository(base, { "hosts/a.yaml": hostText("a", "sysctl:", ...keys) });
    server.pull.head = git(own, "rev-parse", "change");
    expect((await posted(server, pullRequest(server.pull.head), ["main..change", "--repo", own])).code).toBe(0);
    expect(server.comments.map(({ body }) => body.split("\n")[0])).toEqual(["<!-- vexor-review 1 of 2 -->", "<!-- vexor-review 2 of 2 -->"]);
    server.pull.head = commitFiles(own, CHANGED);
    expect((await posted(server, pullRequest(server.pull.head), ["main..change", "--repo", own])).code).toBe(0);
    expect(server.comments.map(({ id, body }) => [id, body.split("\n")[0]])).toEqual([[1, "<!-- vexor-review 1 of 1 -->"]]);
    expect(server.runs.map(({ annotations }) => annotations.length)).toEqual([500, expect.any(Number)]);
    expect(server.wrong).toEqual([]);
  }, within(120_000));

  test("that a list does not show yet is made twice, and the next run leaves one", async () => {
    const server = await github();
    server.lag = 0;
    await posted(server, pullRequest(), made());
    await posted(server, pullRequest(), made());
    expect(server.comments).toHaveLength(2);
    server.lag = null;
    await posted(server, pullRequest(), made());
    expect(server.comments.map(({ id }) => id)).toEqual([1]);
  }, within(180_000));
});

describe.concurrent("the base that a review is against", () => {
  const main = (): string => git(repo, "rev-parse", "main");

  test("may be one that the branch has got since the change was made, also where it has moved on since", async () => {
    const server = await github();
    server.newest = "5".repeat(40);
    expect(await posted(server, pullRequest(), made())).toMatchObject({ code: 0, err: "" });
    expect(server.statuses).toMatchObject([{ state: "success" }]);
    expect(server.wrong).toEqual([]);
  }, within(60_000));

  test.each(["before", "apart"] as const)("may not be a commit that is %s what the change is merged into", async (where) => {
    const server = await github();
    server[where].add(main());
    const { code, err } = await posted(server, workflowRun(), fromFile());
    expect([code, err]).toEqual([1, expect.stringMatching(/against [0-9a-f]{12}, and change 7 is merged into "main", at bbbbbbbbbbbb\n.*\(REVIEW_OTHER\)/)]);
    nothingSaid(server);
    expect(server.statuses).toMatchObject([{ state: "error" }]);
  }, within(60_000));

  test("gives the commit no success while another change would merge it elsewhere", async () => {
    const server = await github();
    server.pull.branch = "old";
    server.others.push({ number: 5, head, branch: "main" });
    expect((await posted(server, pullRequest(), made())).code).toBe(0);
    const text = "not a pass, change 5 would merge this commit into another branch";
    expect(server.statuses).toMatchObject([{ state: "error", description: text }]);
    expect(server.runs).toMatchObject([{ conclusion: "failure", title: text }]);
    expect(server.comments).toHaveLength(1);
    server.others.splice(0, 1, { number: 5, head, branch: "old" }, { number: 6, head: "1".repeat(40), branch: "main" });
    expect((await posted(server, pullRequest(), made())).code).toBe(0);
    expect(server.statuses.at(-1)).toMatchObject({ state: "success" });
  }, within(60_000));

  test("is compared by GitLab as well", async () => {
    const server = await startGitlab();
    server.merge.sha = head;
    const job = { PATH: process.env["PATH"], HOME: process.env["HOME"], CI_API_V4_URL: server.url, CI_PROJECT_ID: "12", VEXOR_GITLAB_TOKEN: GITLAB_TOKEN };
    const post = (): Promise<Said> => vexorBeside(["review", ...fromFile(), "--post", "gitlab"], job);
    expect(await post()).toMatchObject({ code: 0, err: "" });
    server.others.push({ iid: 5, sha: head, target_branch: "old" });
    expect((await post()).code).toBe(0);
    server.apart.add(main());
    expect((await post()).err).toContain("(REVIEW_OTHER)");
    expect([server.notes.length, server.statuses.map(({ state }) => state), server.wrong]).toEqual([1, ["success", "failed"], []]);
  }, within(60_000));
});

describe.concurrent("the verdict stays the exit code", () => {
  test("where the token may write nothing: a warning each, and nothing else", async () => {
    const server = await github();
    for (const what of ["comments", "statuses", "check-runs"]) server.forbidden.add(what);
    const { code, err } = await posted(server, pullRequest(), made());
    expect(code).toBe(0);
    expect(err.match(/^vexor: warning: the (?:comment|status|check run) was not posted: .* GitHub answers 403: Resource not accessible/gm)).toHaveLength(3);
    expect(err).toContain("pull-requests: write");
  }, within(120_000));

  test.each([
    ["the token", { GITHUB_TOKEN: "" }, "GITHUB_TOKEN is not set"],
    ["the repository", { GITHUB_REPOSITORY: "o" }, "GITHUB_REPOSITORY is not of the form"],
    ["a server that may have the token", { GITHUB_API_URL: "http://forge.example" }, "GITHUB_API_URL is \"http://forge.example\""],
    ["certificates that can be read", { SSL_CERT_FILE: "/nonexistent" }, "the certificates in /nonexistent cannot be read"],
  ])("where %s is missing", async (_, env, says) => {
    const server = await github();
    const { code, out, err } = await posted(server, pullRequest(), made(), env);
    expect([code, err, server.asked]).toEqual([0, expect.stringContaining(says), []]);
    expect(out).toMatch(/^Vexor review: \d+ hosts? would change\n$/);
  }, within(120_000));

  test("where the policy denies it, or a host cannot be planned, and the status says so", async () => {
    const server = await github();
    const own = makeRepository({ ...base, "policy/a.yaml": "apiVersion: vexor/v1\ndeny: {moreHostsThan: 0}\n" }, CHANGED);
    server.pull.head = git(own, "rev-parse", "change");
    const denied = await posted(server, pullRequest(server.pull.head), ["main..change", "--repo", own]);
    expect([denied.code, denied.out]).toEqual([6, "Vexor review: denied by the policy\n"]);
    server.pull.head = commitFiles(own, { "hosts/a.yaml": "sysctl: [" });
    expect((await posted(server, pullRequest(server.pull.head), ["main..change", "--repo", own])).code).toBe(1);
    expect(server.statuses.map(({ state, description }) => [state, description])).toEqual([
      ["failure", "denied by the policy"], ["error", "not a pass, 1 host cannot be planned"]]);
    expect(server.comments).toMatchObject([{ body: expect.stringContaining("not a pass") }]);
  }, within(120_000));

  test("where the list of comments has another form: all else is posted", async () => {
    const server = await github();
    server.faults.push(({ method, url }) => (method === "GET" && url.pathname.endsWith("/comments") ? { status: 200, body: {} } : null));
    const { code, err } = await posted(server, pullRequest(), made());
    expect([code, err.match(/^vexor: warning/gm)?.length, err]).toEqual([0, 1, expect.stringMatching(/the comment was not posted: .* another form.*\n.*\(FORGE_REFUSED\)/)]);
    expect([server.statuses.length, server.runs.length]).toEqual([1, 1]);
  }, within(120_000));

  test("where the change has a newer commit, or is closed: no comment, for that one is not about it", async () => {
    const server = await github();
    server.pull.head = "9".repeat(40);
    const { code, err } = await posted(server, pullRequest(), made());
    expect([code, server.comments]).toEqual([0, []]);
    expect(err).toContain("no comment: change 7 has the newer commit 999999999999");
    Object.assign(server.pull, { head, state: "closed" });
    expect((await posted(server, pullRequest(), made())).err).toContain("is closed");
    expect(server.comments).toEqual([]);
  }, within(120_000));
});

test.each([["is tried once where no way leads to the forge", "EIO", 1], ["is tried with each post where the forge fails", null, 3]])(
  "a review %s", async (_, errno, warnings) => {
    const said: string[] = [];
    const review = JSON.parse(readFileSync(artifact, "utf8")) as Review;
    const change = { head: review.head, base: review.base, branch: "main", isOpen: true, isFromFork: false };
    const fails = (): Promise<never> => Promise.reject(new VexorError("FORGE_SILENT", "none", errno === null ? {} : { errno }));
    const forge: Forge = { name: "GitHub", announced: { number: 7, head: null, workflow: null, page: null }, change: () => Promise.resolve(change), ownComments: fails,
      newestOf: fails, buildsOn: fails, changesElsewhere: () => Promise.resolve([]),
      createComment: fails, updateComment: fails, deleteComment: fails, setStatus: fails, reportLines: fails, fileId: fails };
    const context = { host: { digest }, terminal: { alarm: (text: string) => said.push(text) } } as unknown as BaseContext;
    await postReview(context, { forge, review, number: null, render: () => Promise.resolve(["x"]) });
    expect(said).toHaveLength(warnings);
  });

test("a review that is not of the change is refused before it is rendered", async () => {
  const review = JSON.parse(readFileSync(artifact, "utf8")) as Review;
  const fails = (): Promise<never> => Promise.reject(new Error("asked"));
  const announced = { number: 7, head: null, workflow: null, page: null };
  const forge: Forge = { name: "GitHub", announced, change: () => Promise.resolve({ head: review.head, base: BASE, branch: "main", isOpen: true, isFromFork: false }),
    newestOf: () => Promise.resolve(BASE), buildsOn: () => Promise.resolve(false), changesElsewhere: fails, ownComments: fails, createComment: fails,
    updateComment: fails, deleteComment: fails, setStatus: fails, reportLines: fails, fileId: fails };
  const context = { host: { digest }, terminal: { alarm: expect.fail } } as unknown as BaseContext;
  const render = (): never => expect.fail("rendered");
  await expect(postReview(context, { forge, review, number: 8, render })).rejects.toMatchObject({ code: "REVIEW_OTHER" });
  await expect(postReview(context, { forge, review, number: 7, render })).rejects.toMatchObject({ code: "REVIEW_OTHER" });
});

test("a review of the commit that a forge has merged is refused, with what to check out", async () => {
  const server = await github();
  const { code, err } = await posted(server, pullRequest("4".repeat(40)), made());
  expect([code, err]).toEqual([1, expect.stringMatching(/the job runs for 444444444444\n.*ref: .*head\.sha.* \(REVIEW_OTHER\)/)]);
  expect([server.comments, server.statuses.map(({ state }) => state)]).toEqual([[], ["error"]]);
}, within(60_000));

test.each([
  ["that nothing names", {}, [], /neither the job nor the review says/, /--number N/],
  ["that is another than the job's", pullRequest(), ["--number", "8"], /of change 7, and this is change 8/, /Name the number of that change/],
] as const)("the number of a change %s is refused before the review is made", async (_, event, args, says, hint) => {
  const server = await github();
  const { code, err } = await posted(server, event, ["nope..nope", "--repo", repo, ...args]);
  expect([code, err, err]).toEqual([1, expect.stringMatching(says), expect.stringMatching(hint)]);
  expect(err).toContain("(REVIEW_OTHER)");
  expect(err).not.toContain("checkout");
}, within(60_000));

describe.concurrent("a review from a workflow without secrets", () => {
  const fork = async (): Promise<GithubServer> => {
    const server = await github();
    server.pull.isFromFork = true;
    for (const commit of [head, BASE]) server.files.set(`${commit}:${WORKFLOW}`, "c0ffee");
    return server;
  };

  test("is posted by its number, which the forge knows by this commit", async () => {
    const server = await fork();
    expect(await posted(server, workflowRun(), fromFile())).toMatchObject({ code: 0, err: "" });
    expect(server.comments).toMatchObject([{ body: expect.stringContaining("1 host would change") }]);
    expect(server.statuses).toMatchObject([{ sha: head, state: "success", target_url: "https://github.example/o/r/actions/runs/9" }]);
  }, within(120_000));

  const changed = (change: (review: Record<string, unknown>) => void): string => {
    const review = JSON.parse(readFileSync(artifact, "utf8")) as Record<string, unknown>;
    change(review);
    const path = join(makeTree({}), "review.json");
    writeFileSync(path, JSON.stringify(review));
    return path;
  };

  const file = (text: string): string => {
    const path = join(makeTree({}), "review.json");
    writeFileSync(path, text);
    return path;
  };

  const hosts = (review: Record<string, unknown>): Review["hosts"][number][] => review["hosts"] as Review["hosts"][number][];

  test.each<readonly [string, () => string, string]>([
    ["is not there", () => "/nonexistent/review.json", "REVIEW_INVALID"],
    ["is not JSON", () => file(`${TOKEN} {`), "REVIEW_INVALID"],
    ["is a gigabyte", () => {
      const path = file("");
      truncateSync(path, 2 ** 30);
      return path;
    }, "HOST_READ"],
    ["is nested without end", () => file("[".repeat(200_000)), "REVIEW_INVALID"],
    ["is a link to another file", () => {
      const path = join(makeTree({}), "review.json");
      symlinkSync("/etc/hostname", path);
      return path;
    }, "REVIEW_INVALID"],
    ["is a directory", () => {
      const path = join(makeTree({}), "review.json");
      mkdirSync(path);
      return path;
    }, "HOST_READ"],
    ["breaks the schema", () => changed((review) => Object.assign(review, { more: 1 })), "REVIEW_INVALID"],
    ["has a commit that is Markdown", () => changed((review) => Object.assign(review, { from: "@everyone #1" })), "REVIEW_INVALID"],
    ["counts less than it holds", () => changed((review) => Object.assign(review["summary"] as object, { failed: 0, changed: 0 })), "REVIEW_INVALID"],
    ["hides a failed host", () => changed((review) => Object.assign(hosts(review)[0] as object, { failure: { code: "X", message: "m", hint: "h", place: null } })), "REVIEW_INVALID"],
    ["is of another commit", () => changed((review) => Object.assign(review, { head: "1".repeat(40) })), "REVIEW_OTHER"],
    ["is of a change that is not there", () => changed((review) => Object.assign(review, { number: 8 })), "FORGE_REFUSED"],
    ["names no change", () => changed((review) => delete review["number"]), "REVIEW_OTHER"],
  ])("that %s is refused, and nothing is posted that looks like a pass", async (_, make, code) => {
    const server = await fork();
    const said = await posted(server, workflowRun(), fromFile(make()));
    expect(said.err).toContain(`(${code})`);
    expect(said.code).toBe(code === "FORGE_REFUSED" ? 0 : 1);
    nothingSaid(server);
    if (code !== "FORGE_REFUSED") expect(server.statuses).toMatchObject([{ sha: head, state: "error", description: `there is no review that can be used (${code})` }]);
  }, within(120_000));

  const EARLIER = "3".repeat(40);

  test.each<readonly [string, (server: GithubServer) => void, ran: string | null]>([
    ["that altered the workflow which made it", ({ files }) => files.set(`${head}:${WORKFLOW}`, "beef"), null],
    ["that brought the workflow which made it", ({ files }) => files.delete(`${BASE}:${WORKFLOW}`), null],
    ["with the number of another, of the project's own", (server) => Object.assign(server.pull, { head: "2".repeat(40), isFromFork: false }), null],
    ["whose next commit it claims to be of", (server) => server.files.set(`${EARLIER}:${WORKFLOW}`, "beef"), EARLIER],
  ])("of a change %s is refused", async (_, arrange, ranFor) => {
    const server = await fork();
    arrange(server);
    const said = await posted(server, workflowRun(ranFor ?? head), fromFile());
    expect([said.code, said.err]).toEqual([1, expect.stringContaining("(REVIEW_OTHER)")]);
    nothingSaid(server);
  }, within(120_000));

  test("is not posted where it cannot be looked up who made it", async () => {
    const server = await fork();
    for (let at = 0; at < 4; at++) server.faults.push(({ url }) => (url.pathname.includes("/contents/") ? { status: 403, body: { message: "no" } } : null));
    const said = await posted(server, workflowRun(), fromFile());
    expect([said.code, said.err]).toEqual([0, expect.stringContaining("the review was not posted")]);
    nothingSaid(server);
  }, within(120_000));

  test("cannot mention people, link issues, or end a part of the comment by its texts", async () => {
    const server = await fork();
    const evil = "`@everyone` #1 | </details>\n\n# Approved\n<img src=x> \u202e";
    const path = changed((review) => {
      for (const host of hosts(review)) for (const change of host.changes) Object.assign(change, { address: evil, to: evil, why: evil });
    });
    expect((await posted(server, workflowRun(), fromFile(path))).code).toBe(0);
    const [{ body = "" } = {}] = server.comments;
    expect(body).not.toMatch(/^# |\u202e/m);
    for (const line of body.split("\n").filter((one) => one.includes("@everyone"))) {
      expect(line).toMatch(/``[^`]*`@everyone`[^]*``/);
    }
  }, within(120_000));
});

test("a review that was made is written in another form, and takes nothing that is for making one", () => {
  expect(runVexor(["review", "--from", artifact, "--format", "markdown"])).toMatchObject({ code: 0,
    out: expect.stringMatching(/^<!-- vexor-review 1 of 1 -->\n## Vexor review: 1 host would change/) });
  expect(runVexor(["review", "--from", artifact, "--detailed-exitcode"]).code).toBe(2);
  for (const more of [["main..change"], ["--repo", repo], ["--facts", repo], ["--approvals", "1"]]) {
    expect(runVexor(["review", "--from", artifact, ...more])).toMatchObject({ code: 64, err: expect.stringContaining("is for making one") });
  }
}, within(60_000));

test.each([[["--post", "gitea"], "is not a forge"], [["--number", "0"], "is not the number of a change"]])(
  "%j is wrong usage", (more, says) => {
    expect(runVexor(["review", "main..change", "--repo", repo, ...more])).toMatchObject({ code: 64, err: expect.stringContaining(says) });
  }, within(60_000));

test("a merge request of GitLab gets a note by the token of the project, and the job is its status", async () => {
  const server = await startGitlab();
  server.merge.sha = head;
  const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], CI_API_V4_URL: server.url, CI_PROJECT_ID: "12",
    CI_MERGE_REQUEST_PROJECT_ID: "12", CI_MERGE_REQUEST_IID: "7", CI_COMMIT_SHA: head, GITLAB_CI: "true", VEXOR_GITLAB_TOKEN: GITLAB_TOKEN };
  for (let at = 0; at < 2; at++) {
    const said = await vexorBeside(["review", "--from", artifact, "--post", "gitlab"], env);
    expect(said).toMatchObject({ code: 0, err: "" });
  }
  expect(server.notes).toMatchObject([{ body: expect.stringContaining("1 host would change") }]);
  expect([server.statuses, server.wrong, server.asked.filter((one) => /^(?:POST|PUT)/.test(one)).length]).toEqual([[], [], 1]);
  const job = await vexorBeside(["review", "--from", artifact, "--post", "gitlab"], { ...env, VEXOR_GITLAB_TOKEN: "", CI_JOB_TOKEN: "x" });
  expect(job).toMatchObject({ code: 0, err: expect.stringContaining("a job's own token cannot comment") });
}, within(120_000));
