/** What limits a unit runs with, and which it gets at its next start, with file and line. */
import { hidesVersion, isBelow } from "../../detectors/kernel/kernel-version.ts";
import { isAtLeast, isOlder } from "../../detectors/systemd/systemd-version.ts";
import { readUnitFiles, type UnitPath } from "../../detectors/systemd/unit-files.ts";
import { findProcesses } from "../../detectors/systemd/unit-processes.ts";
import type { Assignment } from "../../detectors/systemd/unit-syntax.ts";
import { fileOwners, readServiceCpus } from "../../detectors/systemd/service-cpus.ts";
import type { Address, BootSource, Claim, Evidence, Reading } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import { dropInPath, renderDropIn, textFor } from "./drop-in.ts";
import { FORMS, limitIn, parseLimit, type LimitName } from "./values.ts";
import type { LimitSubject } from "./wants.ts";

const placeIn = ({ path, line }: Pick<Assignment, "path" | "line">): string => `${path}:${line}`;

/** Of the first process of its cgroup, which all others are started by. */
const liveOf = (unitPath: UnitPath, { unit, name }: LimitSubject): string | null => {
  const { host } = unitPath;
  const { slices, files } = readServiceCpus(unitPath, unit);
  const [main] = findProcesses(host, slices, files, unit)?.pids ?? [];
  const text = main === undefined ? null : host.read(`/proc/${main}/limits`);
  return text === null ? null : limitIn(text, name);
};

const asSource = (
  { path, line, key, value }: Assignment, name: LimitName, owner: BootSource["owner"],
): BootSource => ({ owner, value: parseLimit(name, value),
  evidence: { kind: "file", path, line, says: `${key}=${value}` } });

/** What every unit starts from, then the unit's own files in their order. */
const sourcesOf = (
  unitPath: UnitPath, { unit, name }: LimitSubject, claims: readonly Claim[],
): readonly BootSource[] => {
  const { host } = unitPath;
  const { directive } = FORMS[name];
  const ownerOf = fileOwners(host);
  const text = textFor(unit, claims);
  const ours = text !== null && host.read(dropInPath(unit)) === text ? dropInPath(unit) : null;
  const said = [
    ...unitPath.seen.manager().filter(({ section, key }) =>
      section === "Manager" && key === `Default${directive}`),
    ...readUnitFiles(unitPath, unit).assignments.filter(({ section, key }) =>
      section === "Service" && key === directive),
  ];
  return said.map((one) =>
    asSource(one, name, one.path === ours ? "vexor" : ownerOf(one.path)));
};

/** The kernel's own limit of locked memory, which systemd hands on; 8 MiB since Linux 5.16. */
const memlockDefault = (host: HostReader): string | null => {
  const release = host.read("/proc/sys/kernel/osrelease")?.trim() ?? "";
  if (release === "") return null;
  if (!isBelow(release, "5.16")) return "8388608";
  return hidesVersion(release) || isAtLeast(host, 250) ? null : "65536";
};

const nofileDefault = (host: HostReader): string =>
  (isOlder(host, 240) ? "1024:4096" : "1024:524288");

const defaultOf = (host: HostReader, name: LimitName): Reading["default"] => {
  const value = name === "memlock" ? memlockDefault(host) : nofileDefault(host);
  const evidence: Evidence =
    { kind: "kernel", says: `no file sets Default${FORMS[name].directive}=` };
  return value === null ? null : { value, evidence };
};

/** Why our drop-in would not decide; null when it would. */
const findOverride = (
  unitPath: UnitPath, { unit, name }: LimitSubject, wanted: string | null,
): string | null => {
  if (wanted === null) return null;
  const { directive } = FORMS[name];
  const path = dropInPath(unit);
  const text = renderDropIn(unit, { [name]: wanted });
  const { dropIns, assignments } = readUnitFiles(unitPath, unit, { path, text });
  if (!dropIns.includes(path)) {
    const hider = dropIns.find((one) => one.endsWith("/90-vexor-agent-limits.conf"));
    return `${hider ?? "a link to /dev/null"} hides ${path} from systemd`;
  }
  const last = assignments.findLast(({ section, key }) =>
    section === "Service" && key === directive);
  if (!last || last.path === path || parseLimit(name, last.value) === wanted) return null;
  return `${placeIn(last)} (${directive}=${last.value}) is read after ${path} and changes it`;
};

const warningsOf = (
  host: HostReader, { name }: LimitSubject, wanted: string | null,
): readonly string[] => {
  const most = name === "nofile" ? host.read("/proc/sys/fs/nr_open")?.trim() : undefined;
  if (most === undefined || wanted === null || !/^\d+$/.test(most)) return [];
  return BigInt(wanted) <= BigInt(most) ? []
    : [`the kernel lets no process have more than fs.nr_open, which is ${most}`];
};

export const readingOf = (
  unitPath: UnitPath, address: Address, subject: LimitSubject,
  { wanted, claims }: { readonly wanted: string | null; readonly claims: readonly Claim[] },
): Reading => {
  const { host } = unitPath;
  return {
    address, takesEffect: "next-start",
    live: liveOf(unitPath, subject),
    boot: sourcesOf(unitPath, subject, claims),
    default: defaultOf(host, subject.name),
    overriddenBy: findOverride(unitPath, subject, wanted),
    warnings: warningsOf(host, subject, wanted),
    immutable: readUnitFiles(unitPath, subject.unit).fragment === null
      ? `${subject.unit} does not exist on this host` : null,
    ephemeral: null, otherManagers: [], blocker: null,
  };
};
