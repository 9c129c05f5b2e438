/**
 * The target `record:UNIT`: which received record the client of that unit has last been given, and
 * still has. A mark on the disk says which; an undo turns the mark back, and no file.
 */
import type { Change, Params } from "../../engine/model/model.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { readParams } from "../../engine/model/target-params.ts";
import type { TargetDriver } from "../../engine/resource.ts";
import { PLACED_PATH, readPlaced, renderPlaced } from "../../failover/placed-record.ts";
import { isValueOf, slotsInValue } from "../../failover/signing-record.ts";
import { BASE58 } from "../../formats/base58.ts";
import { quote } from "../../formats/quote.ts";
import { shellWord } from "../../formats/shell-word.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import { rootsText } from "../shared/roots-text.ts";
import { SERVICE_NAME } from "../shared/systemd.ts";
import { WHOLE_PATH } from "../shared/tower-location.ts";
import { isHeld, placeReceived, type RecordGoal } from "./record-place.ts";

const DIRECTORY = "/var/lib/vexor-agent/failover";
/** Where none was received, or what was given is not there any more. */
export const NO_RECORD = "none";

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

/** The value that was set last for this identity; null where none was. */
const markedValue = (host: HostReader, identity: string): string | null => {
  const placed = readPlaced(rootsText(host, PLACED_PATH).text ?? "");
  return placed?.identity === identity ? placed.value : null;
};

export const placedValue = (
  host: HostReader, { identity, at }: Pick<RecordGoal, "identity" | "at">,
): string => {
  const value = markedValue(host, identity);
  const slots = value === null ? null : slotsInValue(value);
  return value !== null && slots !== null && isHeld(host, at, identity, slots) ? value : NO_RECORD;
};

const setMark = (host: Host, identity: string, value: string): void => {
  if (value === NO_RECORD) return host.remove(PLACED_PATH);
  host.makeDir(DIRECTORY);
  host.replace(PLACED_PATH, renderPlaced({ identity, value }), 0o644);
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
