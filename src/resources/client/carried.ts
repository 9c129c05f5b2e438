/**
 * `client/record`: what the other host of the failover group has signed, in place here before this
 * host signs. The keeper leaves what it has received; a plan has the client import it, while this
 * host is the standby.
 */
import { unitProcesses } from "../../detectors/systemd/unit-processes.ts";
import type { Address, Change, Params, Reading, Want } from "../../engine/model/model.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { readParams } from "../../engine/model/target-params.ts";
import type { Blocker } from "../../engine/plan/blockers.ts";
import type { TargetDriver } from "../../engine/resource.ts";
import { PLACED_PATH } from "../../failover/placed-record.ts";
import {
  isValueOf, recordValue, type ReceivedRecord,
} from "../../failover/signing-record.ts";
import { BASE58 } from "../../formats/base58.ts";
import { quote } from "../../formats/quote.ts";
import { shellWord } from "../../formats/shell-word.ts";
import type { HostReader } from "../../ports/host.ts";
import { markedValue, NO_RECORD, setMark } from "../shared/placed-mark.ts";
import { receivedRecord, storedRecord } from "../shared/stored-record.ts";
import { SERVICE_NAME } from "../shared/systemd.ts";
import type { DutyFacts } from "./duty.ts";
import { historyFileOf } from "./own-history.ts";
import { placeHistory } from "./seal-history.ts";

export const CARRIED: Address = "client/record";

const PARAMS = { identity: { form: `${BASE58}{32,44}` }, digest: { form: "[0-9a-f]{64}" } };

interface CarriedParams {
  readonly unit: string;
  readonly identity: string;
  readonly digest: string;
}

/** Throws PLAN_INVALID. */
const readCarried = (name: string, params: Params = {}): CarriedParams => {
  const found = readParams(name, `(${SERVICE_NAME})`, PARAMS, params);
  if (found !== null) return { unit: found.head[0] ?? "", ...found.params };
  throw new VexorError("PLAN_INVALID", `${quote(name)} is not a target of a carried history`);
};

/** Where the client's history has gone since, what was put into it has gone as well. */
const carriedValue = (
  host: HostReader, { unit, identity }: Pick<CarriedParams, "unit" | "identity">,
): string => {
  const file = historyFileOf(host, unit);
  const isGone = file !== null && host.stat(file) === null;
  return isGone ? NO_RECORD : markedValue(host, identity) ?? NO_RECORD;
};

export const carriedDriver: TargetDriver = {
  scheme: "carried",
  runsPrograms: true,
  read: (host, name, params) =>
    (host.isTree ? NO_RECORD : carriedValue(host, readCarried(name, params))),
  write: async (host, name, value, report = () => undefined, params) => {
    if (host.isTree || value === null) return;
    const carried = readCarried(name, params);
    // Any other value is the one of before: what was imported since is not taken away.
    if (isValueOf(value, carried.digest)) await placeHistory(host, carried, report);
    setMark(host, carried.identity, value);
  },
  shell: (name, _, params) =>
    `: ${shellWord(`${readCarried(name, params).unit} imports what the other host has signed`)}`,
  writablePaths: () => ["/"], // the client's own program writes where it keeps its history
};

const receivedBy = ({ host, group, identity }: DutyFacts): ReceivedRecord | null =>
  receivedRecord(host, { group, identity });

export const carriedWants = (facts: DutyFacts | null): readonly Want[] => {
  const received = facts && receivedBy(facts);
  return facts === null || received === null ? [] : [{ address: CARRIED, why: null, attributes: {},
    at: ["failover", "validator"], rule: { value: recordValue(received.digest, received.slots) },
    adopt: carriedValue(facts.host, facts), onDrift: "correct" }];
};

const again = (reason: string): Blocker => ({ reason,
  waysOut: ["the keeper asks for it again: vexor failover status"] });

const findBlocker = (facts: DutyFacts, { digest }: ReceivedRecord): Blocker | null => {
  const { host, role: { role, why }, unit, identity, client } = facts;
  if (role !== "standby") return again(why ?? "this host is the active one of its group");
  if (client === null) return again(`no validator client is known to run in ${unit}`);
  if (unitProcesses(host, unit).length > 0) return again(`${unit} runs: its own history counts`);
  try {
    storedRecord(host, digest, identity);
    return null;
  } catch (error) {
    if (error instanceof VexorError) return again(error.message);
    throw error;
  }
};

const STAYS = "what was imported stays, whatever the host file says";

export const carriedReading = (facts: DutyFacts | null): Reading => {
  const received = facts && receivedBy(facts);
  const live = facts === null || facts.host.isTree ? NO_RECORD : carriedValue(facts.host, facts);
  const says = live === NO_RECORD ? "no record was imported here" : `imported: ${live}`;
  const evidence = { kind: "file", path: PLACED_PATH, says } as const;
  return {
    address: CARRIED, live, immutable: received === null ? STAYS : null, overriddenBy: null,
    boot: live === NO_RECORD ? [] : [{ value: live, owner: "vexor", evidence }],
    default: { value: NO_RECORD, evidence }, otherManagers: [], warnings: [], ephemeral: null,
    get blocker() { return facts && received && findBlocker(facts, received); },
  };
};

export const carriedChange = (facts: DutyFacts | null, to: string): readonly Change[] => {
  const received = facts && receivedBy(facts);
  if (facts === null || received === null) return [];
  const { host, unit, identity } = facts;
  const from = carriedValue(host, { unit, identity });
  return [{ target: `carried:${unit}`, params: { identity, digest: received.digest },
    kind: "client", from, to, reboot: from, for: [CARRIED] }];
};
