/**
 * What the client of an Ethereum-like validator does here, by what can be seen: a process in its
 * unit, the lock and the pass of the keeper, and whether all that it has signed was exported since.
 */
import { unitProcesses } from "../../detectors/systemd/unit-processes.ts";
import {
  renderSignedEpoch, SIGNED_EPOCH_PATH, type SignedEpoch,
} from "../../failover/signed-epoch.ts";
import { LOCK_PATH, LOCK_TEXT, PASS_PATH, UNEXPORTED_PATH } from "../../failover/validator-lock.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import { rootsText } from "../shared/roots-text.ts";

export const SIGNS = "signs";
/** It does not run, cannot be started, and all that it has signed was exported. */
export const STANDS_BY = "stands-by";
/** It runs, and the keeper has not started it, or has barred it since. */
const UNBARRED = "runs unbarred";
const DOWN = "down";

const isThere = (host: HostReader, path: string): boolean => rootsText(host, path).text !== null;

export const dutyState = (host: HostReader, unit: string): string => {
  const isLocked = isThere(host, LOCK_PATH);
  if (unitProcesses(host, unit).length > 0) {
    return !isLocked && isThere(host, PASS_PATH) ? SIGNS : UNBARRED;
  }
  return isLocked && !isThere(host, UNEXPORTED_PATH) ? STANDS_BY : DOWN;
};

export const hasUnexported = (host: HostReader): boolean => isThere(host, UNEXPORTED_PATH);

const directoryOf = (path: string): string => path.slice(0, path.lastIndexOf("/"));

const put = (host: Host, path: string, text: string, mode: number): void => {
  host.makeDir(directoryOf(path));
  host.replace(path, text, mode);
};

const READABLE = 0o644;
const SECRET = 0o600;

/** The pass goes first: with either of the two wrong, no start is let through. */
export const bar = (host: Host): void => {
  host.remove(PASS_PATH);
  put(host, LOCK_PATH, LOCK_TEXT, READABLE);
};

/** It may sign from now on: what it has signed is only known once it was exported again. */
export const letStart = (host: Host, epoch: SignedEpoch): void => {
  noteUnexported(host);
  put(host, SIGNED_EPOCH_PATH, renderSignedEpoch(epoch), READABLE);
  host.remove(LOCK_PATH);
  put(host, PASS_PATH, "", SECRET);
};

export const noteUnexported = (host: Host): void =>
  put(host, UNEXPORTED_PATH, "It may have signed what no export has.\n", READABLE);

export const noteExported = (host: Host): void => host.remove(UNEXPORTED_PATH);
