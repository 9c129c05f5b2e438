/** JSON of others, of which nothing is known. */
export const partOf = (value: unknown, key: string): unknown =>
  (typeof value === "object" && value !== null
    ? (value as Readonly<Record<string, unknown>>)[key] : undefined);
