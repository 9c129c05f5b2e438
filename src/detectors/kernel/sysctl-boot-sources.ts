/**
 * What the sysctls will be after a reboot, and which file says so.
 *
 * systemd-sysctl merges five directories by file name: a name found in /etc shuts out the same name
 * in /run, and so on down, even if it is empty, leads to /dev/null or leads nowhere (the usual way
 * to mask a vendor's file). What is left is read in the order of the names, whatever the directory.
 * Each key has one value, the last one said, and is then written once. A glob is resolved last: it
 * never touches a key that some file names itself, or excludes with `-key`. When two globs reach
 * one key, the one said later wins, but repeating a glob with the same value does not make it
 * later. /etc/sysctl.conf is read only where a link in a sysctl.d leads to it.
 *
 * Since systemd 252 a credential, `sysctl.extra`, is read after all files. Since 255 a /lib that is
 * not a link to /usr/lib does not count.
 */
import { compareNames } from "../../formats/file-names.ts";
import type { Owner } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import { credentialPlaces, findCredential } from "../systemd/credentials.ts";
import { lazy } from "../lazy.ts";
import { readPackageFiles, type PackageFiles } from "../tools/package-files.ts";
import { parseSysctlFile, type SysctlLine } from "./sysctl-d.ts";
import { globMatcher, isGlob } from "./sysctl-glob.ts";
import { isAtLeast } from "../systemd/systemd-version.ts";

export const OUR_SYSCTL_FILE = "/etc/sysctl.d/90-vexor-agent.conf";

const DIRECTORIES = ["/etc", "/run", "/usr/local/lib", "/usr/lib", "/lib"]
  .map((parent) => `${parent}/sysctl.d`);

const UNMERGED = "/lib/sysctl.d";
const WITHOUT_UNMERGED = 255;

/** The one link in /etc that systemd's package makes, to a file that another package brings. */
const PACKAGED_LINK = "/etc/sysctl.d/99-sysctl.conf";
const SYSCTL_CONF = "/etc/sysctl.conf";

const CREDENTIAL = "sysctl.extra";
const CREDENTIALS = credentialPlaces(CREDENTIAL);

export const isCredential = (path: string): boolean => path.endsWith(`/${CREDENTIAL}`);

/** Where files come and go that set sysctls at boot. */
export const SYSCTL_PLACES: readonly string[] = [...DIRECTORIES, SYSCTL_CONF, ...CREDENTIALS];

/** A file that is read at boot. `owner` and `realPath` are found out when first asked for. */
interface SysctlFile {
  /** Where systemd finds it, in a sysctl.d. */
  readonly path: string;
  /** Where it really is, links followed: the file to edit. */
  readonly realPath: string;
  readonly owner: Owner;
  /** Files of the same name further down, which it shuts out. */
  readonly replaces: readonly string[];
  /** It says nothing and only shuts out its namesakes: empty, or a link to /dev/null or nowhere. */
  readonly masked: boolean;
}

export interface SysctlAssignment {
  /** The key as a path below /proc/sys, for example `net/ipv4/conf/eth0.100/rp_filter`. */
  readonly key: string;
  readonly value: string;
  /** `file.path`. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly ignoreErrors: boolean;
  /** The glob, in path form, that reached the key; null when the file names the key itself. */
  readonly glob: string | null;
  readonly file: SysctlFile;
}

interface Exclusion {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly file: SysctlFile;
}

export interface BootSysctls {
  /** In the order in which they are read. */
  readonly files: readonly SysctlFile[];
  /**
   * Assignments to a key (a path below /proc/sys) in order of effect: the last one is the value
   * after a reboot, the one before it would be if that one were gone. Globs come before the
   * assignments that name the key; what `-key` made void is left out.
   */
  forKey(key: string): readonly SysctlAssignment[];
  /** Keys that some file names itself, in no order; not those that only globs reach. */
  keys(): readonly string[];
  /** True when no line says anything of this key: neither `forKey` nor `exclusionOf` has any. */
  isSilent(key: string): boolean;
  /** When systemd writes the key, among all that it writes: a later one may move it. */
  rankOf(key: string): number;
  /** The last `-key` line for exactly this key, whether or not a later line sets it again. */
  exclusionOf(key: string): Exclusion | null;
}

/** A key or glob with its present value: systemd's hash map entry, and how it came about. */
interface SysctlOption {
  readonly value: string | null;
  readonly sources: readonly Omit<SysctlAssignment, "key">[];
  readonly exclusion: Exclusion | null;
}

interface FoundFile {
  readonly path: string;
  readonly replaces: string[];
}

/** Files by name, each from the highest directory that has it. */
const findFiles = (host: HostReader): readonly FoundFile[] => {
  const found = new Map<string, FoundFile>();
  const visited = new Set<string>();
  for (const directory of DIRECTORIES) {
    if (host.stat(directory) === null) continue; // cheaper to ask than to handle an error
    const real = host.resolve(directory);
    if (real === null || visited.has(real)) continue;
    visited.add(real);
    if (directory === UNMERGED && isAtLeast(host, WITHOUT_UNMERGED)) continue;
    for (const name of host.list(directory)) {
      if (!name.endsWith(".conf") || name.startsWith(".")) continue;
      const path = `${directory}/${name}`;
      const above = found.get(name);
      if (above) above.replaces.push(path);
      else found.set(name, { path, replaces: [] });
    }
  }
  return [...found.keys()].sort(compareNames).flatMap((name) => found.get(name) ?? []);
};

/**
 * Text of a file; null when there is none. What is not a regular file (a directory, a socket, a
 * pipe, a device, a link in a loop) says nothing to systemd-sysctl either.
 */
const readText = (host: HostReader, path: string): string | null =>
  (host.stat(path)?.kind === "file" ? host.read(path) : null);

const describe = (
  host: HostReader, { path, replaces }: FoundFile, text: string | null,
  packages: PackageFiles,
): SysctlFile => {
  const realPath = lazy(() => host.resolve(path) ?? path);
  const owner = lazy((): Owner => {
    if (path === OUR_SYSCTL_FILE) return "vexor";
    if (isCredential(path)) return "custom";
    // A link shows that an administrator wants the file read here, whatever its owner.
    const isChosen = host.link(path) !== null
      && !(path === PACKAGED_LINK && realPath() === SYSCTL_CONF);
    if (isChosen || text === null) return "custom";
    return packages.isShipped(realPath(), text) ? "distro" : "custom";
  });
  return {
    path, replaces, masked: text === null || text === "",
    get realPath() { return realPath(); },
    get owner() { return owner(); },
  };
};

/** The same value again changes nothing in systemd, not even the order; another one starts anew. */
const put = (options: Map<string, SysctlOption>, file: SysctlFile, said: SysctlLine): void => {
  const { key, value, line, ignoreErrors } = said;
  const earlier = options.get(key);
  const where = { path: file.path, line, file };
  if (value === null) {
    options.delete(key);
    options.set(key, { value, sources: [], exclusion: where });
    return;
  }
  if (earlier && earlier.value !== value) options.delete(key);
  const source = { ...where, value, ignoreErrors, glob: isGlob(key) ? key : null };
  const sources = [...earlier?.sources ?? [], source];
  options.set(key, { value, sources, exclusion: earlier?.exclusion ?? null });
};

/** Why no line of Vexor's would be read at boot: its file is not one of its own. */
export const whyNoOwnFile = (host: HostReader): string | null => {
  const target = host.link(OUR_SYSCTL_FILE);
  const kind = target === null ? host.stat(OUR_SYSCTL_FILE)?.kind ?? "file" : "link";
  if (kind === "file") return null;
  const what = target === null ? "is not a regular file" : `is a link to ${target}`;
  return `${OUR_SYSCTL_FILE} ${what}, so Vexor writes nothing there: remove it, then plan again`;
};

const NONE: readonly SysctlAssignment[] = [];

const lookup = (
  options: ReadonlyMap<string, SysctlOption>,
): Pick<BootSysctls, "forKey" | "isSilent" | "rankOf"> => {
  const globs = lazy(() => [...options]
    .filter(([key, option]) => isGlob(key) && option.value !== null)
    .map(([key, option]) => ({ matcher: globMatcher(key), sources: option.sources })));
  const find = (key: string): readonly SysctlAssignment[] => {
    const own = options.get(key);
    const reaching = own?.exclusion ? [] : globs().filter(({ matcher }) => matcher.test(key));
    if (!own && reaching.length === 0) return NONE;
    return [...reaching.flatMap(({ sources }) => sources), ...own?.sources ?? []]
      .map((source) => ({ key, ...source }));
  };
  const found = new Map<string,
    readonly SysctlAssignment[]>(); // each key is asked about several times
  const forKey = (key: string): readonly SysctlAssignment[] => {
    const before = found.get(key);
    if (before) return before;
    const assignments = find(key);
    found.set(key, assignments);
    return assignments;
  };
  const ranks = lazy(() => new Map([...options.keys()].map((key, rank) => [key, rank])));
  return {
    forKey,
    rankOf: (key) => {
      const { key: own, glob } = forKey(key).at(-1) ?? { key, glob: null };
      return ranks().get(glob ?? own) ?? -1;
    },
    isSilent: (key) => !options.has(key) && (globs().length === 0 || forKey(key).length === 0),
  };
};

/** Reads every sysctl.d file once. Throws HOST_READ for one that exists but cannot be read. */
export const readBootSysctls = (host: HostReader): BootSysctls => {
  const packages = readPackageFiles(host);
  const options = new Map<string, SysctlOption>();
  const credential = findCredential(host, CREDENTIAL);
  const extra = credential === null ? [] : [{ path: credential, replaces: [] }];
  const files = [...findFiles(host), ...extra].map((found) => {
    const text = readText(host, found.path);
    const file = describe(host, found, text, packages);
    for (const said of parseSysctlFile(text ?? "")) put(options, file, said);
    return file;
  });
  return {
    files,
    ...lookup(options),
    keys: () => [...options].filter(([key, { value }]) => !isGlob(key) && value !== null)
      .map(([key]) => key),
    exclusionOf: (key) => options.get(key)?.exclusion ?? null,
  };
};
