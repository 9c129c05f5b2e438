/**
 * What a text may set that is not followed: a program in another language, an unknown command. Each
 * key that it names may be set to anything.
 */
import { keyToPath } from "../../kernel/sysctl-d.ts";
import { ANY_MASK, fileOf, masksOf, SYSFS_NAMES, sysfsNamed } from "./settings.ts";
import { ANY } from "./text.ts";

export interface NamedSetting {
  /** Below /proc/sys, with ANY in it each path that fits. */
  readonly file: string;
  /** From 0. */
  readonly at: number;
}

const PATHS = /proc\/+sys(?![\w.-])((?:\/+[\w.@:-]+)*)(\/*)([^]?)/g;
/** It starts where a word does: everywhere else, long words would be tried again and again. */
const NAMES = /(?<![\w./-])[a-z][\w-]*(?:[./][\w@:-]+)+([./]?)([^]?)/g;
const IS_COMPUTED = /[$`{}%*?[(<+\\\uE000]/;
const QUOTE = /["']/;

const filesOf = (path: string, slash: string, next: string): readonly string[] => {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".").join("/");
  if (parts === "") return [fileOf(ANY)];
  const key = parts.replace(/[.:]+$/, "");
  if (slash !== "") {
    return IS_COMPUTED.test(next) || QUOTE.test(next) ? [fileOf(`${key}/${ANY}`)] : [fileOf(key)];
  }
  if (IS_COMPUTED.test(next)) return [fileOf(`${key}${ANY}`)];
  return [fileOf(key), fileOf(`${key}/${ANY}`)];
};

const pathsIn = (text: string): readonly NamedSetting[] =>
  [...text.matchAll(PATHS)].flatMap(({ index, 1: path = "", 2: slash = "", 3: next = "" }) =>
    filesOf(path, slash, next).map((file) => ({ file, at: index })));

const namesIn = (text: string): readonly NamedSetting[] =>
  [...text.matchAll(NAMES)].flatMap(({ index, 0: all, 1: end = "", 2: next = "" }) => {
    const name = all.slice(0, all.length - next.length - end.length);
    const key = keyToPath(name.replace(/[:.]+$/, ""));
    const isPrefix = IS_COMPUTED.test(next) || (end !== "" && QUOTE.test(next));
    if (isPrefix) return [{ file: fileOf(`${key}${end === "" ? "" : "/"}${ANY}`), at: index }];
    return [{ file: fileOf(key), at: index }];
  });

const IRQS = /proc\/+irq(?![\w.-])(?:\/+(\d+)(?!\w))?/g;

const masksIn = (text: string): readonly NamedSetting[] => (text.includes("affinity")
  ? [...text.matchAll(IRQS)].map(({ index, 1: number }) =>
    ({ file: number === undefined ? ANY_MASK : masksOf(number), at: index })) : []);

export const sysfsIn = (text: string): readonly NamedSetting[] => (mentionsSysfs(text)
  ? [...text.matchAll(SYSFS_NAMES)].map(({ index, 0: end }) =>
    ({ file: sysfsNamed(end), at: index })) : []);

/** Whole lines that begin like a comment: the rest cannot be recognised in every language. */
const COMMENTS = /^[ \t]*(?:#|\/\/).*$/gm;

const bare = (text: string): string =>
  text.replace(COMMENTS, (line) => " ".repeat(line.length));

/** Below /proc/sys by its path, or by a name as sysctl(8) takes it; masks; files below /sys. */
export const namedIn = (text: string): readonly NamedSetting[] => {
  const code = bare(text);
  return [...pathsIn(code), ...namesIn(code), ...masksIn(code), ...sysfsIn(code)];
};

const SYS = /\bsys\b/;

/** Whether a text may set a sysctl at all: what holds none of these words is not read. */
export const mentionsSetting = (text: string): boolean =>
  text.includes("sysctl") || (text.includes("proc") && SYS.test(text));

/** Whether a text may set a file below /sys. */
export const mentionsSysfs = (text: string): boolean =>
  text.includes("/sys") && SYSFS_WORDS.test(text);

/** A script may change its directory before it names a file. */
const SYSFS_WORDS = new RegExp(["hugepage", "\\bksm\\b", "scaling_governor", "_millisecs\\b",
  "energy_performance_preference", "\\bboost\\b", "no_turbo", "scheduler", "read_ahead_kb",
  "nr_requests", "\\b[rx]ps_", "gro_flush_timeout", "napi_defer", "\\bthreaded\\b"].join("|"));

const MOVES = /smp_affinity|proc\/+irq\b|\b(?:set_irq_affinity|mlnx_affinity|mlnx_tune|tuna)/;

/** Whether a text may move an interrupt. */
export const mentionsIrqs = (text: string): boolean => MOVES.test(text);
