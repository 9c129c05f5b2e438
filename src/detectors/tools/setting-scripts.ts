/**
 * The scripts that name a setting, read for what they set. Hardly any does, so a look for a few
 * words comes first; only what has them, or starts what has them, is read by a shell's grammar.
 */
import { createRequire } from "node:module";
import { VexorError } from "../../engine/model/errors.ts";
import type { HostReader } from "../../ports/host.ts";
import { lazy } from "../lazy.ts";
import { listIfAllowed, weakestOwner } from "../read-if-allowed.ts";
import { spanning } from "./phase.ts";
import { atHome, LARGEST_SCRIPT, readAs, SHIPPED, type Script } from "./script-files.ts";
import type * as Forms from "./shell/forms.ts";
import { mentionsIrqs, mentionsSetting, mentionsSysfs } from "./shell/opaque.ts";
import { isOfMask, isOfSysctl, isOfSysfs, type ScriptSetting } from "./shell/settings.ts";
import type { ShellFiles, FileText } from "./shell/run.ts";

/** Half of a plan's code is for what hardly any machine has. Loaded as `parser.ts` loads unbash. */
const forms = lazy(() => (typeof require === "function"
  ? require("./shell/forms.ts") as typeof Forms
  : createRequire(import.meta.url)("./shell/forms.ts") as typeof Forms));

export interface SettingScript {
  readonly script: Script;
  readonly settings: readonly ScriptSetting[];
}

/** `. "$DIR/lib.sh"`, `$DIR/tune`, `./tune`: what it starts is not in its words. */
const IS_INDIRECT =
  /^[ \t]*(?:(?:\.|source|exec|sh|bash)[ \t]+)?["']?(?:\$\{?\w+\}?["']?|\.)\/[\w./-]+/m;
/** Lines as in sysctl.d, in a file that another program loads. */
const IS_LINES = /^\s*-?[a-z][\w-]*[./][\w./*-]+\s*=/m;

/** It sources something. */
const SOURCES = /(?:^|[\s;&|])(?:\.|source)[ \t]+["']?[$/]/m;

const PATHS = /\/[\w.@-][\w.@/-]*/g;

export const readSettingScripts = (
  host: HostReader, scripts: readonly Script[],
): readonly SettingScript[] =>
  settingScriptsOf(host, scripts, { isMentioned: mentionsSetting,
    isOf: isOfSysctl });

/** Those that move interrupts. */
export const readIrqScripts = (
  host: HostReader, scripts: readonly Script[],
): readonly SettingScript[] =>
  settingScriptsOf(host, scripts, { isMentioned: mentionsIrqs, isOf: isOfMask });

/** Those that write below /sys. */
export const readSysfsScripts = (
  host: HostReader, scripts: readonly Script[],
): readonly SettingScript[] =>
  settingScriptsOf(host, scripts, { isMentioned: mentionsSysfs, isOf: isOfSysfs });

interface ScriptSubject {
  readonly isMentioned: (text: string) => boolean;
  readonly isOf: (setting: ScriptSetting) => boolean;
}

function settingScriptsOf(
  host: HostReader, scripts: readonly Script[], subject: ScriptSubject,
): readonly SettingScript[] {
  const asides = scripts.filter(({ isAside, text }) => isAside && subject.isMentioned(text));
  const pathsOf = (isOne: (text: string) => boolean): ReadonlySet<string> => new Set(scripts
    .filter(({ isCalled, text }) => isCalled && isOne(text)).map(({ path }) => path));
  const called = pathsOf(subject.isMentioned);
  const sourcing = asides.length === 0 ? called : pathsOf((text) => SOURCES.test(text));
  const starts = (text: string, path: string, some = called): boolean =>
    some.size > 0 && text.match(PATHS)?.some((one) => one !== path && some.has(one)) === true;
  /** What a script of the distribution leads to is read for itself, but for its units. */
  const leadsOn = (script: Script): boolean => {
    const text = atHome(script);
    const isShipped = SHIPPED.test(script.path);
    return (!isShipped && IS_INDIRECT.test(text))
      || ((!isShipped || script.path.endsWith(".service")) && starts(text, script.path));
  };
  const mayLead = ({ path, text }: Script): boolean =>
    path.endsWith(".service") && starts(text, path, sourcing);
  const isAsked = (script: Script): boolean =>
    !script.isAside && (subject.isMentioned(script.text) || leadsOn(script));
  const read = new Set<string>();
  const readers = new Map<number, ShellFiles>();
  const found = new Map<readonly ScriptSetting[], SettingScript>();
  for (const script of scripts) {
    const isNew = !script.isCalled || !read.has(script.path);
    const isRead = isAsked(script) || (script.isCalled && isData(script));
    if (!isNew || !(isRead || mayLead(script))) continue;
    const { path, text, uid } = script;
    const files = readers.get(uid) ?? filesFor(host, uid, uid === 0 ? calledByRoot(scripts) : []);
    readers.set(uid, files);
    const said = forms().readForm({ path, text }, files);
    for (const one of said.read) read.add(one);
    const settings = isRead ? said.settings
      : said.settings.filter((one) => asides.some((aside) => aside.path === one.path));
    if (settings.length > 0) add(found, { script, settings });
  }
  const open = asides.filter(({ path }) => !read.has(path));
  for (const script of open) {
    const settings = forms().readForm(script, filesFor(host, script.uid, [])).settings
      .map((one) => ({ ...one, certain: false }));
    if (settings.length > 0) add(found, { script, settings });
  }
  return [...found.values()].flatMap(({ script, settings }) => {
    const own = settings.every(subject.isOf) ? settings : settings.filter(subject.isOf);
    return own.length === 0 ? [] : [{ script, settings: own }];
  });
}

/** Several units that start the same script in the same way are one, at any of their times. */
function add(found: Map<readonly ScriptSetting[], SettingScript>,
  { script, settings }: SettingScript): void {
  const before = found.get(settings)?.script;
  const phase = before ? spanning(before.phase, script.phase) : script.phase;
  found.set(settings, { script: { ...script, phase }, settings });
}

const isData = ({ text }: Script): boolean => !text.startsWith("#!") && IS_LINES.test(text);

/** These have been read as everything is that root's files name. */
const calledByRoot = (
  scripts: readonly Script[],
): readonly (readonly [path: string, text: FileText])[] =>
  scripts.filter(({ isCalled }) => isCalled).map(({ path, text }) => [path, { text }]);

/** What a script of this user names is read with no more rights than that user's. */
function filesFor(
  host: HostReader, uid: number, scripts: readonly (readonly [path: string, text: FileText])[],
): ShellFiles {
  const known = new Map<string, FileText>(scripts);
  const keys = new Map<string, ReadonlySet<string>>();
  return {
    said: new Map(),
    list: (path) => listIfAllowed(host, path),
    read: (path) => {
      const before = known.get(path);
      if (before !== undefined) return before;
      const found = readNamed(host, uid, path);
      known.set(path, found);
      return found;
    },
    hasKey: (key) => {
      const at = key.lastIndexOf("/");
      const directory = `/proc/sys/${key.slice(0, Math.max(at, 0))}`;
      const names = keys.get(directory) ?? new Set(listIfAllowed(host, directory));
      keys.set(directory, names);
      return names.has(key.slice(at + 1));
    },
  };
}

function readNamed(host: HostReader, uid: number, path: string): FileText {
  try {
    const stat = host.stat(path);
    if (stat === null || stat.kind !== "file") return null;
    if (stat.size > LARGEST_SCRIPT) return "hidden";
    const reader = uid === 0 && !SHIPPED.test(path) ? weakestOwner(host, path) : uid;
    const text = readAs(host, reader, path);
    return text === null ? "hidden" : { text };
  } catch (error) {
    if (error instanceof VexorError) return "hidden";
    throw error;
  }
}
