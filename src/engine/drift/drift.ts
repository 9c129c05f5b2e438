/** Drift: a value that the ledger records no longer holds, and the host file did not change. */
import type { Address, Evidence, Ledger } from "../model/model.ts";
import { knownActs, ownershipOf } from "../plan/ownership.ts";
import { claimsOf } from "../model/claims.ts";
import { asWritten } from "../plan/pending.ts";
import { surveyAll, type PlanRequest } from "../plan/plan.ts";
import { rebootOf } from "../plan/reboot.ts";

export interface Drift {
  readonly address: Address;
  /** `live`: the value moved; `boot`: a reboot would bring another value. */
  readonly where: "live" | "boot";
  readonly set: string;
  readonly found: string | null;
  readonly run: number;
  readonly evidence: readonly Evidence[];
}

export const findDrift = (request: PlanRequest & { readonly ledger: Ledger }): readonly Drift[] =>
  surveyAll(request).flatMap(({ resource, survey }) =>
    claimsOf(request.ledger, resource.kind).flatMap((claim): readonly Drift[] => {
      const reading = asWritten(survey.reading(claim.address));
      const set = reading.expected ?? claim.value;
      const base = { address: claim.address, set, run: claim.run };
      if (reading.live !== set) {
        const { evidence } = ownershipOf(reading, claim);
        return [{ ...base, where: "live", found: reading.live, evidence }];
      }
      const { value, last } = rebootOf(reading);
      if (reading.ephemeral || (last.length > 0 && value === claim.value)) return [];
      const known = new Set(knownActs(reading, claim).map((act) => act.evidence));
      const strange = last.filter((act) => !known.has(act.evidence) && act.value !== claim.value);
      if (last.length > 0 && strange.length === 0) return [];
      return [{ ...base, where: "boot", found: last.length === 0 ? null : value,
        evidence: strange.map((act) => act.evidence) }];
    }));
