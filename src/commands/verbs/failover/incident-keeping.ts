/**
 * Incidents of this host: each is on the disk at once, as this keeper alone has seen it. What both
 * hosts had noted around it follows, and once more a while later, when what came of it is noted
 * too. A peer that is dead meanwhile is asked once it answers again, also by a later keeper.
 */
import { readRecords, type KeeperRecord } from "../../../failover/event.ts";
import {
  FlightRecorder, readIncident, renderIncident, withTimeline,
} from "../../../failover/incident.ts";
import type { KeeperEdges } from "../../../failover/keeper-edges.ts";
import type {
  KeeperEvent, KeeperOptions, KeeperPhase, KeeperState,
} from "../../../failover/keeper-state.ts";
import { eventsAround } from "../../../failover/peer-events.ts";
import type { EventPeer } from "../../../failover/ports.ts";
import type { Mark } from "../../../failover/register.ts";

/** What came of it is noted by then. */
const SETTLES_MS = 60_000;
/** Of a keeper of before, which does not know the question. */
const MOST_REFUSALS = 5;
/** However often it is asked: what is noted is read from the disk. */
const READ_MS = 2_000;

interface OpenIncident {
  readonly name: string;
  readonly writtenAt: number;
  /** What this host had noted is in it. */
  readonly hasOwn: boolean;
  /** So often the peer has answered all else, and has not told. */
  readonly refusals: number;
  readonly nextAt: number;
}

export interface IncidentParts {
  readonly edges: Pick<KeeperEdges, "clock" | "events" | "keepIncident" | "incidents" | "incident">;
  readonly peer: EventPeer;
  readonly options: KeeperOptions;
  readonly keeper: () => KeeperState;
}

export class IncidentKeeping {
  readonly #parts: IncidentParts;
  readonly #flight = new FlightRecorder();
  #open: readonly OpenIncident[] = [];
  #isLooking = false;
  #read: { readonly records: readonly KeeperRecord[]; readonly at: number } | null = null;

  constructor(parts: IncidentParts) {
    this.#parts = parts;
  }

  heard(before: KeeperState, event: KeeperEvent): void {
    this.#flight.heard(before, event);
  }

  /** Once its step has ended. */
  changed(from: KeeperPhase, to: KeeperPhase): void {
    if (from === "signing" || to === "signing") setImmediate(() => this.#keep());
  }

  /** Those that a keeper before this one has left open. */
  takeUp(): void {
    const { incidents, incident } = this.#parts.edges;
    const now = this.#now();
    this.#open = incidents().filter((name) => {
      const read = readIncident(incident(name) ?? "");
      return read !== null && read.timeline?.isWhole !== true;
    }).map((name) => ({ name, writtenAt: now - SETTLES_MS, hasOwn: false, refusals: 0,
      nextAt: now }));
  }

  /** One at a time, and none while another is under way; `isPeerUp`: it has just answered. */
  async look(isPeerUp: boolean): Promise<void> {
    const now = this.#now();
    const due = this.#open.find(({ nextAt, hasOwn }) =>
      nextAt <= now && (isPeerUp || !hasOwn));
    if (due === undefined || this.#isLooking) return;
    this.#isLooking = true;
    try {
      await this.#complete(due, isPeerUp);
    } finally {
      this.#isLooking = false;
    }
  }

  /** What this host has noted around a mark. */
  around(mark: Mark): readonly KeeperRecord[] {
    const now = this.#now();
    if (this.#read === null || now - this.#read.at > READ_MS) {
      this.#read = { records: readRecords(this.#parts.edges.events()), at: now };
    }
    return eventsAround(this.#read.records, mark);
  }

  #now(): number {
    return this.#parts.edges.clock.now();
  }

  #keep(): void {
    const { edges, options, keeper } = this.#parts;
    const at = new Date(edges.clock.wall()).toISOString();
    const incident = this.#flight.incident(at, options, keeper());
    if (incident === null) return;
    const name = `${at.replaceAll(":", "-")}-epoch-${incident.end.highest.epoch}`;
    edges.keepIncident(name, renderIncident(incident));
    const writtenAt = this.#now();
    this.#open = [...this.#open,
      { name, writtenAt, hasOwn: false, refusals: 0, nextAt: writtenAt }];
  }

  async #complete(open: OpenIncident, isPeerUp: boolean): Promise<void> {
    const { edges, peer } = this.#parts;
    const incident = readIncident(edges.incident(open.name) ?? "");
    // The newest few stay, and this one is older.
    if (incident === null) return this.#put(open, null);
    const mark = incident.end.highest;
    const theirs = isPeerUp ? await peer.events(mark) : null;
    const refusals = open.refusals + (isPeerUp && theirs === null ? 1 : 0);
    const hasSettled = this.#now() - open.writtenAt >= SETTLES_MS;
    const isWhole = refusals >= MOST_REFUSALS || (theirs !== null && hasSettled);
    edges.keepIncident(open.name,
      renderIncident(withTimeline(incident, this.around(mark), theirs, isWhole)));
    this.#put(open, isWhole ? null : { ...open, hasOwn: true, refusals,
      nextAt: theirs === null ? this.#now() : open.writtenAt + SETTLES_MS });
  }

  #put(before: OpenIncident, after: OpenIncident | null): void {
    this.#open = this.#open.flatMap((one) => {
      if (one.name !== before.name) return [one];
      return after === null ? [] : [after];
    });
  }
}
