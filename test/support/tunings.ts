/**
 * Tunings that others have published, as whole hosts: profiles of TuneD, what documents ask for,
 * what distributions ship. test/data/tunings has the facts; whose they are is known from there, and
 * not from Vexor's own detectors.
 */
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Files } from "./tree.ts";

const DATA = join(import.meta.dirname, "../data/tunings");

const read = <T>(name: string): T => JSON.parse(readFileSync(join(DATA, name), "utf8")) as T;

/** One published tuning, on a host that has loaded it. */
export interface Tuning {
  readonly name: string;
  readonly files: Files;
  /** Key to the value that is in force; empty where it is not told. */
  readonly sets: Readonly<Record<string, string>>;
  /** The file that has said so. */
  ownerOf(key: string): RegExp;
}

interface Package {
  readonly name: string;
  readonly version: string;
  readonly maintainer: string;
  readonly owns: readonly string[];
}

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

/** Dpkg's records of these packages and of the files that they brought. */
const dpkgRecords = (packages: readonly Package[], files: Files): Files => {
  const stanzas = packages.map(({ name, version, maintainer, owns }) => {
    const conffiles = owns.filter((path) => path.startsWith("/etc/"))
      .map((path) => ` ${path} ${md5(files[path] ?? "")}\n`).join("");
    return `Package: ${name}\nStatus: install ok installed\nMaintainer: ${maintainer}\n`
      + `Version: ${version}\n${conffiles === "" ? "" : `Conffiles:\n${conffiles}`}`;
  });
  const sums = packages.map(({ name, owns }) => [`/var/lib/dpkg/info/${name}.md5sums`,
    owns.filter((path) => !path.startsWith("/etc/"))
      .map((path) => `${md5(files[path] ?? "")}  ${path.slice(1)}\n`).join("")]);
  return { "/var/lib/dpkg/status": `${stanzas.join("\n")}\n`, ...Object.fromEntries(sums) };
};

const DPKG: Package =
  { name: "dpkg", version: "1.21.22", maintainer: "Dpkg <debian-dpkg@lists.debian.org>", owns: [] };

interface Document {
  readonly owner: string;
  readonly source: string;
  readonly version: string;
  readonly files: Files;
  readonly sets: Readonly<Record<string, string>>;
  readonly packages?: readonly Package[];
  /** The one file that stands for all that it sets. */
  readonly byOwner?: string;
}

const namesIn = (text: string, key: string): boolean =>
  text.includes(key) || text.includes(key.replaceAll(".", "/"));

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

export const documents = (): readonly Tuning[] =>
  read<{ documents: readonly Document[] }>("documents.json").documents.map((one) => ({
    name: `${one.owner} ${one.version}`,
    files: { ...one.files, ...dpkgRecords([DPKG, ...one.packages ?? []], one.files) },
    sets: one.sets,
    ownerOf: (key) => new RegExp(`^${escaped(one.byOwner ?? Object.keys(one.files)
      .find((path) => namesIn(one.files[path] ?? "", key)) ?? "no file")}$`),
  }));

interface Unit {
  readonly type: string;
  readonly enabled: boolean;
  readonly uname: string | null;
  readonly cpuinfo: string | null;
  readonly options: Readonly<Record<string, string | readonly string[]>>;
}

type Machine = "metal" | "virtual";

interface Release {
  readonly version: string;
  readonly source: string;
  readonly profiles: Readonly<Record<string, Files>>;
  /** What TuneD's own loader makes of each, by the kind of machine. */
  readonly merged: Readonly<Record<Machine, Readonly<Record<string, Readonly<Record<string, Unit>>>>>>;
}

const CPUINFO = "processor\t: 0\nvendor_id\t: GenuineIntel\nmodel name\t: Intel(R) Xeon(R)\n";
const UNAME = "Linux, test-host, 6.1.0-49-amd64, #1 SMP, x86_64";

const appliesHere = ({ enabled, uname, cpuinfo }: Unit): boolean => enabled
  && (uname === null || new RegExp(uname).test(UNAME))
  && (cpuinfo === null || new RegExp(cpuinfo).test(CPUINFO));

/** Plugins beside `sysctl` whose options end in one. */
const OTHER_PLUGINS: Readonly<Record<string, (option: string) => string | null>> = {
  scheduler: (option) => (/^(sched_|numa_balancing_)\w+$/.test(option) ? `kernel.${option}` : null),
  vm: (option) => (/^dirty_(background_)?(bytes|ratio)$/.test(option) ? `vm.${option}` : null),
  net: (option) =>
    (option === "nf_conntrack_hashsize" ? "net.netfilter.nf_conntrack_buckets" : null),
};

/** `>2048` raises to that; what a function or a share of memory comes to is not told. */
const inForce = (value: string): string => {
  const plain = value.replace(/^[<>]\s*/, "");
  return plain.includes("${") || plain.endsWith("%") ? "" : plain.replaceAll(/\s+/g, " ");
};

/** The kernel's own value is beyond `=>2048` since Linux 5.4: TuneD leaves it as it is. */
const isMoot = (key: string, value: string): boolean =>
  key === "net.core.somaxconn" && value === ">2048";

const sysctlsOf = (units: readonly Unit[]): Readonly<Record<string, string>> =>
  Object.fromEntries([...units.filter(({ type }) => type !== "sysctl"),
    ...units.filter(({ type }) => type === "sysctl")]
    .flatMap(({ type, options }) => Object.entries(options).flatMap(([option, value]) => {
      const key = type === "sysctl" ? option : OTHER_PLUGINS[type]?.(option) ?? null;
      return key === null || typeof value !== "string" || value === "" || isMoot(key, value)
        ? [] : [[key, inForce(value)]];
    })));

const directoryIn = ({ version }: Release): string =>
  (version < "2.23" ? "/usr/lib/tuned" : "/usr/lib/tuned/profiles");

/** A profile and those that it may include. */
const related = (release: Release, profile: string, found = new Set<string>()): Set<string> => {
  const text = release.profiles[profile]?.["tuned.conf"];
  if (text === undefined || found.has(profile)) return found;
  found.add(profile);
  const words = /^include\s*=(.*)$/m.exec(text)?.[1]?.split(/[\s,;:{}]+/) ?? [];
  for (const word of words) related(release, word, found);
  return found;
};

/** Where its package puts a profile's files: variables are the administrator's to change. */
const installed = (release: Release, profile: string): Files =>
  Object.fromEntries([...related(release, profile)].flatMap((name) =>
    Object.entries(release.profiles[name] ?? {}).map(([file, text]) => [file.endsWith("-variables.conf")
      ? `/etc/tuned/${file}` : `${directoryIn(release)}/${name}/${file}`, text])));

/** Which of both is in force hangs on the order of the plugins. */
const withoutRatios = (sets: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(sets).filter(([key]) =>
    !(key.endsWith("_ratio") && Object.hasOwn(sets, key.replace("_ratio", "_bytes")))));

export interface TunedCase extends Tuning {
  readonly movesInterrupts: boolean;
  readonly pinsProcesses: boolean;
}

const has = (units: readonly Unit[], type: string, option: RegExp): boolean =>
  units.some((unit) => unit.type === type && Object.entries(unit.options).some(([name, value]) =>
    option.test(name) && value !== "" && !(name.startsWith("group.")
      && typeof value === "string" && value.split(":")[3] === "*")));

const tunedCase = (release: Release, machine: Machine, profile: string): TunedCase => {
  const units = Object.values(release.merged[machine][profile] ?? {}).filter(appliesHere);
  const isolates = has(units, "scheduler", /^isolated_cores$/);
  return {
    name: `TuneD ${release.version}, ${profile}, ${machine}`,
    files: { ...installed(release, profile),
      "/proc/cpuinfo": CPUINFO,
      "/proc/sys/kernel/ostype": "Linux\n", "/proc/sys/kernel/version": "#1 SMP\n",
      "/etc/tuned/active_profile": `${profile}\n`, "/etc/tuned/profile_mode": "manual\n",
      "/etc/tuned/tuned-main.conf": "daemon = 1\nreapply_sysctl = 1\n",
      "/usr/lib/systemd/system/tuned.service": "[Service]\nExecStart=/usr/sbin/tuned -l -P\n",
      "/etc/systemd/system/multi-user.target.wants/tuned.service":
        "-> /usr/lib/systemd/system/tuned.service",
      "/run/tuned/tuned.pid": "700\n", "/proc/700/comm": "tuned\n" },
    sets: withoutRatios(sysctlsOf(units)),
    ownerOf: () => /^\/(usr\/lib|etc)\/tuned\//,
    movesInterrupts: isolates || has(units, "irqbalance", /^banned_cpus$/),
    pinsProcesses: isolates || has(units, "scheduler", /^(group|cgroup)\b/)
      || has(units, "systemd", /^cpu_affinity$/),
  };
};

/** Every profile of every release; of a virtual machine those that differ there. */
export const tunedCases = (): readonly TunedCase[] => readdirSync(DATA).sort()
  .filter((name) => /^tuned-.*\.json$/.test(name)).map((name) => read<Release>(name))
  .flatMap((release) => Object.keys(release.profiles).flatMap((profile) => {
    const { metal, virtual } = release.merged;
    const isSame = JSON.stringify(metal[profile]) === JSON.stringify(virtual[profile]);
    return [tunedCase(release, "metal", profile),
      ...isSame ? [] : [tunedCase(release, "virtual", profile)]];
  }));

interface Distribution {
  readonly name: string;
  readonly kernel: string;
  readonly by: "dpkg" | "rpm";
  readonly files: Files;
  readonly packages: readonly Package[];
}

const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Keys that lines name themselves, and the last value of each. */
const namedIn = (files: Files): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.keys(files).toSorted((one, other) =>
    (baseName(one) < baseName(other) ? -1 : 1)).flatMap((path) =>
    (files[path] ?? "").split("\n").flatMap((line) => {
      const [, key = "", value = ""] = /^-?([^*=\s]+)\s*=\s*(.*)$/.exec(line) ?? [];
      return key === "" ? [] : [[key, value]];
    })));

export const distributions = (): readonly Tuning[] =>
  read<{ distributions: readonly Distribution[] }>("distributions.json").distributions
    .map(({ name, kernel, by, files, packages }) => ({
      name,
      files: { ...files, "/proc/sys/kernel/osrelease": `${kernel}\n`,
        ...by === "dpkg" ? dpkgRecords(packages, files) : { "/var/lib/rpm/.rpm.lock": "" } },
      sets: namedIn(files),
      ownerOf: () => /^\/(usr\/lib|etc)\/sysctl\.d\//,
    }));
