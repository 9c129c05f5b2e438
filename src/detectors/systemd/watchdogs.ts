/**
 * What reboots a host whose kernel or systemd stands still: a watchdog device that systemd feeds.
 * The keeper's own watchdog is systemd's, and stands still with it.
 *
 * A device with `nowayout` cannot be turned off again once it was opened. softdog is a timer of the
 * kernel: it finds a systemd that hangs, and no kernel that does.
 */
import type { HostReader } from "../../ports/host.ts";
import { listIfAllowed, readIfAllowed } from "../read-if-allowed.ts";
import type { UnitPath } from "./unit-files.ts";

const CLASS = "/sys/class/watchdog";

export interface WatchdogDevice {
  readonly path: string;
  readonly identity: string;
  /** Seconds; null where it does not say. */
  readonly timeout: number | null;
  readonly isNoWayOut: boolean;
}

export interface Watchdogs {
  readonly devices: readonly WatchdogDevice[];
  /** How long systemd may be silent, in ms; null where it feeds none. */
  readonly feedsWithin: number | null;
}

const numberIn = (text: string | null): number | null => {
  const trimmed = text?.trim() ?? "";
  return /^\d+$/.test(trimmed) ? Number(trimmed) : null;
};

const deviceAt = (host: HostReader, name: string): WatchdogDevice | null => {
  const [path, about] = [`/dev/${name}`, `${CLASS}/${name}`];
  if (host.stat(path) === null) return null;
  return { path, identity: readIfAllowed(host, `${about}/identity`)?.trim() ?? "unknown",
    timeout: numberIn(readIfAllowed(host, `${about}/timeout`)),
    isNoWayOut: numberIn(readIfAllowed(host, `${about}/nowayout`)) === 1 };
};

const UNITS: Readonly<Record<string, number>> =
  { ms: 1, s: 1000, sec: 1000, "": 1000, m: 60_000, min: 60_000 };

/** Null for `off`, for 0, and for what is not plainly one time. */
const timeIn = (text: string): number | null => {
  const [, count = "", unit = ""] = /^(\d{1,6})\s*([a-z]*)$/.exec(text.trim()) ?? [];
  const ms = Number(count) * (UNITS[unit] ?? 0);
  return count === "" || ms === 0 ? null : ms;
};

/** `default` is the device's own time. */
const feedsWithin = (
  { seen }: UnitPath, devices: readonly WatchdogDevice[],
): number | null => {
  const said = seen.manager().findLast(({ section, key }) =>
    section === "Manager" && key === "RuntimeWatchdogSec")?.value ?? "";
  if (said.trim() !== "default") return timeIn(said);
  const timeout = devices[0]?.timeout ?? null;
  return timeout === null ? null : timeout * 1000;
};

export const readWatchdogs = (unitPath: UnitPath): Watchdogs => {
  const { host } = unitPath;
  const devices = listIfAllowed(host, CLASS).filter((name) => /^watchdog\d+$/.test(name))
    .flatMap((name) => deviceAt(host, name) ?? []);
  return { devices, feedsWithin: feedsWithin(unitPath, devices) };
};
