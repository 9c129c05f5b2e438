/** Drift: what the ledger says we set no longer holds, though nobody changed the host file. */
import type { Address, Evidence, Ledger } from "./model.ts";
import { ownershipOf, winnerOf } from "./ownership.ts";
import { surveyAll, claimsOf, type PlanRequest } from "./plan.ts";

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
      const reading = survey.reading(claim.address);
      const base = { address: claim.address, set: claim.value, run: claim.run };
      if (reading.live !== claim.value) {
        const { evidence } = ownershipOf(reading, claim);
        return [{ ...base, where: "live", found: reading.live, evidence }];
      }
      const winner = winnerOf(reading);
      if (reading.liveOnly || winner?.value === claim.value) return [];
      return [{ ...base, where: "boot", found: winner?.value ?? null,
        evidence: winner ? [winner.evidence] : [] }];
    }));
