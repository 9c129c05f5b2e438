/** Where things lie in this checkout. */
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "../..");
/**
 * Vexor as a program: from its sources, or the executable that `npm test` has built and names, which
 * starts in a third of the time.
 */
export const VEXOR = process.env["VEXOR_UNDER_TEST"] ?? join(ROOT, "vexor");
