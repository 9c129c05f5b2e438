/** The kernel's clock for files, which moves on by some milliseconds at a time. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";

/** Waits until a file that is changed now has a later time than one that was changed before. */
export const nextFileTime = async (): Promise<void> => {
  const directory = mkdtempSync(join(tmpdir(), "vexor-clock-"));
  const probe = join(directory, "probe");
  const time = (): bigint => {
    writeFileSync(probe, "");
    return statSync(probe, { bigint: true }).mtimeNs;
  };
  try {
    for (const begun = time(); time() === begun;) await setImmediate();
  } finally {
    rmSync(directory, { recursive: true });
  }
};
