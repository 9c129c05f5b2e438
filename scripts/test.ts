/**
 * The one command that passes all tests: `npm test [-- VITEST-ARGUMENTS]`. Installs the tools that
 * the host tests need (as root, where there is apt), checks types and style, builds, runs every
 * test, and ends with a line `N passed, N failed`; the exit code is 0 only if nothing failed.
 */
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { runVitest } from "./run-vitest.ts";

const MINUTE = 60_000;
/** Of everything: CI ends a job after 90 minutes, and by then all must have been said. */
const LIMIT_MS = 86 * MINUTE;
/** A commit is judged by itself: whether it passes must not hang on what is drawn. */
const SEED = "20261130";
const root = dirname(import.meta.dirname);

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
  rpm: "rpmbuild",
  cpio: "cpio",
  "hwloc-nox": "lstopo-no-graphics",
  gcc: "gcc",
  "libc6-dev": "/usr/include/stdio.h",
  git: "git",
  "openssh-client": "ssh-keygen",
  "openssh-server": "/usr/sbin/sshd",
  gnupg: "gpg",
  gpgv: "gpgv",
  openssl: "openssl",
} as const;

/** As `npm run lint`. */
const LINTERS = [
  ["node_modules/oxlint/bin/oxlint", "--type-aware"],
  ["node_modules/knip/bin/knip.js", "--no-progress"],
];

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

/** The last line comes in any case, also when a signal ends this command. */
async function main(args: string[]): Promise<void> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => stop.abort(`this command was sent ${signal}`));
  }
  process.env["VEXOR_SEED"] ??= SEED;
  installTools();
  const typed = run(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "."], 3 * MINUTE);
  const linted = LINTERS.map((argv) => run(process.execPath, argv, 3 * MINUTE)).every(Boolean);
  const built = run("sh", ["scripts/with.sh", "bun", "scripts/build.ts"], 3 * MINUTE);
  if (built) process.env["VEXOR_UNDER_TEST"] = join(root, "dist", "vexor");
  const left = LIMIT_MS - performance.now();
  const { passed, failed, unfinished } = await runVitest(args, left, stop.signal);
  for (const name of unfinished) console.error(`It had not ended: ${name}`);
  const total = failed + Number(!typed) + Number(!linted) + Number(!built);
  if (!typed) console.error("The type check failed.");
  if (!linted) console.error("The linter failed: npm run lint.");
  if (!built) console.error("The build failed: dist/vexor is missing or old.");
  console.log(`${passed} passed, ${total} failed`);
  process.exit(total === 0 ? 0 : 1);
}

await main(process.argv.slice(2));
