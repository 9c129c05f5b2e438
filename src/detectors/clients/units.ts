/**
 * Services that would start a validator, running or not: by what ExecStart= names, or by what the
 * start script that it names runs in the end (`exec agave-validator …`, on several lines). Units
 * may have any name.
 */
import { launchLength } from "./sub-command.ts";
import { joined, inShell, words, type ShellCommand } from "./shell-commands.ts";
import type { HostReader } from "../../ports/host.ts";
import { enabledInstances } from "../systemd/enablement-links.ts";
import { findFragment, listServices, readUnitFiles, type UnitPath } from "../systemd/unit-files.ts";
import { readForUser } from "../read-if-allowed.ts";
import { resolveSpecifiers } from "../systemd/unit-syntax.ts";
import { baseName } from "./running-programs.ts";
import { uidOf } from "./accounts.ts";

export interface UnitProgram {
  readonly unit: string;
  /** The file, script or unit, and line that says so. */
  readonly path: string;
  readonly line: number;
  /** Of the program; null where a shell would look it up. */
  readonly exe: string | null;
  /** The program first. */
  readonly argv: readonly string[];
  readonly user: string | null;
  readonly group: string | null;
  /** Its user only exists while it runs. */
  readonly isDynamic: boolean;
}

const SCRIPT_LIMIT = 64 * 1024;
type IsClientProgram = (exe: string, argv: readonly string[]) => boolean;

/** A program, or an image of one: `chainsafe/lodestar:v1.44.0`. */
export const programName = (word: string): string => baseName(word).replace(/[:@].*$/, "");

/** The arguments from the first word on that names a program which is meant. */
const programIn = (line: string, asks: IsClientProgram): ShellCommand | null => {
  for (const { argv, directory } of inShell(words(line)).toReversed()) {
    const at = argv.findIndex((word, index) => asks(programName(word), argv.slice(index)));
    if (at >= 0) return { argv: argv.slice(at), directory };
  }
  return null;
};

/** Lines joined by a trailing backslash, with the number of their first. */
const commands = (text: string): readonly (readonly [line: number, text: string])[] => {
  const out: [number, string][] = [];
  let open: [number, string] | null = null;
  for (const [at, raw] of text.split("\n").entries()) {
    if (open === null && /^\s*(#|$)/.test(raw)) continue;
    const joined: [number, string] = open ? [open[0], `${open[1]} ${raw.trim()}`] : [at + 1, raw];
    open = joined[1].endsWith("\\") ? [joined[0], joined[1].slice(0, -1)] : null;
    if (!open) out.push(joined);
  }
  return open ? [...out, open] : out;
};

/** Where a script is by this command, as far as it says so. */
const changedTo = (
  all: readonly (readonly [number, string])[], at: number,
): string | null => all.slice(0, at)
  .map(([, text]) => /^\s*cd\s+(\/[^\s;&|$]*)\s*$/.exec(text)?.[1])
  .findLast((directory) => directory !== undefined) ?? null;

interface UnitStart extends ShellCommand {
  readonly path: string;
  readonly line: number;
}

/** Read as the user whom the unit starts it for, who may have written it. */
const inScript = (
  host: HostReader, path: string, uid: number | null, asks: IsClientProgram,
): UnitStart | null => {
  const stat = host.stat(path);
  if (stat?.kind !== "file" || stat.size > SCRIPT_LIMIT) return null;
  const text = readForUser(host, uid, path, SCRIPT_LIMIT) ?? "";
  if (!text.startsWith("#!")) return null;
  const all = commands(text);
  for (const [at, [line, command]] of [...all.entries()].toReversed()) {
    const found = programIn(command, asks);
    if (found) return { path, line, ...found, directory: found.directory ?? changedTo(all, at) };
  }
  return null;
};

/** Vendor units never start a validator by a script of the operator's: only /etc and /run count. */
const isOperators = (path: string): boolean => /^\/(etc|run|usr\/local)\//.test(path);

/** There are hundreds of vendor units, and one line of each shows enough. */
const mayStart = (unitPath: UnitPath, name: string, asks: IsClientProgram): boolean => {
  const { host, dirs } = unitPath;
  const fragment = findFragment(unitPath, name);
  if (fragment === null) return false;
  if (isOperators(fragment)) return true;
  if (dirs.some((one) => isOperators(`${one.dir}/`) && one.has(`${name}.d`))) return true;
  const lines = (host.read(fragment) ?? "").match(/^ExecStart=.*$/gm) ?? [];
  return lines.some((line) => programIn(line.replace(/^ExecStart=[@:+!|-]*/, ""), asks));
};

interface LocatedValue {
  readonly path: string;
  readonly line: number;
  readonly value: string;
}

/** `+` and `!` start it with the rights of root, whatever `User=` says. */
const starterOf = (host: HostReader, { value }: LocatedValue, user: string | null): number | null =>
  (/^[@:|-]*[+!]/.test(value) ? 0 : uidOf(host, user));

const startOf = (
  host: HostReader, unit: string, said: LocatedValue, user: string | null, asks: IsClientProgram,
): UnitStart | null => {
  const command = resolveSpecifiers(said.value.replace(/^[@:+!|-]*/, ""), unit);
  const found = programIn(command, asks);
  if (found) return { path: said.path, line: said.line, ...found };
  if (!isOperators(said.path)) return null;
  const script = words(command).find((word) => word.startsWith("/")
    && !/^\/(usr\/)?(s?bin|lib)\//.test(word));
  return script === undefined ? null
    : inScript(host, script, starterOf(host, said, user), asks);
};

/** A template is started by its instances alone: those that are enabled. */
const unitNames = (unitPath: UnitPath): readonly string[] => [...new Set(
  [...listServices(unitPath), ...enabledInstances(unitPath.host)])]
  .filter((name) => !name.includes("@."));

/** Where systemd looks a program up, unless the unit says otherwise. */
const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const OWN_PATH = /(?:^|[\s"'])PATH=([^\s"']+)/;

const lookedUp = (host: HostReader, name: string, path: string): string | null =>
  path.split(":").filter((directory) => directory.startsWith("/"))
    .map((directory) => `${directory}/${name}`)
    .find((file) => host.stat(file)?.kind === "file") ?? null;

/** The program and a runtime's script by their whole paths, where these can be told. */
const whole = (
  host: HostReader, { argv, directory }: ShellCommand, path: string,
): readonly string[] => {
  const [program = ""] = argv;
  const isBare = !program.includes("/");
  const script = launchLength(programName(program), argv) - 1;
  return argv.map((word, at) => {
    if (at === 0 && isBare) return lookedUp(host, word, path) ?? word;
    const file = at === 0 || at === script ? joined(directory, word) : word;
    return file !== word && host.stat(file)?.kind === "file" ? file : word;
  });
};

const programOf = (
  unitPath: UnitPath, unit: string, asks: IsClientProgram,
): UnitProgram | null => {
  const { host } = unitPath;
  const { assignments } = readUnitFiles(unitPath, unit);
  const service = assignments.filter(({ section }) => section === "Service");
  const said = service.findLast(({ key }) => key === "ExecStart");
  const last = (key: string): string | null =>
    service.findLast((one) => one.key === key)?.value || null;
  const start = said && startOf(host, unit, said, last("User"), asks);
  if (!start) return null;
  const path = service.filter(({ key }) => key === "Environment")
    .map(({ value }) => OWN_PATH.exec(value)?.[1]).findLast((one) => one !== undefined) ?? PATH;
  const directory = start.directory ?? last("WorkingDirectory")?.replace(/^-/, "") ?? null;
  const argv = whole(host, { ...start, directory }, path);
  const [exe = ""] = argv;
  return { unit, path: start.path, line: start.line, argv, exe: exe.startsWith("/") ? exe : null,
    user: last("User"), group: last("Group"),
    isDynamic: /^(1|yes|true|on)$/i.test(last("DynamicUser") ?? "") };
};

/** Of all units, or of one alone. */
export const unitPrograms = (
  unitPath: UnitPath, asks: IsClientProgram, only?: string,
): readonly UnitProgram[] =>
  (only === undefined ? unitNames(unitPath) : [only]).flatMap((unit) =>
    (mayStart(unitPath, unit, asks) ? programOf(unitPath, unit, asks) ?? [] : []));
