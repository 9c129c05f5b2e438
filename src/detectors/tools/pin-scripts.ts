/**
 * Scripts, units and cron lines that pin processes which they have not started: `taskset -p`, a
 * cpuset, `systemctl set-property`. Whose processes these are stands in the line or in a variable
 * of its script: a unit's name, or that of a program. What only running it would tell is taken for
 * every service that the script or its callers name.
 */
import type { CpuSet } from "../../formats/cpu-set.ts";
import type { Evidence } from "../../engine/model/evidence.ts";
import type { HostReader } from "../../ports/host.ts";
import { lazy } from "../lazy.ts";
import { MAY_PIN, pinCommandsIn, type PinCommand } from "../systemd/pin-commands.ts";
import { isUnitFile, logicalLines, withoutEscapes } from "../systemd/unit-syntax.ts";
import { readScripts, type Script } from "./script-files.ts";

/** A service, or one thread of it, by all that a script may call it. */
export interface PinTarget {
  /** Names that stand for it wherever they stand; for a service without `.service`. */
  readonly names: readonly string[];
  /** Of its processes: what pidof and pgrep look for. */
  readonly processes: () => readonly string[];
  /** Commands and scripts that start it: they name its program. */
  readonly starts: () => readonly string[];
  readonly user: string | null;
}

export interface ScriptPin {
  readonly evidence: Evidence;
  readonly phase: Script["phase"];
  /** Null when only running it would tell. */
  readonly cpus: CpuSet | null;
  readonly isCpuset: boolean;
  /** False: the processes that it pins are unknown. */
  readonly isNamed: boolean;
}

interface PinScope {
  /** The line, and the lines that give its variables their values. */
  readonly text: string;
  /** Something in it has an unknown value: then the whole script is in it. */
  readonly isOpen: boolean;
}

interface ScriptPinning {
  readonly script: Script;
  readonly line: number;
  readonly says: string;
  readonly scope: PinScope;
  readonly command: PinCommand;
  /** It runs whenever the script does. */
  readonly isPlain: boolean;
}

const SHOWN = 200;
const MOST_VARIABLES = 20;

/** Every line that pins what is there to this service. Nothing is read until one is asked for. */
export function pinScripts(host: HostReader): (target: PinTarget) => readonly ScriptPin[] {
  const pinnings = lazy(() => readPinnings(readScripts(host)));
  return (target) => pinnings().flatMap((one): readonly ScriptPin[] => {
    const { script: { path, phase }, line, says, scope, command } = one;
    const isNamed = names(scope.text, target);
    if (!isNamed && !scope.isOpen && TELLS.test(scope.text)) return [];
    const evidence: Evidence = { kind: "file", path, line, says };
    const cpus = one.isPlain && isNamed ? command.cpus : null;
    return [{ evidence, phase, cpus, isCpuset: command.isCpuset, isNamed }];
  });
}

const isUnit = ({ path }: Script): boolean => isUnitFile(path);

/** A unit that may write a file has not said that it does. */
const maySpeak = (script: Script, said: string): boolean =>
  (isUnit(script) ? /^\s*Exec(?!Stop|Reload)/.test(said) : true);

const readPinnings = (scripts: readonly Script[]): readonly ScriptPinning[] =>
  scripts.filter(({ text }) => MAY_PIN.test(text)).flatMap((script) => {
    const text = isUnit(script) ? withoutEscapes(script.text) : script.text;
    const lines = logicalLines(text).map(([line, said]) => ({ line, said }));
    const branches = !isUnit(script) && lines.some(({ said }) => /\b(if|case|elif)\b/.test(said));
    return lines.filter(({ said }) => maySpeak(script, said))
      .flatMap(({ line, said }) => pinCommandsIn(said)
        .filter(({ whom }) => whom === "others")
        .map((command): ScriptPinning => {
          const scope = scopeOf(said, script, scripts);
          const isPlain = !branches && !scope.isOpen && !/\|\||&&/.test(said);
          return { script, line, says: said.trim().slice(0, SHOWN), scope, command, isPlain };
        }));
  });

const VARIABLE = /\$\{?([A-Za-z_]\w*|[0-9@*#?!])/g;
const INSTANCE = /%[a-zA-Z]/;

function scopeOf(line: string, script: Script, scripts: readonly Script[]): PinScope {
  const found = new Set([line]);
  const known = new Set<string>();
  let isOpen = isUnit(script) && INSTANCE.test(line);
  for (const text of found) {
    for (const [, name = ""] of text.matchAll(VARIABLE)) {
      if (known.has(name)) continue;
      known.add(name);
      const given = known.size > MOST_VARIABLES ? [] : valuesOf(name, script.text);
      if (given.length === 0) isOpen = true;
      given.forEach((one) => found.add(one));
    }
  }
  const callers = isOpen ? scripts.flatMap(({ text }) => (text.includes(script.path)
    ? text.split("\n").filter((one) => one.includes(script.path)) : [])) : [];
  const texts = isOpen ? [withoutComments(script.text), ...callers] : [...found];
  return { text: texts.join("\n"), isOpen };
}

const withoutComments = (text: string): string => text.replace(/^[ \t]*[#;].*$/gm, "");

const valuesOf = (name: string, text: string): readonly string[] =>
  (/^\w+$/.test(name) && /^\D/.test(name) ? [...text.matchAll(
    new RegExp(`(?:^|[\\s;&|({'"])(?:${name}=|for\\s+${name}\\s+in\\s)(.*)`, "gm"))] : [])
    .map(([, value = ""]) => value);

/** A line with one of these says whose processes it pins. */
const TELLS = /MainPID|\b(pidof|pgrep|pkill|killall|grep)\b|\s-C\s|\.(service|slice|scope)\b/;

const names = (text: string, target: PinTarget): boolean =>
  target.names.some((name) => hasWord(text, name)) || looksFor(text, target);

const INSIDE = /[\w@.-]/;
const GOES_ON = /[\w@-]/;

const hasWord = (text: string, word: string): boolean => {
  if (word === "") return false;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const [before, after] = [text.charAt(at - 1), text.charAt(at + word.length)];
    if (!INSIDE.test(before) && !GOES_ON.test(after)) return true;
  }
  return false;
};

/** Looks for processes by name or command: the tool, and what it is given. */
const LOOKS = /(?:\b(pgrep|pkill|grep|pidof|killall)|\s(-C))\s+([^|;&)`\n]*)/g;
const PIECE = /[\w.@-]{3,}/g;

/** By its exact name for pidof; else any part of a name or a command will do. */
const looksFor = (text: string, target: PinTarget): boolean =>
  [...text.matchAll(LOOKS)].some(([, tool = "", option, rest = ""]) => {
    const words = rest.replace(/["'\\]/g, "").split(/\s+/).filter(Boolean);
    const asked = words.filter((word) => !word.startsWith("-"));
    const { user } = target;
    if (user !== null && words.some((word, at) => /^-[uU]$|^--u?euid|^--uid/.test(word)
      && words[at + 1] === user)) return true;
    if (option === "-C" || tool === "pidof" || tool === "killall") {
      return asked.map(baseName).some((name) => isProcess(name, target));
    }
    const pieces = asked.flatMap((word) => word.match(PIECE) ?? []).filter((one) => one !== "grep");
    return pieces.some((piece) => target.processes().some((name) => name.includes(piece))
      || target.starts().some((start) => start.includes(piece)));
  });

const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

const isProcess = (name: string, target: PinTarget): boolean =>
  target.processes().includes(name) || target.starts().some((start) => hasWord(start, name));
