/**
 * `client/duty` and `client/record`: whether the client of an Ethereum-like validator signs on this
 * host of its failover group, and what the other host has signed, in place here before this one
 * does. The register decides which of the two hosts it is, and not git.
 */
import { healthQuestion, steadySeconds } from "../../detectors/clients/client-health.ts";
import { readStoppedClient, type StoppedClient } from "../../detectors/clients/clients.ts";
import { allClients } from "../../detectors/clients/descriptors.ts";
import type { Address, Change, HostFile, Reading, Want } from "../../engine/model/model.ts";
import type { Blocker } from "../../engine/plan/blockers.ts";
import type { FailoverPermit } from "../../failover/permit.ts";
import { nameOfKeys } from "../../failover/settings.ts";
import type { HostReader } from "../../ports/host.ts";
import { permitIn } from "../shared/failover-permit.ts";
import { roleIn, type RoleFound } from "../shared/failover-role.ts";
import { dutyTarget } from "./duty-driver.ts";
import { dutyState, SIGNS, STANDS_BY } from "./duty-state.ts";

export const DUTY: Address = "client/duty";

/** By then the keeper's own kill is near. */
const STOP_SECONDS = 30;
const HEALTHY_SECONDS = 120;

/** Null where no host shares a validator of this kind. */
export interface DutyFacts {
  readonly host: HostReader;
  readonly group: string;
  readonly unit: string;
  readonly identity: string;
  readonly client: StoppedClient | null;
  readonly role: RoleFound;
  /** The keeper's permission to start the client now. */
  readonly permit: FailoverPermit | null;
  readonly live: string | null;
}

export const readDutyFacts = (
  host: HostReader, { failover, clients }: HostFile,
): DutyFacts | null => {
  if (failover?.validator === undefined) return null;
  const { group, validator: { unit, keys } } = failover;
  const role = roleIn(host, group);
  const permit = role.role === "active" ? permitIn(host) : null;
  const names = keys.map((key) => key.toLowerCase()).toSorted();
  return { host, group, unit, role, identity: nameOfKeys(names, (text) => host.digest(text)),
    client: readStoppedClient(host, allClients(clients), unit),
    permit: permit?.group === group && permit.epoch === role.epoch ? permit : null,
    live: host.isTree ? null : dutyState(host, unit) };
};

/** Where the role is unknown, all stays as it is. */
const wantedIn = ({ role: { role }, live }: DutyFacts): string => {
  if (role === null) return live ?? STANDS_BY;
  return role === "active" ? SIGNS : STANDS_BY;
};

export const dutyWants = (facts: DutyFacts | null): readonly Want[] => {
  if (facts === null || facts.live === null) return [];
  return [{ address: DUTY, rule: { value: wantedIn(facts) }, adopt: facts.live, why: null,
    onDrift: "report", attributes: {}, at: ["failover", "validator"] }];
};

/** What stops it needs no leave. */
const findBlocker = (facts: DutyFacts): Blocker | null => {
  const { role: { role }, live, permit, group, client, unit } = facts;
  if (role !== "active" || live === SIGNS) return null;
  if (client === null) {
    return { reason: `no validator client is known to run in ${unit}`,
      waysOut: ["vexor clients lists what is here; name its unit: validator: {unit: …}"] };
  }
  return permit !== null ? null : {
    reason: `only the keeper of ${group} starts ${unit}, while it holds the register`,
    waysOut: ["vexor failover status says whether it does, and what keeps it from that"] };
};

const NOT_DECLARED = "a client does not start or stop because a line has left the host file";

export const dutyReading = (facts: DutyFacts | null): Reading => ({
  address: DUTY, live: facts?.live ?? null, boot: [],
  immutable: facts === null ? NOT_DECLARED : null, overriddenBy: null, default: null,
  ephemeral: "after a boot it stands by until the keeper starts it",
  otherManagers: facts?.client?.evidence ?? [],
  ...facts === null ? {} : { expected: wantedIn(facts) },
  get blocker() { return facts && findBlocker(facts); },
  warnings: facts?.role.why == null ? [] : [`which host signs is unknown: ${facts.role.why}`],
});

export const dutyChange = (facts: DutyFacts | null, to: string): readonly Change[] => {
  if (facts === null) return [];
  const { client, unit, identity, live, permit } = facts;
  const health = client === null ? "none" : healthQuestion(client, undefined);
  return [{ kind: "client", from: live, to, reboot: STANDS_BY, for: [DUTY],
    ...dutyTarget({ unit, identity, epoch: String(permit?.epoch ?? 0), health,
      steadyFor: steadySeconds(client ?? undefined, health), stopWithin: STOP_SECONDS,
      healthyWithin: HEALTHY_SECONDS }) }];
};
