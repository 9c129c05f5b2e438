/** Claims by their kind, which an address begins with. */
import type { Address, Claim, Ledger } from "./model.ts";

export const kindOf = (address: Address): string => address.slice(0, address.indexOf("/"));

export const claimsOf = (ledger: Ledger, kind: string): readonly Claim[] =>
  Object.values(ledger.claims).filter((claim) => kindOf(claim.address) === kind);
