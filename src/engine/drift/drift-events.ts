/**
 * What has moved between two looks at the watched settings: which, from what to what, and whom the
 * notices in between name. Of boot sources, those that are new, changed or gone.
 */
import type { Address, BootSource, Evidence, Ledger, Reading, Rule } from "../model/model.ts";
import { claimsOf } from "../model/claims.ts";
import { type SurveyedResource } from "../plan/plan.ts";
import { rebootOf } from "../plan/reboot.ts";
import { satisfies } from "../model/rules.ts";
import type { DetectionMethod, ChangeEvent, Writer } from "./watch.ts";
import { settingAt, type WatchList } from "./watch-list.ts";

/** What is remembered of one setting. */
export interface SettingState {
  /** What it should be. */
  readonly rule: Rule;
  /** The run that set it; null when it is declared only. */
  readonly run: number | null;
  readonly live: string | null;
  readonly boot: readonly BootSource[];
  /** What a reboot would bring; null when nothing sets it at boot, or that is unknown. */
  readonly reboot: string | null;
  readonly ephemeral: boolean;
  /** Scripts and tools that set it. */
  readonly otherManagers: readonly Evidence[];
}

export type SettingStates = ReadonlyMap<Address, SettingState>;

export interface DriftEvent {
  readonly address: Address;
  /** `live`: the value moved; `boot`: what brings it back at boot. */
  readonly where: "live" | "boot";
  readonly from: string | null;
  readonly to: string | null;
  readonly rule: Rule;
  readonly run: number | null;
  /** It is as it should be again. */
  readonly holds: boolean;
  /** Of `boot`: the sources that are new or changed, else those that are gone. */
  readonly evidence: readonly Evidence[];
  readonly gone: boolean;
  /** Of the notice that told, in ms since 1970. */
  readonly at: number;
  readonly how: DetectionMethod;
  readonly writer: Writer | null;
  readonly ours: boolean;
}

/** Managed settings, and those that the host file declares. */
export const knownAddresses = (
  { resource, survey }: SurveyedResource, ledger: Ledger,
): readonly Address[] =>
  [...new Set([...claimsOf(ledger, resource.kind), ...survey.wants].map(({ address }) => address))];

const valueAfterReboot = (reading: Reading): string | null => {
  const { value, last } = rebootOf(reading);
  return last.length === 0 ? null : value;
};

/** `before`: nothing but live values can have changed since, so nothing else is read. */
export const readStates = (
  surveyed: readonly SurveyedResource[], ledger: Ledger, before: SettingStates | null = null,
): SettingStates => new Map(surveyed.flatMap((one) => {
  const rules = new Map(one.survey.wants.map(({ address, rule }) => [address, rule]));
  return knownAddresses(one, ledger).map((address): [Address, SettingState] => {
    const reading = one.survey.reading(address);
    const then = before?.get(address);
    if (then) return [address, { ...then, live: reading.live }];
    const claim = ledger.claims[address];
    const { live, boot, otherManagers, ephemeral } = reading;
    return [address, { rule: rules.get(address) ?? { value: claim?.value ?? "" },
      run: claim?.run ?? null, live, boot, otherManagers, ephemeral: ephemeral !== null,
      reboot: valueAfterReboot(reading) }];
  });
}));

/** A line that only moved down its file says what it said before. */
const sameSource = (one: BootSource, other: BootSource): boolean =>
  one.value === other.value && one.evidence.path === other.evidence.path
    && one.evidence.says === other.evidence.says;

/** Which tools hold a value depends on that value: only while it stays do they tell of a change. */
const valueSources = ({ boot, otherManagers }: SettingState,
  isSettled: boolean): readonly BootSource[] => [...boot,
  ...isSettled ? otherManagers.map((evidence): BootSource =>
    ({ owner: "custom", value: evidence.restores ?? "", evidence })) : []];

const without = (sources: readonly BootSource[], others: readonly BootSource[]) =>
  sources.filter((one) => !others.some((other) => sameSource(one, other)));

type ReportedOrigin = Pick<DriftEvent, "at" | "how" | "writer" | "ours">;

/** The newest report, but a report that names the writer counts more than one that does not. */
const originReportedBy = (notices: readonly ChangeEvent[]): ChangeEvent | undefined =>
  notices.findLast(({ writer }) => writer !== null) ?? notices.at(-1);

const eventOrigin = (
  list: WatchList, notices: readonly ChangeEvent[], address: Address, where: DriftEvent["where"],
): ReportedOrigin => {
  const isFile = ({ how }: ChangeEvent): boolean => how === "files";
  const own = where === "live" ? notices.filter(({ path }) =>
    path !== null && settingAt(list, path) === address) : notices.filter(isFile);
  // Any other event may be about any setting, so its writer cannot be named.
  const other = notices.findLast((one) => one.path === null || settingAt(list, one.path) === null);
  const { at, how, writer, ours } = originReportedBy(own)
    ?? { at: other?.at ?? notices.at(-1)?.at ?? 0, how: other?.how ?? "poll", writer: null,
      ours: false };
  return { at, how, writer, ours };
};

/** Settings that are in only one of the looks have not moved: they came, or went, with a commit. */
export const diffStates = (
  before: SettingStates, after: SettingStates, list: WatchList, notices: readonly ChangeEvent[],
): readonly DriftEvent[] => [...after].flatMap(([address, now]): readonly DriftEvent[] => {
  const then = before.get(address);
  if (!then) return [];
  const { rule, run } = now;
  const moves: DriftEvent[] = [];
  if (then.live !== now.live) {
    moves.push({ address, where: "live", from: then.live, to: now.live, rule, run,
      holds: satisfies(rule, now.live), evidence: [], gone: false,
      ...eventOrigin(list, notices, address, "live") });
  }
  const isSettled = then.live === now.live;
  const [past, present] = [valueSources(then, isSettled), valueSources(now, isSettled)];
  const [fresh, gone] = [without(present, past), without(past, present)];
  if (fresh.length > 0 || gone.length > 0) {
    const to = now.reboot;
    moves.push({ address, where: "boot", from: then.reboot, to, rule, run,
      holds: (now.ephemeral && to === null) || satisfies(rule, to), gone: fresh.length === 0,
      evidence: (fresh.length > 0 ? fresh : gone).map(({ evidence }) => evidence),
      ...eventOrigin(list, notices, address, "boot") });
  }
  return moves;
});
