/**
 * tmpfiles.d (tmpfiles.d(5), systemd 252): `w` and `w+` write their argument to files that exist,
 * `f+` and the old `F` do so too; `f` leaves a file alone that is there, as one of /proc/sys is.
 * The path of `w` may be a glob. One line's argument runs to its end, C escapes in it count.
 */
import type { HostReader } from "../../ports/host.ts";
import { credentialPlaces, findCredential } from "../systemd/credentials.ts";
import { readIfAllowed } from "../read-if-allowed.ts";
import { globMatcher, isGlob } from "../kernel/sysctl-glob.ts";
import { adminLayersOf, layeredFiles, layersOf } from "./layers.ts";
import { PHASES } from "./phase.ts";
import type { ConfiguredTool, ToolContext, ToolSetting } from "./setting.ts";

const FOLDER = "tmpfiles.d";
const CREDENTIAL = "tmpfiles.extra"; // since systemd 252
const BELOW = /^\/+proc\/+sys\/+/;
/** Type, path, mode, user, group, age, argument. */
const FIELD = String.raw`\s+("[^"]*"|'[^']*'|\S+)`;
const LINE = new RegExp(`^\\s*([wfF])([-+!=~^$]*)${FIELD}(?:${FIELD.repeat(4)}\\s+(.*))?`);

export const tmpfiles: ConfiguredTool = {
  name: "tmpfiles.d",
  phase: PHASES.tmpfiles,
  places: [...adminLayersOf(FOLDER), ...credentialPlaces(CREDENTIAL)],
  read: (machine) => unsure(tmpfilesWrites(machine).flatMap(({ target, ...rest }) =>
    (!BELOW.test(target) ? []
      : keysOf(machine.host, target.replace(BELOW, "").replace(/\/+/g, "/"))
        .map((key) => ({ ...rest, key }))))),
};

/** A line that writes to a file of the kernel's, which may be a glob. */
export interface TmpfilesWrite extends Omit<ToolSetting, "key"> {
  readonly target: string;
}

export const tmpfilesWrites = (machine: ToolContext): readonly TmpfilesWrite[] =>
  [...layeredFiles(machine.listings, layersOf(FOLDER), ".conf"),
    findCredential(machine.host, CREDENTIAL)]
    .flatMap((path) => (path === null ? [] : writesIn(machine, path)));

function writesIn({ host }: ToolContext, path: string): readonly TmpfilesWrite[] {
  const text = readIfAllowed(host, path) ?? "";
  if (!text.includes("/sys/")) return [];
  return text.split("\n").flatMap((raw, at): readonly TmpfilesWrite[] => {
    const [, type = "", marks = "", quoted = "", , , , , argument = ""] = LINE.exec(raw) ?? [];
    const target = expand(host, quoted.replace(/^(["'])(.*)\1$/, "$2"));
    if (target === null || target === "") return [];
    return [{ target, acts: type !== "f" || marks.includes("+"),
      value: marks.includes("^") ? null : argumentOf(host, argument, marks),
      path, line: at + 1, says: raw.trim() }];
  });
}

/** Keys that are there: a glob reaches no others. */
function keysOf(host: HostReader, path: string): readonly string[] {
  if (!isGlob(path)) return [path];
  const walk = (base: string, [part, ...left]: readonly string[]): readonly string[] => {
    if (part === undefined) return [base];
    const names = isGlob(part)
      ? host.list(`/proc/sys/${base}`).filter((name) => globMatcher(part).test(name)) : [part];
    return names.flatMap((name) => walk(base === "" ? name : `${base}/${name}`, left));
  };
  return walk("", path.split("/"));
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", s: " ", "\\": "\\" };

function argumentOf(host: HostReader, argument: string, marks: string): string | null {
  const text = expand(host, argument.trim());
  if (text === null) return null;
  if (marks.includes("~")) return decodeBase64(text);
  return text.replace(/\\(x[0-9a-fA-F]{2}|.)/g, (all, one: string) =>
    (one.startsWith("x") ? String.fromCharCode(parseInt(one.slice(1), 16)) : ESCAPES[one] ?? all))
    .trim();
}

/** Null when a specifier stands for what no file here holds. */
function expand(host: HostReader, text: string): string | null {
  if (!text.includes("%")) return text;
  let known = true;
  const expanded = text.replace(/%(.)/g, (_, specifier: string) => {
    if (specifier === "%") return "%";
    const file = { H: "hostname", v: "osrelease" }[specifier];
    const value = file === undefined ? null : host.read(`/proc/sys/kernel/${file}`);
    if (value === null) known = false;
    return value?.trim() ?? "";
  });
  return known ? expanded : null;
}

/** Of several lines for one file, which comes last is not laid down. */
function unsure(settings: readonly ToolSetting[]): readonly ToolSetting[] {
  const values = new Map<string, Set<string | null>>();
  for (const { key, value, acts } of settings) {
    if (acts) values.set(key, (values.get(key) ?? new Set<string | null>()).add(value));
  }
  return settings.map((one) =>
    (one.acts && (values.get(one.key)?.size ?? 0) > 1 ? { ...one, value: null } : one));
}

function decodeBase64(text: string): string | null {
  try {
    return atob(text).trim();
  } catch {
    return null;
  }
}
