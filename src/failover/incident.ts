/**
 * What has happened to a keeper before its host began to sign, or stopped: each event that its step
 * was given, and the state from before the first. The step is a function of these alone, so
 * anybody can play it again, and see each decision.
 */
import { merged, type KeeperRecord } from "./event.ts";
import { NEVER, type KeeperEffect, type KeeperEvent, type KeeperOptions,
  type KeeperState } from "./keeper-state.ts";
import { step } from "./keeper.ts";

const FORMAT = "vexor.failover-incident/1";
/** Some five minutes of a quiet keeper. */
const MOST_EVENTS = 600;

/** What both hosts had noted around it. */
export interface IncidentTimeline {
  /** Told by both, and some time later: nothing is added any more. */
  readonly isWhole: boolean;
  /** Whether the other host has told its part. */
  readonly hasPeer: boolean;
  readonly records: readonly KeeperRecord[];
}

export interface Incident {
  readonly format: typeof FORMAT;
  /** By the wall clock, when it was written. */
  readonly at: string;
  readonly options: KeeperOptions;
  readonly start: KeeperState;
  readonly events: readonly KeeperEvent[];
  /** What came of it. */
  readonly end: KeeperState;
  /** Absent at first: nothing that counts waits for it. */
  readonly timeline?: IncidentTimeline;
}

interface HeardEvent {
  readonly before: KeeperState;
  readonly event: KeeperEvent;
}

/** The last events, as long as the keeper runs. */
export class FlightRecorder {
  #heard: HeardEvent[] = [];

  heard(before: KeeperState, event: KeeperEvent): void {
    this.#heard.push({ before, event });
    if (this.#heard.length > 2 * MOST_EVENTS) this.#heard = this.#heard.slice(-MOST_EVENTS);
  }

  incident(at: string, options: KeeperOptions, end: KeeperState): Incident | null {
    const [first, ...more] = this.#heard.slice(-MOST_EVENTS);
    if (first === undefined) return null;
    return { format: FORMAT, at, options, start: first.before,
      events: [first, ...more].map(({ event }) => event), end };
  }
}

/** `theirs`: null as long as the other host has not told; what it had told before stays then. */
export const withTimeline = (
  incident: Incident, own: readonly KeeperRecord[], theirs: readonly KeeperRecord[] | null,
  isWhole: boolean,
): Incident => {
  const { end: { host }, timeline } = incident;
  const before = timeline?.hasPeer === true
    ? timeline.records.filter((one) => one.host !== host) : null;
  const peers = theirs ?? before;
  return { ...incident, timeline: { isWhole, hasPeer: peers !== null,
    records: merged(own, peers ?? []) } };
};

const NEVER_WORD = "never";

/** JSON has no word for a time before all others. */
export const renderIncident = (incident: Incident): string => `${JSON.stringify(incident,
  (_, value: unknown) => (value === NEVER ? NEVER_WORD : value))}\n`;

/** Null for a text that `renderIncident` has not made. */
export const readIncident = (text: string): Incident | null => {
  try {
    const incident = JSON.parse(text, (key, value: unknown) =>
      (value === NEVER_WORD && key.endsWith("At") ? NEVER : value)) as Incident;
    return incident.format === FORMAT && Array.isArray(incident.events)
      && renderIncident(incident) === text ? incident : null;
  } catch {
    return null;
  }
};

/** One event, played again. */
export interface ReplayedStep {
  readonly event: KeeperEvent;
  readonly before: KeeperState;
  readonly after: KeeperState;
  readonly effects: readonly KeeperEffect[];
}

export const replay = ({ start, events, options }: Incident): readonly ReplayedStep[] => {
  let keeper = start;
  return events.map((event) => {
    const before = keeper;
    const stepped = step(before, event, options);
    keeper = stepped.keeper;
    return { event, before, after: keeper, effects: stepped.effects };
  });
};

/** Whether this version decides as the keeper has that wrote it. */
export const isAsRecorded = (incident: Incident): boolean => {
  const end = replay(incident).at(-1)?.after ?? incident.start;
  return JSON.stringify(end) === JSON.stringify(incident.end);
};
