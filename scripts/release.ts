/**
 * Builds all that a release publishes into `dist/release`: the .deb, the .rpm, the npm package, an
 * SBOM and SHA256SUMS. `--twice` builds all of it again and fails unless each byte is the same.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { builtAt, packageVersion, root } from "./package-files.ts";

const OUT = join(root, "dist/release");
const AGAIN = join(root, ".cache/release-again");

const run = (...argv: readonly string[]): string => {
  const [file = "", ...args] = argv;
  return execFileSync(file, args, { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024,
    stdio: ["ignore", "pipe", "inherit"] });
};

const node = (...argv: readonly string[]): string => run(process.execPath, ...argv);

interface Component {
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly "bom-ref": string;
}

interface Sbom {
  serialNumber?: string;
  metadata: { timestamp: string; tools?: unknown; component: { "bom-ref": string } };
  components: readonly Component[];
  dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

const manifestOf = (directory: string) =>
  JSON.parse(readFileSync(join(root, directory, "package.json"), "utf8")) as
    { readonly version: string; readonly dependencies: Readonly<Record<string, string>> };

/** The executable holds Bun's run time, which npm takes for a tool of development only. */
const bun = (): Component => {
  const { version } = manifestOf("node_modules/bun");
  const purl = `pkg:npm/bun@${version}`;
  return { type: "platform", name: "bun", version, purl, "bom-ref": purl };
};

/** What the program imports, and what that needs. `--omit dev` forgets what tools need as well. */
const shippedIn = ({ metadata, dependencies }: Sbom): ReadonlySet<string> => {
  const needs = new Map(dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
  const names = Object.keys(manifestOf(".").dependencies);
  const shipped = new Set((needs.get(metadata.component["bom-ref"]) ?? [])
    .filter((ref) => names.some((name) => ref.startsWith(`${name}@`))));
  for (const ref of shipped) for (const one of needs.get(ref) ?? []) shipped.add(one);
  return shipped;
};

/** What npm puts in of this very run (time, random number, own version) is the commit's or goes. */
const sbom = (): string => {
  const bom = JSON.parse(run("npm", "sbom", "--sbom-format", "cyclonedx",
    "--package-lock-only")) as Sbom;
  const shipped = shippedIn(bom);
  const { component } = bom.metadata;
  delete bom.serialNumber;
  delete bom.metadata.tools;
  bom.metadata.timestamp = builtAt.toISOString();
  // npm calls it by the directory of the checkout.
  Object.assign(component, { name: "vexor", version: packageVersion });
  bom.components = [...bom.components.filter((one) => shipped.has(one["bom-ref"])), bun()];
  bom.dependencies = bom.dependencies
    .filter(({ ref }) => ref === component["bom-ref"] || shipped.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => shipped.has(one)) }));
  return `${JSON.stringify(bom, null, 2)}\n`;
};

const digest = (path: string): string =>
  createHash("sha256").update(readFileSync(path)).digest("hex");

/** As sha256sum(1) writes them. */
const sums = (directory: string): string => readdirSync(directory).sort()
  .map((name) => `${digest(join(directory, name))}  ${name}\n`).join("");

const buildInto = (directory: string): string => {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  run("sh", "scripts/with.sh", "bun", "scripts/build.ts");
  for (const script of ["rpm", "npm-package"]) node(`scripts/${script}.ts`, directory);
  node("scripts/deb.ts", packageVersion, directory);
  writeFileSync(join(directory, `vexor-${packageVersion}.cdx.json`), sbom());
  rmSync(join(directory, "SHA256SUMS"), { force: true });
  const text = sums(directory);
  writeFileSync(join(directory, "SHA256SUMS"), text);
  return text;
};

const begun = performance.now();
const first = buildInto(OUT);
console.log(`${first}${Math.round((performance.now() - begun) / 1000)} s; ${OUT}`);
if (process.argv.includes("--twice")) {
  const second = buildInto(AGAIN);
  rmSync(AGAIN, { recursive: true });
  if (first === second) console.log("The second build is the same, byte for byte.");
  else {
    console.error(`${basename(OUT)} differs from a second build:\n${second}`);
    process.exitCode = 1;
  }
}
