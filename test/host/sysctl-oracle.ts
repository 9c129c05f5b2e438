/**
 * The real systemd-sysctl as an oracle: it runs chrooted into a tree, in a network and an IPC
 * namespace of its own, and tells what became of their sysctls. Nothing outside them changes as long
 * as the tree names only keys that each namespace has for itself.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { INTERFACE, TREE_KEYS } from "../support/random-sysctl-tree.ts";

const CACHE = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), ".cache");
const KIT = join(CACHE, "sysctl-oracle", "kit");
const PACKAGE = join(CACHE, "sysctl-oracle", "package");
const INSTALLED = "/lib/systemd/systemd-sysctl";

/** What became of one tree. */
export interface Verdict {
  /** Values by path below /proc/sys, blanks squeezed. */
  readonly values: ReadonlyMap<string, string>;
  /** What systemd-sysctl said about it. */
  readonly log: string;
}

const run = (command: string, ...args: readonly string[]): string =>
  execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** Why the oracle cannot be asked here; undefined if it can, and under CI, where it must run. */
export const cannotAsk = (): string | undefined => {
  if (process.env["CI"]) return undefined;
  try {
    run("unshare", "--net", "--mount", "ip", "link", "set", "lo", "name", INTERFACE);
  } catch (error) {
    return `no network namespaces here (${String(error).split("\n")[0]})`;
  }
  return existsSync(INSTALLED) || existsSync("/usr/bin/apt-get")
    ? undefined : "no systemd-sysctl here, and no apt-get to fetch it";
};

/** Unpacks Debian's systemd, and what it needs that is not installed, without installing it. */
const unpackSystemd = (): string => {
  const archives = join(PACKAGE, "archives");
  mkdirSync(join(archives, "partial"), { recursive: true });
  run("apt-get", "install", "--yes", "--reinstall", "--download-only", "--no-install-recommends",
    "-o", `Dir::Cache::archives=${archives}`, "systemd");
  const unpack = 'for deb in "$1"/*.deb; do dpkg-deb -x "$deb" "$2"; done';
  run("sh", "-c", unpack, "-", archives, PACKAGE);
  return join(PACKAGE, INSTALLED);
};

const librariesOf = (program: string): readonly string[] => {
  const path = run("find", PACKAGE, "-name", "*.so*", "-printf", "%h:");
  const listing = run("env", `LD_LIBRARY_PATH=${path}`, "ldd", program);
  return [...listing.matchAll(/(\/\S+) \(0x/g)].map(([, library = ""]) => library);
};

/** One directory with the program, its libraries and their loader: a chroot needs nothing else. */
const buildKit = (): void => {
  mkdirSync(PACKAGE, { recursive: true });
  const program = existsSync(INSTALLED) ? INSTALLED : unpackSystemd();
  rmSync(KIT, { recursive: true, force: true });
  mkdirSync(KIT, { recursive: true });
  for (const file of [program, ...librariesOf(program)]) {
    const name = basename(file);
    copyFileSync(file, join(KIT, name.startsWith("ld-") ? "loader" : name));
  }
};

// Asks about each tree in turn: $1 the kit, $2 the interface, $3 the keys, then the trees. systemd
// hands credentials over in a directory; here it is the store itself.
const ASK = `
kit=$1 interface=$2 keys=$3; shift 3
for tree; do
  mkdir -p "$tree/kit" "$tree/proc"
  unshare --net --ipc --mount sh -ec '
    ip link set lo name "$3"
    mount --bind "$2" "$1/kit"
    mount -t proc proc "$1/proc"
    SYSTEMD_LOG_LEVEL=debug CREDENTIALS_DIRECTORY=/etc/credstore chroot "$1" /kit/loader --library-path /kit /kit/systemd-sysctl \\
      >"$1/log" 2>&1 || true
    cd /proc/sys
    grep -H "" $4 >"$1/values"
  ' - "$tree" "$kit" "$interface" "$keys" || exit
done`;

const readVerdict = (tree: string): Verdict => {
  const values = new Map<string, string>();
  for (const line of readFileSync(join(tree, "values"), "utf8").trimEnd().split("\n")) {
    const colon = line.indexOf(":");
    values.set(line.slice(0, colon), line.slice(colon + 1).trim().split(/\s+/).join(" "));
  }
  return { values, log: readFileSync(join(tree, "log"), "utf8") };
};

/**
 * The verdict on each tree, a directory with etc, run, usr and lib: what became of `keys`. Throws
 * if one has none.
 */
export const askSystemd = (
  trees: readonly string[], keys: readonly string[] = TREE_KEYS,
): readonly Verdict[] => {
  if (!existsSync(join(KIT, "systemd-sysctl"))) buildKit();
  run("sh", "-c", ASK, "-", KIT, INTERFACE, keys.join(" "), ...trees);
  return trees.map(readVerdict);
};

/** Settings that each network and IPC namespace has for itself, by path below /proc/sys. */
export const namespacedKeys = (): readonly string[] =>
  run("unshare", "--net", "--ipc", "sh", "-c", LIST).trim().split("\n").sort();

// The network's tables that are everybody's are not there, or cannot be written.
const LIST = `cd /proc/sys && find net/ipv4 net/ipv6 net/core net/unix kernel/msgmax kernel/msgmnb \
  kernel/msgmni kernel/sem kernel/shmall kernel/shmmax kernel/shmmni -type f -perm /222`;

/** A fresh directory for trees. */
export const makeTreeDirectory = (): string => {
  mkdirSync(CACHE, { recursive: true });
  return mkdtempSync(join(CACHE, "sysctl-trees-"));
};
