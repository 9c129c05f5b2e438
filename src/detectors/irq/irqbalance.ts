/**
 * irqbalance moves interrupts between CPUs every 10 seconds, by load. It leaves alone what its
 * options name: `--banirq=N` by number, `--banmod=TEXT` for every IRQ whose PCI driver or own name
 * contains that text. Distributions let the operator add such arguments in /etc/default/irqbalance
 * or /etc/sysconfig/irqbalance, which the unit hands over as $IRQBALANCE_ARGS or $OPTIONS; the
 * command line of the running process decides in the end.
 */
import { parseCpuList, parseCpuMask } from "../cpu-lists.ts";
import { type CpuSet } from "../../formats/cpu-set.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Evidence } from "../../engine/model/evidence.ts";
import type { HostReader } from "../../ports/host.ts";
import { readIfAllowed } from "../read-if-allowed.ts";
import { readUnitFiles, readUnitPath } from "../systemd/unit-files.ts";

export interface Irqbalance {
  readonly running: { readonly pid: number; readonly argv: readonly string[] } | null;
  /** Its unit is wanted at boot. */
  readonly startsAtBoot: boolean;
}

interface BanSubject {
  readonly number: number;
  readonly actions: readonly string[];
  readonly drivers: readonly string[];
}

export const IRQBALANCE_UNIT = "irqbalance.service";

/** Where its arguments come from, besides its unit. */
export const IRQBALANCE_PLACES: readonly string[] =
  ["/etc/default/irqbalance", "/etc/sysconfig/irqbalance"];

const CGROUPS = ["/sys/fs/cgroup", "/sys/fs/cgroup/systemd", "/sys/fs/cgroup/unified"];
const BINARIES = ["/usr/sbin/irqbalance", "/usr/bin/irqbalance", "/sbin/irqbalance"];
const WANTED_AT_BOOT = "/etc/systemd/system/multi-user.target.wants/irqbalance.service";

export function readIrqbalance(host: HostReader): Irqbalance {
  const pid = findProcess(host);
  const argv = pid === null ? []
    : host.port("processes").processTexts([pid]).get(pid)?.told?.argv ?? [];
  return {
    running: pid === null ? null : { pid, argv: argv.filter((word) => word !== "") },
    startsAtBoot: host.link(WANTED_AT_BOOT) !== null,
  };
}

/** Where the operator has given it this argument; its own command line, where no file has it. */
export function placeOfBan(
  host: HostReader, pid: number, ban: string,
): Pick<Evidence, "kind" | "path" | "line"> {
  const found = operatorsLines(host).find(({ text }) => text.split(ban).slice(1)
    .some((rest) => !/^\w/.test(rest)));
  return found ? { kind: "file", path: found.path, line: found.line }
    : { kind: "process", path: `/proc/${pid}/cmdline` };
}

export interface BannedCpus {
  readonly cpus: CpuSet;
  readonly evidence: Evidence;
}

const BANNED_CPUS = /^\s*IRQBALANCE_BANNED_CPU(S|LIST)\s*=\s*["']?([\w,-]+)/;

/** CPUs that the operator keeps free of interrupts. */
export const readBannedCpus = (host: HostReader): readonly BannedCpus[] =>
  operatorsLines(host).flatMap(({ path, line, text }) => {
    const [, kind, value = ""] = BANNED_CPUS.exec(text) ?? [];
    if (kind === undefined) return [];
    const cpus = parsed(kind === "LIST" ? parseCpuList : parseCpuMask, value);
    return cpus === null ? [] : [{ cpus, evidence: { kind: "file", path, line, says: text } }];
  });

const parsed = (read: (text: string) => CpuSet, text: string): CpuSet | null => {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof VexorError) return null;
    throw error;
  }
};

interface EnvironmentLine {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

const operatorsLines = (
  host: HostReader,
): readonly EnvironmentLine[] => IRQBALANCE_PLACES.flatMap((path) =>
  (readIfAllowed(host, path) ?? "").split("\n")
    .map((text, at) => ({ path, line: at + 1, text: text.trim() }))
    .filter(({ text }) => text !== "" && !text.startsWith("#")));

/** The argument that makes it leave this IRQ alone, as written; null when it may move it. */
export function banOf(argv: readonly string[], subject: BanSubject): string | null {
  const [driver = ""] = subject.drivers;
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at] ?? "";
    const option = BAN.exec(word)?.groups;
    if (!option) continue;
    const inline = option["inline"] ?? (option["rest"] || undefined);
    const value = inline ?? argv[++at] ?? "";
    const banned = (option["long"] ?? option["short"]) === "i"
      ? Number.parseInt(value, 10) === subject.number
      : [driver, ...subject.actions].some((name) => name.includes(value));
    if (banned) return inline === undefined ? `${word} ${value}` : word;
  }
  return null;
}

/** getopt takes `--banirq=5`, `--banirq 5`, unique beginnings, `-i5` and clusters like `-fi 5`. */
const BAN = /^(?:--ban(?<long>[im])\w*(?:=(?<inline>.*))?|-[odfjV]*(?<short>[im])(?<rest>.*))$/;

/** Its unit's cgroup or its socket names it; else, where it may have none, /proc is searched. */
function findProcess(host: HostReader): number | null {
  // Any user may call a process like that; only root's moves interrupts.
  const isRoots = (pid: string): boolean => host.isTree || host.stat(`/proc/${pid}`)?.uid === 0;
  const isIt = (pid: string): boolean =>
    host.read(`/proc/${pid}/comm`)?.trim() === "irqbalance" && isRoots(pid);
  const byCgroup = CGROUPS.flatMap((root) =>
    (host.read(`${root}/system.slice/${IRQBALANCE_UNIT}/cgroup.procs`) ?? "").split("\n"));
  const bySocket = host.list("/run/irqbalance")
    .map((name) => /^irqbalance(\d+)\.sock$/.exec(name)?.[1] ?? "");
  const named = [...byCgroup, ...bySocket].find((pid) => pid !== "" && isIt(pid));
  if (named !== undefined) return Number(named);
  const isAnywhere = BINARIES.some((path) => host.stat(path));
  if (!isAnywhere || isKnownNotToRun(host)) return null;
  const found = host.list("/proc").find((name) => /^\d+$/.test(name) && isIt(name));
  return found === undefined ? null : Number(found);
}

/** What its program says before it ends for want of a socket; that of older ones has none. */
const BAILS_OUT = "bound to the abstract socket, bailing out";

/** No socket has its name, and it would not run without one: no need to ask each process. */
function isKnownNotToRun(host: HostReader): boolean {
  const sockets = readIfAllowed(host, "/proc/1/net/unix");
  return sockets !== null && !sockets.includes("irqbalance")
    && BINARIES.every((path) => host.stat(path) === null
      || readIfAllowed(host, path)?.includes(BAILS_OUT));
}

/**
 * The command its unit starts, verbatim, as if `dropIn` were not there; null without a unit. An
 * empty ExecStart= clears what was before it.
 */
export function readUnitCommand(host: HostReader, dropIn: string): string | null {
  const { fragment, masked, assignments } =
    readUnitFiles(readUnitPath(host), IRQBALANCE_UNIT, { path: dropIn, text: null });
  if (fragment === null || masked) return null;
  const commands = assignments
    .filter(({ section, key }) => section === "Service" && key === "ExecStart");
  return commands.at(-1)?.value || null;
}
