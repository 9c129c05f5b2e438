/** A plan that is kept names the commit of its host file, if the file is just as the commit has it. */
import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SAMPLES } from "../support/samples.ts";
import { makeTree } from "../support/tree.ts";

const VEXOR = join(import.meta.dirname, "../../vexor");

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
  const planned = (): string | null => {
    vexor("plan", "-f", "hosts/a.yaml", "--out", join(root, "plan"));
    return (JSON.parse(readFileSync(join(root, "plan"), "utf8")) as
      { source: { commit: string | null } }).source.commit;
  };
  return { root, checkout, git, vexor, planned };
};

test("clean, changed, untracked, and without a commit", () => {
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

test("asking runs nothing that the checkout names", () => {
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
