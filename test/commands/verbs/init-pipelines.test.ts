/**
 * The review jobs of the pipelines that `vexor init --repo` writes: their own scripts, on clones as
 * each forge makes them, with the variables that each forge sets.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { readYaml } from "../../../src/edges/yaml/yaml.ts";
import { VEXOR } from "../../support/paths.ts";
import { within } from "../../support/pace.ts";
import { commitFiles, git } from "../../support/review.ts";
import { kernelDefaults, makeTree } from "../../support/tree.ts";
import { runVexor } from "../../support/vexor.ts";

interface Job { readonly steps?: readonly { readonly name?: string; readonly run?: string }[]; readonly script?: readonly string[];
  readonly artifacts?: { readonly paths: readonly string[]; readonly reports: Readonly<Record<string, string>> } }

const ROOT_FILES = { ...kernelDefaults({ "vm.swappiness": "60" }), "/etc/hostname": "val-1\n", "/proc/sys/vm/swappiness": "60\n" };
const CHANGED = "apiVersion: vexor/v1\nhost: val-1\nsysctl: {vm.swappiness: 10}\n";
const WITHOUT_WHY = "apiVersion: vexor/v1\nhost: val-1\nsysctl: {vm.swappiness: {value: 10, adopt: {from: 60}}}\n";

let upstream: string;
let github: string;
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
  ({ review: gitlab } = read(".gitlab-ci.yml") as { readonly review: Job });
}, within(60_000));

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
      { GITHUB_BASE_REF: "main", RUNNER_TEMP: temp, GITHUB_STEP_SUMMARY: summary });
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

  test("fails where a host file is wrong, and passes where one is removed", () => {
    expect(reviewed({ "hosts/val-1.yaml": "sysctl: [" })).toMatchObject({ code: 1, page: true });
    const { code, page, summary, said } = reviewed({ "hosts/val-1.yaml": null, "hosts/x.yml": "" });
    expect([code, page], said).toEqual([0, true]);
    expect(summary).toContain("Host files that are removed");
  }, within(60_000));
});

describe("the review job for GitLab", () => {
  const reviewed = (clone: string, env: NodeJS.ProcessEnv = {}) => {
    const { code, said } = play((gitlab.script ?? []).join("\n"), clone, { CI_PROJECT_ID: "1", CI_MERGE_REQUEST_PROJECT_ID: "1",
      CI_MERGE_REQUEST_PROJECT_URL: "file:///nowhere", CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main", ...env });
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
