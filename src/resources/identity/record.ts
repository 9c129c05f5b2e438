/**
 * `identity/record`: what the other host of the failover group has signed with the identity, in
 * place here before this host signs. The keeper leaves what it has received; a plan puts it where
 * the client finds it, while this host is the standby.
 */
import { installedAmong } from "../../detectors/clients/lasting.ts";
import type { FoundClient } from "../../detectors/clients/descriptors.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Address, Change, HostFile, Reading, Want } from "../../engine/model/model.ts";
import type { Blocker } from "../../engine/plan/blockers.ts";
import { PLACED_PATH } from "../../failover/placed-record.ts";
import { recordValue, type ReceivedRecord } from "../../failover/signing-record.ts";
import { NO_RECORD } from "../shared/placed-mark.ts";
import { receivedRecord, storedRecord } from "../shared/stored-record.ts";
import { placesOf } from "../shared/tower-location.ts";
import type { IdentityFacts } from "./facts.ts";
import { kindOf, whySigning, type RecordGoal } from "./record-place.ts";
import { placedValue, recordTarget } from "./record-driver.ts";

export const RECORD: Address = "identity/record";

const STAYS = "what was received stays, whatever the host file says";

export interface RecordFacts {
  readonly received: ReceivedRecord | null;
  /** Null where no client of this host tells where it keeps what it has signed. */
  readonly goal: RecordGoal | null;
}

/** Of several that are installed, the one that the host file means. */
const clientHere = (
  { host, client, running, validators }: IdentityFacts, { client: declared }: HostFile,
): FoundClient | null => {
  if (running.length > 0) return client;
  const meant = installedAmong(host, validators.filter((one) => one.unit !== null
    && (declared === undefined || (one.client === declared.active
      && (declared.unit ?? one.unit) === one.unit))));
  return meant.length === 1 ? meant[0] ?? null : null;
};

const receivedBy = (
  { host, declared }: IdentityFacts, { failover }: HostFile,
): ReceivedRecord | null => (declared === null || failover === undefined ? null
  : receivedRecord(host, { group: failover.group, identity: declared.pubkey }));

export const recordFacts = (facts: IdentityFacts, declaration: HostFile): RecordFacts => {
  const received = receivedBy(facts, declaration);
  const client = received && clientHere(facts, declaration);
  if (!received || !client?.unit || client.uid === null) return { received, goal: null };
  const at = { unit: client.unit, uid: client.uid, ...placesOf(client, facts.declared) };
  return { received, goal: { identity: received.identity, digest: received.digest, at } };
};

const liveOf = ({ host }: IdentityFacts, { goal }: RecordFacts): string => {
  if (goal === null) return NO_RECORD;
  try {
    return placedValue(host, goal);
  } catch (error) {
    if (error instanceof VexorError) return NO_RECORD;
    throw error;
  }
};

const NO_CLIENT: Blocker = {
  reason: "no client of this host tells where it keeps what it has signed, or as which user",
  waysOut: ["start the client, or name it in the host file: client: {active: …, unit: …}"],
};

const again = (reason: string): Blocker => ({ reason,
  waysOut: ["the keeper asks for it again: vexor failover status"] });

/** Whether one goes on from the other shows at the write: one that fails changes nothing. */
const blockerOf = (
  { host, role, roleUnknown }: IdentityFacts, { received, goal }: RecordFacts,
): Blocker | null => {
  if (received === null || goal === null) return NO_CLIENT;
  if (role !== "standby") return again(roleUnknown ?? "this host is the active one of its group");
  const signing = whySigning(host, goal.at, goal.identity);
  if (signing !== null) return again(signing);
  const missing = received.slots.map(({ form }) => kindOf(form))
    .find((kind) => kind.foundAt(goal.at) === null);
  if (missing) return again(`${goal.at.unit} takes no ${missing.name}`);
  try {
    storedRecord(host, goal.digest, goal.identity);
    return null;
  } catch (error) {
    if (error instanceof VexorError) return again(error.message);
    throw error;
  }
};

export const recordWants = (facts: IdentityFacts, of: RecordFacts): readonly Want[] => {
  const { received } = of;
  return received === null ? [] : [{ address: RECORD, why: null, attributes: {}, at: ["failover"],
    rule: { value: recordValue(received.digest, received.slots) }, adopt: liveOf(facts, of),
    // An older record is never what anybody wants.
    onDrift: "correct" }];
};

export const recordReading = (facts: IdentityFacts, of: RecordFacts): Reading => {
  const live = liveOf(facts, of);
  const says = live === NO_RECORD ? "no record was put in place here" : `put in place: ${live}`;
  const evidence = { kind: "file", path: PLACED_PATH, says } as const;
  return {
    address: RECORD, live, immutable: of.received === null ? STAYS : null, overriddenBy: null,
    boot: live === NO_RECORD ? [] : [{ value: live, owner: "vexor", evidence }],
    default: { value: NO_RECORD, evidence }, otherManagers: [], warnings: [], ephemeral: null,
    get blocker() { return blockerOf(facts, of); },
  };
};

export const recordChange = (
  facts: IdentityFacts, of: RecordFacts, to: string,
): readonly Change[] => {
  if (of.goal === null) return [];
  const from = liveOf(facts, of);
  return [{ ...recordTarget(of.goal), kind: "identity", from, to, reboot: from, for: [RECORD] }];
};
