/** A reading that differs in some parts; a lazy one's getters are asked by name. */
import type { Reading } from "./model.ts";

export const readingWith = (reading: Reading, parts: Partial<Reading>): Reading => {
  const { fixed, contested, warnings, holders } = reading;
  return { ...reading, fixed, contested, warnings, holders, ...parts };
};
