/**
 * The one command that passes all tests: `npm test [-- VITEST-ARGUMENTS]`. Installs the tools that
 * the host tests need (as root, where there is apt), checks types, builds, runs every test, and
 * ends with a line `N passed, N failed`; the exit code is 0 only if nothing failed.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const MINUTE = 60_000;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const results = join(root, ".cache", "test-results.json");

/** Debian package → a command it brings, for every tool that a test starts. */
const TOOLS = {
  "systemd-container": "systemd-nspawn",
  mmdebstrap: "mmdebstrap",
  "qemu-system-x86": "qemu-system-x86_64",
  e2fsprogs: "mke2fs",
  strace: "strace",
  lintian: "lintian",
  "man-db": "man",
  iproute2: "ip",
  "util-linux": "nsenter",
  procps: "sysctl",
  prometheus: "promtool",
  gcc: "gcc",
  "libc6-dev": "/usr/include/stdio.h",
  git: "git",
  "openssh-client": "ssh-keygen",
  "openssh-server": "/usr/sbin/sshd",
  gnupg: "gpg",
  gpgv: "gpgv",
  openssl: "openssl",
} as const;

interface Tally {
  passed: number;
  failed: number;
}

function run(command: string, args: string[], timeout: number): boolean {
  const { status, signal, error } = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    timeout,
    killSignal: "SIGTERM",
  });
  const limit = `the limit is ${timeout / MINUTE} minutes`;
  if (signal) console.error(`${command} ${args[0]} was ended by ${signal}; ${limit}`);
  if (error) console.error(`${command}: ${error.message}`);
  return status === 0;
}

const shell = (script: string, ...args: string[]): boolean =>
  spawnSync("sh", ["-c", script, "sh", ...args], { stdio: "ignore" }).status === 0;

function missingTools(): string[] {
  return Object.entries(TOOLS)
    .filter(([, proof]) => !shell('[ -e "$1" ] || command -v "$1"', proof))
    .map(([name]) => name);
}

/** Without them the host tests cannot run: under CI they then fail, elsewhere they are skipped. */
function installTools(): void {
  const missing = missingTools();
  if (missing.length > 0 && process.getuid?.() === 0 && shell("command -v apt-get")) {
    console.log(`Installing ${missing.join(", ")}…`);
    process.env["DEBIAN_FRONTEND"] = "noninteractive";
    run("apt-get", ["-qq", "update"], 3 * MINUTE);
    const options = ["-qq", "-y", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0"];
    run("apt-get", ["install", ...options, ...missing], 10 * MINUTE);
  }
  const still = missingTools();
  if (still.length > 0) console.error(`NOT INSTALLED, needed by host tests: ${still.join(", ")}`);
  if (process.getuid?.() !== 0) console.error("NOT ROOT: the tests on real machines cannot run.");
}

/** One more failure than vitest counted, if it died or a file broke before its tests were known. */
function tally(vitestPassed: boolean): Tally {
  try {
    const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(
      readFileSync(results, "utf8"),
    ) as { numPassedTests: number; numFailedTests: number };
    return { passed, failed: vitestPassed ? failed : Math.max(failed, 1) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

function main(args: string[]): void {
  mkdirSync(dirname(results), { recursive: true });
  rmSync(results, { force: true });
  installTools();
  const typed = run(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "."], 3 * MINUTE);
  const built = run("sh", ["scripts/with.sh", "bun", "scripts/build.ts"], 3 * MINUTE);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${results}`];
  const vitest = ["node_modules/vitest/vitest.mjs", "run", ...reporters, ...args];
  const { passed, failed } = tally(run(process.execPath, vitest, 75 * MINUTE));
  const total = failed + Number(!typed) + Number(!built);
  if (!typed) console.error("The type check failed.");
  if (!built) console.error("The build failed: dist/vexor is missing or old.");
  console.log(`${passed} passed, ${total} failed`);
  process.exitCode = total === 0 ? 0 : 1;
}

main(process.argv.slice(2));
