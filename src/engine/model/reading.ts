/** A reading that differs in some parts; a lazy one's getters are asked by name. */
import type { Reading } from "./model.ts";

export const readingWith = (reading: Reading, parts: Partial<Reading>): Reading => {
  const { immutable, blocker, warnings, otherManagers } = reading;
  return { ...reading, immutable, blocker, warnings, otherManagers, ...parts };
};
