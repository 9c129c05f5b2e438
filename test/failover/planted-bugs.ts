/** Bugs that a keeper could have, each put into the real step from outside. */
import {
  isOwn, type KeeperEffect, type KeeperEvent, type KeeperState, type KeeperStep,
} from "../../src/failover/keeper-state.ts";
import { step } from "../../src/failover/keeper.ts";
import type { SimulationLaw } from "./simulation-law.ts";
import { ALONE, SMALL_LAW, SMALL_TIMING } from "./small-law.ts";
import type { Law } from "./world.ts";

type Step = typeof step;

export interface PlantedBug {
  readonly name: string;
  readonly step?: Step;
  readonly world?: Partial<SimulationLaw["world"]>;
  /** Of the explorer's worlds, in steps of its time. */
  readonly takeAfter?: number;
  readonly failsafe?: true;
  readonly law?: Partial<Law>;
  /** What the explorer may use up; null: the simulation finds it. */
  readonly faults: number | null;
  readonly handovers?: number;
}

/** The real step, with its event, or what came of it, changed. */
const after = (
  change: (done: KeeperStep, before: KeeperState, event: KeeperEvent) => KeeperStep,
): Step =>
  (before, event, options) => change(step(before, event, options), before, event);

const before = (
  change: (keeper: KeeperState, event: KeeperEvent) => readonly [KeeperState, KeeperEvent],
): Step =>
  (keeper, event, options) => step(...change(keeper, event), options);

const withKeeper = ({ keeper, effects }: KeeperStep, change: Partial<KeeperState>): KeeperStep =>
  ({ keeper: { ...keeper, ...change }, effects });

const PET: KeeperEffect = { do: "pet" };

/** First the one that takes longest to find: its worlds without the bug are those of others too. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  { name: "a challenger that has not looked for long has watched", faults: 2, ...ALONE,
    step: after((done, { seen, seenSince }) => (seen?.revision === done.keeper.seen?.revision
      ? withKeeper(done, { seenSince }) : done)) },
  { name: "a client that was not made to stop counts as stopped", faults: 1, handovers: 1, ...ALONE,
    step: before((keeper, event) => [keeper, event.type === "kept"
      ? { type: "stopped", now: event.now, digest: null, slot: null } : event]) },
  { name: "a read counts as a renewal", faults: 2, ...ALONE,
    step: after((done, { exchange }, { type, now }) =>
      (type === "done" && exchange?.put === null && isOwn(done.keeper, done.keeper.seen)
        && done.keeper.phase === "standby"
        ? withKeeper(done, { phase: "taking", since: now, heldFrom: exchange.sentAt }) : done)) },
  { name: "the deadline counts from the answer", faults: 2, ...ALONE,
    step: after((done, { exchange }, { type, now }) =>
      (type === "done" && exchange?.put && done.keeper.heldFrom !== null
        ? withKeeper(done, { heldFrom: now }) : done)) },
  { name: "no answer counts as a renewal", faults: 1, ...ALONE,
    step: after((done, { exchange, heldFrom }, { type, now }) =>
      (type === "unknown" && exchange?.put && heldFrom !== null
        ? withKeeper({ ...done, effects: [...done.effects, PET] }, { heldFrom: now }) : done)) },
  { name: "systemd's watchdog is fed before the renewal, and no deadline is kept", faults: 1,
    step: after(({ keeper, effects }, { phase, heldFrom }, { now }) => ({
      keeper: phase === "signing" && keeper.phase !== "signing"
        ? { ...keeper, phase: "signing", heldFrom: heldFrom ?? now } : keeper,
      effects: [...effects.filter((one) => one.do !== "demote" && one.do !== "kill"), PET] })) },
  { name: "the client is told and never killed, while the watchdog is fed", faults: 1,
    step: after(({ keeper, effects }) => ({ keeper,
      effects: [...effects.filter((one) => one.do !== "kill" && one.do !== "demote"), PET] })) },
  { name: "the register is offered before the client has stopped", faults: 0, handovers: 1,
    step: before((keeper, event) => [event.type === "tick" && event.handOver
      && keeper.phase === "signing" ? { ...keeper, phase: "offering", askedAt: -99,
        proof: { digest: "d", slot: event.now } } : keeper, event]) },
  { name: "a demotion counts as done when it is asked for", faults: 0, handovers: 1,
    step: after((done, _, { now }) => (done.keeper.phase === "demoting" ? withKeeper(done,
      { phase: "offering", askedAt: -99, proof: { digest: "d", slot: now } }) : done)) },
  { name: "what is held is taken too early", faults: 1, ...ALONE,
    step: (keeper, event, options) => step(keeper, event,
      { ...options, timing: { ...options.timing, takeAfter: 3 } }) },
  { name: "a challenger trusts what it saw before it started", faults: 1,
    step: after((done, { seen }) => (seen === null && done.keeper.seen !== null
      ? withKeeper(done, { seenSince: -99 }) : done)) },
  { name: "a late take counts from its answer", faults: 2, takeAfter: 4,
    step: after((done, { phase }, { type, now }) => (type === "differs" && phase === "standby"
      && done.keeper.phase === "taking" ? withKeeper(done, { heldFrom: now }) : done)) },
  { name: "an offer counts without the word of the peer", faults: 2, ...ALONE,
    step: before((keeper, event) => [keeper, event.type === "tick"
      ? { ...event, peerWord: { epoch: 0, seq: 0 } } : event]) },
  { name: "what etcd has forgotten is believed", faults: null,
    step: before((keeper, event) => [{ ...keeper, highest: { epoch: 0, seq: 0 } }, event]) },
  { name: "a host gives its word and goes on counting", faults: 1, failsafe: true,
    step: after((done, { seenSince }, { type }) =>
      (type === "asked-to-vouch" ? withKeeper(done, { seenSince }) : done)) },
  { name: "the slot bound is forgotten", faults: null, world: { waitsForBound: false } },
  { name: "a history older than the last vote is carried", faults: null,
    world: { carriesFinalHistory: false } },
  { name: "a boot takes the identity up", faults: null, world: { bootsUnstaked: false } },
  { name: "the stop is believed and not proven", faults: null, world: { provesStop: false } },
  { name: "two processes write with one name", faults: 2,
    law: { isOneName: true, isOneWriter: true } },
  { name: "an epoch is the next number for either host", faults: null,
    step: after((done, keeper) => {
      const effects = done.effects.map((one) => (one.do !== "exchange" || one.put?.seq !== 0 ? one
        : { ...one, put: { ...one.put, epoch: (keeper.seen?.register.epoch ?? 0) + 1 } }));
      const { exchange } = done.keeper;
      const sent = effects.find((one) => one.do === "exchange");
      return exchange === null || sent?.do !== "exchange" ? { ...done, effects }
        : { effects, keeper: { ...done.keeper, exchange: { ...exchange, put: sent.put } } };
    }) },
];

/** The explorer's law for a bug, without the bug itself. */
export const soundLawFor = ({ law, takeAfter, failsafe }: PlantedBug): Law => ({
  ...SMALL_LAW, ...law, isOneWriter: false,
  options: { failsafe: failsafe ?? false,
    timing: { ...SMALL_TIMING, takeAfter: takeAfter ?? SMALL_TIMING.takeAfter } },
});
