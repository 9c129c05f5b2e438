/**
 * Kernel parameters below /proc/sys, live and through one drop-in of ours in /etc/sysctl.d.
 *
 * The drop-in is an ordinary citizen of sysctl.d: a file that sorts after it wins, and the plan
 * says so. Lines in it that Vexor did not write belong to whoever wrote them and are kept.
 */
import {
  OUR_SYSCTL_FILE, readBootSysctls, type Assignment, type BootSysctls,
} from "../detectors/boot-sources.ts";
import { readDefaults } from "../detectors/kernel-defaults.ts";
import { keyToPath, pathToKey } from "../detectors/sysctl-d.ts";
import {
  canonical, checkKey, checkName, followsFromOther, groupOf, predictGroup, procPath, readKey,
  whyMissing,
} from "../detectors/sysctl-keys.ts";
import { readTuningTools } from "../detectors/tuning-tools.ts";
import { VexorError } from "../engine/errors.ts";
import type {
  BootSource, CellChange, Claim, HostFile, Reading, Rule, Scalar, SysctlWant, Want,
} from "../engine/model.ts";
import type { HostReader } from "../engine/ports.ts";
import { meets } from "../engine/rules.ts";
import type { Medium, Resource, Survey } from "../engine/resource.ts";
import { foreignLines, render } from "./sysctl/boot-file.ts";
import { harmed, zeroedBy, type Coupling } from "./sysctl/coupled.ts";

const KIND = "sysctl";
const SEPARATOR = "; ";

const addressOf = (path: string): string => `${KIND}/${pathToKey(path)}`;
const pathOf = (address: string): string => keyToPath(address.slice(KIND.length + 1));

const textOf = (value: Scalar): string => {
  const text = String(value);
  if (/[\n\r\u0000]/.test(text)) {
    throw new VexorError("SYSCTL_REFUSED", `${JSON.stringify(text)} holds a line break`);
  }
  return canonical(text);
};

const ruleOf = (want: SysctlWant): Rule => {
  if (typeof want !== "object") return { value: textOf(want) };
  if (want.atLeast !== undefined) return { atLeast: textOf(want.atLeast) };
  if (want.atMost !== undefined) return { atMost: textOf(want.atMost) };
  return { value: textOf(want.value ?? "") };
};

const wantOf = (name: string, want: SysctlWant, declaration: HostFile): Want => {
  const path = keyToPath(name);
  const more = typeof want === "object" ? want : {};
  try {
    checkKey(path);
    return {
      address: addressOf(path), rule: ruleOf(want), detail: {},
      adopt: more.adopt ? textOf(more.adopt.from) : null,
      why: more.why ?? null,
      onDrift: more.onDrift ?? declaration.onDrift ?? "correct",
    };
  } catch (error) {
    if (!(error instanceof VexorError)) throw error;
    throw new VexorError(error.code, error.message, { hint: error.hint, at: ["sysctl", name] });
  }
};

/** A cell is one key, or a group that the kernel moves together: `a,b` holding `a=1; b=0`. */
const medium: Medium = {
  scheme: KIND,
  read: (host, name) => {
    const group = name.split(",");
    if (group.length === 1) return readKey(host, name);
    return group.map((path) => `${path}=${readKey(host, path) ?? ""}`).join(SEPARATOR);
  },
  write: (host, name, value) => {
    const group = name.split(",");
    group.forEach(checkKey);
    if (value === null) return;
    const values = group.length === 1 ? [value] : valuesIn(value);
    group.forEach((path, at) => {
      const wanted = values[at] ?? "";
      if (followsFromOther(group, wanted) || readKey(host, path) === wanted) return;
      host.put(procPath(path), wanted);
    });
  },
  shell: (name, value) => {
    const [leader = ""] = name.split(",");
    const word = (value ?? "").split(SEPARATOR)[0]?.replace(/^.*?=/, "") ?? "";
    const quoted = /^-?\w+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
    return `echo ${quoted} > ${procPath(leader)}`;
  },
};

const valuesIn = (text: string): readonly string[] =>
  text.split(SEPARATOR).map((pair) => pair.slice(pair.indexOf("=") + 1));

/**
 * A couple's zero cannot be written: it comes back when the other key gets its own value back,
 * which is what `usual` tells of a key.
 */
const targetOf = (
  group: readonly string[], to: string, usual: (path: string) => string | null,
): readonly string[] => {
  const [, other = ""] = group;
  const value = followsFromOther(group, to) ? usual(other) : null;
  return value === null ? predictGroup(group, to) : ["0", value];
};

const changeFor = (
  host: HostReader, address: string, to: string, usual: (path: string) => string | null,
): CellChange => {
  const leader = pathOf(address);
  const group = groupOf(host, leader).filter((path) => readKey(host, path) !== null);
  const name = group.join(",");
  const change = { cell: `${KIND}:${name}`, kind: KIND, from: medium.read(host, name),
    for: [address] };
  if (group.length === 1) return { ...change, to };
  const say = (value: string): string => targetOf(group, value, usual)
    .map((one, at) => `${group[at]}=${one}`).join(SEPARATOR);
  const reboot = usual(leader);
  return { ...change, to: say(to), reboot: reboot === null ? null : say(reboot) };
};

const countOf = (text: string): number =>
  (/^-?\d+( -?\d+)*$/.test(text) ? text.split(" ").length : 0);

/** A bound can only be compared with as many numbers as the kernel has there. */
const refuseShape = ({ address, rule }: Want, live: string | null): void => {
  if ("value" in rule || live === null) return;
  const [bound = "", wanted = ""] = Object.entries(rule)[0] ?? [];
  if (countOf(wanted) > 0 && countOf(wanted) === countOf(live)) return;
  throw new VexorError("HOST_FILE_INVALID", `${address.slice(KIND.length + 1)} holds ${live}; `
    + `${bound}: ${wanted} cannot be compared with that`,
    { hint: "Name one number for each that it holds.",
      at: ["sysctl", address.slice(KIND.length + 1)] });
};

interface Seen {
  readonly live: string | null;
  readonly unreadable: string | null;
}

const see = (host: HostReader, path: string): Seen => {
  try {
    return { live: readKey(host, path), unreadable: null };
  } catch (error) {
    if (error instanceof VexorError) return { live: null, unreadable: error.message };
    throw error;
  }
};

const WRITABLE = 0o222;

const whyFixed = (host: HostReader, path: string, { live, unreadable }: Seen): string | null => {
  if (unreadable !== null) return unreadable;
  if (live === null) return whyMissing(path);
  const mode = host.stat(procPath(path))?.mode ?? 0;
  return (mode & WRITABLE) === 0 ? `${procPath(path)} is read-only` : null;
};

/** A line in our own file counts as ours only while the ledger knows it. */
const sourceOf = (assignment: Assignment, claim: Claim | undefined): BootSource => {
  const { line, key, file } = assignment;
  const value = canonical(assignment.value);
  const owner = file.owner === "vexor" && claim?.value !== value ? "custom" : file.owner;
  const path = file.realPath;
  return { owner, value,
    evidence: { kind: "file", path, line, says: `${pathToKey(key)} = ${assignment.value}` } };
};

const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

const sortsAfterOurs = (path: string): boolean => baseName(path) > baseName(OUR_SYSCTL_FILE);

const outrankedBy = (boot: BootSysctls, path: string): string | null => {
  const later = boot.forKey(path).findLast((one) => one.glob === null && sortsAfterOurs(one.path));
  const sorts = `sorts after ${baseName(OUR_SYSCTL_FILE)} and would win at boot`;
  if (later) return `${later.path}:${later.line} ${sorts} with ${later.value}`;
  const exclusion = boot.exclusionOf(path);
  return exclusion && sortsAfterOurs(exclusion.path)
    ? `${exclusion.path}:${exclusion.line} ${sorts}: it takes the key out` : null;
};

const zeroingSource = (one: Assignment, path: string): BootSource => {
  const { evidence, ...source } = sourceOf(one, undefined);
  return { ...source, value: "0",
    evidence: { ...evidence, says: `${evidence.says}, which zeroes ${pathToKey(path)}` } };
};

/** Own assignments and those to a partner, which make this key zero, in order of effect. */
const sourcesOf = (
  coupling: Coupling, path: string, claim: Claim | undefined,
): readonly BootSource[] => {
  const own = coupling.boot.forKey(path);
  const zeroing = zeroedBy(coupling, path);
  const sources = own.map((one) => ({ one, source: sourceOf(one, claim) }));
  if (zeroing.length === 0) return sources.map(({ source }) => source);
  return [...sources, ...zeroing.map((one) => ({ one, source: zeroingSource(one, path) }))]
    .toSorted((a, b) => (baseName(a.one.path) < baseName(b.one.path) ? -1 : 1))
    .map(({ source }) => source);
};

const survey = (host: HostReader, declaration: HostFile, claims: readonly Claim[]): Survey => {
  const wants = Object.entries(declaration.sysctl ?? {})
    .map(([name, want]) => wantOf(name, want, declaration));
  for (const claim of claims) checkName(pathOf(claim.address));
  const boot = readBootSysctls(host);
  const tools = readTuningTools(host);
  const defaults = readDefaults(host);
  const seen = new Map([...wants, ...claims]
    .map(({ address }) => [address, see(host, pathOf(address))]));
  for (const want of wants) refuseShape(want, seen.get(want.address)?.live ?? null);
  const unmet = wants.filter((want) => !meets(want.rule, seen.get(want.address)?.live ?? null));
  const known = defaults.ofMany(unmet.map((want) => want.address.slice(KIND.length + 1)));
  const readings = new Map<string, Reading>();
  /** What a boot without us brings. */
  const usual = (path: string): string | null => {
    const others = boot.forKey(path).findLast((one) => one.file.owner !== "vexor");
    return others ? canonical(others.value) : defaults.of(pathToKey(path))?.value ?? null;
  };
  const coupling: Coupling = {
    host, boot,
    defaultOf: (path) => defaults.of(pathToKey(path))?.value ?? null,
    isOurs: (path) => claims.some((one) => one.address === addressOf(path)),
  };

  const look = (address: string): Reading => {
    const path = pathOf(address);
    const name = address.slice(KIND.length + 1);
    const found = seen.get(address) ?? see(host, path);
    const assignments = boot.forKey(path);
    const claim = claims.find((one) => one.address === address);
    const want = wants.find((one) => one.address === address);
    return {
      address, live: found.live,
      get fixed() { return whyFixed(host, path, found); },
      boot: sourcesOf(coupling, path, claim),
      liveOnly: null,
      get outranked() { return outrankedBy(boot, path); },
      default: known.get(name) ?? defaults.of(name),
      holders: assignments.some((one) => one.file.owner === "custom") ? []
        : [...tools.holdersOf(KIND, name, found.live),
          ...want ? harmed(coupling, path, found.live, want.rule) : []],
      contested: null, warnings: [],
    };
  };
  return {
    wants,
    reading: (address) => {
      const reading = readings.get(address) ?? look(address);
      readings.set(address, reading);
      return reading;
    },
    changes: (address, to) => [changeFor(host, address, to, usual)],
    permit: (address, from) => permission(address, from, wants),
    files: (after) => [{ path: OUR_SYSCTL_FILE,
      text: render(foreignLines(host.read(OUR_SYSCTL_FILE), claims), after) }],
  };
};

const permission = (address: string, from: string, wants: readonly Want[]): string => {
  const rule = wants.find((want) => want.address === address)?.rule ?? { value: from };
  const asked = Object.entries(rule).map(([key, value]) => `${key}: ${quoted(String(value))}`);
  return `${address.slice(KIND.length + 1)}: {${asked.join("")}, adopt: {from: ${quoted(from)}}}`;
};

const quoted = (value: string): string => (/^-?\d+$/.test(value) ? value : JSON.stringify(value));

const declare = (host: HostReader): Partial<HostFile> => {
  const boot = readBootSysctls(host);
  const found = boot.keys().flatMap((path): readonly [string, Scalar][] => {
    const winner = boot.forKey(path).at(-1);
    if (!winner || winner.file.owner === "distro") return [];
    const { live } = see(host, path);
    if (live === null || live !== canonical(winner.value)) return [];
    const value = /^\d{1,15}$/.test(live) ? Number(live) : live;
    return isManageable(path) ? [[pathToKey(path), value]] : [];
  });
  return found.length > 0 ? { sysctl: Object.fromEntries(found) } : {};
};

const isManageable = (path: string): boolean => {
  try {
    checkKey(path);
    return true;
  } catch {
    return false; // refused keys are left to whoever set them
  }
};

export const sysctl: Resource = {
  kind: KIND,
  section: "sysctl",
  summary: "kernel parameters, live and at boot",
  needs: ["read:/proc/sys", "write:/proc/sys", `write:${OUR_SYSCTL_FILE}`],
  settleMs: 0,
  media: [medium],
  survey: (host, { declaration, claims }) => survey(host, declaration, claims),
  declare,
};
