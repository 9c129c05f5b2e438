/** Files whose lines hold commands: tables of cron, rules of udev, modprobe.d, interfaces, … */
import { parseSysctlFile } from "../../kernel/sysctl-d.ts";
import { namedIn, mentionsSetting, mentionsIrqs } from "./opaque.ts";
import { readCommand, type ShellScript } from "./script.ts";
import { fileOf, settled, type ScriptSetting } from "./settings.ts";
import type { ShellFiles, ScriptSettings } from "./run.ts";
import { ANY } from "./text.ts";
import { globOf } from "./write.ts";

interface LineCommand {
  /** For a shell, or as words. */
  readonly words: string | readonly string[];
  readonly line: number;
  readonly text: string;
  /** It runs at each boot. */
  readonly sure: boolean;
  readonly environment?: ReadonlyMap<string, string> | null;
}

interface LogicalLine {
  readonly text: string;
  readonly line: number;
}

/** Lines joined where a backslash ends one. */
const joined = (text: string): readonly LogicalLine[] => {
  const out: LogicalLine[] = [];
  let open: LogicalLine | null = null;
  for (const [at, raw] of text.split("\n").entries()) {
    const line = open?.line ?? at + 1;
    const whole: LogicalLine = { text: (open?.text ?? "") + raw.replace(/\\$/, " "), line };
    open = raw.endsWith("\\") ? whole : null;
    if (!open) out.push(whole);
  }
  return open ? [...out, open] : out;
};

const separate = (text: string): readonly LogicalLine[] =>
  text.split("\n").map((line, at) => ({ text: line, line: at + 1 }));

const readAll = (
  script: ShellScript, commands: readonly LineCommand[], files: ShellFiles,
): ScriptSettings => {
  const settings: ScriptSetting[] = [];
  const read = new Set<string>();
  for (const { words, line, text, sure, environment } of commands) {
    const said = readCommand({ ...script, words, line, lineText: text.trim(),
      ...(environment === undefined ? {} : { environment }) }, files);
    settings.push(...said.settings.map((one) => ({ ...one, certain: one.certain && sure })));
    for (const path of said.read) read.add(path);
  }
  return { settings, read };
};

const FIELDS = /^\s*(?:@(\w+)|(?:\S+\s+){4}\S+)\s+(.*)$/;
const ASSIGNED = /^\s*("?)([A-Za-z_]\w*)\1\s*=\s*(.*?)\s*$/;

/** A `%` ends the command, and the rest is its input; a backslash keeps one. */
const cronCommand = (text: string): string => {
  const parts = text.split(/(?<!\\)%/).map((part) => part.replaceAll("\\%", "%"));
  const [command = "", ...input] = parts;
  if (input.length === 0) return command;
  const stdin = input.join("\n").replace(/\n$/, "");
  return `{ ${command}\n} <<'VEXOR-INPUT'\n${stdin}\nVEXOR-INPUT`;
};

/** Two hours that set one key to different values: it is unknown which comes last. */
const contested = (settings: readonly ScriptSetting[]): readonly ScriptSetting[] => {
  const values = new Map<string, string | null>();
  const odd = new Set<string>();
  for (const { file, value } of settings) {
    if (values.has(file) && values.get(file) !== value) odd.add(file);
    values.set(file, value);
  }
  return settings.map((one) => (odd.has(one.file) ? { ...one, certain: false } : one));
};

/** crontab(5), with or without the user's name before the command. */
export const readCron = (
  script: ShellScript, files: ShellFiles, hasUser: boolean,
): ScriptSettings => {
  const environment = new Map<string, string>();
  const commands = separate(script.text).flatMap(({ text, line }): readonly LineCommand[] => {
    if (/^\s*(?:#|$)/.test(text)) return [];
    const [, , name, value = ""] = ASSIGNED.exec(text) ?? [];
    if (name !== undefined) {
      environment.set(name, value.replace(/^(["'])(.*)\1$/, "$2"));
      return [];
    }
    const rest = FIELDS.exec(text)?.[2] ?? "";
    const command = hasUser ? rest.replace(/^\S+\s+/, "") : rest;
    const words = cronCommand(command);
    return [{ words, line, text, sure: true, environment: new Map(environment) }];
  });
  const said = readAll(script, commands, files);
  return { ...said, settings: contested(said.settings) };
};

/** anacrontab(5): period, delay, name, command. */
export const readAnacron = (script: ShellScript, files: ShellFiles): ScriptSettings =>
  readAll(script,
  separate(script.text).flatMap(({ text, line }) => {
    const command = /^\s*[@\w]+\s+\d+\s+\S+\s+(.*)$/.exec(text)?.[1];
    return command === undefined ? [] : [{ words: command, line, text, sure: true }];
  }), files);

const RUNS = new RegExp(String.raw`\b(?:RUN(?:\{program\})?\s*(?:\+=|:=|=)|PROGRAM\s*==?`
  + String.raw`|IMPORT\{program\}\s*==?)\s*(e?)"((?:[^"\\]|\\.)*)"`, "g");
const COMPUTED = new RegExp(String.raw`\$(?:env|attr|sysfs)\{[^}]*\}|%\w(?:\{[^}]*\})?`
  + String.raw`|\$(?:kernel|number|devpath|id|driver|major|minor|result|parent|name|links|root|sys`
  + String.raw`|devnode)\b(?:\{[^}]*\})?`, "g");
const udevWords = (text: string): readonly string[] =>
  [...text.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
const MATCHES = /([A-Z]+)(\{[^}]*\})?\s*([=!])=\s*e?"([^"]*)"/g;

/** Each machine has such a device, and its rules are applied at each boot. */
const isMet = (text: string): boolean => [...text.matchAll(MATCHES)].every(
  ([, key = "", attribute, operator, value = ""]) => attribute === undefined && operator === "="
    && (key === "ACTION" ? /\badd\b|^\*$/.test(value)
      : key === "SUBSYSTEM" && /^(?:net|cpu|module)$/.test(value)));

/** Programs are udev's own, without a directory. */
const program = ([name = "", ...args]: readonly string[]): readonly string[] =>
  [name.startsWith("/") ? name : `/usr/lib/udev/${name}`, ...args];

/** udev(7): a rule that asks for something may never match. */
export const readRules = (script: ShellScript, files: ShellFiles): ScriptSettings => {
  const jumps = /\bGOTO\s*=/.test(script.text);
  return readAll(script, joined(script.text).flatMap(({ text, line }): readonly LineCommand[] => {
    if (/^\s*#/.test(text)) return [];
    return [...text.matchAll(RUNS)].map(([all, , value = ""]) => {
      const known = value.replaceAll("\\\"", "\"").replaceAll("$$", "\u0000")
        .replaceAll("%%", "\u0001").replace(COMPUTED, ANY)
        .replaceAll("\u0000", "$").replaceAll("\u0001", "%");
      const sure = !jumps && isMet(text.replace(all, ""));
      return { words: program(udevWords(known)), line, text, sure };
    });
  }), files);
};

/** modprobe.d(5): runs when the module is asked for. */
export const readModprobe = (script: ShellScript, files: ShellFiles): ScriptSettings =>
  readAll(script,
  joined(script.text).flatMap(({ text, line }) => {
    const command = /^\s*(?:install|remove)\s+\S+\s+(.*)$/.exec(text)?.[1];
    if (command === undefined) return [];
    return [{ words: command, line, text, sure: false, environment: null }];
  }), files);

const HOOK = /^\s*(pre-up|up|post-up|down|pre-down|post-down)\s+(.*)$/;

/** interfaces(5). */
export const readInterfaces = (script: ShellScript, files: ShellFiles): ScriptSettings => {
  const all = joined(script.text);
  const automatic = new Set(all.flatMap(({ text }) =>
    /^\s*auto\s+(.*)$/.exec(text)?.[1]?.trim().split(/\s+/) ?? []));
  let isUp = false;
  return readAll(script, all.flatMap(({ text, line }): readonly LineCommand[] => {
    const stanza = /^\s*(?:iface|mapping)\s+(\S+)/.exec(text)?.[1];
    if (stanza !== undefined) isUp = automatic.has(stanza);
    const [, when = "", command] = HOOK.exec(text) ?? [];
    if (command === undefined) return [];
    const sure = isUp && !when.includes("down");
    return [{ words: command, line, text, sure, environment: null }];
  }), files);
};

const WG_HOOK = /^\s*(PreUp|PostUp|PreDown|PostDown)\s*=\s*(.*)$/i;

/** wg-quick(8). */
export const readWireguard = (script: ShellScript, files: ShellFiles): ScriptSettings =>
  readAll(script,
  separate(script.text).flatMap(({ text, line }) => {
    const [, when = "", command] = WG_HOOK.exec(text) ?? [];
    if (command === undefined) return [];
    const words = command.replaceAll("%i", ANY);
    return [{ words, line, text, sure: /up/i.test(when), environment: null }];
  }), files);

const flow = (text: string): readonly string[] =>
  text.split(",").map((one) => one.trim().replace(/^(["'])(.*)\1$/, "$2"));

/** Items of a YAML list that are commands, and lines that are put into a file of sysctl.d. */
export const readCloudConfig = (script: ShellScript, files: ShellFiles): ScriptSettings => {
  const lines = separate(script.text);
  const said = readAll(script, lines.flatMap(({ text, line }): readonly LineCommand[] => {
    const [, list, item] = /^\s*-\s+(?:\[(.*)\]|(.*?))\s*$/.exec(text) ?? [];
    if (list !== undefined) return [{ words: flow(list), line, text, sure: true }];
    if (item === undefined || !(mentionsSetting(item) || mentionsIrqs(item))) return [];
    return [{ words: item.replace(/^(["'])(.*)\1$/, "$2"), line, text, sure: true }];
  }), files);
  const set = new Set(said.settings.map(({ line }) => line));
  const inside = inLines(script, true).filter(({ line }) => !set.has(line));
  return { ...said, settings: [...said.settings, ...inside] };
};

const inLines = ({ path, text }: ShellScript, certain: boolean): readonly ScriptSetting[] => {
  const lines = text.split("\n");
  return parseSysctlFile(text).flatMap(({ key, value, line }) => {
    if (value === null || !/^[a-z][\w-]*(?:\/[\w@:*.-]+)+$/.test(key)) return [];
    const held = settled(value);
    return [{ file: fileOf(globOf(key)), value: held, certain: certain && held !== null, path, line,
      text: (lines[line - 1] ?? "").trim() }];
  });
};

const FERM_HOOK = /@hook\s+(pre|post|flush)\s+(?:"([^"]*)"|'([^']*)')/g;
const IS_ON = /^\s*ENABLED=["']?yes["']?\s*$/m;

/** ferm(1) hands its hooks to a shell; a boot has it run where /etc/default/ferm says so. */
export const readFerm = (script: ShellScript, files: ShellFiles): ScriptSettings => {
  const settings = files.read("/etc/default/ferm");
  const isOn = settings !== null && settings !== "hidden" && IS_ON.test(settings.text);
  const hasConditions = /@(?:if|def\s+&)/.test(script.text);
  const commands = separate(script.text).flatMap(({ text, line }): readonly LineCommand[] =>
    (/^\s*#/.test(text) ? [] : [...text.matchAll(FERM_HOOK)].map(([, when, quoted, other]) => {
      const words = (quoted ?? other ?? "").replace(/\$\w+/g, "$UNKNOWN_WORD");
      const isPlain = !hasConditions && /^\s*@hook/.test(text);
      return { words, line, text, sure: isOn && isPlain && when !== "flush" };
    })));
  const said = readAll(script, commands, files);
  const others = script.text.replace(FERM_HOOK, (hook) => " ".repeat(hook.length));
  return { ...said,
    settings: [...said.settings, ...readOther({ ...script, text: others }).settings] };
};

/** A text that no shell reads: what it names may be set; so may lines like those of sysctl.d. */
export const readOther = (script: ShellScript): ScriptSettings => {
  const { path, text } = script;
  const lines = text.split("\n");
  const named = mentionsSetting(
    text) || mentionsIrqs(text) ? namedIn(text).map(({ file, at },
  ): ScriptSetting => {
    const line = text.slice(0, at).split("\n").length;
    return { file, value: null, certain: false, path, line, text: (lines[line - 1] ?? "").trim() };
  }) : [];
  return { settings: [...named, ...inLines(script, false)], read: new Set() };
};
