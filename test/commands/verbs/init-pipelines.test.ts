/**
 * The review jobs of the pipelines that `vexor init --repo` writes: their own scripts, on clones as
 * each forge makes them, with the variables that each forge sets.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { FETCH_LINES } from "../../../src/commands/verbs/init/pipelines.ts";
import { readYaml } from "../../../src/edges/yaml/yaml.ts";
import { startGithub, TOKEN, type GithubServer } from "../../support/forge/github-server.ts";
import { ROOT, VEXOR } from "../../support/paths.ts";
import { within } from "../../support/pace.ts";
import { commitFiles, git } from "../../support/review.ts";
import { kernelDefaults, makeTree } from "../../support/tree.ts";
import { programBeside, runVexor } from "../../support/vexor.ts";

interface Job { readonly steps?: readonly { readonly name?: string; readonly run?: string }[]; readonly script?: readonly string[];
  readonly artifacts?: { readonly paths: readonly string[]; readonly reports: Readonly<Record<string, string>> } }

const ROOT_FILES = { ...kernelDefaults({ "vm.swappiness": "60" }), "/etc/hostname": "val-1\n", "/proc/sys/vm/swappiness": "60\n" };
const CHANGED = "apiVersion: vexor/v1\nhost: val-1\nsysctl: {vm.swappiness: 10}\n";
const WITHOUT_WHY = "apiVersion: vexor/v1\nhost: val-1\nsysctl: {vm.swappiness: {value: 10, adopt: {from: 60}}}\n";

let upstream: string;
let github: string;
let posting: string;
let gitlab: Job;

beforeAll(() => {
  const at = join(makeTree({}), "fleet");
  expect(runVexor(["init", "--repo", at, "--root", makeTree(ROOT_FILES), "--yes"])).toMatchObject({ code: 0 });
  git(at, "init", "-q", "-b", "main");
  commitFiles(at, {});
  upstream = `${at}.git`;
  renameSync(join(at, ".git"), upstream);
  git(upstream, "config", "core.bare", "true");
  const read = (path: string): unknown => readYaml(readFileSync(join(at, path), "utf8"), path).value;
  const { jobs } = read(".github/workflows/vexor.yaml") as { readonly jobs: Readonly<Record<string, Job>> };
  github = jobs["review"]?.steps?.find(({ name }) => name === "Review the change")?.run ?? "";
  const { jobs: { post } } = read(".github/workflows/vexor-post.yaml") as { readonly jobs: { readonly post: Job } };
  posting = post.steps?.find(({ name }) => name === "Post the review")?.run ?? "";
  ({ review: gitlab } = read(".gitlab-ci.yml") as { readonly review: Job });
}, within(60_000));

test("each job of the pipelines has a limit of time", () => {
  const jobsOf = (path: string): readonly object[] => {
    const all = readYaml(readFileSync(join(ROOT, "examples/pipelines", path), "utf8"), path).value as Readonly<Record<string, object>>;
    return Object.values(all["jobs"] ?? { validate: all["validate"], review: all["review"] });
  };
  for (const path of ["vexor.yaml", "vexor-post.yaml"]) for (const job of jobsOf(path)) expect(job).toMatchObject({ "timeout-minutes": 15 });
  for (const job of jobsOf("gitlab-ci.yml")) expect(job).toMatchObject({ timeout: "15m" });
});

/** The commit of a change, as a forge checks it out: detached, with all branches of `from`. */
const checkedOut = (files: Readonly<Record<string, string | null>>, from = upstream): string => {
  const [work, clone] = [makeTree({}), join(makeTree({}), "clone")];
  git(work, "clone", "-q", from, "work");
  const at = join(work, "work");
  git(at, "checkout", "-q", "-b", "change");
  const head = commitFiles(at, files);
  git(work, "clone", "-q", "--no-local", at, clone);
  git(clone, "checkout", "-q", "--detach", head);
  git(clone, "remote", "set-url", "origin", from);
  git(clone, "fetch", "-q", "--prune", "origin", "+refs/heads/*:refs/remotes/origin/*");
  return clone;
};

const play = (script: string, cwd: string, env: NodeJS.ProcessEnv) => {
  const { status, stdout, stderr } = spawnSync("sh", ["-e"], { cwd, encoding: "utf8", env: { ...process.env, ...env },
    input: script.replaceAll("/tmp/vexor/usr/bin/vexor", VEXOR) });
  return { code: status, said: stdout + stderr };
};

describe("the review job for GitHub", () => {
  const reviewed = (files: Readonly<Record<string, string | null>>) => {
    const temp = makeTree({});
    const summary = join(temp, "summary.md");
    const { code, said } = play(github, checkedOut(files),
      { NUMBER: "7", GITHUB_BASE_REF: "main", RUNNER_TEMP: temp, GITHUB_STEP_SUMMARY: summary });
    return { code, said, summary: existsSync(summary) ? readFileSync(summary, "utf8") : "",
      page: existsSync(join(temp, "vexor-review/review.html")) };
  };

  test("passes a change, with its comment as the summary and its page as the artifact", () => {
    const { code, said, summary, page } = reviewed({ "hosts/val-1.yaml": CHANGED });
    expect([code, page], said).toEqual([0, true]);
    expect(summary).toMatch(/^<!-- vexor-review 1 of 1 -->\n## Vexor review: 1 host would change/);
  }, within(60_000));

  test("fails where the policy that init wrote denies, also if the change takes the policy away", () => {
    for (const own of [{}, { "policy/main.yaml": null }]) {
      const { code, summary, page } = reviewed({ "hosts/val-1.yaml": WITHOUT_WHY, ...own });
      expect([code, page]).toEqual([6, true]);
      expect(summary).toContain("## Vexor review: denied by the policy");
    }
  }, within(60_000));

  test("fails where a tag has the name of the base", () => {
    const clone = checkedOut({ "hosts/val-1.yaml": WITHOUT_WHY });
    git(clone, "tag", "origin/main", "HEAD");
    const { code, said } = play(github, clone, { NUMBER: "7", GITHUB_BASE_REF: "main", RUNNER_TEMP: makeTree({}), GITHUB_STEP_SUMMARY: "/dev/null" });
    expect(code, said).toBe(6);
  }, within(60_000));

  test("fails where a host file is wrong, and passes where one is removed", () => {
    expect(reviewed({ "hosts/val-1.yaml": "sysctl: [" })).toMatchObject({ code: 1, page: true });
    const { code, page, summary, said } = reviewed({ "hosts/val-1.yaml": null, "hosts/x.yaml": CHANGED.replace("val-1", "x") });
    expect([code, page], said).toEqual([0, true]);
    expect(summary).toContain("Host files that are removed");
  }, within(60_000));
});

describe("the review job for GitLab", () => {
  const reviewed = (clone: string, env: NodeJS.ProcessEnv = {}) => {
    const { code, said } = play((gitlab.script ?? []).join("\n"), clone, { CI_PROJECT_ID: "1", CI_MERGE_REQUEST_PROJECT_ID: "1",
      CI_MERGE_REQUEST_PROJECT_URL: "file:///nowhere", CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main", CI_MERGE_REQUEST_IID: "7",
      CI_COMMIT_SHA: git(clone, "rev-parse", "HEAD"), ...env });
    return { code, said, read: (name: string) => readFileSync(join(clone, name), "utf8") };
  };

  test("writes the reports that the job names, and ends as the review does", () => {
    const { code, said, read } = reviewed(checkedOut({ "hosts/val-1.yaml": CHANGED }));
    expect(code, said).toBe(0);
    expect(gitlab.artifacts?.paths).toEqual(["vexor-review/"]);
    expect(read(gitlab.artifacts?.reports["junit"] ?? "")).toContain("<testsuite name=\"val-1\"");
    const found = JSON.parse(read(gitlab.artifacts?.reports["codequality"] ?? "")) as { check_name: string }[];
    expect(found.map((one) => one.check_name)).toEqual(["vexor/policy-warn", "vexor/not-certain", "vexor/change"]);
    expect(found.at(-1)).toMatchObject({ location: { path: "hosts/val-1.yaml", lines: { begin: 3 } } });
    expect(reviewed(checkedOut({ "hosts/val-1.yaml": WITHOUT_WHY })).code).toBe(6);
  }, within(60_000));

  test("fails where a tag has the name of the base", () => {
    const clone = checkedOut({ "hosts/val-1.yaml": WITHOUT_WHY });
    git(clone, "tag", "target/branch", "HEAD");
    const { code, said } = reviewed(clone);
    expect(code, said).toBe(6);
  }, within(60_000));

  test("judges the change of a fork by the project that it is merged into", () => {
    const fork = join(makeTree({}), "fork.git");
    git(upstream, "clone", "-q", "--bare", upstream, fork);
    const own = checkedOut({ "policy/main.yaml": null }, fork);
    git(own, "push", "-q", fork, "HEAD:refs/heads/main");
    const clone = checkedOut({ "hosts/val-1.yaml": WITHOUT_WHY }, fork);
    const asFork = { CI_PROJECT_ID: "2", CI_MERGE_REQUEST_PROJECT_URL: `file://${upstream.replace(/\.git$/, "")}` };
    expect(reviewed(clone, asFork).code).toBe(6);
    expect(reviewed(clone).code, "the fork's own branch has no policy").toBe(0);
  }, within(60_000));

  test("writes nothing where the change wants it to", () => {
    const clone = checkedOut({ "hosts/val-1.yaml": CHANGED });
    const elsewhere = makeTree({});
    mkdirSync(join(elsewhere, "kept"));
    writeFileSync(join(elsewhere, "kept/review.html"), "mine");
    symlinkSync(join(elsewhere, "kept"), join(clone, "vexor-review"));
    expect(reviewed(clone).code).toBe(0);
    expect(readFileSync(join(elsewhere, "kept/review.html"), "utf8")).toBe("mine");
  }, within(60_000));
});

/** Beside this process, which is the server that it speaks to. */
const playBeside = async (script: string, cwd: string, env: NodeJS.ProcessEnv): Promise<{ readonly code: number | null; readonly said: string }> => {
  const { code, out, err } = await programBeside(["sh", "-e"], { ...process.env, ...env }, script.replaceAll("/tmp/vexor/usr/bin/vexor", VEXOR), cwd);
  return { code, said: out + err };
};

const WORKFLOW = ".github/workflows/vexor.yaml";

const jobOf = (server: GithubServer, temp: string, event: object): NodeJS.ProcessEnv => {
  writeFileSync(join(temp, "event.json"), JSON.stringify(event));
  return { RUNNER_TEMP: temp, GITHUB_EVENT_PATH: join(temp, "event.json"), GITHUB_API_URL: server.url, GITHUB_REPOSITORY: "o/r", GITHUB_TOKEN: TOKEN };
};

describe("the two workflows of GitHub, one after the other,", () => {
  /** The first one with nothing that is a secret; the second with nothing but its artifact. */
  const through = async (files: Readonly<Record<string, string | null>>, whose = "the base's") => {
    const [temp, clone, server] = [makeTree({}), checkedOut(files), await startGithub()];
    const head = git(clone, "rev-parse", "HEAD");
    const first = play(github, clone, { NUMBER: "7", GITHUB_BASE_REF: "main", RUNNER_TEMP: temp, GITHUB_STEP_SUMMARY: join(temp, "summary.md") });
    Object.assign(server.pull, { head, isFromFork: true });
    server.files.set(`${server.pull.base}:${WORKFLOW}`, "the base's").set(`${head}:${WORKFLOW}`, whose);
    const second = await playBeside(posting, temp, jobOf(server, temp, { workflow_run: { head_sha: head, path: WORKFLOW } }));
    expect([server.wrong, second.said.includes(TOKEN)]).toEqual([[], false]);
    return { server, codes: [first.code, second.code], said: second.said };
  };

  test("post the review of a fork's change, with its verdict", async () => {
    const fine = await through({ "hosts/val-1.yaml": CHANGED });
    expect(fine.codes, fine.said).toEqual([0, 0]);
    expect(fine.server.comments).toMatchObject([{ body: expect.stringContaining("## Vexor review: 1 host would change") }]);
    expect(fine.server.statuses).toMatchObject([{ state: "success" }]);
    const denied = await through({ "hosts/val-1.yaml": WITHOUT_WHY });
    expect(denied.codes, denied.said).toEqual([6, 6]);
    expect(denied.server.comments).toMatchObject([{ body: expect.stringContaining("denied by the policy") }]);
    expect(denied.server.statuses).toMatchObject([{ state: "failure" }]);
  }, within(120_000));

  test("post no review that a workflow of the fork has made", async () => {
    const { server, codes, said } = await through({ "hosts/val-1.yaml": CHANGED }, "the fork's");
    expect([codes, said]).toEqual([[0, 1], expect.stringContaining("the change alters \".github/workflows/vexor.yaml\"")]);
    expect([server.comments, server.statuses.map(({ state }) => state)]).toEqual([[], ["error"]]);
  }, within(120_000));
});

describe("the script for other runners, which the action runs,", () => {
  const script = readFileSync(join(ROOT, "examples/pipelines/review.sh"), "utf8");

  test("reviews, writes, posts and ends with the verdict", async () => {
    for (const [files, ends] of [[{ "hosts/val-1.yaml": CHANGED }, 0], [{ "hosts/val-1.yaml": WITHOUT_WHY }, 6]] as const) {
      const [temp, clone, server] = [makeTree({}), checkedOut(files), await startGithub()];
      server.pull.head = git(clone, "rev-parse", "HEAD");
      const { code, said } = await playBeside(script, clone, { ...jobOf(server, temp, {}), VEXOR, NUMBER: "7", FORGE: "github", OUT: join(temp, "out"),
        GITHUB_STEP_SUMMARY: join(temp, "summary.md") });
      expect(code, said).toBe(ends);
      expect(existsSync(join(temp, "out/review.html"))).toBe(true);
      expect(readFileSync(join(temp, "summary.md"), "utf8")).toBe(server.comments[0]?.body);
      expect([server.comments.length, server.wrong]).toEqual([1, []]);
    }
  }, within(120_000));

  test("ends as the review does where there is none to post", async () => {
    const [temp, server, forms] = [makeTree({}), await startGithub(), ["review.html", "review.md", "review-2.md"]];
    for (const name of forms) writeFileSync(join(temp, name), "old");
    const { code, said } = await playBeside(script, checkedOut({}), { ...jobOf(server, temp, {}), VEXOR, BASE: "nope", FORGE: "github", OUT: temp });
    expect(["review.json", ...forms].filter((name) => existsSync(join(temp, name))), "of an earlier run").toEqual([]);
    expect([code, said, server.asked]).toEqual([1, expect.stringContaining("(REVISION_UNKNOWN)"), []]);
  }, within(60_000));

  test("is what the action runs, after it has fetched Vexor as the pipelines do", () => {
    const { runs: { using, steps } } = readYaml(readFileSync(join(ROOT, "action.yml"), "utf8"), "action.yml").value as {
      readonly runs: { readonly using: string; readonly steps: readonly { readonly run: string; readonly env: Readonly<Record<string, string>> }[] } };
    expect(using).toBe("composite");
    expect(steps.map(({ run }) => run.trim())).toEqual([FETCH_LINES.join("\n"), "sh \"$GITHUB_ACTION_PATH/examples/pipelines/review.sh\""]);
    const given = Object.keys(steps[1]?.env ?? {});
    const read = [...script.matchAll(/\$\{([A-Z_]+):/g)].map(([, name = ""]) => name);
    expect([...new Set(read)].filter((name) => !given.includes(name))).toEqual(["GITHUB_STEP_SUMMARY"]);
  });
});
