/** What goes along with a switch, by the family of the clients, and what keeps it from doing so. */
import type { FoundClient } from "../../detectors/clients/descriptors.ts";
import type { Address, Change, Reading } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import { shellWord } from "../../formats/shell-word.ts";
import { findExportBlocker } from "./export-blocker.ts";
import {
  aheadOf, NOT_TRANSFERRED, TRANSFERRED, interlockPath, type HistoryTarget, type HistoryKind,
  type TransferBlocker,
} from "./start-interlock.ts";
import { isUnit, type ClientFacts } from "./facts.ts";
import { findSlashingBlocker, slashingTarget, transferTimes } from "./slashing.ts";
import { importsRecords } from "../shared/import-record.ts";
import { towerTarget } from "./tower.ts";
import {
  findTowerBlocker, losesVotes, lostVotesBlocker, needsTransfer,
} from "./tower-blockers.ts";

const HISTORY_OF_FAMILY: Readonly<Partial<Record<FoundClient["family"], HistoryKind>>> =
  { ethereum: "slashing", solana: "towers" };

export const historyKindOf = (client: FoundClient | null | undefined): HistoryKind | null =>
  (client && HISTORY_OF_FAMILY[client.family]) ?? null;

/**
 * The clients that stop, and one whose history an earlier switch left newer than the starting
 * client's.
 */
const sources = (
  host: HostReader, history: HistoryKind, stopping: readonly string[], starting: string,
): readonly string[] =>
  [...new Set([...stopping, aheadOf(host, history, starting)])]
    .filter((unit) => unit !== null).filter((unit) => unit !== starting);

const withUnit = ({ candidates }: ClientFacts, unit: string) =>
  candidates.filter(isUnit).find((one) => one.unit === unit);

const targetFrom = (
  facts: ClientFacts, history: HistoryKind, from: string, to: string,
): HistoryTarget | null => {
  if (history === "slashing") return slashingTarget(facts.host, from, to);
  const [old, next] = [withUnit(facts, from), withUnit(facts, to)];
  return old && next && needsTransfer(facts, old, next)
    ? towerTarget(facts.host, old, next, facts.identity) : null;
};

export const transferChanges = (
  facts: ClientFacts, stopping: readonly string[], starting: string, address: Address,
): readonly Change[] => {
  const history = historyKindOf(withUnit(facts, starting));
  if (history === null) return [];
  return sources(facts.host, history, stopping, starting).flatMap((unit) => {
    const target = targetFrom(facts, history, unit, starting);
    return target === null ? [] : [{ ...target, kind: "client", for: [address],
      from: NOT_TRANSFERRED, to: TRANSFERRED, reboot: NOT_TRANSFERRED }];
  });
};

const towersBlocker = (
  facts: ClientFacts, from: readonly string[], to: string,
): TransferBlocker | null => {
  const next = withUnit(facts, to);
  for (const unit of from) {
    const old = withUnit(facts, unit);
    if (!old) {
      return { why: `${unit}, which has voted last, is not a validator's unit any more`,
        wayOut: `bring its tower to ${to} by hand, then rm `
          + shellWord(interlockPath("towers", to)) };
    }
    if (!next) continue;
    if (losesVotes(facts, old, next) === "yes") return lostVotesBlocker(facts.host, old, next);
    const blocker = findExportBlocker(facts, old)
      ?? (needsTransfer(facts, old, next) ? findTowerBlocker(facts, old, next) : null);
    if (blocker) return blocker;
  }
  return null;
};

/** Why what was signed could not go along to the target; null where nothing has to, or it can. */
export const findTransferBlocker = (
  facts: ClientFacts, old: FoundClient | undefined,
): Reading["blocker"] => {
  const { host, desired } = facts;
  const history = historyKindOf(old) ?? historyKindOf(desired);
  if (!desired?.unit || history === null) return null;
  const from = sources(host, history, old?.unit ? [old.unit] : [], desired.unit);
  if (from.length === 0) return null;
  const blocker = history === "slashing" ? findSlashingBlocker(host, [...from, desired.unit])
    : towersBlocker(facts, from, desired.unit);
  const what = history === "slashing" ? "signed" : "voted for";
  return blocker && { waysOut: [blocker.wayOut],
    reason: `what ${from.join(" and ")} has ${what} cannot go along: ${blocker.why}` };
};

/** How long what was signed is on its way, while no client runs. */
export const timeOfTransfer = (
  { host, desired }: ClientFacts, running: readonly FoundClient[],
): readonly string[] => {
  if (!desired?.unit || historyKindOf(desired) !== "slashing") return [];
  const stopping = running.filter(isUnit).map(({ unit }) => unit);
  return transferTimes(host, sources(host, "slashing", stopping, desired.unit), desired.unit);
};

/** Where it is unknown whether two that do not share their votes are the same voter. */
export const withoutHistory = (facts: ClientFacts): readonly string[] => {
  const { candidates, desired } = facts;
  if (!desired || !isUnit(desired)) return [];
  return candidates.filter((old) => old.state === "running" && old.unit !== desired.unit
    && historyKindOf(old) === "towers" && losesVotes(facts, old, desired) === "unknown")
    .map((old) => `${old.client} and ${desired.client} share no tower, and which keys they sign `
      + "with is unknown: if it is one, 512 slots must pass between their votes");
};

/** systemd starts the standby by itself, and carries nothing. */
export const standbyWithoutHistory = (
  facts: ClientFacts, standby: string | null,
): readonly string[] => {
  const { desired } = facts;
  const next = standby === null ? undefined : withUnit(facts, standby);
  if (!next || !desired || !needsTransfer(facts, desired, next)) return [];
  // Those start as nobody, or not at all.
  if (importsRecords(desired) || importsRecords(next)) return [];
  return [`dual: auto: systemd would start ${next.unit} without the tower of `
    + `${desired.unit ?? ""}: let both name one directory (--tower; after Alpenglow's genesis `
    + "--ledger)"];
};
