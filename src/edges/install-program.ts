/** Puts an executable in place whole or not at all, while an older one may be running. */
import { chmodSync, copyFileSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { syncDirectory } from "./durable-file.ts";

export const installProgram = (from: string, to: string): void => {
  const temp = `${to}.vexor-tmp`;
  copyFileSync(from, temp);
  chmodSync(temp, 0o755);
  renameSync(temp, to);
  syncDirectory(dirname(to));
};
