/** Debian trees, made once per recipe from the package sources that this machine itself uses. */
import { execa } from "execa";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { within } from "../../support/pace.ts";
import { LAB, removeTree } from "./machine.ts";

const SUITE = "bookworm";

const PACKAGES = [
  ...["systemd", "systemd-sysv", "dbus", "udev", "kmod", "procps", "util-linux", "iproute2"],
  ...["irqbalance", "strace"],
];

/**
 * Generators for what no machine of the lab has: encrypted disks, hibernation, updates at boot, a
 * login, systemd's own kernel arguments. Each boot and each daemon-reload runs all that there are:
 * in a guest they take more than half of its time.
 */
const IDLE = ["bless-boot", "cryptsetup", "debug", "getty", "gpt-auto", "hibernate-resume",
  "integritysetup", "run", "system-update", "veritysetup"];

/**
 * A machine id of its own spares a first boot, which would enable every unit again. irqbalance is
 * there for the tests that start it; timers would only stir in the middle of a measurement.
 */
const SETTLE = [
  'echo lab > "$1/etc/hostname"',
  'printf "127.0.0.1 localhost lab\\n" > "$1/etc/hosts"',
  'echo 0123456789abcdef0123456789abcdef > "$1/etc/machine-id"',
  'systemctl --root="$1" disable irqbalance.service',
  'systemctl --root="$1" mask apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer' +
    " e2scrub_all.timer e2scrub_reap.service fstrim.timer systemd-networkd-wait-online.service",
  'cd "$1/usr/lib/systemd/system-generators" && rm -f '
    + IDLE.map((name) => `systemd-${name}-generator`).join(" "),
];

export interface Recipe {
  /** Debian packages besides those that every tree has. */
  packages: readonly string[];
  /** Shell lines run before the packages are installed, with the tree as `$1`. */
  before: readonly string[];
  /** Shell lines run at the end, likewise. */
  after: readonly string[];
}

/** True once it is this process's; a process that has died leaves its own behind. */
async function takesLock(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const owner = await readFile(lock, "utf8").catch(() => "");
    if (owner === "" || existsSync(`/proc/${owner}`)) return false;
    await rm(lock, { force: true });
    return false;
  }
}

/**
 * The directory named by `recipe` under the lab's cache, filled by `fill` if it is not there yet.
 * One process fills it, and the others wait: each of them would take a processor for half a minute.
 */
export async function cached(
  kind: string,
  recipe: unknown,
  fill: (directory: string) => Promise<void>,
): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify([recipe, SUITE, PACKAGES, SETTLE]));
  const final = join(LAB, `${kind}-${hash.digest("hex").slice(0, 12)}`);
  const lock = `${final}.lock`;
  await mkdir(LAB, { recursive: true });
  while (!existsSync(final)) {
    if (!await takesLock(lock)) {
      await sleep(200);
      continue;
    }
    try {
      if (!existsSync(final)) await filled(final, fill);
    } finally {
      await rm(lock, { force: true });
    }
  }
  return final;
}

/** Whole or not at all: a process may die on the way. */
async function filled(final: string, fill: (directory: string) => Promise<void>): Promise<void> {
  const fresh = `${final}.${process.pid}`;
  await removeTree(fresh);
  await mkdir(fresh);
  await fill(fresh);
  await rename(fresh, final);
}

/** apt source files of this machine that offer the suite; if none, mmdebstrap knows the archive. */
async function sources(): Promise<string[]> {
  const directory = "/etc/apt/sources.list.d";
  const names = existsSync(directory) ? await readdir(directory) : [];
  const paths = names.filter((name) => /\.(list|sources)$/.test(name)).sort();
  const found: string[] = [];
  for (const path of ["/etc/apt/sources.list", ...paths.map((name) => join(directory, name))]) {
    const text = existsSync(path) ? await readFile(path, "utf8") : "";
    const offers = new RegExp(`^[^#]*\\b${SUITE}\\b`, "m").test(text) && /\bmain\b/.test(text);
    if (offers) found.push(path);
  }
  return found;
}

/** How this machine reaches its archive (proxy, tolerated dates) holds for the tree's apt too. */
async function aptOptions(): Promise<string[]> {
  const { stdout } = await execa("apt-config", ["dump"]);
  const lines = stdout.split("\n");
  return lines.filter((line) => /^Acquire::(https?|Check|Retries|Max)[^"]*"[^"]+";$/.test(line));
}

/** Installs a minimal Debian with systemd into `target`, which must not exist. Takes 15 to 30 s. */
export async function buildTree(target: string, recipe: Recipe): Promise<void> {
  await execa(
    "mmdebstrap",
    [
      ...["--quiet", "--variant=minbase"],
      `--include=${[...PACKAGES, ...recipe.packages].join(",")}`,
      ...(await aptOptions()).map((line) => `--aptopt=${line}`),
      ...recipe.before.map((line) => `--essential-hook=${line}`),
      ...[...SETTLE, ...recipe.after].map((line) => `--customize-hook=${line}`),
      ...[SUITE, target],
      ...(await sources()),
    ],
    { timeout: within(5 * 60_000), stdin: "ignore", cwd: "/" },
  );
}
