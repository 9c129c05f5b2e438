/** Where things lie in this checkout. */
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "../..");
/** Vexor from its sources, as a program. */
export const VEXOR = join(ROOT, "vexor");
