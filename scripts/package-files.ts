/** What every package of Vexor holds beside the program, and the version and time that it says. */
import { execFileSync } from "node:child_process";
import {
  chmodSync, copyFileSync, lstatSync, mkdirSync, readFileSync, readdirSync, utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { manPages } from "../src/commands/cli/manual.ts";
import { ownCommit } from "./own-commit.ts";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const packaging = join(root, "packaging");
const UNITS = ["vexor-agent.service", "vexor-defaults.service", "vexor-operate.socket",
  "vexor-failover.service", "vexor-operate@.service", "vexor-operate-again.service",
  "vexor-recover.service", "vexor-recover-late.service",
  "vexor-watch.service", "vexor-watch.socket"];

const commit = await ownCommit();

/** That of package.json. */
const releaseVersion = (
  JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { readonly version: string }
).version;

/** `0.1.0+git57.1a2b3c4d5e6f`: later commits are later versions. A tagged one is `0.1.0`. */
export const packageVersion = releaseVersion + (commit === null || commit.isTagged(releaseVersion)
  ? "" : `+git${commit.number}.${commit.name}`);

/** The commit's, or what SOURCE_DATE_EPOCH says: the same sources give the same bytes. */
export const builtAt =
  new Date(Number(process.env["SOURCE_DATE_EPOCH"] ?? Number(commit?.at ?? 0) / 1000) * 1000);

const zipped = (text: string): Buffer => gzipSync(text, { level: 9 });

const changelog = (asVersion: string): string => `vexor (${asVersion}) unstable; urgency=medium

  * Built from commit ${commit?.id ?? "unknown"}.

 -- Vexor maintainers <maintainers@vexor.invalid>  ${builtAt.toUTCString().replace("GMT", "+0000")}
`;

const completion = (shell: string): string => execFileSync(join(root, "dist/vexor"),
  ["completion", shell], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

/** Those of docs/ that people read in a terminal. */
const pages = (): readonly string[] =>
  readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));

const page = (name: string): string => readFileSync(join(root, "docs", name), "utf8");

/** What the package holds beside the program, by its path. */
export const packageFiles = (asVersion: string): Readonly<Record<string, string | Buffer>> => {
  const read = (...path: readonly string[]): string =>
    readFileSync(join(packaging, ...path), "utf8");
  const doc = "usr/share/doc/vexor";
  return {
    ...Object.fromEntries(UNITS.map((unit) =>
      [`usr/lib/systemd/system/${unit}`, read("systemd", unit)])),
    ...Object.fromEntries(Object.entries(manPages({ agent: page("agent.md"),
      hostFile: page("host-file.md") })).map(([path, text]) =>
      [`usr/share/man/${path}.gz`, zipped(text)])),
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
      [`${doc}/${name}.gz`, zipped(page(name))])),
    "usr/share/vexor/grafana/vexor.json": read("grafana", "vexor.json"),
    "usr/share/vexor/prometheus/vexor.rules.yml": read("prometheus", "vexor.rules.yml"),
    ...Object.fromEntries(["val-ams-1.yaml", "this-machine.yaml"].map((name) =>
      [`${doc}/examples/hosts/${name}`, readFileSync(join(root, "examples/hosts", name), "utf8")])),
    [`${doc}/examples/roles/solana.yaml`]:
      readFileSync(join(root, "examples/roles/solana.yaml"), "utf8"),
  };
};

export const put = (path: string, content: string | Buffer, mode = 0o644): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  chmodSync(path, mode);
};

/** Puts the files and the program below `stage`; their paths, sorted. */
export const layOut = (
  stage: string, files: Readonly<Record<string, string | Buffer>>,
): readonly string[] => {
  for (const [path, text] of Object.entries(files)) put(join(stage, path), text);
  mkdirSync(join(stage, "usr/bin"), { recursive: true });
  copyFileSync(join(root, "dist/vexor"), join(stage, "usr/bin/vexor"));
  chmodSync(join(stage, "usr/bin/vexor"), 0o755);
  return [...Object.keys(files), "usr/bin/vexor"].sort();
};

/** Every file and directory is as old as the commit. */
export const setTimes = (stage: string): void => {
  const below = readdirSync(stage, { recursive: true, encoding: "utf8" });
  for (const path of [stage, ...below.map((name) => join(stage, name))]) {
    if (lstatSync(path).isDirectory()) chmodSync(path, 0o755);
    utimesSync(path, builtAt, builtAt);
  }
};
