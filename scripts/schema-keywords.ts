/** Keywords of our own in schemas/: what JSON Schema has no word for. */
export const SCHEMA_KEYWORDS = ["x-wanted", "x-hint", "x-type-hint", "x-secret", "x-refused",
  "x-longest", "x-merge"];
