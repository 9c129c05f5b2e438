/**
 * Debian unstable's etcd, unpacked into the lab's cache: no older release of Debian has one that is
 * new enough. Nothing of that suite is installed, and apt's own lists stay as they are.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cached } from "../lab/tree.ts";

const SUITE = "unstable";
const PACKAGES = ["etcd-server", "etcd-client"];
const TOOLS = ["/usr/bin/apt-get", "/usr/bin/dpkg-deb", "/usr/bin/openssl"];

const run = (command: string, ...args: readonly string[]): string =>
  execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** Why etcd cannot be had here; undefined if it can, and under CI, where it must run. */
export const cannotHaveEtcd = (): string | undefined => {
  const missing = TOOLS.filter((path) => !existsSync(path));
  if (process.env["CI"]) return undefined;
  if (process.getuid?.() !== 0) return "etcd is unpacked into the lab's cache by root";
  return missing.length === 0 ? undefined : `no ${missing.join(", ")}`;
};

const known = (): string | undefined => run("apt-get", "indextargets", "--format", "$(REPO_URI) $(ORIGIN)", "Created-By: Packages")
  .split("\n").find((line) => line.endsWith(" Debian"))?.split(" ")[0];

/** Where this machine's apt gets Debian from. */
const mirror = (): string => {
  if (known() === undefined) run("apt-get", "-qq", "update");
  const found = known();
  if (found === undefined) throw new Error("apt knows no Debian here, also after apt-get update");
  return found;
};

const unpack = (directory: string): void => {
  const [lists, sources] = [join(directory, "lists"), join(directory, "sources.list")];
  mkdirSync(join(lists, "partial"), { recursive: true });
  mkdirSync(join(directory, "archives/partial"), { recursive: true });
  writeFileSync(sources, `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror()} ${SUITE} main\n`);
  const options = Object.entries({ "Dir::Etc::sourcelist": sources, "Dir::Etc::sourceparts": "/dev/null",
    "Dir::State::lists": lists, "Dir::State::status": "/dev/null", "Dir::Cache::archives": join(directory, "archives"),
    "Dir::Cache::pkgcache": "", "Dir::Cache::srcpkgcache": "", "Acquire::Languages": "none",
    "APT::Sandbox::User": "root" }).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  run("apt-get", ...options, "update");
  execFileSync("apt-get", [...options, "download", ...PACKAGES], { cwd: directory, stdio: ["ignore", "pipe", "pipe"] });
  for (const deb of readdirSync(directory).filter((name) => name.endsWith(".deb"))) {
    run("dpkg-deb", "-x", join(directory, deb), join(directory, "root"));
  }
  run("rm", "-r", lists);
};

export interface EtcdBinaries {
  readonly version: string;
  readonly etcd: string;
  readonly etcdctl: string;
  readonly etcdutl: string;
}

/** Takes some seconds the first time, and the network. */
export const etcdBinaries = async (): Promise<EtcdBinaries> => {
  const directory = await cached("etcd", [SUITE, PACKAGES], async (fresh) => unpack(fresh));
  const at = (name: string): string => join(directory, "root/usr/bin", name);
  const version = /^etcd Version: (\S+)$/m.exec(run(at("etcd"), "--version"))?.[1] ?? "";
  return { version, etcd: at("etcd"), etcdctl: at("etcdctl"), etcdutl: at("etcdutl") };
};
