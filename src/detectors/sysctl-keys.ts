/**
 * Keys below /proc/sys: which names may be written at all, how the kernel normalises values, and
 * which keys move together.
 *
 * A sysctl name becomes a path that root writes to, so it is checked against an allow-list of
 * characters and a list of keys that run programs, act once, or cannot be undone. Values are
 * compared as the kernel prints them: tabs between numbers, hex and octal read as decimal.
 */
import { VexorError } from "../engine/errors.ts";
import { nearest } from "../engine/nearest.ts";
import type { HostReader } from "../engine/ports.ts";
import { pathToKey } from "./sysctl-d.ts";

const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.:@-]*(?:\/[A-Za-z0-9_][A-Za-z0-9_.:@-]*)+$/;
const LONGEST = 255;

const RUNS_CODE = "it names a program that the kernel runs as root";
const ACTS_ONCE = "writing it is an action, not a setting";
const ONE_WAY = "it cannot be undone before a reboot";
const NAMES_HOST = "it names the machine, and tunes nothing";

const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/^kernel\/(core_pattern|modprobe|poweroff_cmd|hotplug)$/, RUNS_CODE],
  [/^kernel\/usermodehelper\//, RUNS_CODE],
  [/^kernel\/(random\/|ns_last_pid$)/, ACTS_ONCE],
  [/^kernel\/(modules_disabled|kexec_load_disabled|unprivileged_bpf_disabled)$/, ONE_WAY],
  [/^kernel\/yama\/ptrace_scope$/, ONE_WAY],
  [/^kernel\/kexec_load_limit_(?:panic|reboot)$/, ONE_WAY],
  [/^kernel\/(?:hostname|domainname)$/, NAMES_HOST],
  [/^fs\/binfmt_misc\//, RUNS_CODE],
  [/^vm\/(drop_caches|compact_memory|stat_refresh)$/, ACTS_ONCE],
  [/^net\/.*\/flush$/, ACTS_ONCE],
];
/** Asked of every key, and hardly any is among them. */
const ANY_REFUSED = new RegExp(REFUSED.map(([pattern]) => pattern.source).join("|"));

/** Throws SYSCTL_REFUSED unless `path` is a well-formed name below /proc/sys. */
export const checkName = (path: string): void => {
  if (path.length <= LONGEST && NAME.test(path)) return;
  throw new VexorError("SYSCTL_REFUSED", `${JSON.stringify(path)} is no sysctl name`,
    { hint: "Names are letters, digits and _ - : @ in parts, for example net.core.rmem_max." });
};

/** Throws SYSCTL_REFUSED unless `path` (below /proc/sys) is a key Vexor may manage. */
export const checkKey = (path: string): void => {
  checkName(path);
  if (!ANY_REFUSED.test(path)) return;
  const refused = REFUSED.find(([pattern]) => pattern.test(path));
  throw new VexorError("SYSCTL_REFUSED", `${JSON.stringify(path)} is not managed: ${refused?.[1]}`);
};

const NUMERIC = /^-?(0x[0-9a-f]+|\d+)$/i;

const decimal = (word: string): string => {
  const sign = word.startsWith("-") ? "-" : "";
  const digits = word.slice(sign.length);
  const octal = /^0[0-7]+$/.test(digits);
  return `${sign}${BigInt(octal ? `0o${digits.slice(1)}` : digits)}`;
};

const PLAIN = /^(?:0|-?[1-9]\d*)(?: (?:0|-?[1-9]\d*))*$/;

/** One space between words, numbers in decimal: base 0 as the kernel's own parser reads it. */
export const canonical = (text: string): string => {
  const trimmed = text.trim().replaceAll("\t", " ");
  if (PLAIN.test(trimmed)) return trimmed;
  const words = trimmed.split(/\s+/);
  return words.every((word) => NUMERIC.test(word)) ? words.map(decimal).join(" ") : words.join(" ");
};

export const procPath = (path: string): string => `/proc/sys/${path}`;

export const readKey = (host: HostReader, path: string): string | null => {
  const text = host.read(procPath(path));
  return text === null ? null : canonical(text);
};

const MODULES: readonly (readonly [RegExp, string])[] = [
  [/^net\/(netfilter\/)?nf_conntrack/, "nf_conntrack"],
  [/^net\/netfilter\//, "nf_conntrack"],
  [/^net\/bridge\//, "br_netfilter"],
  [/^sunrpc\//, "sunrpc"],
];

/** A slip of the pen has a neighbour this near; a key of another kernel has none. */
const SLIP = 2;

export const whyMissing = (host: HostReader, path: string): string => {
  const base = `${procPath(path)} does not exist on this kernel`;
  const module = MODULES.find(([pattern]) => pattern.test(path))?.[1];
  if (module) return `${base}: the module ${module} is not loaded`;
  const leaf = path.lastIndexOf("/") + 1;
  const directory = path.slice(0, leaf);
  const near = nearest(path.slice(leaf), host.list(procPath(directory.slice(0, -1))), SLIP);
  return near === null ? base : `${base}; did you mean ${pathToKey(directory + near)}?`;
};

const COUPLES: ReadonlyMap<string, string> = new Map([
  ["vm/dirty_bytes", "vm/dirty_ratio"],
  ["vm/dirty_background_bytes", "vm/dirty_background_ratio"],
  ["vm/overcommit_kbytes", "vm/overcommit_ratio"],
].flatMap(([one = "", other = ""]) => [[one, other], [other, one]]));

/** The key that becomes zero when `path` is set, and the other way round; null for most. */
export const partnerOf = (path: string): string | null => COUPLES.get(path) ?? null;

/** Twins: one value under two names. */
const FORWARDING = ["net/ipv4/ip_forward", "net/ipv4/conf/all/forwarding"];
const IPV6_ALL = ["net/ipv6/conf/all/forwarding", "net/ipv6/conf/all/disable_ipv6"];

const interfaces = (host: HostReader, family: string, leaf: string): readonly string[] =>
  host.list(`/proc/sys/net/${family}/conf`).filter((name) => name !== "all")
    .map((name) => `net/${family}/conf/${name}/${leaf}`);

const MOVERS: ReadonlySet<string> = new Set([...COUPLES.keys(), ...FORWARDING, ...IPV6_ALL]);

/** Whether the kernel changes any other key along with `path`. */
export const movesOthers = (path: string): boolean => MOVERS.has(path);

/** The keys that the kernel changes together with `path`, itself first. */
export const groupOf = (host: HostReader, path: string): readonly string[] => {
  const partner = partnerOf(path);
  if (partner !== null) return [path, partner];
  if (FORWARDING.includes(path)) {
    return [path, ...FORWARDING.filter((key) => key !== path),
      "net/ipv4/conf/all/accept_redirects", ...interfaces(host, "ipv4", "forwarding")];
  }
  if (!IPV6_ALL.includes(path)) return [path];
  return [path, ...interfaces(host, "ipv6", path.slice(path.lastIndexOf("/") + 1))];
};

/** What the kernel makes of each key of the group when its first is set to `to`. */
export const predictGroup = (group: readonly string[], to: string): readonly string[] => {
  const [leader = ""] = group;
  if (COUPLES.has(leader)) {
    return group.map((key) => (key === leader ? to : "0"));
  }
  return group.map((key) => {
    if (!key.endsWith("/accept_redirects")) return to;
    return to === "0" ? "1" : "0";
  });
};

/** In a couple, the zero follows from the other's value and is refused when written. */
export const followsFromOther = (group: readonly string[], value: string): boolean =>
  value === "0" && COUPLES.has(group[0] ?? "");
