/**
 * What README.md shows of a terminal, from real runs: the five commands of its tour, and the
 * picture `docs/demo.svg` of `vexor demo`. `--check` writes nothing and fails when one is stale.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { terminalSvg } from "./terminal-svg.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const VEXOR = join(root, "vexor");
const ON = ["--root", "machine"] as const;

/** What differs from run to run: places, times, processes, and ids that follow from those. */
const STEADY: readonly (readonly [RegExp, string])[] = [
  [/vexor-demo-\w+/g, "vexor-demo"],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/g, "2026-11-29T12:00:00.000Z"],
  [/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, "2026-11-29 12:00:00 UTC"],
  [/\(\d+s ago\)/g, "(just now)"],
  [/(?<=\u001b\[\d+m|\s)[\w-]+ \(pid \d+\)/g, "root (pid 4711)"],
  [/kill -9 \d+/g, "kill -9 4711"],
  [/they took \d+(\.\d)? s/g, "they took 4 s"],
  [/\b[0-9a-f]{32}\b/g, "8ded9f1f0ff40663514caf49074d515e"],
];

const steady = (text: string): string =>
  STEADY.reduce((all, [pattern, word]) => all.replace(pattern, word), text);

/** A verb that writes shows its plan first; where the reader has just seen it, it is left out. */
const withoutPlan = (text: string): string => text.replace(
  /^(\u001b\[\d+m)?Plan [^]*?\n(?=(\u001b\[\d+m)?\d+ (to|drifted)[^\n]*\n)/gm, "… the plan …\n");

interface Ran {
  readonly output: string;
  readonly code: number | null;
}

/** Both streams in one, as a terminal shows them. */
const run = (directory: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Ran => {
  const { status, stdout } = spawnSync("sh", ["-c", 'exec "$@" 2>&1', "sh", VEXOR, ...args],
    { cwd: directory, encoding: "utf8", env: { PATH: process.env["PATH"], ...env } });
  return { output: stdout, code: status };
};

const block = (command: string, output: string): string =>
  `\`\`\`console\n$ ${command}\n${steady(output).trimEnd()}\n\`\`\``;

/** The agent of the tour's machine, until it has applied what is in git. */
const agentBlock = async (directory: string): Promise<string> => {
  const agent = spawn(VEXOR, ["agent", ...ON], { cwd: directory, stdio: "ignore" });
  try {
    for (let tries = 0; tries < 100; tries++) {
      if (run(directory, ["sync", "--wait", ...ON]).code === 0) break;
    }
    return block("vexor agent --root machine &\n$ vexor status --root machine",
      run(directory, ["status", ...ON]).output);
  } finally {
    agent.kill("SIGTERM");
    await once(agent, "close");
  }
};

const tour = async (directory: string): Promise<Readonly<Record<string, string>>> => {
  const shown = (verb: string, ...args: readonly string[]): string =>
    block(["vexor", verb, ...args, ...ON].join(" "), run(directory, [verb, ...args, ...ON]).output);
  return {
    init: shown("init"),
    plan: shown("plan", "-f", "host.yaml"),
    apply: withoutPlan(shown("apply", "-f", "host.yaml", "--yes")),
    rollback: withoutPlan(shown("rollback", "--yes")),
    agent: await agentBlock(directory),
  };
};

const PICTURED = /── [1467]\. /;

/** Four of the steps: a picture of all would be longer than a page. */
const picture = (): string => {
  const { output, code } = run(root, ["demo"], { FORCE_COLOR: "1" });
  if (code !== 0) throw new Error(`the demo fails: ${output}`);
  const [, ...steps] = output.split(/\n\n(?=\u001b\[36m── )/);
  const chosen = steps.filter((step) => PICTURED.test(step)).map((step, at) =>
    (at === 0 ? step : withoutPlan(step)).trimEnd());
  const [last = ""] = steady(output).trimEnd().split("\n").slice(-1);
  return terminalSvg("vexor demo", ["\u001b[1m$ ./vexor demo\u001b[0m", ...chosen.map(steady),
    last].join("\n\n"));
};

const readme = (text: string, blocks: Readonly<Record<string, string>>): string =>
  Object.entries(blocks).reduce((all, [name, shown]) => all.replace(
    new RegExp(`(<!-- tour: ${name} -->\n)[^]*?(<!-- end -->)`),
    (_, before: string, after: string) => `${before}${shown}\n${after}`), text);

const outputs = async (): Promise<Readonly<Record<string, string>>> => {
  const place = mkdtempSync(join(tmpdir(), "vexor-tour-"));
  try {
    const { output, code } = run(place, ["demo", "--machine", "tour"]);
    if (code !== 0) throw new Error(output);
    return {
      "README.md": readme(readFileSync(join(root, "README.md"), "utf8"),
        await tour(join(place, "tour"))),
      "docs/demo.svg": picture(),
    };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
};

const read = (path: string): string => {
  try {
    return readFileSync(join(root, path), "utf8");
  } catch {
    return "";
  }
};

const isCheck = process.argv.includes("--check");
for (const [path, text] of Object.entries(await outputs())) {
  if (read(path) === text) continue;
  if (isCheck) console.error(`${path} is stale: npm run generate`);
  else writeFileSync(join(root, path), text);
  if (isCheck) process.exitCode = 1;
  else console.log(path);
}
