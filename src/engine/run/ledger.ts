/** The ledger as a value: what a run leaves in it. Reading and writing it is the store's. */
import type { Address, Claim, Ledger, Plan, PlanItem } from "../model/model.ts";
import { isDurable } from "../model/targets.ts";
import { isWriting } from "../plan/decide.ts";
import { claimsAfter } from "../plan/plan.ts";

type Claims = Readonly<Record<Address, Claim>>;

/** `null` takes a claim out. */
export const overlay = (
  ledger: Ledger, claims: Readonly<Record<Address, Claim | null>>,
): Claims => {
  const merged: Record<Address, Claim> = { ...ledger.claims };
  for (const [address, claim] of Object.entries(claims)) {
    if (claim === null) delete merged[address];
    else merged[address] = claim;
  }
  return merged;
};

interface FinishedRun {
  readonly plan: Plan;
  readonly run: number;
  readonly host: { now(): Date };
}

/** A value that comes back is still that of the run which set it: a correction sets nothing new. */
const isCorrected = ({ action, to }: PlanItem, before: Claim | undefined): boolean =>
  action === "drift" && before?.value === to;

/** Sources that the run itself has replaced are gone: who writes there again writes a new one. */
const withoutReplaced = (claim: Claim, { changes }: Plan): Claim => {
  const { sources, ...rest } = claim;
  const left = sources?.filter(({ path }) => !changes.some(({ target }) => isDurable(target)
    && target.slice(target.indexOf(":") + 1) === path)) ?? [];
  return left.length === 0 ? rest : { ...rest, sources: left };
};

/** The ledger at the end of a run; what turned out to be impossible is not claimed. */
export const ledgerAfter = (
  { plan, run, host }: FinishedRun, before: Ledger, impossible: ReadonlyMap<Address, string>,
): Ledger => {
  if (plan.undoes) {
    const back = Object.entries(plan.undoes.claims).filter(([address]) => !impossible.has(address));
    return { ...before, claims: overlay(before, Object.fromEntries(back)) };
  }
  const written = new Set(plan.items.filter((item) => isWriting(item)
    && !isCorrected(item, before.claims[item.address])).map((item) => item.address));
  const { commit } = plan.source;
  const at = host.now().toISOString();
  const claims = [...claimsAfter(plan.items, before)]
    .filter(([address]) => !impossible.has(address))
    .map(([address, claim]) =>
      [address, written.has(address) ? { ...withoutReplaced(claim, plan), run, at, commit }
        : before.claims[address] ?? claim]);
  return { ...before, claims: Object.fromEntries(claims) as Claims };
};
