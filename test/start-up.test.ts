/** What a plan of sysctls loads before it looks at anything: each file costs every plan its time. */
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./support/paths.ts";

/** The start, and what it imports for `vexor plan`, a host file and sysctls. */
const LOADED = ["src/main.ts", "src/commands/verbs/plan.ts", "src/edges/yaml/load-host-file.ts",
  "src/resources/sysctl.ts"];

/** Each brings much more, for what most plans have no use for. */
const LATER: Readonly<Record<string, string>> = {
  "src/detectors/tools/shell/forms.ts": "the shell's grammar waits for a script that names a key",
  "src/edges/yaml/yaml.ts": "js-yaml waits for a host file that is not plain",
  "src/resources/client.ts": "a kind waits for a host file that declares it",
  "src/resources/cpu-pinning.ts": "a kind waits for a host file that declares it",
  "src/agent/agent.ts": "the agent is another verb",
  "src/edges/forge/github.ts": "Octokit waits for a review that is posted",
  "src/edges/etcd/grpc.ts": "gRPC waits for a host that coordinates over etcd",
};

const IMPORT = /^(?:import|export) (?!type\b)(?:[^;"]* from )?"(\.[^"]+\.[jt]s)"/gm;

const importsOf = (file: string): readonly string[] =>
  [...readFileSync(join(ROOT, file), "utf8").matchAll(IMPORT)]
    .map(([, path = ""]) => relative(ROOT, join(ROOT, dirname(file), path)));

const closureOf = (files: readonly string[]): ReadonlySet<string> => {
  const found = new Set(files);
  for (const file of found) for (const one of importsOf(file)) found.add(one); // grows meanwhile
  return found;
};

test.each(Object.entries(LATER))("%s is not loaded: %s", (file) => {
  expect(importsOf(file), "it was looked for in the wrong place").not.toEqual([]);
  expect([...closureOf(LOADED)].filter((one) => importsOf(one).includes(file))).toEqual([]);
});

test("neither the agent nor a review loads what speaks to a forge, before it is asked to post", () => {
  const forge = (files: readonly string[]): readonly string[] =>
    [...closureOf(files)].filter((one) => one.startsWith("src/edges/forge/"));
  expect(forge(["src/edges/forge/github.ts"])).toContain("src/edges/forge/octokit.ts");
  for (const verb of ["agent", "review", "operate"]) expect(forge(["src/main.ts", `src/commands/verbs/${verb}.ts`])).toEqual([]);
});

// Bun merges what is always loaded together, unless the entry awaits at its top level.
test("nothing is awaited at the top of main.ts: a start would load forty chunks, not two", () => {
  const lines = readFileSync(join(ROOT, "src/main.ts"), "utf8").split("\n");
  expect(lines.some((line) => /^ +.*\bawait\b/.test(line)), "it was looked for").toBe(true);
  expect(lines.filter((line) => /^(?![ /]).*\bawait\b/.test(line))).toEqual([]);
});
