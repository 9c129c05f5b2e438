/**
 * Records of earlier versions, in today's words. A host may hold them for long: in a run that an
 * upgrade has found unfinished, in the ledger, and in the history. None of these may ever go.
 */
export type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Damaged parts stay as they are: the reader of the document complains of them. */
const each = (value: unknown, upgrade: (one: Json) => Json): unknown => {
  if (Array.isArray(value)) return value.map((one) => (isObject(one) ? upgrade(one) : one));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value)
    .map(([key, one]) => [key, isObject(one) ? upgrade(one) : one]));
};

export const renameFields = (names: Readonly<Record<string, string>>) => (one: Json): Json =>
  Object.fromEntries(Object.entries(one).map(([key, value]) =>
    [Object.hasOwn(names, key) ? names[key] ?? key : key, value]));

const withTarget = renameFields({ cell: "target" });
const withAttributes = renameFields({ detail: "attributes" });

/** `vexor.ledger/1`. */
export const upgradeLedger = (ledger: Json): Json =>
  ({ ...ledger, claims: each(ledger["claims"], withAttributes) });

/** `vexor.snapshot/1`. */
export const upgradeSnapshot = ({ cells, ...snapshot }: Json): Json =>
  ({ ...upgradeLedger(snapshot), targets: cells });

/** `vexor.plan/1`. */
export const upgradePlan = ({ undoes, ...plan }: Json): Json => ({
  ...plan,
  items: each(plan["items"], withAttributes),
  changes: each(plan["changes"], withTarget),
  ...undoes === undefined ? {} : { undoes: isObject(undoes) ? upgradeLedger(undoes) : undoes },
});

const OUTCOMES: Readonly<Record<string, string>> =
  { "nothing-done": "no-op", stuck: "rollback-failed" };

/** A line of a journal, which has no format of its own: one run may have lines of two versions. */
export const upgradeEntry = (entry: Json): Json => {
  switch (entry["type"]) {
    case "intent": case "done": case "unwritten": return renameFields({ cells: "targets" })(entry);
    case "fixed": return { ...withTarget(entry), type: "immutable" };
    case "left": {
      const { left, ...rest } = entry;
      return { ...rest, type: "conflicts", conflicts: each(left, withTarget) };
    }
    case "end": {
      const outcome = String(entry["outcome"]);
      return { ...entry, outcome: OUTCOMES[outcome] ?? outcome };
    }
    default: return entry;
  }
};
