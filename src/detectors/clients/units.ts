/**
 * Services that would start a validator, running or not: by what ExecStart= names, or by what the
 * start script that it names runs in the end (`exec agave-validator …`, on several lines). Units
 * may have any name.
 */
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
const WORD = /"([^"]*)"|'([^']*)'|(\S+)/g;

/** Quotes taken off; variables stay as they are written. */
const words = (line: string): readonly string[] =>
  [...line.matchAll(WORD)].map(([, double, single, plain]) => double ?? single ?? plain ?? "");

type IsClientProgram = (exe: string, argv: readonly string[]) => boolean;

/** The arguments from the first word on that names a program which is meant. */
const programIn = (line: string, asks: IsClientProgram): readonly string[] | null => {
  const all = words(line);
  const at = all.findIndex((word, index) => asks(baseName(word), all.slice(index)));
  return at < 0 ? null : all.slice(at);
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

interface UnitStart {
  readonly path: string;
  readonly line: number;
  readonly argv: readonly string[];
}

/** Read as the user whom the unit starts it for, who may have written it. */
const inScript = (
  host: HostReader, path: string, uid: number | null, asks: IsClientProgram,
): UnitStart | null => {
  const stat = host.stat(path);
  if (stat?.kind !== "file" || stat.size > SCRIPT_LIMIT) return null;
  const text = readForUser(host, uid, path, SCRIPT_LIMIT) ?? "";
  if (!text.startsWith("#!")) return null;
  for (const [line, command] of commands(text).toReversed()) {
    const argv = programIn(command, asks);
    if (argv) return { path, line, argv };
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
  const argv = programIn(command, asks);
  if (argv) return { path: said.path, line: said.line, argv };
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

export const unitPrograms = (unitPath: UnitPath, asks: IsClientProgram): readonly UnitProgram[] =>
  unitNames(unitPath).flatMap((name): readonly UnitProgram[] => {
    if (!mayStart(unitPath, name, asks)) return [];
    const { assignments } = readUnitFiles(unitPath, name);
    const service = assignments.filter(({ section }) => section === "Service");
    const said = service.findLast(({ key }) => key === "ExecStart");
    const last = (key: string): string | null =>
      service.findLast((one) => one.key === key)?.value || null;
    const start = said && startOf(unitPath.host, name, said, last("User"), asks);
    if (!start) return [];
    const [exe = ""] = start.argv;
    return [{ unit: name, ...start, exe: exe.startsWith("/") ? exe : null,
      user: last("User"), group: last("Group"),
      isDynamic: /^(1|yes|true|on)$/i.test(last("DynamicUser") ?? "") }];
  });
