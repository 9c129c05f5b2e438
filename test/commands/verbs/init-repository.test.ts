/** `vexor init --repo`: a repository that can be committed as it is, for one host or for a fleet. */
import { spawnSync } from "node:child_process";
import { chownSync, lstatSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { allVerbs } from "../../../src/commands/cli/verbs.ts";
import { openHostFile } from "../../../src/edges/yaml/host-file-editor.ts";
import { readYaml } from "../../../src/edges/yaml/yaml.ts";
import { SECTIONS } from "../../../src/resources/index.ts";
import { SEED } from "../../support/random.ts";
import { randomHost } from "../../support/random-host.ts";
import { SAMPLES } from "../../support/samples.ts";
import { kernelDefaults, makeTree, type Files } from "../../support/tree.ts";
import { runVexor } from "../../support/vexor.ts";

const machine = (name: string, lines: readonly string[], more: Files = {}): string => {
  const values = lines.map((line) => line.split(" = ") as [string, string]);
  return makeTree({
    ...kernelDefaults({}), "/etc/hostname": `${name}\n`,
    ...Object.fromEntries(values.map(([key, value]) => [`/proc/sys/${key.replaceAll(".", "/")}`, `${value}\n`])),
    "/etc/sysctl.d/60-my.conf": `${lines.join("\n")}\n`, ...more,
  });
};

const filesIn = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name).slice(directory.length + 1)).sort();

const COMMON = ["vm.swappiness = 30", "net.core.rmem_max = 134217728", "net.core.wmem_max = 134217728"];
const PINNED: Files = { ...SAMPLES["cpu-pinning"]?.files,
  "/proc/900/task/900/status": "Name:\tvalidator\nPid:\t900\nCpus_allowed_list:\t1\n",
  "/proc/900/task/901/status": "Name:\tworker\nPid:\t901\nCpus_allowed_list:\t1\n",
  "/etc/systemd/system/validator.service.d/pin.conf": "[Service]\nCPUAffinity=1\n" };

const effective = (file: string): unknown => {
  const opened = openHostFile(file, SECTIONS);
  return opened.load(opened.text).declaration;
};

describe("a repository of one host", () => {
  let root: string;
  let repo: string;
  const init = (...args: readonly string[]) => runVexor(["init", "--repo", repo, "--root", root, ...args]);
  const read = (path: string): string => readFileSync(join(repo, path), "utf8");

  beforeAll(() => {
    root = machine("val-1", COMMON);
    repo = join(makeTree({}), "new/fleet");
    expect(init("--yes")).toMatchObject({ code: 0, out: "", err: expect.stringContaining("Wrote 11 files to") });
  });

  test("has host file, role, policy, keys, pipelines, schema and a page", () => {
    expect(filesIn(repo)).toEqual([".github/workflows/vexor-post.yaml", ".github/workflows/vexor.yaml", ".gitlab-ci.yml", "README.md", "hosts/val-1.yaml",
      "keys/hosts/README.md", "policy/main.yaml", "roles/base.yaml", "schemas/client.schema.json", "schemas/host.schema.json",
      "schemas/policy.schema.json"]);
    for (const path of ["hosts/val-1.yaml", "roles/base.yaml"]) {
      const [, schema = ""] = /^# yaml-language-server: \$schema=(.*)\n/.exec(read(path)) ?? [];
      expect(JSON.parse(readFileSync(join(repo, dirname(path), schema), "utf8")))
        .toEqual(JSON.parse(readFileSync("schemas/host.schema.json", "utf8")));
    }
  });

  test("has a plan that is empty, and pipelines that do what they say", () => {
    const { code, out } = runVexor(["plan", "-f", join(repo, "hosts/val-1.yaml"), "--root", root, "--detailed-exitcode"]);
    expect(code, out).toBe(0);
    expect(effective(join(repo, "hosts/val-1.yaml"))).toMatchObject({ host: "val-1", sysctl: { "vm.swappiness": 30 } });
    const github = readYaml(read(".github/workflows/vexor.yaml"), "w").value as
      { jobs: { validate: { steps: { run?: string }[] } } };
    const gitlab = readYaml(read(".gitlab-ci.yml"), "g").value as { validate: { before_script: string[]; script: string[] } };
    const post = readYaml(read(".github/workflows/vexor-post.yaml"), "p").value as { jobs: { post: { steps: { run?: string }[] } } };
    for (const { run = "" } of post.jobs.post.steps) expect(spawnSync("sh", ["-n"], { input: run, encoding: "utf8" }).stderr).toBe("");
    const scripts = [...github.jobs.validate.steps.flatMap(({ run }) => run ?? []),
      ...gitlab.validate.before_script, ...gitlab.validate.script];
    expect(scripts).toHaveLength(5);
    for (const script of scripts) {
      expect(spawnSync("sh", ["-n"], { input: script, encoding: "utf8" }).stderr, script).toBe("");
    }
    const vexor = join(dirname(repo), "vexor");
    writeFileSync(vexor, "#!/bin/sh\necho \"$@\"; test \"$2\" != hosts/b.yaml\n", { mode: 0o755 });
    mkdirSync(join(dirname(repo), "two/hosts"), { recursive: true });
    for (const name of ["a", "b", "c"]) writeFileSync(join(dirname(repo), `two/hosts/${name}.yaml`), "");
    const said = spawnSync("sh", ["-e"], { cwd: join(dirname(repo), "two"), encoding: "utf8",
      input: (scripts.at(-1) ?? "").replace("/tmp/vexor/usr/bin/vexor", vexor) });
    expect(said).toMatchObject({ status: 1, stdout: "validate hosts/a.yaml\nvalidate hosts/b.yaml\nvalidate hosts/c.yaml\n" });
  });

  test("names only verbs that there are", () => {
    const known = new Set(allVerbs().map(([name]) => name));
    const named = filesIn(repo).filter((path) => !path.startsWith("schemas/"))
      .flatMap((path) => [...read(path).matchAll(/(?:`|sudo |bin\/)vexor ([a-z-]+)/g)].map(([, verb = ""]) => verb));
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((verb) => !known.has(verb))).toEqual([]);
  });

  test("is asked for, and a second time nothing that is there changes", () => {
    writeFileSync(join(repo, "README.md"), "mine\n");
    writeFileSync(join(repo, "hosts/val-1.yaml"), "mine\n");
    const refused = runVexor(["init", "--repo", join(repo, "other"), "--root", root]);
    expect(refused).toMatchObject({ code: 64, err: expect.stringContaining("(NO_TERMINAL)") });
    expect(refused.err).toContain("other/hosts/val-1.yaml");
    expect(filesIn(repo)).toHaveLength(11);
    const again = init("--yes", "--json");
    expect(JSON.parse(again.out)).toMatchObject({ format: "vexor.repository/1", written: [], kept: expect.arrayContaining(["README.md"]) });
    expect([read("README.md"), read("hosts/val-1.yaml")]).toEqual(["mine\n", "mine\n"]);
  });

  test.runIf(process.getuid?.() === 0)("belongs to the owner of the directory that root makes it in", () => {
    const [home, other] = [join(makeTree({}), "home"), makeTree({})];
    mkdirSync(home);
    chownSync(home, 12_345, 12_345);
    expect(runVexor(["init", "--repo", join(home, "fleet"), "--root", root, "--yes"]).code).toBe(0);
    for (const path of ["fleet", "fleet/hosts", "fleet/hosts/val-1.yaml"]) {
      expect(lstatSync(join(home, path)), path).toMatchObject({ uid: 12_345, gid: 12_345 });
    }
    symlinkSync(other, join(home, "led"));
    expect(runVexor(["init", "--repo", join(home, "led"), "--root", root, "--yes"])).toMatchObject({ code: 1,
      err: expect.stringMatching(/users other than root may change .*home/) });
    expect(filesIn(other).filter((path) => path.includes("README"))).toEqual([]);
  });

  test("does not follow a link that stands for one of its files", () => {
    const linked = join(makeTree({}), "linked");
    mkdirSync(linked);
    symlinkSync(join(linked, "elsewhere"), join(linked, "README.md"));
    const said = runVexor(["init", "--repo", linked, "--root", root, "--yes", "--json"]);
    expect((JSON.parse(said.out) as { written: string[] }).written).not.toContain("README.md");
    expect(filesIn(linked)).not.toContain("elsewhere");
  });
});

describe("a repository of a fleet", () => {
  const MACHINES: Readonly<Record<string, readonly [readonly string[], Files?]>> = {
    "ams-1": [[...COMMON, "vm.dirty_ratio = 11", "kernel.panic = 12", "vm.stat_interval = 13"]],
    "ams-2": [[...COMMON, "vm.dirty_ratio = 11", "kernel.panic = 12", "vm.stat_interval = 13"], PINNED],
    "fra-1": [[...COMMON, "vm.dirty_ratio = 21"]],
  };
  let facts: string;
  let repo: string;
  let roots: Readonly<Record<string, string>>;

  beforeAll(() => {
    const base = makeTree({});
    [facts, repo] = [join(base, "facts"), join(base, "fleet")];
    mkdirSync(facts);
    roots = Object.fromEntries(Object.entries(MACHINES).map(([name, [lines, more]]) => [name, machine(name, lines, more)]));
    for (const [name, root] of Object.entries(roots)) {
      expect(runVexor(["facts", "--out", join(facts, `${name}.json`), "--root", root]).code).toBe(0);
    }
    expect(runVexor(["init", "--from-facts", facts, "--repo", repo, "--yes"])).toMatchObject({ code: 0 });
  });

  test.each(Object.keys(MACHINES))("declares of %s what vexor init does there, and plans nothing", (name) => {
    const file = join(repo, `hosts/${name}.yaml`);
    const alone = JSON.parse(runVexor(["init", "--json", "--root", roots[name] ?? ""]).out) as unknown;
    expect(effective(file)).toEqual(alone);
    const { code, out } = runVexor(["plan", "--facts", join(facts, `${name}.json`), "-f", file, "--detailed-exitcode"]);
    expect(code, out).toBe(0);
  });

  test("has in roles what hosts share", () => {
    expect(filesIn(join(repo, "roles"))).toEqual(["ams.yaml", "base.yaml"]);
    expect(readFileSync(join(repo, "roles/base.yaml"), "utf8")).toContain("net.core.wmem_max: 134217728");
    expect(readFileSync(join(repo, "roles/ams.yaml"), "utf8")).toMatch(/ams-1, ams-2\.\n[\s\S]*vm\.dirty_ratio: 11/);
    expect(readFileSync(join(repo, "hosts/ams-1.yaml"), "utf8"))
      .toMatch(/extends:\n {2}- \.\.\/roles\/base\.yaml\n {2}- \.\.\/roles\/ams\.yaml\n(?![\s\S]*sysctl:)/);
    expect(readFileSync(join(repo, "hosts/fra-1.yaml"), "utf8")).toMatch(
      /sysctl:\n {2}# from \/etc\/sysctl\.d\/60-my\.conf:4; to change it: .*\n {2}vm\.dirty_ratio: 21\n/);
  });

  test.each([
    ["a host twice", (directory: string) => {
      for (const name of ["a", "b"]) writeFileSync(join(directory, `${name}.json`), readFileSync(join(facts, "ams-1.json")));
    }, "two files hold facts of ams-1"],
    ["what is not facts", (directory: string) => writeFileSync(join(directory, "x.json"), "{}"), "(FACTS_INVALID)"],
    ["nothing", () => undefined, "(FACTS_MISSING)"],
  ])("is not made of a directory with %s", (_, fill, says) => {
    const directory = makeTree({});
    fill(directory);
    const target = join(directory, "out");
    const said = runVexor(["init", "--from-facts", directory, "--repo", target, "--yes"]);
    expect(said).toMatchObject({ code: 1, err: expect.stringContaining(says) });
    expect(filesIn(directory).some((path) => path.startsWith("out"))).toBe(false);
  });
});

describe("a repository of generated hosts", () => {
  const HOSTS = Number(process.env["VEXOR_FLEET"] ?? 3);

  test("declares of each what vexor init does there, and plans nothing on its facts", () => {
    const base = makeTree({});
    const [facts, repo] = [join(base, "facts"), join(base, "fleet")];
    mkdirSync(facts);
    const alone = new Map<string, unknown>();
    let declares = 0;
    for (let at = 0; at < HOSTS; at++) {
      const { root, remove } = randomHost(SEED + at);
      const name = `host-${at}`;
      writeFileSync(join(root, "etc/hostname"), `${name}\n`);
      expect(runVexor(["facts", "--out", join(facts, `${name}.json`), "--root", root])).toMatchObject({ code: 0 });
      const declared = runVexor(["init", "--json", "--root", root]);
      expect(declared, declared.err).toMatchObject({ code: 0 });
      alone.set(name, JSON.parse(declared.out) as unknown);
      declares += Number(declared.out.includes("cpuPinning"));
      remove();
    }
    if (HOSTS > 20) expect(declares).toBeGreaterThan(HOSTS / 10);
    const made = runVexor(["init", "--from-facts", facts, "--repo", repo, "--yes"]);
    expect(made, made.err).toMatchObject({ code: 0 });
    for (const [name, declared] of alone) {
      const file = join(repo, `hosts/${name}.yaml`);
      expect(effective(file)).toEqual(declared);
      const { code, out, err } = runVexor(["plan", "--facts", join(facts, `${name}.json`), "-f", file, "--detailed-exitcode"]);
      expect(code, out + err).toBe(0);
    }
  });
});
