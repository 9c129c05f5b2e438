/**
 * Space that is kept for the way back. On a full disk an undo could not write down what it has
 * done, and a rollback could not begin. So a run makes the reserve before it begins; an undo or a
 * rollback that finds the disk full removes one file of it, and tries again.
 */
import { VexorError } from "../model/errors.ts";
import { eachMethod, type Host } from "../../ports/host.ts";
import { STATE } from "./store.ts";

const RESERVE = `${STATE}/reserve`;
/** As many as a rollback needs new files, where a file system runs out of those. */
const FILES = ["1", "2", "3", "4", "5", "6"].map((name) => `${RESERVE}/${name}`);
const FILE_BYTES = 256 * 1024;

const FULL: ReadonlySet<string | null> = new Set(["ENOSPC", "EDQUOT"]);

export const isDiskFull = (error: unknown): boolean =>
  error instanceof VexorError && FULL.has(error.errno);

/** A file system that compresses keeps hardly any space for a text that repeats itself. */
const filling = (host: Host): string => {
  const parts: string[] = [];
  for (let size = 0; size < FILE_BYTES; size += parts.at(-1)?.length ?? FILE_BYTES) {
    parts.push(host.digest(`reserve ${size}`));
  }
  return parts.join("");
};

export const clearReserveTemps = (host: Host): void => {
  for (const path of FILES) host.clearTemp(path);
};

/** Removes one file; false when there is none, or it cannot be removed. */
const spend = (host: Host): boolean => {
  const path = FILES.find((one) => host.stat(one) !== null);
  if (path === undefined) return false;
  try {
    host.remove(path);
    return true;
  } catch (error) {
    if (error instanceof VexorError) return false;
    throw error;
  }
};

/** Makes what is missing. A disk without room for it gets back what was made. */
export const keepReserve = (host: Host): void => {
  const missing = FILES.filter((path) => host.stat(path)?.size !== FILE_BYTES);
  if (missing.length === 0) return;
  const text = filling(host);
  host.makeDir(RESERVE);
  try {
    for (const path of missing) host.replace(path, text, 0o600);
  } catch (error) {
    while (spend(host));
    throw error;
  }
};

/** The host for those who undo: as long as there is a reserve, no disk is full for them. */
export const withReserve = (host: Host): Host => {
  const spending = <A extends readonly unknown[], R>(act: (...args: A) => R) =>
    (...args: A): R => {
      for (;;) {
        try {
          return act(...args);
        } catch (error) {
          if (!isDiskFull(error) || !spend(host)) throw error;
        }
      }
    };
  return {
    ...host,
    replace: spending(host.replace), append: spending(host.append),
    putLink: spending(host.putLink), makeDir: spending(host.makeDir),
    writer: (name) => eachMethod(host.writer(name), spending),
  };
};
