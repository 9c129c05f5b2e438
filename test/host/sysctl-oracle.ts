/**
 * The real systemd-sysctl as an oracle: it runs chrooted into a tree, in a network and an IPC
 * namespace of its own, and tells what became of their sysctls. Nothing outside them changes as long
 * as the tree names only keys that each namespace has for itself.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { INTERFACE, TREE_KEYS } from "../support/random-sysctl-tree.ts";

const CACHE = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), ".cache");
const ORACLE = join(CACHE, "sysctl-oracle");
const INSTALLED = "/lib/systemd/systemd-sysctl";

/** This machine's own systemd; or that of a suite of Debian, by its name. */
export type Systemd = "own" | (string & {});

const kitOf = (systemd: Systemd): string => join(ORACLE, systemd);

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

const download = (...options: readonly string[]): string => run("apt-get", "install", "--yes",
  "--download-only", "--no-install-recommends", ...options, "systemd");

/** Where this machine's apt gets Debian from. */
const mirror = (): string => {
  const found = run("apt-get", "indextargets", "--format", "$(REPO_URI) $(ORIGIN)",
    "Created-By: Packages").split("\n").find((line) => line.endsWith(" Debian"));
  if (found === undefined) throw new Error("apt knows no Debian here: run apt-get update");
  return found.split(" ")[0] ?? "";
};

/** Another suite's systemd with all that it needs, as if nothing were installed. */
const downloadFrom = (suite: string, directory: string, archives: string): void => {
  const lists = join(directory, "lists");
  mkdirSync(join(lists, "partial"), { recursive: true });
  const sources = join(directory, "sources.list");
  const from = mirror();
  writeFileSync(sources, [suite.replace(/-backports$/, ""), suite].map((one) =>
    `deb [trusted=yes] ${from} ${one} main\n`).join(""));
  const options = Object.entries({ "Dir::Etc::sourcelist": sources,
    "Dir::Etc::sourceparts": "/dev/null", "Dir::State::lists": lists, "Dir::State::status":
    "/dev/null", "Dir::Cache::archives": archives, "Dir::Cache::pkgcache": "",
    "Dir::Cache::srcpkgcache": "", "Acquire::Languages": "none", "APT::Default-Release": suite, "APT::Sandbox::User": "root" })
    .flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  run("apt-get", ...options, "update");
  download(...options);
};

/** Unpacks Debian's systemd, and what it needs that is not installed, without installing it. */
const unpackSystemd = (systemd: Systemd, directory: string): string => {
  const archives = join(directory, "archives");
  mkdirSync(join(archives, "partial"), { recursive: true });
  if (systemd === "own") download("--reinstall", "-o", `Dir::Cache::archives=${archives}`);
  else downloadFrom(systemd, directory, archives);
  const unpack = 'for deb in "$1"/*.deb; do dpkg-deb -x "$deb" "$2"; done';
  const root = join(directory, "root");
  mkdirSync(root, { recursive: true });
  run("sh", "-c", unpack, "-", archives, root);
  return root;
};

const listed = (text: string): readonly string[] =>
  [...text.matchAll(/(\/\S+) \(0x/g)].map(([, library = ""]) => library);

const pathsIn = (root: string): string => run("find", root, "-name", "*.so*", "-printf", "%h:");

const INSTALLED_IN = ["usr/lib/systemd", "lib/systemd"].map((one) => `${one}/systemd-sysctl`);
const LOADER_IN = ["usr/lib64", "lib64", "usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu"]
  .map((one) => `${one}/ld-linux-x86-64.so.2`);

const firstIn = (root: string, paths: readonly string[]): string => {
  const found = paths.map((path) => join(root, path)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`no ${paths.join(", ")} in ${root}`);
  return found;
};

const filesOf = (systemd: Systemd, directory: string): readonly string[] => {
  if (systemd === "own" && existsSync(INSTALLED)) {
    return [INSTALLED, ...listed(run("ldd", INSTALLED))];
  }
  const root = unpackSystemd(systemd, directory);
  const program = firstIn(root, INSTALLED_IN);
  if (systemd === "own") {
    return [program, ...listed(run("env", `LD_LIBRARY_PATH=${pathsIn(root)}`, "ldd", program))];
  }
  const loader = firstIn(root, LOADER_IN);
  const said = run(loader, "--library-path", pathsIn(root), "--list", program);
  return [program, loader, ...listed(said).filter((one) => !basename(one).startsWith("ld-"))];
};

/**
 * One directory with the program, its libraries and their loader: a chroot needs nothing else.
 * Another test may make it at the same time: whose is there first stays.
 */
const buildKit = (systemd: Systemd): string => {
  const kit = kitOf(systemd);
  if (existsSync(kit)) return kit;
  const directory = join(ORACLE, `making-${systemd}.${process.pid}`);
  const made = join(directory, "kit");
  mkdirSync(made, { recursive: true });
  for (const file of filesOf(systemd, directory)) {
    const name = basename(file);
    copyFileSync(file, join(made, name.startsWith("ld-") ? "loader" : name));
  }
  if (!existsSync(kit)) renameSync(made, kit);
  rmSync(directory, { recursive: true });
  return kit;
};

/** `257`, as the program says it. */
export const versionOf = (systemd: Systemd): string => {
  const kit = buildKit(systemd);
  const said = run(join(kit, "loader"), "--library-path", kit, join(kit, "systemd-sysctl"),
    "--version");
  return /^systemd (\S+)/.exec(said)?.[1] ?? said;
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
  trees: readonly string[], keys: readonly string[] = TREE_KEYS, systemd: Systemd = "own",
): readonly Verdict[] => {
  run("sh", "-c", ASK, "-", buildKit(systemd), INTERFACE, keys.join(" "), ...trees);
  return trees.map(readVerdict);
};

/** Settings that each network and IPC namespace has for itself, by path below /proc/sys. */
export const namespacedKeys = (): readonly string[] =>
  run("unshare", "--net", "--ipc", "sh", "-c", LIST).trim().split("\n").sort();

// The network's tables that are everybody's are not there, or cannot be written.
const LIST = `cd /proc/sys && find net/ipv4 net/ipv6 net/core net/unix kernel/msgmax kernel/msgmnb \
  kernel/msgmni kernel/sem kernel/shmall kernel/shmmax kernel/shmmni -type f -perm /222`;

/** Whose systemd-sysctl a test asks. VEXOR_SYSTEMD names suites of Debian; none, if it is empty. */
export const SYSTEMDS: readonly Systemd[] = ["own",
  ...(process.env["VEXOR_SYSTEMD"] ?? "trixie").split(/[\s,]+/).filter((one) => one !== "")];

/** A fresh directory for trees. */
export const makeTreeDirectory = (): string => {
  mkdirSync(CACHE, { recursive: true });
  return mkdtempSync(join(CACHE, "sysctl-trees-"));
};
