/** Which record a plan has put in place on this host last: a mark that the plan leaves. */
import { isValueOf } from "./signing-record.ts";

export const PLACED_PATH = "/var/lib/vexor-agent/failover/placed.json";
const FORMAT = "vexor.placed-record/1";

export interface PlacedRecord {
  readonly identity: string;
  /** As `identity/record` has it. */
  readonly value: string;
}

export const renderPlaced = ({ identity, value }: PlacedRecord): string =>
  `${JSON.stringify({ format: FORMAT, identity, value })}\n`;

/** Null for a text that `renderPlaced` has not made. */
export const readPlaced = (text: string): PlacedRecord | null => {
  try {
    const { identity, value } = JSON.parse(text) as PlacedRecord;
    const isSound = typeof identity === "string" && typeof value === "string";
    return isSound && renderPlaced({ identity, value }) === text ? { identity, value } : null;
  } catch {
    return null;
  }
};

export const isPlacedIn = (text: string, identity: string, digest: string): boolean => {
  const placed = readPlaced(text);
  return placed?.identity === identity && isValueOf(placed.value, digest);
};
