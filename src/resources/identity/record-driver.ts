/**
 * The target `record:UNIT`: which received record the client of that unit has last been given, and
 * still has. A mark on the disk says which; an undo turns the mark back, and no file.
 */
import type { Change, Params } from "../../engine/model/model.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { readParams } from "../../engine/model/target-params.ts";
import type { TargetDriver } from "../../engine/resource.ts";
import { isValueOf, slotsInValue } from "../../failover/signing-record.ts";
import { BASE58 } from "../../formats/base58.ts";
import { quote } from "../../formats/quote.ts";
import { shellWord } from "../../formats/shell-word.ts";
import type { HostReader } from "../../ports/host.ts";
import { markedValue, NO_RECORD, setMark } from "../shared/placed-mark.ts";
import { SERVICE_NAME } from "../shared/systemd.ts";
import { WHOLE_PATH } from "../shared/tower-location.ts";
import { isHeld, placeReceived, type RecordGoal } from "./record-place.ts";

const PATH = `(?:${WHOLE_PATH})?`;
const PARAMS = {
  identity: { form: `${BASE58}{32,44}` }, digest: { form: "[0-9a-f]{64}" },
  directory: { form: PATH }, ledger: { form: PATH }, exports: { form: PATH },
  uid: { form: "\\d{1,10}" },
};

export const recordTarget = (
  { identity, digest, at: { unit, directory, ledger, exports, uid } }: RecordGoal,
): Required<Pick<Change, "target" | "params">> => ({
  target: `record:${unit}`,
  params: { identity, digest, directory: directory ?? "", ledger: ledger ?? "",
    exports: exports ?? "", uid: String(uid) },
});

const goalOf = (name: string, params: Params = {}): RecordGoal => {
  const found = readParams(name, `(${SERVICE_NAME})`, PARAMS, params);
  if (found === null) throw new VexorError("PLAN_INVALID", `${quote(name)} is not a record target`);
  const { head: [unit = ""], params: read } = found;
  const { identity, digest, directory, ledger, exports, uid } = read;
  return { identity, digest, at: { unit, directory: directory || null, ledger: ledger || null,
    exports: exports || null, uid: Number(uid) } };
};

export const placedValue = (
  host: HostReader, { identity, at }: Pick<RecordGoal, "identity" | "at">,
): string => {
  const value = markedValue(host, identity);
  const slots = value === null ? null : slotsInValue(value);
  return value !== null && slots !== null && isHeld(host, at, identity, slots) ? value : NO_RECORD;
};

export const recordDriver: TargetDriver = {
  scheme: "record",
  read: (host, name, params) =>
    (host.isTree ? NO_RECORD : placedValue(host, goalOf(name, params))),
  write: (host, name, value, report = () => undefined, params) => {
    if (host.isTree || value === null) return;
    const goal = goalOf(name, params);
    // Any other value is the one of before: what was received since is not taken away.
    if (isValueOf(value, goal.digest)) placeReceived(host, goal, report);
    setMark(host, goal.identity, value);
  },
  shell: (name, value, params) => {
    const { identity, digest, at: { unit } } = goalOf(name, params);
    const note = isValueOf(value, digest)
      ? `what ${identity} has signed elsewhere goes to ${unit}; what is newer stays`
      : `what ${unit} has of ${identity} stays`;
    return `: ${shellWord(note)}`;
  },
  writablePaths: () => ["/"], // a directory of the client's user's
};
