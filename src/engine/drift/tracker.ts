/**
 * Keeps the last look at the watched settings, and looks again at those that notices concern. The
 * ledger is read with each look: another run may have set something meanwhile.
 */
import type { Address } from "../model/model.ts";
import { surveyAll, type PlanRequest, type SurveyedResource } from "../plan/plan.ts";
import { LEDGER } from "../run/store.ts";
import type { ChangeEvent, WatchTargets } from "./watch.ts";
import {
  addressesOf, readStates, diffStates, type SettingStates, type DriftEvent,
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

export const createTracker = (requestNow: () => PlanRequest): Tracker => {
  let look: SettingStates = new Map();
  let list: WatchList = [];
  let targets = withLedger(targetsOf(list));

  /** The live values of these settings, where reading them takes no survey; else null. */
  const glance = (notices: readonly ChangeEvent[]): SettingStates | null => {
    const { resources, host } = requestNow();
    const after = new Map(look);
    for (const { path } of notices) {
      const address = path === null ? null : settingAt(list, path);
      const then = address === null ? undefined : look.get(address);
      if (address === null || !then) return null;
      const resource = resources.find(({ kind }) => address.startsWith(`${kind}/`));
      if (!resource?.live) return null;
      after.set(address, { ...then, live: resource.live(host, address) });
    }
    return after;
  };

  const survey = (kinds: ReadonlySet<string> | null, isLiveOnly: boolean): SettingStates => {
    const request = requestNow();
    const { resources, ledger } = request;
    const surveyed = surveyAll(kinds === null ? request
      : { ...request, resources: resources.filter(({ kind }) => kinds.has(kind)) });
    const fresh = readStates(surveyed, ledger, isLiveOnly ? look : null);
    if (!isLiveOnly) {
      const known = new Set(surveyed.map(kindOf));
      const watched = watchListOf(surveyed, (one) => addressesOf(one, ledger));
      list = [...list.filter(({ kind }) => kinds !== null && !known.has(kind)), ...watched];
      targets = withLedger(targetsOf(list));
    }
    return kinds === null ? fresh : merged(look, fresh, kinds);
  };

  look = survey(null, false);
  return {
    targets: () => targets,
    get settings() { return [...look.keys()]; },
    needsRootToRead: (notices) => isHidden(list, notices),
    look: (notices) => {
      const kinds = notices.some(isLedger) ? null : concernedKinds(list, notices);
      if (kinds?.size === 0) return [];
      const isLiveOnly = notices.every(({ path }) =>
        path !== null && settingAt(list, path) !== null);
      const before = look;
      look = glance(notices) ?? survey(kinds, isLiveOnly);
      return diffStates(before, look, list, notices);
    },
  };
};
