/** Puts an executable in place whole or not at all, while an older one may be running. */
import {
  chmodSync, closeSync, copyFileSync, fsyncSync, openSync, renameSync, rmSync,
} from "node:fs";
import { dirname } from "node:path";
import { syncDirectory } from "./durable-file.ts";

const syncFile = (path: string): void => {
  const fd = openSync(path, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
};

export const installProgram = (from: string, to: string): void => {
  const temp = `${to}.vexor-tmp`;
  rmSync(temp, { force: true });
  try {
    copyFileSync(from, temp);
    chmodSync(temp, 0o755);
    syncFile(temp); // the boot units start it: a power cut must not leave an empty program
    renameSync(temp, to);
  } catch (error) {
    rmSync(temp, { force: true });
    throw error;
  }
  syncDirectory(dirname(to));
};
