/** What is meant by an address or a kind on the command line, and what was meant if nothing is. */
import { VexorError } from "../../engine/model/errors.ts";
import type { Address, PlanItem } from "../../engine/model/model.ts";
import { suggest } from "../../engine/host-file/suggest.ts";
import { text, type Invocation } from "../shared/context.ts";

const MOST_LISTED = 6;

const nameOf = (address: Address): string => address.slice(address.indexOf("/") + 1);

/** The address or kind that `found` is a slip or a part of; null when none is near. */
export const meantBy = (found: string, addresses: readonly Address[]): Address | null =>
  addresses.find((one) => nameOf(one) === found)
  ?? addresses.find((one) => found !== "" && one.endsWith(found))
  ?? suggest(found, addresses)
  ?? addresses.find((one) => nameOf(one) === suggest(found, addresses.map(nameOf))) ?? null;

interface ItemChoice {
  /** Remembers what it was asked about. */
  chosen(item: Pick<PlanItem, "address">): boolean;
  /** Throws USAGE when nothing that was planned is meant; `kinds`: all that there are. */
  assertMet(kinds: readonly string[]): void;
}

const unmet = (only: string, addresses: readonly Address[], kinds: readonly string[]) => {
  const meant = meantBy(only, [...addresses, ...kinds]);
  const some = addresses.slice(0, MOST_LISTED).join(", ");
  const more = addresses.length > MOST_LISTED ? ", …" : "";
  const listed = addresses.length === 0 ? `Kinds of setting: ${kinds.join(", ")}.`
    : `There are: ${some}${more}.`;
  return new VexorError("USAGE", `--only ${JSON.stringify(only)} names nothing that is planned`,
    { hint: meant === null ? listed : `Did you mean --only ${meant}?` });
};

/** `--only`: a kind of setting, or one address. */
export const choiceOf = (call: Invocation): ItemChoice => {
  const only = text(call, "only");
  const seen: Address[] = [];
  const isMeant = (address: Address): boolean =>
    only === null || address === only || address.startsWith(`${only}/`);
  return {
    chosen: ({ address }) => {
      seen.push(address);
      return isMeant(address);
    },
    assertMet: (kinds) => {
      if (only === null || kinds.includes(only) || seen.some(isMeant)) return;
      throw unmet(only, seen, kinds);
    },
  };
};
