/**
 * Golden scenarios: real tunings of real hosts, one directory each. The printed plan, the applied
 * tree and the tree after a rollback must be exactly as recorded; nothing outside the declared
 * paths is written, and no custom value changes without a permission in the host file.
 *
 * UPDATE=1 records plan.txt, after/ and deleted.txt anew. Then read them: they must be right, not
 * merely new.
 */
import { execFile } from "node:child_process";
import { copyFileSync, existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Plan } from "../src/engine/model/model.ts";
import {
  buildTree, declaredPaths, fileOf, filesBelow, protectedKeys, readScenario, scenarioNames, seen,
  type TreeSnapshot, type Scenario,
} from "./support/scenario.ts";
import { changed } from "./support/tree.ts";
import { VEXOR } from "./support/paths.ts";

const UPDATE = process.env["UPDATE"] === "1";
const STAYED_BLOCKED = 3;
const ROLLED_BACK = 4;
const STAYS = new Set(["none", "blocked", "impossible"]);

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const vexor = (cwd: string, ...args: readonly string[]): Promise<Said> =>
  new Promise((done) => {
    execFile(VEXOR, args, { cwd, encoding: "utf8" }, (error, out, err) =>
      done({ code: error ? Number(error.code) : 0, out, err }));
  });

interface ScenarioHarness {
  readonly name: string;
  readonly scenario: Scenario;
  readonly root: string;
  readonly before: TreeSnapshot;
}

const run = ({ name, root }: ScenarioHarness, verb: string, ...more: readonly string[]): Promise<Said> =>
  vexor(fileOf(name, "."), verb, "--root", root, ...more);

const planNow = async (harness: ScenarioHarness): Promise<{ text: string; plan: Plan | null }> => {
  const saved = `${harness.root}.plan.json`;
  const said = await run(harness, "plan", "-f", "host.yaml", "--out", saved);
  if (said.code !== 0) return { text: said.out + said.err, plan: null };
  const plan = JSON.parse(readFileSync(saved, "utf8")) as Plan;
  rmSync(saved);
  return { text: said.out.replace(`Plan ${plan.id} `, "Plan (id) "), plan };
};

const isGolden = ({ name }: ScenarioHarness, file: string, found: string): void => {
  const path = fileOf(name, file);
  if (UPDATE && found === "") rmSync(path, { force: true });
  else if (UPDATE) writeFileSync(path, found);
  expect(found).toBe(existsSync(path) ? readFileSync(path, "utf8") : "");
};

const recordAfter = ({ name, root, before }: ScenarioHarness, after: TreeSnapshot): void => {
  rmSync(fileOf(name, "after"), { recursive: true, force: true });
  for (const path of changed(before, after).filter((one) => after[one] && !one.endsWith("/"))) {
    const file = join(fileOf(name, "after"), path);
    mkdirSync(dirname(file), { recursive: true });
    const leadsTo = after[path]?.startsWith("-> ") ? after[path].slice(3) : null;
    if (leadsTo === null) copyFileSync(join(root, path), file);
    else symlinkSync(leadsTo, file);
  }
};

/** before/ with after/ laid over it; files keep their modes, new ones are 0644. */
const expectedAfter = ({ name, before }: ScenarioHarness): TreeSnapshot => {
  const expected: Record<string, string> = { ...before };
  for (const path of filesBelow(fileOf(name, "after"))) {
    const file = fileOf(name, `after${path}`);
    const isLink = lstatSync(file).isSymbolicLink();
    const text = isLink ? readlinkSync(file) : readFileSync(file, "utf8");
    const mode = before[path]?.split(" ")[0] ?? "644";
    expected[path] = isLink ? `-> ${text}` : `${mode} ${path.startsWith("/proc/sys/") ? text.replace(/\t/g, " ") : text}`;
    for (let dir = dirname(path); dir !== "/"; dir = dirname(dir)) expected[`${dir}/`] ??= "755";
  }
  const deleted = fileOf(name, "deleted.txt");
  const gone = existsSync(deleted) ? readFileSync(deleted, "utf8").split("\n") : [];
  return Object.fromEntries(Object.entries(expected).filter(([path]) => !gone.includes(path)));
};

const keepsCustom = ({ name, scenario, root }: ScenarioHarness): void => {
  for (const [path, wanted] of Object.entries(scenario.custom ?? {})) {
    const lines = readFileSync(join(root, path), "utf8").trim().split("\n");
    expect(lines, `${name}: ${path}`).toContain(wanted);
  }
};

const applied = async (harness: ScenarioHarness, plan: Plan): Promise<void> => {
  const { name, root, before, scenario } = harness;
  const untouchable = new Set(protectedKeys(name, scenario, root));
  const said = await run(harness, "apply", "-f", "host.yaml", "--yes");
  const { blocked, impossible } = plan.summary;
  const expected = blocked + impossible > 0 ? STAYED_BLOCKED : 0;
  expect(said.code, said.err).toBe(scenario.undone ? ROLLED_BACK : expected);
  const after = seen(root);
  const moved = changed(before, after);
  if (UPDATE) recordAfter(harness, after);
  const deleted = moved.filter((path) => after[path] === undefined);
  isGolden(harness, "deleted.txt", deleted.map((path) => `${path}\n`).join(""));
  expect(after).toEqual(expectedAfter(harness));
  const declared = declaredPaths(plan.changes, root);
  expect(moved.filter((path) => !declared.has(path)), "written but not declared").toEqual([]);
  expect(moved.filter((path) => untouchable.has(path)), "custom values overridden").toEqual([]);
};

const plansNothing = async (harness: ScenarioHarness): Promise<void> => {
  const { text, plan } = await planNow(harness);
  const left = plan?.items.filter((item) => !STAYS.has(item.action)
    && !(item.action === "drift" && item.onDrift === "report"));
  expect(left, text).toEqual([]);
};

const rolledBack = async (harness: ScenarioHarness, runs: number): Promise<void> => {
  if (runs === countRuns(harness)) return;
  const said = await run(harness, "rollback", "--yes");
  expect(said.code, said.out + said.err).toBe(0);
  expect(changed(seen(harness.root), harness.before)).toEqual([]);
};

const countRuns = ({ root }: ScenarioHarness): number =>
  filesBelow(join(root, "var/lib/vexor-agent/runs"))
    .filter((path) => path.endsWith("/plan.json")).length;

const play = async (name: string): Promise<void> => {
  const scenario = readScenario(name);
  const root = buildTree(name, scenario);
  const harness: ScenarioHarness = { name, scenario, root, before: seen(root) };
  try {
    keepsCustom(harness);
    const { text, plan } = await planNow(harness);
    isGolden(harness, "plan.txt", text);
    expect(plan === null).toBe(scenario.refused ?? false);
    expect(seen(root), "a plan writes nothing").toEqual(harness.before);
    if (plan === null) return;
    const runs = countRuns(harness);
    await applied(harness, plan);
    keepsCustom(harness);
    if (scenario.undone || plan.mode === "observe") return expect(seen(root)).toEqual(harness.before);
    await plansNothing(harness);
    await rolledBack(harness, runs);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

describe("golden scenarios", () => {
  test.concurrent.each(scenarioNames())("%s", play);
});
