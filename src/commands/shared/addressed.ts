/** One address that the operator typed: what is read of it here, or what was meant instead. */
import { VexorError } from "../../engine/model/errors.ts";
import type { Address, Claim, Reading } from "../../engine/model/model.ts";
import { kindOf } from "../../engine/model/claims.ts";
import { surveyOne } from "../../engine/plan/plan.ts";
import type { Resource } from "../../engine/resource.ts";
import { besideHidden, hiddenFrom, type MissedPath } from "../../engine/plan/unread.ts";
import { meantBy } from "../cli/choosing.ts";
import type { Context } from "./context.ts";
import { ledgerOnlyRequest } from "./load-and-plan.ts";

/** A placeholder claim: it makes a resource look at an address that is not declared. */
const asked = (address: Address): Claim =>
  ({ address, value: "", attributes: {}, original: null, adopted: null, run: 0, commit: null,
    at: "" });

const isThere = ({ host }: Context, resource: Resource, address: Address): boolean => {
  try {
    return (resource.live?.(host, address) ?? null) !== null;
  } catch {
    return false; // a name that is not a path
  }
};

/** Of an address without its kind, or with a slip in it. */
const advice = (context: Context, found: string, claimed: readonly Address[]): string => {
  const whole = context.resources
    .find((one) => isThere(context, one, `${one.kind}/${found}`));
  const meant = whole ? `${whole.kind}/${found}` : meantBy(found, claimed);
  return meant === null
    ? `Addresses look like ${context.resources.map((one) => `${one.kind}/NAME`).join(", ")}.`
    : `Did you mean ${meant}?`;
};

interface AddressedSetting {
  readonly reading: Reading;
  readonly claim: Claim | null;
  /** What could not be read, and may set it as well. */
  readonly unread: readonly MissedPath[];
}

const resourceOf = (
  context: Context, address: Address, claimed: readonly Address[],
): Resource => {
  const kind = kindOf(address);
  const resource = context.resources.find((one) => one.kind === kind);
  if (resource && address.length > kind.length + 1) return resource;
  throw new VexorError("USAGE", `${JSON.stringify(address)} is not an address`,
    { hint: advice(context, address, claimed) });
};

/** Throws as `addressed`, as far as that is known without asking any program. */
export const assertAddressed = (context: Context, address: Address): void => {
  const claimed = Object.keys(ledgerOnlyRequest(context).ledger.claims);
  const resource = resourceOf(context, address, claimed);
  if (resource.live && !isThere(context, resource, address)) addressed(context, address);
};

/** Throws USAGE for what is not an address, NO_MATCH for one that nothing here goes by. */
export const addressed = (context: Context, address: Address): AddressedSetting => {
  const { ledger, declaration, host } = ledgerOnlyRequest(context);
  const resource = resourceOf(context, address, Object.keys(ledger.claims));
  const claim = ledger.claims[address] ?? null;
  const { survey, reader } = surveyOne({ host, declaration }, resource, [claim ?? asked(address)]);
  const seen = besideHidden(survey.reading(address), []); // now its reader has been everywhere
  const reading = besideHidden(seen, hiddenFrom(reader, !context.isRoot));
  const isNowhere = reading.live === null && reading.boot.length === 0 && claim === null;
  if (isNowhere && reading.immutable !== null) {
    throw new VexorError("NO_MATCH", `nothing here is called ${address}: ${reading.immutable}`,
      { hint: "vexor plan --all lists the addresses of what is declared." });
  }
  return { reading, claim, unread: reader.missed() };
};
