/** What package.json says is so: each dependency is used where it says, and Node has one answer. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { maintainerScript } from "../../scripts/maintainer-scripts.ts";
import { loadKinds } from "../../src/resources/index.ts";
import { ROOT } from "../support/paths.ts";

const text = (file: string): string => readFileSync(join(ROOT, file), "utf8");

interface Manifest {
  readonly engines: { readonly node: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
const MANIFEST = JSON.parse(text("package.json")) as Manifest;

const importedIn = (folder: string): ReadonlySet<string> => new Set(
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.[jt]s$/.test(name)).map((name) => text(`${folder}/${name}`))
    .flatMap((code) => [...code.matchAll(/(?:from|import\(|require\()\s*"((?:@[^/"]+\/)?[^."/:]+)/g)])
    .map(([, name = ""]) => name));

test("the program depends on the packages that it imports, and on no other", () => {
  const imported = importedIn("src");
  const { dependencies } = MANIFEST;
  expect(Object.keys(dependencies).filter((name) => !imported.has(name))).toEqual([]);
});

test("no package has its types in two packages", () => {
  const typed = Object.keys({ ...MANIFEST.dependencies, ...MANIFEST.devDependencies })
    .filter((name) => name.startsWith("@types/") && name !== "@types/node");
  const twice = typed.filter((name) => {
    const own = JSON.parse(text(`node_modules/${name.slice("@types/".length)}/package.json`)) as {
      readonly types?: string };
    return own.types !== undefined;
  });
  expect(twice).toEqual([]);
});

test("README, package.json and the scripts name the same Node", () => {
  const [, least = ""] = /^>=(\d+)$/.exec(MANIFEST.engines.node) ?? [];
  const named = ["README.md", "vexor", "scripts/toolchain.sh", "scripts/with.sh"].flatMap((file) =>
    [...text(file).matchAll(/need_node(?:_version)? (\d+)|Node (\d+)(?: or newer|, npm)/g)]
      .map(([, called, said]) => `${file}: ${called ?? said}`));
  expect(new Set(named)).toEqual(new Set(["README.md", "vexor", "scripts/toolchain.sh",
    "scripts/with.sh"].map((file) => `${file}: ${least}`)));
});

/** A removal must not stop a validator, nor change whom it signs as: docs/agent.md says so. */
const KEPT = ["client", "identity", "failover"];

test("the removal script releases every kind, except those that it may not touch", async () => {
  const [, named = ""] = /for kind in (.*); do/.exec(maintainerScript("prerm")) ?? [];
  const kinds = (await loadKinds()).map(({ kind }) => kind);
  const backwards = kinds.filter((kind) => !KEPT.includes(kind)).reverse();
  expect(named.split(" ")).toEqual(backwards);
  expect(text("docs/agent.md").replace(/\s+/g, " "))
    .toContain("latter leaves alone which client runs, and as whom");
});

test("workflows name each action by the hash of its commit, and install without scripts", () => {
  const flows = readdirSync(join(ROOT, ".github/workflows"))
    .map((name) => text(`.github/workflows/${name}`)).join("\n");
  const uses = [...flows.matchAll(/uses: (.*)/g)].map(([, action = ""]) => action);
  expect(uses.length).toBeGreaterThan(0);
  for (const action of uses) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  expect([...flows.matchAll(/npm (?:ci|install)\b.*/g)].map(([line]) => line)
    .filter((line) => !line.includes("--ignore-scripts"))).toEqual([]);
});
