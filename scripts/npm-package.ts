/**
 * Builds `vexor-VERSION.tgz` into a directory: the program as plain JavaScript for Node, bundled,
 * for `npx`. The same commit gives the same package.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { packageVersion, put, root } from "./package-files.ts";

const START = "#!/usr/bin/env node\nimport \"../lib/vexor.js\";\n";

interface Manifest {
  readonly name: string;
  readonly description: string;
  readonly license: string;
  readonly engines: { readonly node: string };
}

const manifest = (): string => {
  const { name, description, license, engines } =
    JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
  return `${JSON.stringify({ name, version: packageVersion, description, license, engines,
    type: "module", os: ["linux"], bin: { vexor: "bin/vexor.js" } }, null, 2)}\n`;
};

const bundle = (stage: string): void => {
  execFileSync("sh", ["scripts/with.sh", "bun", "build", "src/main.ts", "--target=node",
    "--format=esm", "--splitting", "--minify-syntax", "--minify-whitespace",
    "--entry-naming=vexor.js", "--chunk-naming=[name]-[hash].js", `--outdir=${stage}/lib`,
    "--define", `VEXOR_VERSION=${JSON.stringify(packageVersion)}`,
    "--define", "__dirname='/'", "--define", "__filename='/'"],
  { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
};

const build = (directory: string): string => {
  const stage = join(root, ".cache", `npm.${process.pid}`);
  rmSync(stage, { recursive: true, force: true });
  put(join(stage, "package.json"), manifest());
  put(join(stage, "bin/vexor.js"), START, 0o755);
  for (const name of ["README.md", "LICENSE", "CHANGELOG.md", "SECURITY.md"]) {
    copyFileSync(join(root, name), join(stage, name));
  }
  bundle(stage);
  execFileSync("npm", ["pack", "--silent", "--ignore-scripts"],
    { cwd: stage, stdio: ["ignore", "ignore", "inherit"] });
  const [name = ""] = readdirSync(stage).filter((one) => one.endsWith(".tgz"));
  renameSync(join(stage, name), join(directory, name));
  rmSync(stage, { recursive: true });
  return join(directory, name);
};

console.log(build(process.argv[2] ?? join(root, "dist")));
