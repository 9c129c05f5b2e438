/**
 * Builds `dist/vexor_VERSION_ARCH.deb` around dist/vexor: `npm run deb`. The same commit gives the
 * same package. Tests of an upgrade name another version, and a directory: `VERSION DIRECTORY`.
 */
import { execFileSync } from "node:child_process";
import { lstatSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { maintainerScript } from "./maintainer-scripts.ts";
import {
  builtAt, layOut, packageFiles, packageVersion, packaging, put, root, setTimes,
} from "./package-files.ts";

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };
const SCRIPTS = ["preinst", "postinst", "prerm", "postrm"] as const;

const run = (file: string, ...args: readonly string[]): string =>
  execFileSync(file, args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

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
  const files = layOut(stage, packageFiles(asVersion));
  control(stage, asVersion, files);
  setTimes(stage);
  const out = join(directory,
    `vexor_${asVersion}_${ARCHITECTURES[process.arch] ?? process.arch}.deb`);
  // What xz would save, a fifth, takes it a minute: too long for tests of the very file.
  run("dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", stage, out);
  rmSync(stage, { recursive: true });
  return out;
};

/** Of every package there: a user who downloads one compares it, as the README says. */
const writeSums = (directory: string): void => {
  const packages = readdirSync(directory).filter((name) => /^vexor_.*\.deb$/.test(name)).sort();
  writeFileSync(join(directory, "SHA256SUMS"),
    execFileSync("sha256sum", ["--", ...packages], { cwd: directory }));
};

process.env["SOURCE_DATE_EPOCH"] ??= String(builtAt.getTime() / 1000);
const [, , asked = packageVersion, directory = join(root, "dist")] = process.argv;
if (process.argv.length < 3) {
  // `dist/vexor_*.deb` means the package that was built last, and no older one.
  for (const name of readdirSync(directory).filter((one) => /^vexor_.*\.deb$/.test(one))) {
    rmSync(join(directory, name));
  }
}
console.log(build(asked, directory));
writeSums(directory);
