/**
 * Keeps the last look at the watched settings, and looks again at those that notices concern. The
 * ledger is read with each look: another run may have set something meanwhile.
 */
import type { Address } from "../model/model.ts";
import { surveyAll, type PlanRequest, type SurveyedResource } from "../plan/plan.ts";
import { LEDGER } from "../run/store.ts";
import type { ChangeEvent, WatchTargets } from "./watch.ts";
import {
  knownAddresses, readStates, diffStates, type SettingStates, type DriftEvent,
} from "./drift-events.ts";
import {
  concernedKinds, isHidden, settingAt, targetsOf, watchListOf, type WatchList,
} from "./watch-list.ts";

export interface Tracker {
  /** The same object until they may have changed. */
  targets(): WatchTargets;
  readonly settings: readonly Address[];
  /** What has moved since the last time, as these notices tell. */
  look(notices: readonly ChangeEvent[]): readonly DriftEvent[];
  /** Whether these notices are about something that this process cannot read. */
  needsRootToRead(notices: readonly ChangeEvent[]): boolean;
}

const kindOf = ({ resource }: SurveyedResource): string => resource.kind;

/** Entries of kinds that were not looked at again stay as they were. */
const merged = (
  before: SettingStates, after: SettingStates, kinds: ReadonlySet<string>,
): SettingStates => {
  const others = [...before].filter(([address]) =>
    !kinds.has(address.slice(0, address.indexOf("/"))));
  return new Map([...others, ...after]);
};

/** Once a run has written what is managed, anything may be managed. */
const withLedger = (targets: WatchTargets): WatchTargets =>
  ({ ...targets, files: [...targets.files, LEDGER] });

const isLedger = ({ path }: ChangeEvent): boolean => path === LEDGER;

class SettingsTracker implements Tracker {
  readonly #requestNow: () => PlanRequest;
  #list: WatchList = [];
  #targets = withLedger(targetsOf([]));
  #states: SettingStates = new Map();

  constructor(requestNow: () => PlanRequest) {
    this.#requestNow = requestNow;
    this.#states = this.#survey(null, false);
  }

  get settings(): readonly Address[] {
    return [...this.#states.keys()];
  }

  targets(): WatchTargets {
    return this.#targets;
  }

  needsRootToRead(notices: readonly ChangeEvent[]): boolean {
    return isHidden(this.#list, notices);
  }

  look(notices: readonly ChangeEvent[]): readonly DriftEvent[] {
    const kinds = notices.some(isLedger) ? null : concernedKinds(this.#list, notices);
    if (kinds?.size === 0) return [];
    const isLiveOnly = notices.every(({ path }) =>
      path !== null && settingAt(this.#list, path) !== null);
    const before = this.#states;
    this.#states = this.#readLiveOnly(notices) ?? this.#survey(kinds, isLiveOnly);
    return diffStates(before, this.#states, this.#list, notices);
  }

  /** The live values of these settings, where reading them takes no survey; else null. */
  #readLiveOnly(notices: readonly ChangeEvent[]): SettingStates | null {
    const { resources, host } = this.#requestNow();
    const after = new Map(this.#states);
    for (const { path } of notices) {
      const address = path === null ? null : settingAt(this.#list, path);
      const then = address === null ? undefined : this.#states.get(address);
      if (address === null || !then) return null;
      const resource = resources.find(({ kind }) => address.startsWith(`${kind}/`));
      if (!resource?.live) return null;
      after.set(address, { ...then, live: resource.live(host, address) });
    }
    return after;
  }

  #survey(kinds: ReadonlySet<string> | null, isLiveOnly: boolean): SettingStates {
    const request = this.#requestNow();
    const { resources, ledger } = request;
    const surveyed = surveyAll(kinds === null ? request
      : { ...request, resources: resources.filter(({ kind }) => kinds.has(kind)) });
    const fresh = readStates(surveyed, ledger, isLiveOnly ? this.#states : null);
    if (!isLiveOnly) {
      const known = new Set(surveyed.map(kindOf));
      const watched = watchListOf(surveyed, (one) => knownAddresses(one, ledger));
      const kept = this.#list.filter(({ kind }) => kinds !== null && !known.has(kind));
      this.#list = [...kept, ...watched];
      this.#targets = withLedger(targetsOf(this.#list));
    }
    return kinds === null ? fresh : merged(this.#states, fresh, kinds);
  }
}

export const createTracker = (requestNow: () => PlanRequest): Tracker =>
  new SettingsTracker(requestNow);
