/**
 * A golden scenario is a machine (layers of test/scenarios/_machines, then its own before/), a host
 * file, the plan that must be printed, and what apply must leave. What belongs to whom is judged
 * here by plain text search, not by Vexor's own ownership code.
 */
import {
  chmodSync, copyFileSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync,
  readlinkSync, rmSync, symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { load } from "js-yaml";
import type { Change } from "../../src/engine/model/model.ts";
import { snapshotTree } from "./tree.ts";

const SCENARIOS = join(import.meta.dirname, "../scenarios");

export interface Scenario {
  readonly story: string;
  readonly machine: readonly string[];
  /** Paths that this machine lacks although its layers have them. */
  readonly without?: readonly string[];
  /** Git keeps no such modes. */
  readonly readOnly?: readonly string[];
  /** Path to the text or line that must be there before and after. */
  readonly custom?: Readonly<Record<string, string>>;
  /** Keys that are named outside the vendor's files and yet may change, each with its reason. */
  readonly permitted?: Readonly<Record<string, string>>;
  /** Apply fails and takes itself back: what is wanted cannot come true in a mere tree. */
  readonly undone?: boolean;
  /** The plan is refused with an error. */
  readonly refused?: boolean;
}

export const scenarioNames = (): readonly string[] =>
  readdirSync(SCENARIOS).filter((name) => existsSync(fileOf(name, "scenario.yaml"))).sort();

export const fileOf = (name: string, file: string): string => join(SCENARIOS, name, file);

const yaml = <T>(path: string): T => load(readFileSync(path, "utf8")) as T;

export const readScenario = (name: string): Scenario => yaml(fileOf(name, "scenario.yaml"));

const below = (root: string, under = ""): readonly string[] =>
  readdirSync(join(root, under)).sort().flatMap((name) => {
    const path = `${under}/${name}`;
    return lstatSync(join(root, path)).isDirectory() ? below(root, path) : [path];
  });

/** Files below a directory that may be absent, as paths from its root. */
export const filesBelow = (root: string): readonly string[] =>
  (existsSync(root) ? below(root) : []);

/** The last layer that has a path wins, also over a link. */
const lay = (layer: string, root: string): void => {
  for (const path of filesBelow(layer)) {
    const [from, to] = [join(layer, path), join(root, path)];
    mkdirSync(dirname(to), { recursive: true });
    rmSync(to, { force: true });
    if (lstatSync(from).isSymbolicLink()) symlinkSync(readlinkSync(from), to);
    else copyFileSync(from, to);
  }
};

export const buildTree = (name: string, scenario: Scenario): string => {
  const root = mkdtempSync(join(tmpdir(), `vexor-${name}-`));
  for (const layer of scenario.machine) lay(join(SCENARIOS, "_machines", layer), root);
  lay(fileOf(name, "before"), root);
  for (const path of scenario.without ?? []) rmSync(join(root, path), { recursive: true });
  for (const path of scenario.readOnly ?? []) chmodSync(join(root, path), 0o444);
  return root;
};

export type TreeSnapshot = Readonly<Record<string, string>>;

/** Kernel values count as the kernel prints them: tabs and blanks between numbers are alike. */
export const seen = (root: string): TreeSnapshot =>
  Object.fromEntries(Object.entries(snapshotTree(root)).map(([path, text]) =>
    [path, path.startsWith("/proc/sys/") ? text.replace(/\t/g, " ") : text]));

const pathsOf = (target: string, root: string): readonly string[] => {
  const [, scheme = "", name = ""] = /^([^:]+):(.*)$/s.exec(target) ?? [];
  if (scheme === "file" || scheme === "link") return [name];
  if (scheme === "dir") return [`${name}/`];
  if (scheme === "sysctl") return name.split(",").map((key) => `/proc/sys/${key}`);
  if (scheme === "sysfs") return [`/sys/${name}`];
  if (scheme === "cpuset") return [`${name}/cpuset.cpus`, `${name}/cpuset.cpus.effective`];
  if (scheme === "thread") {
    const [pid, tid] = name.split("/");
    return [`/proc/${pid}/task/${tid}/status`];
  }
  const row = readFileSync(join(root, "/proc/interrupts"), "utf8").split("\n")
    .find((line) => line.endsWith(` ${name}`));
  const irq = row?.trim().split(":")[0];
  return [`/proc/irq/${irq}/smp_affinity_list`, `/proc/irq/${irq}/effective_affinity_list`];
};

export const declaredPaths = (changes: readonly Change[], root: string): ReadonlySet<string> =>
  new Set(changes.flatMap(({ target }) => pathsOf(target, root)));

const NOT_TUNING = new RegExp(
  "^/(proc|sys|usr/(local/)?lib|lib|boot|var/lib/(dpkg|vexor-agent)|run/vexor-agent)/");

/** Files in which an administrator may have tuned something, in one text. */
const writings = (root: string): string =>
  filesBelow(root).filter((path) => !NOT_TUNING.test(path) || path === "/proc/cmdline")
    .filter((path) => lstatSync(join(root, path)).isFile())
    .flatMap((path) => readFileSync(join(root, path), "utf8").split("\n"))
    .filter((line) => !/^\s*[#;]/.test(line)).join("\n");

interface Declared {
  readonly sysctl?: Readonly<Record<string, unknown>>;
}

/**
 * Declared keys that appear anywhere in files that are not the vendor's, and that neither the host
 * file (`adopt`) nor the scenario permits to change: they must keep their live value.
 */
export const protectedKeys = (
  name: string, scenario: Scenario, root: string,
): readonly string[] => {
  const { sysctl = {} } = yaml<Declared>(fileOf(name, "host.yaml"));
  const text = writings(root);
  return Object.keys(sysctl).filter((key) => {
    const adopted = JSON.stringify(sysctl[key] ?? null).includes('"adopt"');
    const named = text.includes(key) || text.includes(key.replaceAll(".", "/"));
    return named && !adopted && !Object.hasOwn(scenario.permitted ?? {}, key);
  }).map((key) => `/proc/sys/${key.replaceAll(".", "/")}`);
};
