/** What a script says of the kernel's settings, and where. */
import { canonical } from "../../kernel/sysctl-value.ts";
import { ANY, isKnown, mayBe } from "./text.ts";

export interface ScriptSetting {
  /** Below /proc/sys, with ANY in it each path that fits. */
  readonly file: string;
  /** Canonical; null when only running the script would tell. */
  readonly value: string | null;
  /** The script sets it whenever it runs: no condition, and nothing before that may end it. */
  readonly certain: boolean;
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** The line itself. */
  readonly text: string;
}

const ROOT = "/proc/sys";

/** Interrupts have their masks below. Their settings stand among those of sysctls. */
const IRQ_ROOT = "/proc/irq";
const IS_MASK = /\/(?:default_)?smp_affinity(?:_list)?$/;

/** Whether a path that is written may be the mask of an interrupt. */
export const mayBeMask = (path: string): boolean => {
  const at = path.indexOf(ANY);
  const start = at < 0 ? path : path.slice(0, at);
  if (start.startsWith(`${IRQ_ROOT}/`)) return at >= 0 || IS_MASK.test(path);
  return at >= 0 && `${IRQ_ROOT}/`.startsWith(start) && (start === IRQ_ROOT || IS_MASK.test(path));
};

/** The mask of an unknown interrupt. */
export const ANY_MASK = `${IRQ_ROOT}/${ANY}/smp_affinity`;

/** Of an interrupt by its number, whatever of it a program may write. */
export const masksOf = (number: string): string => `${IRQ_ROOT}/${number}/${ANY}`;

export const isOfMask = ({ file }: Pick<ScriptSetting, "file">): boolean => mayBeMask(file);

/** The last steps of files below /sys that hold a setting. */
const SYSFS_ENDS = ["transparent_hugepage/enabled", "transparent_hugepage/defrag",
  "khugepaged/defrag", "pages_to_scan", "scan_sleep_millisecs", "alloc_sleep_millisecs",
  "max_ptes_none", "max_ptes_swap", "max_ptes_shared", "ksm/run", "scaling_governor",
  "energy_performance_preference", "cpufreq/boost", "no_turbo", "queue/scheduler",
  "read_ahead_kb", "nr_requests", "rps_cpus", "rps_flow_cnt", "xps_cpus", "gro_flush_timeout",
  "napi_defer_hard_irqs", "threaded"];
const SYSFS_ROOT = "/sys/";

const mayEndSo = (path: string): boolean => {
  const rest = path.slice(path.lastIndexOf(ANY) + 1);
  return SYSFS_ENDS.some((end) => end.endsWith(rest) || rest.endsWith(end));
};

/** Whether a path that is written may be a setting below /sys. */
export const mayBeSysfs = (path: string): boolean => {
  const at = path.indexOf(ANY);
  if (at < 0) return path.startsWith(SYSFS_ROOT) && SYSFS_ENDS.some((end) => path.endsWith(end));
  const start = path.slice(0, at);
  return (start.startsWith(SYSFS_ROOT) || SYSFS_ROOT.startsWith(start)) && mayEndSo(path);
};

export const isOfSysfs = ({ file }: Pick<ScriptSetting, "file">): boolean => mayBeSysfs(file);

/** Settings below /sys stand among those of sysctls, and a path with ANY may be both. */
export const isOfSysctl = ({ file }: Pick<ScriptSetting, "file">): boolean =>
  !mayBeMask(file) && (!mayBeSysfs(file) || reachOf(file) !== "none");

/** Files of one name, wherever below /sys. */
export const sysfsNamed = (end: string): string => `${SYSFS_ROOT}${ANY}${end}`;

/** Where a text names such files. */
export const SYSFS_NAMES = new RegExp(`\\b(?:${SYSFS_ENDS.join("|")})\\b`, "g");

/** Whether this may set the mask of this interrupt; the default for new ones is taken for all. */
export const moves = ({ file }: Pick<ScriptSetting, "file">, number: number): boolean =>
  file === `${IRQ_ROOT}/default_smp_affinity`
    || ["smp_affinity", "smp_affinity_list"].some((name) =>
      mayBe(file, `${IRQ_ROOT}/${number}/${name}`));

/** Whether this may set the key, a path below /proc/sys. */
export const touches = ({ file }: ScriptSetting, key: string): boolean =>
  mayBe(file, `${ROOT}/${key}`);

/** The one key that it sets; null when it may be others. */
export const keyOf = ({ file }: ScriptSetting): string | null =>
  (isKnown(file) ? file.slice(ROOT.length + 1) : null);

const LONGEST = 4096;
/** Numbers, names and lists, which the kernel takes as they stand or not at all. */
const IS_PLAIN = /^(?:-?\d+(?: -?\d+)*|[A-Za-z/][\w./-]*(?: [\w./-]+)*|\d+(?:[,-]\d+)+)$/;

/** As the kernel will hold it; null for what it may refuse, or takes in parts. */
export const settled = (text: string): string | null => {
  const line = text.replace(/\n$/, "");
  if (!isKnown(line) || line.length > LONGEST || /[\n\0]/.test(line)) return null;
  const value = canonical(line);
  return IS_PLAIN.test(value) ? value : null;
};

/** A path without `.`, `..` and doubled slashes. What follows an unknown part stays as it is. */
export const normalPath = (path: string): string => {
  const out: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") out.push(part);
    else if (out.some((one) => !isKnown(one))) return ANY;
    else out.pop();
  }
  return `/${out.join("/")}`;
};

type Reach = "none" | "some" | "all" | "anything";

/** What a path that is written may be: of `anything`, neither beginning nor end is known. */
export const reachOf = (path: string): Reach => {
  const at = path.indexOf(ANY);
  const start = at < 0 ? path : path.slice(0, at);
  if (start.startsWith(`${ROOT}/`)) return path === `${ROOT}/${ANY}` ? "all" : "some";
  if (at < 0) return "none";
  if (start === ROOT) return "all";
  if (!`${ROOT}/`.startsWith(start)) return "none";
  const rest = path.slice(path.lastIndexOf(ANY) + 1);
  const slash = rest.indexOf("/");
  return slash < 0 || slash === rest.length - 1 ? "anything" : "some";
};

/** The file of a key, also of one with ANY in it. */
export const fileOf = (key: string): string => `${ROOT}/${key}`;

export interface SettingOutcome {
  readonly last: ScriptSetting;
  /** Null where it is not certain. */
  readonly value: string | null;
  /** The value where it is this one or none. */
  readonly only: string | null;
}

/** What a script leaves a key at: its last word on it, and the value where that is certain. */
export const outcome = (settings: readonly ScriptSetting[], key: string): SettingOutcome | null =>
  outcomeIn(settings.filter((one) => touches(one, key)));

/** The same of settings that are all about one. */
export const outcomeIn = (about: readonly ScriptSetting[]): SettingOutcome | null => {
  const last = about.at(-1);
  if (last === undefined) return null;
  // What may be said again to the same value changes nothing.
  const sure = about.findLastIndex(({ certain }) => certain);
  const isSame = sure >= 0 && about.slice(sure).every(({ value }) => value === about[sure]?.value);
  const only = about.every(({ value }) => value === last.value) ? last.value : null;
  return { last, value: isSame ? last.value : null, only };
};
