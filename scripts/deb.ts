/**
 * Builds `dist/vexor_VERSION_ARCH.deb` around dist/vexor: `npm run deb`. The same commit gives the
 * same package. Tests of an upgrade name another version, and a directory: `VERSION DIRECTORY`.
 */
import { execFileSync } from "node:child_process";
import {
  chmodSync, copyFileSync, lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { maintainerScript } from "./maintainer-scripts.ts";
import { manPages } from "./man.ts";
import { ownCommit } from "./own-commit.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packaging = join(root, "packaging");
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };
const UNITS = ["vexor-agent.service", "vexor-defaults.service", "vexor-operate.socket",
  "vexor-operate@.service", "vexor-operate-again.service", "vexor-recover.service",
  "vexor-watch.service", "vexor-watch.socket"];
const SCRIPTS = ["preinst", "postinst", "prerm", "postrm"] as const;

const run = (file: string, ...args: readonly string[]): string =>
  execFileSync(file, args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

const commit = await ownCommit();

/** `0.1.0+git57.1a2b3c4d5e6f`: later commits are later versions. */
const version = (): string => {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as
    { readonly version: string };
  return manifest.version + (commit === null ? "" : `+git${commit.number}.${commit.name}`);
};

const builtAt = (): Date =>
  new Date(Number(process.env["SOURCE_DATE_EPOCH"] ?? Number(commit?.at ?? 0) / 1000) * 1000);

const zipped = (text: string): Buffer => gzipSync(text, { level: 9 });

const builtOn = (): string => builtAt().toUTCString().replace("GMT", "+0000");

const changelog = (asVersion: string): string => `vexor (${asVersion}) unstable; urgency=medium

  * Built from commit ${commit?.id ?? "unknown"}.

 -- Vexor maintainers <maintainers@vexor.invalid>  ${builtOn()}
`;

/** Those of docs/ that people read in a terminal. */
const pages = (): readonly string[] =>
  readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));

/** What the package holds beside the program, by its path. */
const texts = (asVersion: string): Readonly<Record<string, string | Buffer>> => {
  const read = (...path: readonly string[]): string =>
    readFileSync(join(packaging, ...path), "utf8");
  const completion = (shell: string): string =>
    run(join(root, "dist/vexor"), "completion", shell);
  const doc = "usr/share/doc/vexor";
  return {
    ...Object.fromEntries(UNITS.map((unit) =>
      [`usr/lib/systemd/system/${unit}`, read("systemd", unit)])),
    ...Object.fromEntries(Object.entries(manPages()).map(([page, text]) =>
      [`usr/share/man/man${page.at(-1)}/${page}.gz`, zipped(text)])),
    "usr/lib/sysusers.d/vexor-agent.conf": read("deb", "sysusers.conf"),
    "usr/lib/tmpfiles.d/vexor-agent.conf": read("deb", "tmpfiles.conf"),
    "etc/vexor-agent/agent.yaml": read("deb", "agent.yaml"),
    "usr/share/bash-completion/completions/vexor": completion("bash"),
    "usr/share/zsh/vendor-completions/_vexor": completion("zsh"),
    "usr/share/fish/vendor_completions.d/vexor.fish": completion("fish"),
    "usr/share/lintian/overrides/vexor": read("deb", "lintian-overrides"),
    [`${doc}/copyright`]: read("deb", "copyright"),
    [`${doc}/changelog.gz`]: zipped(changelog(asVersion)),
    [`${doc}/README.md.gz`]: zipped(readFileSync(join(root, "README.md"), "utf8")),
    ...Object.fromEntries(["SECURITY.md", "ARCHITECTURE.md"].map((name) =>
      [`${doc}/${name}.gz`, zipped(readFileSync(join(root, name), "utf8"))])),
    ...Object.fromEntries(pages().map((name) =>
      [`${doc}/${name}.gz`, zipped(readFileSync(join(root, "docs", name), "utf8"))])),
    "usr/share/vexor/grafana/vexor.json": read("grafana", "vexor.json"),
    "usr/share/vexor/prometheus/vexor.rules.yml": read("prometheus", "vexor.rules.yml"),
    ...Object.fromEntries(["val-ams-1.yaml", "this-machine.yaml"].map((name) =>
      [`${doc}/examples/hosts/${name}`, readFileSync(join(root, "examples/hosts", name), "utf8")])),
    [`${doc}/examples/roles/solana.yaml`]:
      readFileSync(join(root, "examples/roles/solana.yaml"), "utf8"),
  };
};

const put = (path: string, content: string | Buffer, mode = 0o644): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  chmodSync(path, mode);
};

const below = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((name) => join(directory, name));

const control = (stage: string, asVersion: string, files: readonly string[]): void => {
  const size = files.reduce((sum, path) => sum + lstatSync(join(stage, path)).size, 0);
  const filled = readFileSync(join(packaging, "deb/control"), "utf8")
    .replace("@VERSION@", asVersion).replace("@SIZE@", String(Math.ceil(size / 1024)))
    .replace("@ARCHITECTURE@", ARCHITECTURES[process.arch] ?? process.arch);
  put(join(stage, "DEBIAN/control"), filled);
  put(join(stage, "DEBIAN/conffiles"), "/etc/vexor-agent/agent.yaml\n");
  const sums = execFileSync("md5sum", ["--", ...files], { cwd: stage, encoding: "utf8" });
  put(join(stage, "DEBIAN/md5sums"),
    sums.split("\n").filter((line) => !line.includes("  etc/")).join("\n"));
  for (const script of SCRIPTS) put(join(stage, "DEBIAN", script), maintainerScript(script), 0o755);
};

const build = (asVersion: string, directory: string): string => {
  const stage = join(root, ".cache", `deb.${process.pid}`);
  rmSync(stage, { recursive: true, force: true });
  const content = texts(asVersion);
  for (const [path, text] of Object.entries(content)) put(join(stage, path), text);
  mkdirSync(join(stage, "usr/bin"), { recursive: true });
  copyFileSync(join(root, "dist/vexor"), join(stage, "usr/bin/vexor"));
  chmodSync(join(stage, "usr/bin/vexor"), 0o755);
  control(stage, asVersion, [...Object.keys(content), "usr/bin/vexor"].sort());
  for (const path of [stage, ...below(stage)]) {
    if (lstatSync(path).isDirectory()) chmodSync(path, 0o755);
    utimesSync(path, builtAt(), builtAt());
  }
  const out = join(directory,
    `vexor_${asVersion}_${ARCHITECTURES[process.arch] ?? process.arch}.deb`);
  // What xz would save, a fifth, takes it a minute: too long for tests of the very file.
  run("dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", stage, out);
  rmSync(stage, { recursive: true });
  return out;
};

/** Of every package there: whoever takes one compares, as the README says. */
const writeSums = (directory: string): void => {
  const packages = readdirSync(directory).filter((name) => /^vexor_.*\.deb$/.test(name)).sort();
  writeFileSync(join(directory, "SHA256SUMS"),
    execFileSync("sha256sum", ["--", ...packages], { cwd: directory }));
};

process.env["SOURCE_DATE_EPOCH"] ??= String(builtAt().getTime() / 1000);
const [, , asked = version(), directory = join(root, "dist")] = process.argv;
if (process.argv.length < 3) {
  // `dist/vexor_*.deb` means the package that was built last, and no older one.
  for (const name of readdirSync(directory).filter((one) => /^vexor_.*\.deb$/.test(one))) {
    rmSync(join(directory, name));
  }
}
console.log(build(asked, directory));
writeSums(directory);
