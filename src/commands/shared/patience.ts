/**
 * Waiting for the process that holds the host: its run ends, and the verb need not be typed again.
 */
import { VexorError } from "../../engine/model/errors.ts";
import { printable } from "../../formats/printable.ts";
import type { Context } from "./context.ts";

const PAUSE_MS = 250;

/** Tries `work` until it does not throw LOCKED, for `patienceMs`; then throws that. */
export const untilUnlocked = async <T>(
  { host, terminal }: Context, patienceMs: number, work: () => Promise<T>,
): Promise<T> => {
  for (let waited = 0; ; waited += PAUSE_MS) {
    try {
      return await work();
    } catch (error) {
      const isLocked = error instanceof VexorError && error.code === "LOCKED";
      if (!isLocked || waited >= patienceMs) throw error;
      if (waited === 0) terminal.note(`Waiting: ${printable(error.message)}.`);
      await host.sleep(PAUSE_MS);
    }
  }
};
