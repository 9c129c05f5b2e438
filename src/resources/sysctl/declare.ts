/** `vexor init`: what is in force and comes back at boot is declared; the rest is told. */
import {
  readBootSysctls, type Assignment, type BootSysctls,
} from "../../detectors/boot-sources.ts";
import { settingsBelow } from "../../detectors/defaults-record.ts";
import { readDefaults } from "../../detectors/kernel-defaults.ts";
import { readIfAllowed } from "../../detectors/read-if-allowed.ts";
import { pathToKey } from "../../detectors/sysctl-d.ts";
import { canonical, checkKey, procPath } from "../../detectors/sysctl-keys.ts";
import { VexorError } from "../../engine/errors.ts";
import type { HostFile, Scalar } from "../../engine/model.ts";
import type { HostReader } from "../../engine/ports.ts";
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

const where = ({ file, line }: Assignment): string => `${file.realPath}:${line}`;

const isDeclared = (host: HostReader, winner: Assignment | undefined, path: string): boolean =>
  winner !== undefined && winner.file.owner !== "distro" && whyRefused(path) === null
  && liveOf(host, path) === canonical(winner.value);

export const declare = (host: HostReader): Partial<HostFile> => {
  const boot = readBootSysctls(host);
  const found = boot.keys().flatMap((path): readonly [string, Scalar][] => {
    if (!isDeclared(host, boot.forKey(path).at(-1), path)) return [];
    return [[pathToKey(path), scalarOf(liveOf(host, path) ?? "")]];
  });
  return found.length > 0 ? { sysctl: Object.fromEntries(found) } : {};
};

/** A line of a boot file that does not hold, or that Vexor never takes over. */
const unheld = (host: HostReader, path: string, winner: Assignment): readonly LeftOut[] => {
  const what = pathToKey(path);
  const said = `${where(winner)} asks for ${canonical(winner.value)}`;
  const refused = whyRefused(path);
  if (refused !== null) {
    return winner.file.owner === "distro" ? [] : [{ what, why: `${where(winner)}: ${refused}` }];
  }
  const live = liveOf(host, path);
  if (live === canonical(winner.value)) return [];
  if (live === null) {
    return winner.file.owner === "distro" ? []
      : [{ what, why: `${said}; it does not exist or cannot be read here` }];
  }
  return [{ what: `${what}: ${live}`, why: `${said}: a reboot brings that back` }];
};

/** Set while the machine ran: nothing brings it back. */
const fleeting = (host: HostReader, boot: BootSysctls): readonly LeftOut[] => {
  const defaults = readDefaults(host, boot.isSilent);
  return settingsBelow(host).flatMap((path): readonly LeftOut[] => {
    const fallback = boot.forKey(path).length > 0 ? null : defaults.of(pathToKey(path));
    const live = fallback === null ? null : liveOf(host, path);
    if (fallback === null || live === null || live === fallback.value) return [];
    return [{ what: `${pathToKey(path)}: ${JSON.stringify(scalarOf(live))}`,
      why: `set while running, and lost at a reboot; the default is ${fallback.value}` }];
  });
};

export const leftOut = (host: HostReader): readonly LeftOut[] => {
  const boot = readBootSysctls(host);
  const files = boot.keys().flatMap((path) => {
    const winner = boot.forKey(path).at(-1);
    return winner === undefined ? [] : unheld(host, path, winner);
  });
  return [...files, ...fleeting(host, boot)];
};
