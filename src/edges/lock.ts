/**
 * One lock per host, held by flock(2): the kernel frees it when its holder dies, however it dies,
 * so there is no stale lock and no take-over race. flock(1) locks a descriptor it inherits; the
 * lock belongs to the open file and stays with us after flock(1) has ended.
 */
import { childProcess } from "./child-process.ts";
import {
  closeSync, constants, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { VexorError } from "../engine/errors.ts";

const { O_CREAT, O_NOFOLLOW, O_RDWR } = constants;
const CONFLICT = 1;

const QUICKLY = { timeout: 5000, killSignal: "SIGKILL" } as const;

export const takeLock = (path: string, holder: string, waits = false): (() => void) => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  const fd = openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o644);
  const { status, error } = childProcess().spawnSync("flock", waits ? ["3"] : ["-n", "3"], {
    stdio: ["ignore", "ignore", "ignore", fd], ...waits ? {} : QUICKLY,
  });
  if (status === 0) {
    ftruncateSync(fd);
    writeSync(fd, `${holder}\n`, 0);
    return () => closeSync(fd);
  }
  closeSync(fd);
  if (status !== CONFLICT) {
    throw new VexorError("INTERNAL", `flock(1) cannot lock ${path}: ${error?.message ?? status}`,
      { hint: "util-linux must be installed." });
  }
  const who = readFileSync(path, "utf8").trim() || "another process";
  throw new VexorError("LOCKED", `this host is held by ${who}`);
};
