/**
 * What a running client keeps others from having: its ports, and its ledger's lock. systemd calls a
 * unit stopped when its cgroup is empty; a process that has left the cgroup keeps all of them.
 */
import { openFiles, portsAmong, readListeners } from "../../detectors/processes/listeners.ts";
import { ledgerLocks, lockHolders } from "../../detectors/processes/locks.ts";
import { unitProcesses } from "../../detectors/systemd/unit-processes.ts";
import type { HostReader } from "../../ports/host.ts";

export interface HeldResources {
  readonly ports: readonly string[];
  readonly locks: readonly string[];
}

/** Ports beyond are handed out to anybody who asks for any. */
const EPHEMERAL = 32_768;

const isChosen = (port: string): boolean => Number(port.split("/")[1]) < EPHEMERAL;

export const heldResourcesOf = (host: HostReader, unit: string): HeldResources => {
  const files = unitProcesses(host, unit).flatMap((pid) => openFiles(host, pid) ?? []);
  return { locks: ledgerLocks(files),
    ports: portsAmong(files, readListeners(host)).filter(isChosen) };
};

/** What of it is still taken, in words. */
export const stillHeld = (host: HostReader, { ports, locks }: HeldResources): readonly string[] => {
  const open = new Set(readListeners(host).map(({ port }) => port));
  return [...ports.filter((port) => open.has(port)), ...locks.flatMap((path) =>
    lockHolders(host, path).map((pid) => `${path} (locked by pid ${pid})`))];
};
