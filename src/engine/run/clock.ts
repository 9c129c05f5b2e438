/**
 * A machine whose clock cannot be right, as after a boot with a dead battery: no certificate is
 * valid then, limits end too early or never, and what a process has read of a file is not known.
 */
import type { Host } from "../../ports/host.ts";
import { VexorError } from "../model/errors.ts";

/** Older than every Vexor. */
const EARLIEST = Date.UTC(2026, 0, 1);

export const assertClock = (host: Pick<Host, "now">): void => {
  const now = host.now();
  if (now.getTime() >= EARLIEST) return;
  throw new VexorError("CLOCK_WRONG", `the clock of this machine says ${now.toISOString()}; `
    + "wanted is the time of today");
};
