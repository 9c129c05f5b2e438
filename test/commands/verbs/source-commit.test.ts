/** A plan that is kept names the commit of its host file, if the file is just as the commit has it. */
import { execFileSync } from "node:child_process";
import {
  appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SAMPLES } from "../../support/samples.ts";
import { makeTree } from "../../support/tree.ts";
import { VEXOR } from "../../support/paths.ts";


const machine = () => {
  const root = makeTree(SAMPLES["sysctl"]?.files ?? {});
  const checkout = makeTree({});
  const git = (...args: readonly string[]): string => execFileSync("git", ["-C", checkout,
    "-c", "user.name=a", "-c", "user.email=a@b", ...args], { encoding: "utf8" }).trim();
  mkdirSync(join(checkout, "hosts"));
  writeFileSync(join(checkout, "hosts/a.yaml"),
    "apiVersion: vexor/v1\nhost: test-host\nextends: [../r.yaml]\n");
  writeFileSync(join(checkout, "r.yaml"), "apiVersion: vexor/v1\nsysctl: {vm.swappiness: 10}\n");
  git("init", "-q");
  git("add", "hosts", "r.yaml");
  git("commit", "-q", "-m", "one");
  const vexor = (...args: readonly string[]): string =>
    execFileSync(VEXOR, [...args, "--root", root], { encoding: "utf8", cwd: checkout,
      stdio: ["ignore", "pipe", "ignore"] });
  const planned = (file = "hosts/a.yaml"): string | null => {
    vexor("plan", "-f", file, "--out", join(root, "plan"));
    return (JSON.parse(readFileSync(join(root, "plan"), "utf8")) as
      { source: { commit: string | null } }).source.commit;
  };
  return { root, checkout, git, vexor, planned };
};

test("a plan names the commit of a clean checkout, and says when it is changed or has none", () => {
  const { root, checkout, git, vexor, planned } = machine();
  const head = git("rev-parse", "HEAD");
  expect(planned()).toBe(head);
  expect(JSON.parse(vexor("plan", "-f", "hosts/a.yaml", "--json"))).toMatchObject(
    { source: { commit: null } });
  writeFileSync(join(checkout, "unrelated"), "x");
  expect(planned()).toBe(head);
  appendFileSync(join(checkout, "r.yaml"), "# changed\n");
  expect(planned()).toBe(null);
  git("add", "r.yaml");
  expect(planned()).toBe(null);
  git("commit", "-q", "-m", "two");
  vexor("apply", "-f", "hosts/a.yaml", "--yes");
  const ledger = readFileSync(join(root, "var/lib/vexor-agent/ledger.json"), "utf8");
  expect(ledger).toContain(git("rev-parse", "HEAD"));
});

test("finding the commit runs no program that the checkout names", () => {
  const { checkout, git, planned } = machine();
  const script = join(checkout, "script");
  writeFileSync(script, `#!/bin/sh\ntouch ${checkout}/ran\n`, { mode: 0o755 });
  git("config", "core.fsmonitor", script);
  git("config", "core.hooksPath", checkout);
  git("config", "filter.x.clean", script);
  writeFileSync(join(checkout, ".gitattributes"), "* filter=x\n");
  expect(planned()).toMatch(/^[0-9a-f]{40}$/);
  expect(existsSync(join(checkout, "ran"))).toBe(false);
});

/** Each makes git start `script` when it is asked in that checkout as git usually is. */
const HOSTILE: readonly (readonly [name: string, plant: (at: Planted) => void])[] = [
  ["a partial clone that lacks the commit", ({ git, script, lose }) => {
    git("config", "core.repositoryFormatVersion", "1");
    git("config", "extensions.partialClone", "evil");
    git("config", "remote.evil.url", ".");
    git("config", "remote.evil.promisor", "true");
    git("config", "remote.evil.uploadpack", script);
    lose("HEAD");
  }],
  ["a partial clone that lacks the tree", ({ git, script, lose }) => {
    git("config", "core.repositoryFormatVersion", "1");
    git("config", "extensions.partialClone", "evil");
    git("config", "remote.evil.url", `ext::${script}`);
    git("config", "remote.evil.promisor", "true");
    git("config", "protocol.ext.allow", "always");
    lose("HEAD^{tree}");
  }],
  ["an included file, aliases and a pager", ({ git, script, checkout }) => {
    writeFileSync(join(checkout, "more"), `[core]\n\tfsmonitor = ${script}\n\tpager = ${script}\n`
      + `[alias]\n\trev-parse = !${script}\n\tls-tree = !${script}\n`);
    git("config", "include.path", join(checkout, "more"));
  }],
];

interface Planted {
  readonly checkout: string;
  readonly script: string;
  git(...args: readonly string[]): string;
  /** Removes the object of that name. */
  lose(name: string): void;
}

test.each(HOSTILE)("with %s nothing runs", (_, plant) => {
  const { checkout, git, planned } = machine();
  const script = join(checkout, "script");
  writeFileSync(script, `#!/bin/sh\ntouch ${checkout}/ran\n`, { mode: 0o755 });
  const lose = (name: string): void => {
    const id = git("rev-parse", name);
    rmSync(join(checkout, ".git/objects", id.slice(0, 2), id.slice(2)));
  };
  plant({ checkout, git, script, lose });
  expect(planned() ?? "none").toMatch(/^([0-9a-f]{40}|none)$/);
  expect(existsSync(join(checkout, "ran"))).toBe(false);
});

test("packed references, a worktree and a detached HEAD are read, and a link as HEAD is not", () => {
  const { checkout, git, planned } = machine();
  const head = git("rev-parse", "HEAD");
  git("pack-refs", "--all");
  git("gc", "--quiet");
  expect(planned()).toBe(head);
  git("checkout", "--quiet", "--detach");
  expect(planned()).toBe(head);
  git("worktree", "add", "--quiet", "-b", "side", join(checkout, "beside"));
  expect(planned("beside/hosts/a.yaml")).toBe(head);
  rmSync(join(checkout, ".git/HEAD"));
  symlinkSync("/etc/hostname", join(checkout, ".git/HEAD"));
  expect(planned()).toBe(null);
});

test.skipIf(process.getuid?.() !== 0)("root reads another user's checkout as that user", () => {
  const { checkout, git, planned } = machine();
  const head = git("rev-parse", "HEAD");
  execFileSync("chown", ["-R", "65534:65534", checkout]);
  execFileSync("chmod", ["-R", "go-rwx", join(checkout, ".git/objects")]);
  expect(planned()).toBe(head);
});
