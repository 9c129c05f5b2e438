/**
 * Builds `vexor-VERSION-1.ARCH.rpm` around dist/vexor into a directory, with the files of the .deb.
 * The same commit gives the same package.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { rpmPreun } from "./maintainer-scripts.ts";
import {
  builtAt, layOut, packageFiles, packageVersion, packaging, put, root, setTimes,
} from "./package-files.ts";

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "x86_64", arm64: "aarch64" };
const ARCHITECTURE = ARCHITECTURES[process.arch] ?? process.arch;
const SETTINGS = "etc/vexor-agent/agent.yaml";

/** Debian's places and rpm's differ for these; null means there is none. */
const placeOf = (path: string): string | null => {
  if (path.startsWith("usr/share/lintian/")) return null;
  return path.replace("zsh/vendor-completions", "zsh/site-functions")
    .replace(/doc\/vexor\/copyright$/, "licenses/vexor/copyright");
};

const rpmFiles = (): Readonly<Record<string, string | Buffer>> => ({
  ...Object.fromEntries(Object.entries(packageFiles(packageVersion)).flatMap(([path, text]) => {
    const place = placeOf(path);
    return place === null ? [] : [[place, text]];
  })),
  "usr/share/licenses/vexor/LICENSE": readFileSync(join(root, "LICENSE"), "utf8"),
});

const line = (path: string): string => {
  if (path === SETTINGS) return `%dir /etc/vexor-agent\n%config(noreplace) /${path}`;
  return path === "usr/bin/vexor" ? `%attr(0755, root, root) /${path}`
    : `%attr(0644, root, root) /${path}`;
};

const build = (directory: string): string => {
  const work = join(root, ".cache", `rpm.${process.pid}`);
  rmSync(work, { recursive: true, force: true });
  const stage = join(work, "stage");
  const files = layOut(stage, rpmFiles());
  setTimes(stage);
  const spec = readFileSync(join(packaging, "rpm/vexor.spec"), "utf8")
    .replace("@VERSION@", packageVersion).replace("@ARCHITECTURE@", ARCHITECTURE)
    .replace("@STAGE@", stage).replace("@PRERM@", () => rpmPreun())
    .replace("@FILES@", files.map(line).join("\n"));
  put(join(work, "vexor.spec"), spec);
  execFileSync("rpmbuild", ["-bb", "--quiet", "--target", `${ARCHITECTURE}-linux`,
    "--define", `_topdir ${work}`, join(work, "vexor.spec")],
  { stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, SOURCE_DATE_EPOCH: String(builtAt.getTime() / 1000) } });
  const out = join(work, "RPMS", ARCHITECTURE);
  const [name = ""] = readdirSync(out);
  renameSync(join(out, name), join(directory, name));
  rmSync(work, { recursive: true });
  return join(directory, name);
};

console.log(build(process.argv[2] ?? join(root, "dist")));
