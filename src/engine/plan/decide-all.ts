/** Everything that is asked of one kind, and every claim that is not asked for any more. */
import { claimsOf } from "../model/claims.ts";
import { decide, decideRenamed } from "./decide.ts";
import { release } from "./release.ts";
import type { Address, Claim, Ledger, PlanItem, Want } from "../model/model.ts";
import type { Survey } from "../resource.ts";

const genericPermit = (_: Address, from: string): string =>
  `add adopt: {from: ${JSON.stringify(from)}} to its entry`;

/** What was replaced first stays known, under whatever address the host file has the setting. */
const inheriting = (item: PlanItem, { original, adopted }: Claim): PlanItem =>
  ({ ...item, inherits: { original, adopted } });

export const decideAll = (
  survey: Pick<Survey, "wants" | "reading" | "permit" | "formerly">, kind: string, ledger: Ledger,
): readonly PlanItem[] => {
  const { permit = genericPermit } = survey;
  const claims = claimsOf(ledger, kind);
  const decideOne = (want: Want): PlanItem => {
    const reading = survey.reading(want.address);
    if (claims.length === 0) return decide(want, reading, null, permit);
    const own = ledger.claims[want.address] ?? null;
    const former = own === null ? survey.formerly?.(want.address) ?? null : null;
    return former === null ? decide(want, reading, own, permit)
      : inheriting(decideRenamed(want, reading, former, permit), former);
  };
  const asked = survey.wants.map(decideOne);
  if (claims.length === 0) return asked;
  const wanted = new Set(survey.wants.map((want) => want.address));
  const left = claims.filter((claim) => !wanted.has(claim.address))
    .map((claim) => release(claim, survey.reading(claim.address)));
  return [...asked, ...left];
};
