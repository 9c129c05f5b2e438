/**
 * Files that are still as a package of the distribution brought them: their words are the
 * distribution's (Ubuntu sets vm.max_map_count that way) and not an administrator's.
 *
 * dpkg records the MD5 of each file: of a "conffile" in its status, of any other in a list per
 * package. That proves that a package brought the file, but not whose package: a home-made one is
 * recorded in the same way, and apt's archive lists are compressed, optional and 50 MB long. So a
 * package is taken for the distribution's if its maintainer's address is one of the distribution's,
 * and its version has no word that an archive does not use (`1.2-3+acme1` was built by a third
 * party). A third party that uses such an address for its own package is taken for the
 * distribution.
 *
 * RPM keeps its record in a database that only rpm reads, and planning runs no program. On such a
 * machine a file of /usr/lib/sysctl.d is taken for the distribution's where it is called like one
 * of Fedora's or Red Hat's, and says nothing that theirs do not say (`rpm-sysctls.ts`). Any other
 * file in /usr/lib is taken for the distribution's, and each file in /etc for the administrator's.
 * Where neither dpkg nor rpm keeps a record, nothing is the distribution's. /usr/local never is.
 */
import { VexorError } from "../../engine/model/errors.ts";
import type { HostReader } from "../../ports/host.ts";
import { lazy } from "../lazy.ts";
import { readIfAllowed } from "../read-if-allowed.ts";
import { saysOnlyTheirs } from "./rpm-sysctls.ts";

const STATUS = "/var/lib/dpkg/status";
const INFO = "/var/lib/dpkg/info";
const SUMS = ".md5sums";
const RPM = ["/var/lib/rpm", "/usr/lib/sysimage/rpm"];
const LARGEST = 64 * 1024 * 1024;
const VENDOR = /^\/(usr\/)?lib\//;
const SYSCTL_D = /^\/(usr\/)?lib\/sysctl\.d\//;

/** Asked first: nearly every file in question is theirs. */
const USUAL = ["systemd", "procps", "udev", "kmod", "initramfs-tools-core"];

const DISTRIBUTION = new RegExp("@(?:[\\w.-]+\\.)?(?:debian\\.(?:org|net)|ubuntu\\.com"
  + "|canonical\\.com)$", "i");
/** Of Debian's developers with an address of their own, those of packages that act in a boot. */
const PEOPLE = new Set(["md@linux.it", "tytso@mit.edu", "daniel.baumann@progress-linux.org",
  "kilobyte@angband.pl", "debian-init-diversity@chiark.greenend.org.uk",
  "raphael.halimi@gmail.com"]);

/** Words in versions of Debian's and Ubuntu's archives, behind the last hyphen. */
const OF_ARCHIVES = new Set(["b", "bpo", "build", "c", "cloud", "cross", "deb", "debian", "dfsg",
  "ds", "esm", "exp", "f", "fips", "git", "nmu", "rc", "really", "repack", "ss", "u",
  "ubuntu"]);

export interface PackageFiles {
  /** Whether a file at this real path, with this content, is the distribution's own. */
  isShipped(path: string, content: string | Uint8Array): boolean;
}

/** Reads nothing until it is asked, and then each of dpkg's records once. */
export const readPackageFiles = (host: HostReader): PackageFiles => {
  const status = lazy(() => readStatus(host));
  const hasRpm = lazy(() => RPM.some((path) => host.stat(path)?.kind === "dir"));
  const packageWith = sumsOf(host);
  const known = new Map<string, boolean>();
  const isKnown = (name: string): boolean => {
    const verdict = known.get(name) ?? isAnyOfDistribution(stanzasOf(status(), name));
    known.set(name, verdict);
    return verdict;
  };
  const byDpkg = (path: string, content: string | Uint8Array): boolean => {
    const sum = host.md5(content);
    if (path.startsWith("/etc/")) {
      return isAnyOfDistribution(conffileStanzas(status(), path, sum));
    }
    const name = packageWith(path, sum);
    return name !== null && isKnown(name);
  };
  return {
    isShipped: (path, content) => {
      if (path.startsWith("/usr/local/")) return false;
      if (status().length > 0) return byDpkg(path, content);
      const isVendors = hasRpm() && VENDOR.test(path);
      return isVendors && (!SYSCTL_D.test(path) || saysOnlyTheirs(path, content));
    },
  };
};

/** With /usr merged, dpkg knows a file by the one name or the other. */
const namesOf = (path: string): readonly string[] => {
  const name = path.slice(1);
  return [name, name.startsWith("usr/") ? name.slice("usr/".length) : `usr/${name}`];
};

/** The package whose list has a file with this sum. */
const sumsOf = (host: HostReader): ((path: string, sum: string) => string | null) => {
  const texts = new Map<string, string>();
  const textOf = (list: string): string => {
    const before = texts.get(list);
    if (before !== undefined) return before;
    const text = `\n${readIfAllowed(host, `${INFO}/${list}`) ?? ""}`;
    texts.set(list, text);
    return text;
  };
  const lists = lazy(() => host.list(INFO).filter((name) => name.endsWith(SUMS)));
  return (path, sum) => {
    const lines = namesOf(path).map((name) => `\n${sum}  ${name}\n`);
    const has = (list: string): boolean => lines.some((line) => textOf(list).includes(line));
    const list = USUAL.map((name) => `${name}${SUMS}`).find(has) ?? lists().find(has);
    return list === undefined ? null : list.slice(0, -SUMS.length).replace(/:.*/, "");
  };
};

/** Bytes, a megabyte of them: as a text, most of the time would go into making it one. */
const readStatus = (host: HostReader): Buffer => {
  try {
    const bytes = host.bytesFor(0, STATUS, LARGEST) ?? new Uint8Array();
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  } catch (error) {
    if (error instanceof VexorError && error.code === "HOST_READ") return Buffer.alloc(0);
    throw error;
  }
};

const stanzaAt = (status: Buffer, at: number): string => {
  const end = status.indexOf("\n\n", at);
  const start = at === 0 ? 0 : status.lastIndexOf("\n\n", at) + 1;
  return status.toString("utf8", start, end < 0 ? status.length : end);
};

/** One after the other: mostly the first decides, and there is a megabyte to look through. */
function* stanzasWith(status: Buffer, line: string): Generator<string> {
  for (let at = status.indexOf(line); at >= 0; at = status.indexOf(line, at + 1)) {
    yield stanzaAt(status, at + 1);
  }
}

function* stanzasOf(status: Buffer, name: string): Generator<string> {
  const first = `Package: ${name}\n`;
  if (status.toString("latin1", 0, first.length) === first) yield stanzaAt(status, 0);
  yield* stanzasWith(status, `\n${first}`);
}

const conffileStanzas = (status: Buffer, path: string, sum: string): Generator<string> =>
  stanzasWith(status, `\n ${path} ${sum}`);

const field = (stanza: string, name: string): string =>
  new RegExp(`^${name}: *(.*?) *$`, "m").exec(stanza)?.[1] ?? "";

const isOfDistribution = (stanza: string): boolean => {
  const [, address = ""] = /<([^<>]*)>$/.exec(field(stanza, "Maintainer")) ?? [];
  const [, revision = ""] = /^(?:.*-)?([^-]*)$/.exec(field(stanza, "Version")) ?? [];
  const words = revision.toLowerCase().match(/[a-z]+/g) ?? [];
  return (DISTRIBUTION.test(address) || PEOPLE.has(address))
    && words.every((word) => OF_ARCHIVES.has(word));
};

const isAnyOfDistribution = (stanzas: Iterable<string>): boolean => {
  for (const stanza of stanzas) if (isOfDistribution(stanza)) return true;
  return false;
};
