/**
 * /run/vexor-agent/kernel-defaults.json: what the sysctls were early in this boot, and who may have
 * set them already by then. Format 1 has no word of that, so that it proves nothing by itself.
 *
 * Left out are a key that the command line sets, or a boot file sets to just the value found (an
 * initramfs may have applied its own copy of it); secrets, statistics and keys that Vexor never
 * manages. Once systemd-sysctl has been started, in the initramfs or here, nothing is recorded at
 * all: systemd leaves a link for each unit that it has started.
 */
import { VexorError } from "../engine/errors.ts";
import type { HostReader } from "../engine/ports.ts";
import { readBootSysctls } from "./boot-sources.ts";
import { readEarlyBoot, unitsStarted, type Doubt } from "./early-boot.ts";
import type { KernelFacts } from "./kernel-facts.ts";
import { givenFor } from "./kernel-parameters.ts";
import { readIfAllowed } from "./read-if-allowed.ts";
import { pathToKey } from "./sysctl-d.ts";
import { canonical, checkKey, procPath } from "./sysctl-keys.ts";

export const DEFAULTS_RECORD = "/run/vexor-agent/kernel-defaults.json";
const FORMAT = "vexor.defaults/2";
const FORMAT_1 = "vexor.defaults/1";

interface Written {
  readonly format?: unknown;
  readonly bootId?: unknown;
  readonly kernel?: unknown;
  /** Units that systemd had started when the recording ended. */
  readonly started?: unknown;
  readonly doubts?: unknown;
  readonly sysctl?: Readonly<Record<string, unknown>>;
}

export interface DefaultsRecord {
  /** Canonical; null for a key that it does not have. Keys are dotted. */
  valueOf(key: string): string | null;
  /** Why this value need not be the kernel's own; null when nothing can have set it before. */
  doubtOf(path: string): string | null;
}

/** Null unless it is of this boot and kernel. */
export function readRecord(host: HostReader, facts: KernelFacts): DefaultsRecord | null {
  const text = readIfAllowed(host, DEFAULTS_RECORD);
  const written = text === null || facts.bootId === null ? null : parse(text);
  const { format, bootId, kernel, sysctl = {} } = written ?? {};
  if (bootId !== facts.bootId || kernel !== facts.release) return null;
  if (format !== FORMAT && format !== FORMAT_1) return null;
  const doubts = format === FORMAT ? doubtsIn(written) : [UNTOLD];
  return {
    valueOf: (key) => {
      const value = Object.hasOwn(sysctl, key) ? sysctl[key] : null;
      return typeof value === "string" ? canonical(value) : null;
    },
    doubtOf: (path) => doubts.find((doubt) => isAbout(doubt, path))?.by ?? null,
  };
}

const UNTOLD: Doubt =
  { by: "the record does not say what ran before it was made", keys: null };

const parse = (text: string): Written | null => {
  try {
    return JSON.parse(text) as Written | null;
  } catch {
    return null;
  }
};

const isDoubt = (one: unknown): one is Doubt => {
  const { by, keys } = (one ?? {}) as Partial<Record<keyof Doubt, unknown>>;
  return typeof by === "string"
    && (keys === null || (Array.isArray(keys) && keys.every((key) => typeof key === "string")));
};

const doubtsIn = (written: Written | null): readonly Doubt[] => {
  const doubts: unknown = written?.doubts;
  return Array.isArray(doubts) && doubts.every(isDoubt) ? doubts : [UNTOLD];
};

const isAbout = ({ keys }: Doubt, path: string): boolean => keys === null || keys.some((key) =>
  (key.includes("*") ? pattern(key).test(path) : key === path));

/** A `*` at the end is everything below, any other is one part. */
const pattern = (key: string): RegExp => new RegExp(`^${key.replaceAll(".", "\\.")
  .replace(/\*$/, ".+").replaceAll("*", "[^/]+")}$`);

const SYSCTL_UNIT = "systemd-sysctl.service";
const SECRET = /(_key|_secret)$/;
const NOT_SETTINGS = new RegExp("^(?:kernel/(?:cad_pid|domainname|hostname|tainted"
  + "|hung_task_detect_count|sched_domain/.*"
  + "|perf_event_max_sample_rate)" // the kernel lowers it by itself
  + "|fs/(?:xfs/stats_clear|quota/.*)"
  // Spelled again with _ms; the kernel logs a complaint about whoever reads the old name.
  + "|net/ipv[46]/neigh/[^/]+/(?:base_reachable_time|retrans_time))$");
const WRITABLE = 0o222;
const READABLE = 0o444;

/**
 * JSON text of kernel-defaults.json; keys dotted, values canonical. USAGE when systemd-sysctl
 * has already run in this boot.
 */
export function recordDefaults(host: HostReader, facts: KernelFacts): string {
  if (unitsStarted(host).includes(SYSCTL_UNIT)) {
    throw new VexorError("USAGE",
      "systemd-sysctl has already run in this boot: what is live now need not be the kernel's",
      { hint: "vexor-defaults.service records the defaults early in the next boot." });
  }
  const values = valuesNow(host, facts);
  // Only now: what has started meanwhile may have set what was read last.
  const started = unitsStarted(host);
  const { bootId, release } = facts;
  const record = { format: FORMAT, bootId, kernel: release, started,
    doubts: readEarlyBoot(host, facts, started), sysctl: values };
  return `${JSON.stringify(record, null, 1)}\n`;
}

const valuesNow = (host: HostReader, facts: KernelFacts): Readonly<Record<string, string>> => {
  const boot = readBootSysctls(host);
  const values: Record<string, string> = {};
  for (const path of settingsBelow(host)) {
    const isGiven = facts.sysctlParameters.has(path) || givenFor(facts, path).length > 0;
    const text = isGiven ? null : readIfAllowed(host, procPath(path));
    if (text === null) continue;
    const value = canonical(text);
    const maybeApplied = boot.forKey(path).some((said) => canonical(said.value) === value);
    if (!maybeApplied) values[pathToKey(path)] = value;
  }
  return values;
};

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
  if (SECRET.test(path) || NOT_SETTINGS.test(path)) return false;
  try {
    checkKey(path);
    return true;
  } catch (error) {
    if (error instanceof VexorError) return false;
    throw error;
  }
}
