/**
 * What a sysctl would be if nobody had touched it.
 *
 * No interface of the kernel tells. The best witness is a record made early in this boot, before
 * the sysctl.d files were applied; next come constants known for this kernel and values computed
 * as the kernel computes them; last, for some network keys, a fresh network namespace.
 *
 * Enterprise kernels carry later changes under an old version number, so there only defaults that
 * never changed count; kernels that exist for other defaults (zen, xanmod) are not believed at all.
 *
 * The record is made by vexor-defaults.service before systemd-sysctl runs. That is not always early
 * enough: an initramfs may carry its own copy of the sysctl.d files and have applied them already,
 * and the kernel's command line comes first of all. So the record leaves a key out when the command
 * line sets it, or a boot file sets it to just the value found; and secrets, statistics and keys
 * that Vexor never manages. Once systemd-sysctl has been started, in the initramfs or here, nothing
 * is recorded at all: systemd leaves a link for each unit that it started.
 */
import { VexorError } from "../engine/errors.ts";
import type { HostReader } from "../engine/ports.ts";
import { readBootSysctls } from "./boot-sources.ts";
import { computeDefault, type DefaultFact } from "./computed-defaults.ts";
import { readKernelFacts, type KernelFacts } from "./kernel-facts.ts";
import { knownDefaults, type KnownDefaults } from "./kernel-defaults-table.ts";
import { hidesVersion, isBelow } from "./kernel-version.ts";
import { lazy } from "./lazy.ts";
import { askFreshNetns } from "./netns-defaults.ts";
import { readIfAllowed } from "./read-if-allowed.ts";
import { keyToPath, pathToKey } from "./sysctl-d.ts";
import { canonical, checkKey, procPath, readKey } from "./sysctl-keys.ts";

const DEFAULTS_RECORD = "/run/vexor-agent/kernel-defaults.json";
const DEFAULTS_FORMAT = "vexor.defaults/1";

/** Keys are dotted, as in addresses. */
interface KernelDefaults {
  /** Null when the default is not known. Starts no process. */
  of(key: string): DefaultFact | null;
  /** Facts by key; those left are asked of a fresh network namespace, which is one process. */
  ofMany(keys: readonly string[]): ReadonlyMap<string, DefaultFact>;
}

interface DefaultsRecord {
  readonly format?: unknown;
  readonly bootId?: unknown;
  readonly kernel?: unknown;
  readonly sysctl?: Readonly<Record<string, unknown>>;
}

const RETUNED = /zen|xanmod|liquorix|lqx|cachyos|tkg|bore|clear/i;

export function readDefaults(host: HostReader): KernelDefaults {
  const facts = readKernelFacts(host);
  const find = lazy((): Find => {
    const record = readRecord(host, facts);
    const stock = isStock(facts) ? stockDefaults(host, facts) : () => null;
    return record === null ? stock : (key) => recorded(record, key) ?? stock(key);
  });
  const of: Find = (key) => find()(key);
  return {
    of,
    ofMany: (keys) => {
      const found = new Map(keys.flatMap((key) => {
        const fact = of(key);
        return fact ? [[key, fact] as const] : [];
      }));
      const left = keys.filter((key) => !found.has(key));
      const fresh = askFreshNetns(host, left.map(keyToPath));
      for (const key of left) {
        const value = fresh.get(keyToPath(key));
        if (value === undefined) continue;
        found.set(key, startsWith(key, value, "a fresh network namespace"));
      }
      return found;
    },
  };
}

const startsWith = (key: string, value: string, who: string, source = ""): DefaultFact =>
  ({ value, evidence: { kind: "kernel", says: `${who} starts with ${key} = ${value}${source}` } });

function readRecord(host: HostReader, facts: KernelFacts): DefaultsRecord | null {
  const text = readIfAllowed(host, DEFAULTS_RECORD);
  if (text === null || facts.bootId === null) return null;
  const record = parse(text);
  const counts = record?.format === DEFAULTS_FORMAT && record.bootId === facts.bootId
    && record.kernel === facts.release;
  return counts ? record : null;
}

function parse(text: string): DefaultsRecord | null {
  try {
    return JSON.parse(text) as DefaultsRecord | null;
  } catch {
    return null;
  }
}

function recorded({ sysctl = {} }: DefaultsRecord, key: string): DefaultFact | null {
  const value = Object.hasOwn(sysctl, key) ? sysctl[key] : null;
  if (typeof value !== "string") return null;
  const says = `${key} = ${value} early in this boot, before any sysctl file was applied`;
  return { value: canonical(value), evidence: { kind: "kernel", path: DEFAULTS_RECORD, says } };
}

type Find = (key: string) => DefaultFact | null;

const isStock = ({ release }: KernelFacts): boolean => release !== null && !RETUNED.test(release);

/** Where several values are possible, or systemd may set one, the live one decides, or nothing. */
function stockDefaults(host: HostReader, facts: KernelFacts): Find {
  const table = knownDefaults();
  const release = facts.release ?? "";
  const isHidden = hidesVersion(release);
  const applies = judge(facts);
  const isKnown = (key: string, all: readonly KnownDefaults[]): DefaultFact | null => {
    if (isHidden && all.some(({ until }) => until !== null)) return null;
    const left = all.filter(applies);
    const sure = left.length === 1 && left[0]?.by === "kernel";
    const live = sure || left.length === 0 ? null : readKey(host, keyToPath(key));
    const found = sure ? left[0] : left.find(({ values }) => values[key] === live);
    if (!found) return null;
    const who = found.by === "systemd" ? "systemd" : `Linux ${release}`;
    return startsWith(key, found.values[key] ?? "", who, ` (${found.source})`);
  };
  return (key) => {
    const all = table.get(key);
    return computeDefault(host, facts, key) ?? (all === undefined ? null : isKnown(key, all));
  };
}

/** Asked for each key, and a few groups hold all keys: each group is judged once. */
function judge(facts: KernelFacts): (one: KnownDefaults) => boolean {
  const verdicts = new Map<KnownDefaults, boolean>();
  return (one) => {
    const before = verdicts.get(one);
    if (before !== undefined) return before;
    const verdict = applies(one, facts);
    verdicts.set(one, verdict);
    return verdict;
  };
}

function applies({ from, until, memory, unless }: KnownDefaults, facts: KernelFacts): boolean {
  const release = facts.release ?? "";
  return !isBelow(release, from) && (until === null || isBelow(release, until))
    && memory <= facts.memory && !unless.some((name) => facts.hasParameter(name));
}

const SYSCTL_STARTED = "/run/systemd/units/invocation:systemd-sysctl.service";
const SECRET = /(_key|_secret)$/;
const NOT_SETTINGS = [
  /^kernel\/(cad_pid|domainname|hostname|tainted|hung_task_detect_count|sched_domain\/.*)$/,
  /^kernel\/perf_event_max_sample_rate$/, // the kernel lowers it by itself
  /^fs\/(xfs\/stats_clear|quota\/.*)$/,
  // Spelled again with _ms; the kernel logs a complaint about whoever reads the old name.
  /^net\/ipv[46]\/neigh\/[^/]+\/(base_reachable_time|retrans_time)$/,
];
const WRITABLE = 0o222;
const READABLE = 0o444;

/**
 * JSON text of kernel-defaults.json; keys dotted, values canonical. USAGE when systemd-sysctl
 * has already run in this boot.
 */
export function recordDefaults(host: HostReader): string {
  if (host.link(SYSCTL_STARTED) !== null) {
    throw new VexorError("USAGE",
      "systemd-sysctl has already run in this boot: what is live now need not be the kernel's",
      { hint: "vexor-defaults.service records the defaults early in the next boot." });
  }
  const facts = readKernelFacts(host);
  const boot = readBootSysctls(host);
  const values: Record<string, string> = {};
  for (const path of keysBelow(host, "")) {
    const text = facts.sysctlParameters.has(path) ? null : readIfAllowed(host, procPath(path));
    if (text === null) continue;
    const value = canonical(text);
    const maybeApplied = boot.forKey(path).some((said) => canonical(said.value) === value);
    if (!maybeApplied) values[pathToKey(path)] = value;
  }
  const { bootId, release } = facts;
  const record = { format: DEFAULTS_FORMAT, bootId, kernel: release, sysctl: values };
  return `${JSON.stringify(record, null, 1)}\n`;
}

/** Paths of the settings that this kernel has, as far as they stay as they are by themselves. */
export function settingsBelow(host: HostReader): readonly string[] {
  return keysBelow(host, "");
}

function keysBelow(host: HostReader, directory: string): readonly string[] {
  return host.list(procPath(directory)).flatMap((name) => {
    const path = directory === "" ? name : `${directory}/${name}`;
    const stat = host.stat(procPath(path));
    if (stat?.kind === "dir") return keysBelow(host, path);
    const setting = stat && (stat.mode & WRITABLE) !== 0 && (stat.mode & READABLE) !== 0;
    return setting && isKept(path) ? [path] : [];
  });
}

function isKept(path: string): boolean {
  if (SECRET.test(path) || NOT_SETTINGS.some((one) => one.test(path))) return false;
  try {
    checkKey(path);
    return true;
  } catch (error) {
    if (error instanceof VexorError) return false;
    throw error;
  }
}
