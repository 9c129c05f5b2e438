/**
 * Who this machine is to be, where a register decides that and not git: its identity while it is
 * the active host of its failover group, and the unstaked key while it is the standby.
 *
 * Without a sound word of the keeper nothing is concluded. A missing file would demote a validator
 * that may sign, or promote one that may not: the live identity then stays what it is.
 */
import type { DeclaredIdentity } from "../../detectors/clients/identity.ts";
import type { Blocker } from "../../engine/plan/blockers.ts";
import type { HostFile } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import type { FailoverPermit } from "../../failover/permit.ts";
import type { FailoverRole } from "../../failover/role.ts";
import { permitIn } from "../shared/failover-permit.ts";
import { roleIn } from "../shared/failover-role.ts";
import type { IdentitySpec } from "./section.ts";

export interface WantedIdentity {
  /** The section, with the key that is wanted now. */
  readonly want: IdentitySpec | null;
  /** Why nothing is wanted but what there is; null where the role is known, or git decides. */
  readonly roleUnknown: string | null;
  /** The register decides which of the two declared keys it is. */
  readonly isByRole: boolean;
  /** Null where that is not known, or git decides. */
  readonly role: FailoverRole["role"] | null;
  /** The keeper's permission to take the identity up now. */
  readonly permit: FailoverPermit | null;
}

const byRole = (
  declared: IdentitySpec, role: "active" | "standby" | null, unstaked: string | null,
): IdentitySpec =>
  (role === "active" || unstaked === null ? declared : { ...declared, pubkey: unstaked });

/** `why`: of a role that is not known. */
const unknown = (
  why: string | null, unstaked: string | null, role: string | null,
): string | null => {
  if (role !== null && unstaked === null && role !== "active") return "its unstaked key is unknown";
  return why;
};

export const wantedIdentity = (
  host: HostReader, declared: IdentitySpec | null, keys: DeclaredIdentity | null,
  { failover }: HostFile,
): WantedIdentity => {
  if (failover === undefined || declared === null) {
    return { want: declared, roleUnknown: null, isByRole: false, role: null, permit: null };
  }
  const { role, why, epoch } = roleIn(host, failover.group);
  const unstaked = keys?.unstaked?.pubkey ?? null;
  const permit = role === "active" ? permitIn(host) : null;
  return { want: byRole(declared, role, unstaked), roleUnknown: unknown(why, unstaked, role),
    isByRole: true, role,
    permit: permit?.group === failover.group && permit.epoch === epoch ? permit : null };
};

export const roleBlocker = (roleUnknown: string): Blocker => ({
  reason: `which host is active is unknown, so the identity stays as it is: ${roleUnknown}`,
  waysOut: ["have its keeper run: systemctl start vexor-failover; it writes its role as soon as it "
    + "has read the register"],
});

/** Only the keeper knows, at any moment, whether it still holds the register. */
export const unpermittedBlocker = (group: string): Blocker => ({
  reason: `only the keeper of ${group} takes the identity up, while it holds the register`,
  waysOut: ["vexor failover status says whether it does, and what keeps it from that"],
});

/** Of a host file without the section, as long as the keeper has not been taken out of force. */
export const KEEPER_DECIDES: Blocker = {
  reason: "the keeper of this host is in force, and decides who signs",
  waysOut: ["apply again once this apply has taken it out of force"],
};
