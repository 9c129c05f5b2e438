/**
 * Keys below /proc/sys: which names may be written at all.
 *
 * A sysctl name becomes a path that root writes to, so it is checked against an allow-list of
 * characters and a list of keys that run programs, act once, or cannot be undone.
 */
import { VexorError } from "../../engine/model/errors.ts";
import { suggest } from "../../engine/host-file/suggest.ts";
import type { HostReader } from "../../ports/host.ts";
import { ONE_WAY } from "./sysctl-couples-table.ts";
import { pathToKey } from "./sysctl-d.ts";
import { canonical } from "./sysctl-value.ts";

const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.:@-]*(?:\/[A-Za-z0-9_][A-Za-z0-9_.:@-]*)+$/;
const LONGEST = 255;

const RUNS_CODE = "it names a program that the kernel runs as root";
const ACTS_ONCE = "writing it is an action, not a setting";
const HOLDS = "it cannot be undone before a reboot";
const NAMES_HOST = "it names the machine, and tunes nothing";

const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/^kernel\/(core_pattern|modprobe|poweroff_cmd|hotplug)$/, RUNS_CODE],
  [/^kernel\/usermodehelper\//, RUNS_CODE],
  [/^kernel\/(random\/|ns_last_pid$)/, ACTS_ONCE],
  ...ONE_WAY.map((pattern) => [pattern, HOLDS] as const),
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
  throw new VexorError("SYSCTL_REFUSED", `${JSON.stringify(path)} is not a sysctl name`,
    { hint: "Names are letters, digits and _ - : @ in parts, for example net.core.rmem_max." });
};

/** Throws SYSCTL_REFUSED unless `path` (below /proc/sys) is a key Vexor may manage. */
export const checkKey = (path: string): void => {
  checkName(path);
  if (!ANY_REFUSED.test(path)) return;
  const refused = REFUSED.find(([pattern]) => pattern.test(path));
  throw new VexorError("SYSCTL_REFUSED", `${JSON.stringify(path)} is not managed: ${refused?.[1]}`);
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
  const near = suggest(path.slice(leaf), host.list(procPath(directory.slice(0, -1))), SLIP);
  return near === null ? base : `${base}; did you mean ${pathToKey(directory + near)}?`;
};
