/** `vexor init`: what is in force and comes back at boot is declared; the rest is reported. */
import {
  readBootSysctls, type SysctlAssignment, type BootSysctls,
} from "../../detectors/kernel/sysctl-boot-sources.ts";
import { settingsBelow } from "../../detectors/kernel/all-settings.ts";
import { bootValues, type ReadBootValue } from "../../detectors/kernel/boot-values.ts";
import { readDefaults } from "../../detectors/kernel/kernel-defaults.ts";
import { readIfAllowed } from "../../detectors/read-if-allowed.ts";
import { runningKernel } from "../../detectors/kernel/running-kernel.ts";
import { aliasesOf, moversOf } from "../../detectors/kernel/sysctl-couples.ts";
import { pathToKey } from "../../detectors/kernel/sysctl-d.ts";
import { checkKey, procPath } from "../../detectors/kernel/sysctl-keys.ts";
import { canonical } from "../../detectors/kernel/sysctl-value.ts";
import { PHASES } from "../../detectors/tools/phase.ts";
import { readTuningTools } from "../../detectors/tools/tuning-tools.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { HostFile, Scalar } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import { rebootOf, formatBootAct, type RebootForecast } from "../../engine/plan/reboot.ts";
import type { LeftOut } from "../../engine/resource.ts";

const scalarOf = (live: string): Scalar => (/^\d{1,15}$/.test(live) ? Number(live) : live);

/** Null for a key that Vexor may manage. */
const whyRefused = (path: string): string | null => {
  try {
    checkKey(path);
    return null;
  } catch (error) {
    if (error instanceof VexorError) return error.message;
    throw error;
  }
};

const liveOf = (host: HostReader, path: string): string | null => {
  const text = readIfAllowed(host, procPath(path));
  return text === null ? null : canonical(text);
};

const where = ({ file, line }: SysctlAssignment): string => `${file.realPath}:${line}`;

interface DeclareFacts {
  readonly host: HostReader;
  readonly boot: BootSysctls;
  /** What a line comes to where nothing is known of the value before it. */
  readonly read: ReadBootValue;
  /** What sets a path with this live value at boot. */
  rebootOf(path: string, live: string | null): RebootForecast;
}

const readFacts = (host: HostReader): DeclareFacts => {
  const boot = readBootSysctls(host);
  const tools = readTuningTools(host, boot);
  const read = bootValues(runningKernel(host, boot), {
    liveOf: (path) => liveOf(host, path), beforeOf: () => null,
  });
  return { host, boot, read, rebootOf: (path, live) => {
    const winner = boot.forKey(path).at(-1);
    const source = winner && { owner: winner.file.owner, value: read(path, winner.value).value,
      evidence: { kind: "file", path: winner.file.realPath, line: winner.line,
        says: winner.value, phase: PHASES.sysctlD } } as const;
    return rebootOf({ boot: source ? [source] : [], ephemeral: null, default: null,
      otherManagers: tools.isSilent(path) ? [] : tools.otherManagersOf(path, live) });
  } };
};

const isDeclared = (
  { host, read, rebootOf: brought }: DeclareFacts, winner: SysctlAssignment | undefined,
  path: string,
): boolean => {
  if (winner === undefined || winner.file.owner === "distro" || whyRefused(path) !== null) {
    return false;
  }
  const live = liveOf(host, path);
  return live !== null && read(path, winner.value).value === live
    && brought(path, live).value === live;
};

export const declare = (host: HostReader): Partial<HostFile> => {
  const facts = readFacts(host);
  const { boot } = facts;
  const found = boot.keys().flatMap((path): readonly [string, Scalar][] => {
    if (!isDeclared(facts, boot.forKey(path).at(-1), path)) return [];
    return [[pathToKey(path), scalarOf(liveOf(host, path) ?? "")]];
  });
  return found.length > 0 ? { sysctl: Object.fromEntries(found) } : {};
};

/** Who sets it at boot, and to what, in words. */
const formatBrought = ({ value, unknown, last }: RebootForecast): string => {
  const act = last.at(-1);
  return unknown ?? (act ? formatBootAct(act) : `a reboot brings ${value}`);
};

/** A line of a boot file that does not hold, or that Vexor never takes over. */
const unheld = (
  { host, read, rebootOf: brought }: DeclareFacts, path: string, winner: SysctlAssignment,
): readonly LeftOut[] => {
  const what = pathToKey(path);
  const { value, remark } = read(path, winner.value);
  const said = `${where(winner)} asks for ${canonical(winner.value)}`;
  const refused = whyRefused(path);
  if (refused !== null) {
    return winner.file.owner === "distro" ? [] : [{ what, why: `${where(winner)}: ${refused}` }];
  }
  const live = liveOf(host, path);
  if (live !== null && live === value) {
    const reboot = brought(path, live);
    return reboot.value === live || winner.file.owner === "distro" ? []
      : [{ what: `${what}: ${live}`, why: `${said}; ${formatBrought(reboot)}` }];
  }
  if (live === null) {
    return winner.file.owner === "distro" ? []
      : [{ what, why: `${said}; it does not exist or cannot be read here` }];
  }
  return [{ what: `${what}: ${live}`, why: `${said}${remark || ": a reboot brings that back"}` }];
};

/** Whether a line sets it, under any of its names, or moves it. */
const isSaid = (boot: BootSysctls, path: string): boolean =>
  [{ path }, ...aliasesOf(path), ...moversOf(path)].some((one) => boot.forKey(one.path).length > 0);

/** Set while the machine ran; a script or a tool may bring it back, or another value. */
const notPersistent = ({ host, boot, rebootOf: brought }: DeclareFacts): readonly LeftOut[] => {
  const defaults = readDefaults(host, boot.isSilent);
  return settingsBelow(host).flatMap((path): readonly LeftOut[] => {
    const fallback = isSaid(boot, path) ? null : defaults.of(pathToKey(path));
    const live = fallback === null ? null : liveOf(host, path);
    if (fallback === null || live === null || live === fallback.value) return [];
    const reboot = brought(path, live);
    const why = reboot.last.length > 0 ? formatBrought(reboot)
      : `set while running, and lost at a reboot; the default is ${fallback.value}`;
    return [{ what: `${pathToKey(path)}: ${JSON.stringify(scalarOf(live))}`, why }];
  });
};

export const leftOut = (host: HostReader): readonly LeftOut[] => {
  const facts = readFacts(host);
  const { boot } = facts;
  const files = boot.keys().flatMap((path) => {
    const winner = boot.forKey(path).at(-1);
    return winner === undefined ? [] : unheld(facts, path, winner);
  });
  return [...files, ...notPersistent(facts)];
};
