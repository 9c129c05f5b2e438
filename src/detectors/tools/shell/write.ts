/** What a script writes: to a key below /proc/sys, or into a file that it may load later. */
import { parseSysctlFile } from "../../kernel/sysctl-d.ts";
import { namedIn, sysfsIn, type NamedSetting } from "./opaque.ts";
import {
  fileOf, mayBeMask, mayBeSysfs, normalPath, reachOf, settled, type ScriptSetting,
} from "./settings.ts";
import type { ShellRun } from "./run.ts";
import type { ScriptOrigin, Shell, Sink } from "./state.ts";
import { ANY, constant, isKnown, oneOf, type Text } from "./text.ts";

const LONGEST_LINE = 300;

const placeOf = (
  { path, lineAt, lineText }: ScriptOrigin, pos: number,
): Pick<ScriptSetting, "path" | "line" | "text"> => {
  const line = lineAt(pos);
  return { path, line, text: lineText(line).slice(0, LONGEST_LINE) };
};

export const recordSetting = (
  run: ShellRun, shell: Shell, pos: number, what: Pick<ScriptSetting, "file" | "value" | "certain">,
): void => {
  run.settings.push({ ...what, ...placeOf(shell.origin, pos) });
};

const asSetting = (origin: ScriptOrigin, pos: number | null) =>
  ({ file, at }: NamedSetting): ScriptSetting =>
    ({ file, value: null, certain: false, ...placeOf(origin, pos ?? at) });

/** Each key that the script's text names may be set to anything. */
export const recordNamed = (
  run: ShellRun, { origin }: Shell, text: string, pos: number | null,
): void => {
  const before = run.searched.get(text);
  if (before !== undefined) {
    run.searched.set(text, null); // it is in force again, at whatever time
    if (before) run.late.push(...before());
    return;
  }
  const named = namedIn(text).map(asSetting(origin, pos));
  run.settings.push(...named);
  run.searched.set(text, () => named);
};

/** It writes somewhere: below /proc/sys, /proc/irq or /sys only if it names that. */
const recordMentioned = (run: ShellRun, shell: Shell): void => {
  const text = shell.origin.lineText(0);
  if (/proc\b[^]*\b(?:sys|irq)\b/.test(text)) recordNamed(run, shell, text, null);
  else run.settings.push(...sysfsIn(text).map(asSetting(shell.origin, null)));
};

/** An unknown key. */
export const recordUnknownKey = (run: ShellRun, shell: Shell, pos: number): void =>
  recordSetting(run, shell, pos, { file: fileOf(ANY), value: null, certain: false });

/** Where a path leads from each directory that it may be taken from. */
export const absolute = (shell: Shell, path: Text): Text => oneOf(path.flatMap((one) =>
  (one.startsWith("/") ? [normalPath(one)] : shell.cwd.flatMap((from) =>
    (one.startsWith(ANY) ? [normalPath(one), normalPath(`${from}/${one}`)]
      : [normalPath(`${from}/${one}`)])))));

const LOADED_AT_BOOT =
  /^(?:\/(?:etc|run|usr\/lib|usr\/local\/lib|lib)\/sysctl\.d\/[^/]+\.conf|\/etc\/sysctl\.conf)$/;

/** Lines of sysctl.d that a script writes into a file, for a later boot. */
const recordLines = (run: ShellRun, shell: Shell, pos: number, text: string): void => {
  for (const { key, value } of parseSysctlFile(text)) {
    if (value === null || key === "") continue;
    recordSetting(run, shell, pos, { file: fileOf(globOf(key)), value: settled(value),
      certain: false });
  }
};

export const globOf = (key: string): string => key.replace(/\[[^\]]*\]|[*?]/g, ANY);

const remember = (
  run: ShellRun, shell: Shell, path: string, data: Text, isWhole: boolean, pos: number,
): void => {
  const before = run.written.has(path);
  run.written.set(path, isWhole && shell.isSure && !before ? data : null);
  const text = constant(data);
  if (text !== null && LOADED_AT_BOOT.test(path)) recordLines(run, shell, pos, text);
};

export interface ShellWrite {
  readonly path: Text;
  readonly data: Text;
  /** One system call, as the kernel wants it. */
  readonly isOne: boolean;
  readonly isWhole: boolean;
  readonly pos: number;
  readonly isSure?: boolean;
}

export const write = (
  run: ShellRun, shell: Shell,
  { path, data, isOne, isWhole, pos, isSure = shell.isSure }: ShellWrite,
): void => {
  const paths = absolute(shell, path);
  const text = constant(data);
  const value = isOne && text !== null ? settled(text) : null;
  for (const one of paths) {
    const reach = reachOf(one);
    if (mayBeMask(one)) recordSetting(run, shell, pos, { file: one, value: null, certain: false });
    const certain = isSure && paths.length === 1 && isKnown(one) && value !== null;
    if (reach === "none") {
      if (mayBeSysfs(one)) recordSetting(run, shell, pos, { file: one, value, certain });
      if (isKnown(one)) remember(run, shell, one, data, isWhole, pos);
    } else if (reach === "anything") recordMentioned(run, shell);
    else recordSetting(run, shell, pos, { file: one, value, certain });
  }
};

/** A file that the script has written to is closed. */
export const close = (run: ShellRun, shell: Shell, sink: Sink, isWhole: boolean): void => {
  if (sink.path === null) return;
  const { path, data, pos } = sink;
  const isSure = sink.sure && !shell.doubted;
  const isOne = sink.writes === 1;
  if (sink.writes > 0) {
    write(run, shell, { path, data, isOne, isWhole, pos, isSure });
    return;
  }
  for (const one of absolute(shell, path)) {
    if (!isWhole || !isKnown(one) || reachOf(one) !== "none") continue;
    run.written.set(one, shell.isSure ? [""] : null);
  }
};

/** Whether a write to this key will come off: it is there, or whatever names it fails as well. */
export const willWrite = (run: ShellRun, file: string): boolean =>
  isKnown(file) && run.files.hasKey(file.slice(fileOf("").length));
