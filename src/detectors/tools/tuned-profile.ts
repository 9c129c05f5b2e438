/**
 * TuneD's profiles, merged the way its loader does: a profile's includes come first, sections of
 * one name are laid over each other, later options win, `replace` drops what was there and `drop`
 * single options. /etc/tuned comes before /usr/lib/tuned; a profile that includes its own name
 * means the next one of that name. Sections may be for certain CPUs or kernels only. What one of
 * TuneD's functions includes is one of several profiles: what they differ in is unknown.
 */
import type { HostReader } from "../../ports/host.ts";
import { readIfAllowed } from "../read-if-allowed.ts";

export interface TunedOption {
  readonly name: string;
  /** Unquoted, variables expanded where that is possible; null where it is not. */
  readonly value: string | null;
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** The line as written. */
  readonly text: string;
}

interface ProfileValue {
  /** Null where it hangs on which profile TuneD includes. */
  readonly value: string | null;
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

type ProfileSection = Map<string, ProfileValue>;
type Profile = Map<string, ProfileSection>;

const DIRECTORIES = ["/etc/tuned", "/usr/lib/tuned"]
  .flatMap((directory) => [`${directory}/profiles`, directory]);
const SAFE_NAME = /^[\w.-]+$/;
const DEEPEST = 16;
const STRUCTURE: ReadonlySet<string> = new Set(["type", "uname_regex", "cpuinfo_regex"]);
const HANDLED = ["type", "enabled", "replace", "drop", "uname_regex", "cpuinfo_regex"];

export interface TunedSettings {
  /** Options of every enabled section of that type that applies to this machine. */
  options(type: string): readonly TunedOption[];
}

export function loadTunedProfiles(host: HostReader, names: readonly string[]): TunedSettings {
  const merged: Profile = new Map();
  load(host, names.filter((name) => SAFE_NAME.test(name)), merged, new Set(), 0);
  const variables = collectVariables(host, merged.get("variables"));
  const expand = (text: string): string | null => expandVariables(text, variables);
  return {
    options: (type) => [...merged].flatMap(([name, section]) => {
      const own = section.get("type")?.value ?? name;
      return own === type && isEnabled(section) && appliesHere(host, section, expand)
        ? optionsOf(section, expand) : [];
    }),
  };
}

function load(
  host: HostReader, names: readonly string[], merged: Profile, seen: Set<string>, depth: number,
): void {
  if (depth > DEEPEST) return;
  for (const name of names) {
    const path = DIRECTORIES.map((directory) => `${directory}/${name}/tuned.conf`)
      .find((candidate) => !seen.has(candidate) && host.stat(candidate));
    if (path === undefined) continue;
    seen.add(path);
    const profile = parse(readIfAllowed(host, path) ?? "", path);
    const include = profile.get("main")?.get("include")?.value;
    if (include) loadIncluded(host, include, merged, seen, depth + 1);
    profile.forEach((section, title) => lay(merged, title, section));
  }
}

function lay(merged: Profile, title: string, section: ProfileSection): void {
  const under = merged.get(title);
  if (!under || isTrue(section.get("replace")?.value)) {
    merged.set(title, section);
    return;
  }
  under.delete("enabled");
  const dropped = section.get("drop")?.value?.split(/\s*[,;]\s*/) ?? [];
  for (const option of dropped) under.delete(option);
  section.forEach((written, option) => under.set(option, written));
}

const VIRT_CHECK = /\$\{f:virt_check:([^:{}]*):([^:{}]*)\}/;
const VARYING = 8;

/** What an `include` may come to; its functions are run on the machine, and never by us. */
function readings(host: HostReader, include: string): readonly string[] {
  const [found, first = "", second = ""] = VIRT_CHECK.exec(include) ?? [];
  if (found !== undefined) {
    const both = [first, second].map((name) => include.replace(found, () => name));
    return both.flatMap((text) => readings(host, text)).slice(0, VARYING);
  }
  return include.includes("${") ? [...new Set(DIRECTORIES.flatMap((path) => host.list(path)))]
    : [include];
}

const plain = (name: string): string => name.replace(/^-/, ""); // it may be missing, then

function loadIncluded(
  host: HostReader, include: string, merged: Profile, seen: Set<string>, depth: number,
): void {
  const texts = readings(host, include);
  const all = texts.map((text): Profile => {
    const one: Profile = new Map();
    // Of many that may be meant, each file is taken once: with the first that has it.
    const own = texts.length > VARYING ? seen : new Set(seen);
    load(host, text.split(/\s*[,;]\s*/).map(plain), one, own, depth);
    return one;
  });
  oneOf(all).forEach((section, title) => lay(merged, title, section));
}

/** Profiles of which one is in force: an option is sure where all of them say the same. */
function oneOf(all: readonly Profile[]): Profile {
  const [only] = all;
  if (only !== undefined && all.length === 1) return only;
  const merged: Profile = new Map();
  for (const [title, section] of all.flatMap((profile) => [...profile])) {
    const under = merged.get(title) ?? new Map<string, ProfileValue>();
    merged.set(title, under);
    for (const [option, written] of section) {
      const isSure = all.every((one) => one.get(title)?.get(option)?.value === written.value);
      under.set(option, isSure || STRUCTURE.has(option) ? written : { ...written, value: null });
    }
  }
  return merged;
}

function parse(text: string, path: string): Profile {
  const profile: Profile = new Map();
  let section: ProfileSection = new Map();
  for (const [at, raw] of text.split("\n").entries()) {
    const line = raw.replace(/(^|\s)#.*$/, "").trim();
    const title = /^\[(.+)\]$/.exec(line)?.[1];
    if (title !== undefined) {
      section = profile.get(title) ?? new Map<string, ProfileValue>();
      profile.set(title, section);
      continue;
    }
    const [, option, value] = /^([^=;][^=]*?)\s*=\s*(.*)$/.exec(line) ?? [];
    if (option !== undefined && value !== undefined) {
      section.set(option, { value, path, line: at + 1, text: line });
    }
  }
  return profile;
}

const isTrue = (value: string | null = ""): boolean => /^(1|true|yes|on)$/i.test(value ?? "");

const isEnabled = (section: ProfileSection): boolean =>
  !/^(0|false|no|off)$/i.test(section.get("enabled")?.value ?? "");

/** A condition that cannot be judged is taken as met: the section may have set something. */
function appliesHere(
  host: HostReader, section: ProfileSection, expand: (text: string) => string | null,
): boolean {
  const met = (option: string, subject: () => string): boolean => {
    const pattern = expand(section.get(option)?.value ?? "");
    if (pattern === null || pattern === "") return true;
    try {
      return new RegExp(pattern).test(subject());
    } catch {
      return true;
    }
  };
  return met("uname_regex", () => uname(host))
    && met("cpuinfo_regex", () => host.read("/proc/cpuinfo") ?? "");
}

function uname(host: HostReader): string {
  const of = (name: string): string => host.read(`/proc/sys/kernel/${name}`)?.trim() ?? "";
  const isX86 = /^vendor_id/m.test(host.read("/proc/cpuinfo") ?? "");
  const machine = of("arch") || (isX86 ? "x86_64" : "aarch64");
  return [of("ostype"), of("hostname"), of("osrelease"), of("version"), machine].join(", ");
}

function optionsOf(
  section: ProfileSection, expand: (text: string) => string | null,
): readonly TunedOption[] {
  return [...section].filter(([name]) => !HANDLED.includes(name)).map(([name, written]) => ({
    ...written, name,
    value: written.value === null ? null : expand(written.value.replace(/^(["'])(.*)\1$/, "$2")),
  }));
}

function collectVariables(
  host: HostReader, section: ProfileSection | undefined,
): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const [name, { value }] of section ?? []) {
    if (value === null) continue;
    if (name !== "include") {
      const expanded = expandVariables(value, variables);
      if (expanded !== null) variables.set(name, expanded);
      continue;
    }
    const included = parse(`[variables]\n${readIfAllowed(host, value) ?? ""}`, value);
    included.get("variables")?.forEach(({ value: own }, inner) => variables.set(inner, own ?? ""));
  }
  return variables;
}

/** Null when it calls one of TuneD's functions or names a variable that nothing defines. */
function expandVariables(text: string, variables: ReadonlyMap<string, string>): string | null {
  let known = true;
  const expanded = text.replace(/\$\{([^{}]*)\}/g, (_, name: string) => {
    const value = variables.get(name);
    if (value === undefined || value.includes("${")) known = false;
    return value ?? "";
  });
  return known ? expanded : null;
}
