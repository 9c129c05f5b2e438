/** What the keeper of this host runs with, if it runs. */
import { readSettings } from "../../failover/settings.ts";
import { readIfAllowed } from "../../detectors/read-if-allowed.ts";
import { unitProcesses } from "../../detectors/systemd/unit-processes.ts";
import type { HostReader } from "../../ports/host.ts";
import { KEEPER, SETTINGS } from "./boot.ts";

export const STOPPED = "stopped";

/** systemd has copied the settings there when it started the keeper. */
const STARTED_WITH = `/run/credentials/${KEEPER}/failover.json`;

const DIGITS = 12;

/** Settings by a short name: the group, and a sum over all of them. */
export const valueOf = (host: HostReader, settings: string): string =>
  `${readSettings(settings)?.group ?? "unknown"}@${host.digest(settings).slice(0, DIGITS)}`;

export const runs = (host: HostReader): boolean => unitProcesses(host, KEEPER).length > 0;

/** Null where it does not run; where the copy cannot be read, what the file says is taken. */
export const settingsInUse = (host: HostReader): string | null => {
  if (host.isTree || !runs(host)) return null;
  return readIfAllowed(host, STARTED_WITH) ?? host.read(SETTINGS) ?? "";
};

/** It holds nothing and ends nothing, so that it can be started anew at any time. */
export const isDry = (settings: string): boolean => readSettings(settings)?.dryRun === true;
