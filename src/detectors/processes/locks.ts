/**
 * Who holds a file's lock. The kernel lists every lock in /proc/locks by process and inode; of the
 * few processes that hold one, the open files show which file it is.
 */
import type { HostReader } from "../../ports/host.ts";
import { openFiles } from "./listeners.ts";

const LOCK = /^\d+:\s+(?:FLOCK|POSIX|OFDLCK)\s+\S+\s+\S+\s+(\d+)\s/gm;

const lockers = (host: HostReader): readonly number[] =>
  [...new Set([...(host.read("/proc/locks") ?? "").matchAll(LOCK)].map(([, pid]) => Number(pid)))];

/** Processes that hold some lock and have this file open. */
export const lockHolders = (host: HostReader, path: string): readonly number[] =>
  lockers(host).filter((pid) => openFiles(host, pid)?.includes(path));

const LEDGER_LOCK = /\/ledger\.lock$/;

/** Ledgers' locks among these open files. */
export const ledgerLocks = (files: readonly string[]): readonly string[] =>
  [...new Set(files.filter((file) => LEDGER_LOCK.test(file)))];
