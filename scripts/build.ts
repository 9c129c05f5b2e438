/** Builds `dist/vexor`, one executable with the version baked in. Run by Bun: `npm run build`. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { harden } from "./harden.ts";
import { ownCommit } from "./own-commit.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = join(root, "dist", "vexor");

/** `0.1.0+1a2b3c4d5e6f`; without a commit or for a tagged one, `0.1.0`. */
async function versionOf(): Promise<string> {
  const manifest: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const { version } = manifest as { version: string };
  const commit = await ownCommit();
  return commit === null || commit.isTagged(version) ? version : `${version}+${commit.name}`;
}

function build(version: string): boolean {
  mkdirSync(dirname(out), { recursive: true });
  // Tests may be running the old executable, and a build that fails must leave it whole.
  // Its name becomes part of its bytes, and two builds of a commit are the same: only the directory
  // is this process's own.
  const place = join(root, ".cache", `build.${process.pid}`);
  const fresh = join(place, "vexor");
  mkdirSync(place, { recursive: true });
  const { status } = spawnSync(
    process.execPath,
    [
      ...["build", "--compile", "--bytecode", "--minify", "--sourcemap=none", "--format=esm"],
      // Without it, what only apply imports (child processes) is loaded with every plan: 4 ms.
      "--splitting",
      // A run is over before compiled code would pay: the JIT only costs time and 12 MB.
      "--compile-jit-policy=1000",
      // A root agent must not take configuration or code from the directory it is started in.
      ...["--no-compile-autoload-dotenv", "--no-compile-autoload-bunfig"],
      ...["--no-compile-autoload-tsconfig", "--no-compile-autoload-package-json"],
      ...["--define", `VEXOR_VERSION=${JSON.stringify(version)}`],
      // Bun would put in where the packages lie here: another checkout gives the same bytes.
      ...["--define", "__dirname='/'", "--define", "__filename='/'"],
      ...[join(root, "src", "main.ts"), "--outfile", fresh],
    ],
    { cwd: root, stdio: ["ignore", "ignore", "inherit"] },
  );
  if (status !== 0) {
    rmSync(place, { recursive: true });
    return false;
  }
  // The compiler writes it in patches, which the page cache keeps as such: 7 % of a plan's time.
  const bytes = readFileSync(fresh);
  if (process.arch !== "x64") console.error("This processor's executable obeys BUN_* variables.");
  writeFileSync(`${fresh}.whole`, process.arch === "x64" ? harden(bytes) : bytes, { mode: 0o755 });
  renameSync(`${fresh}.whole`, out);
  rmSync(place, { recursive: true });
  return true;
}

const version = await versionOf();
if (build(version)) console.log(`dist/vexor ${version}`);
else process.exitCode = 1;
