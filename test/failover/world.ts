/**
 * Two hosts, their keepers and clients, and etcd between them, in whole steps of time: the real
 * step function in a world that loses and delays messages, and in which keepers crash and stand
 * still.
 */
import {
  givesWord, startKeeper, type KeeperEffect, type KeeperEvent, type KeeperOptions, type KeeperState,
} from "../../src/failover/keeper-state.ts";
import type { step } from "../../src/failover/keeper.ts";
import type { Mark, Register, StandingRegister } from "../../src/failover/register.ts";

interface Order {
  readonly to: "promote" | "demote" | "kill";
  readonly givenAt: number;
}

export interface HostState {
  /** Null when the process is gone. */
  readonly keeper: KeeperState | null;
  readonly durable: Mark;
  readonly client: "unstaked" | "staked" | "dead";
  readonly order: Order | null;
  readonly pettedAt: number;
  /** Its messages to etcd are lost. */
  readonly isCut: boolean;
  readonly isPaused: boolean;
  /** It was stopped between the proof of its hold and the sign of life that this allows. */
  readonly owesPet: boolean;
  /** The proof that the client has stopped, as long as the keeper has not heard it. */
  readonly isProven: boolean;
  /** The last time at which the client signed. */
  readonly signedAt: number;
  readonly takenAt: number;
  readonly wantsHandover: boolean;
  readonly starts: number;
}

export interface Request {
  readonly host: number;
  readonly writer: string;
  readonly sentAt: number;
  readonly expected: StandingRegister | null;
  readonly put: Register | null;
}

export interface Reply {
  readonly host: number;
  readonly writer: string;
  readonly sentAt: number;
  readonly type: "done" | "differs";
  readonly stands: StandingRegister | null;
}

export interface World {
  readonly now: number;
  readonly hosts: readonly HostState[];
  readonly stands: StandingRegister;
  /** What a restored backup of etcd would hold; null when there is none to restore. */
  readonly backup: StandingRegister | null;
  readonly requests: readonly Request[];
  /** Writes that etcd may carry out at any time, or never. */
  readonly late: readonly Request[];
  readonly replies: readonly Reply[];
  /** Faults that may still happen. */
  readonly faults: number;
  readonly handovers: number;
  /** The first rule that was broken. */
  readonly broken: string | null;
}

export interface Law {
  readonly options: KeeperOptions;
  /** A vote that was sent may be seen for so long; the slot bound is beyond it. */
  readonly flight: number;
  readonly bound: number;
  /** The hosts hear each other, or they do not. */
  readonly isLinked: boolean;
  /** systemd kills what gives no sign of life. Without it no keeper may stand still. */
  readonly hasWatchdog: boolean;
  /** Both hosts have been given one name. */
  readonly isOneName: boolean;
  /** What a planted bug changes outside of the step. */
  readonly isOneWriter: boolean;
  readonly step: typeof step;
}

export const NAMES = ["a", "b"];

export const setHost = (world: World, at: number, change: Partial<HostState>): World => ({ ...world,
  hosts: world.hosts.map((host, index) => (index === at ? { ...host, ...change } : host)) });

export const hostAt = (world: World, at: number): HostState => {
  const host = world.hosts[at];
  if (!host) throw new Error(`there is no host ${at}`);
  return host;
};

export const start = (
  at: number, starts: number, now: number, remembered: Mark, law: Law,
): KeeperState => {
  const [host = "", peer = ""] = law.isOneName ? ["a", "a"] : [NAMES[at], NAMES[1 - at]];
  return startKeeper({ host, peer, now, remembered,
    writer: law.isOneWriter ? "w" : `${NAMES[at]}${starts}` });
};

export const firstWorld = (faults: number, handovers: number, law: Law): World => {
  const register: Register = { format: "vexor.register/1", group: "g", lineage: "c", identity: "i",
    epoch: 1, seq: 0, holder: "a", writer: "", state: "offered",
    handover: { to: "b", digest: "d", slot: -9 } };
  const stands = { register, revision: "1", cluster: "c" };
  const none = { epoch: 0, seq: 0 };
  const host = (at: number): HostState => ({ keeper: start(at, 0, 0, none, law), durable: none,
    client: "unstaked", order: null, pettedAt: 0, isCut: false, isPaused: false, owesPet: false,
    isProven: false, signedAt: -9, takenAt: -99, wantsHandover: false, starts: 0 });
  return { now: 0, hosts: [host(0), host(1)], stands, backup: stands, requests: [], late: [],
    replies: [], faults, handovers, broken: null };
};

const give = (world: World, at: number, to: Order["to"]): World =>
  (hostAt(world, at).order?.to === to ? world
    : setHost(world, at, { order: { to, givenAt: world.now } }));

const carryOut = (world: World, at: number, effect: KeeperEffect, law: Law): World => {
  const { keeper } = hostAt(world, at);
  switch (effect.do) {
    case "exchange": {
      if (!keeper) return world;
      const request: Request = { host: at, writer: keeper.writer, sentAt: world.now,
        expected: effect.expected, put: effect.put };
      return { ...world, requests: [...world.requests, request] };
    }
    case "remember": return react(setHost(world, at, { durable: effect.mark }), at,
      { type: "remembered", now: world.now, mark: effect.mark }, law);
    case "promote": case "demote": case "kill": return give(world, at, effect.do);
    case "pet": return setHost(world, at, { pettedAt: world.now });
    case "vouch": return react(world, 1 - at, { type: "vouched", now: world.now, sentAt: world.now,
      epoch: keeper?.seen?.register.epoch ?? 0 }, law);
    default: return world;
  }
};

export const react = (world: World, at: number, event: KeeperEvent, law: Law): World => {
  const host = hostAt(world, at);
  if (!host.keeper || host.isPaused) return world;
  const { keeper, effects } = law.step(host.keeper, event, law.options);
  const isTaken = keeper.phase === "taking" && host.keeper.phase !== "taking";
  const isFenced = hostAt(world, 1 - at).client !== "staked";
  const broken = isTaken && !isFenced ? `${NAMES[at]} takes while ${NAMES[1 - at]} may sign` : null;
  const next = { ...setHost(world, at, { keeper, ...(isTaken ? { takenAt: world.now } : {}) }),
    broken: world.broken ?? broken };
  return effects.reduce((one, effect) => carryOut(one, at, effect, law), next);
};

const tickOf = (world: World, at: number, law: Law): World => {
  const { keeper, takenAt, wantsHandover } = hostAt(world, at);
  const { now } = world;
  const peer = hostAt(world, 1 - at).keeper;
  const peerWord = law.isLinked && peer && givesWord(peer) ? peer.highest : null;
  const isCarried = keeper?.seen?.register.handover?.digest != null;
  return react(world, at, { type: "tick", now, wall: now, mayTake: !wantsHandover, peerWord,
    isReady: isCarried || now - takenAt >= law.bound + law.flight, handOver: wantsHandover }, law);
};

/** systemd kills the client with its keeper. */
export const loseKeeper = (world: World, at: number): World =>
  give(setHost(world, at, { keeper: null, isPaused: false, owesPet: false }), at, "kill");

const hear = (world: World, at: number, law: Law): World => {
  const { keeper, isPaused, isProven, signedAt, client } = hostAt(world, at);
  if (!keeper || isPaused || !isProven) return world;
  return react(setHost(world, at, { isProven: false }), at, { type: "stopped", now: world.now,
    digest: client === "dead" ? null : "d", slot: client === "dead" ? null : signedAt }, law);
};

/** What the order asks for has happened. */
export const obey = (world: World, at: number, law: Law): World => {
  const { order, client } = hostAt(world, at);
  if (order?.to === "promote") {
    return setHost(world, at, { order: null, client: client === "dead" ? "dead" : "staked" });
  }
  const isKilled = order?.to === "kill" || client === "dead";
  return hear(setHost(world, at, { order: null, isProven: true,
    client: isKilled ? "dead" : "unstaked" }), at, law);
};

const sign = (world: World, at: number, law: Law): World => {
  const [host, other] = [hostAt(world, at), hostAt(world, 1 - at)];
  if (host.client !== "staked") return world;
  const isTwo = other.client === "staked" || world.now - other.signedAt < law.flight;
  const isHandedOver = host.keeper?.seen?.register.handover?.digest != null;
  const broken = isTwo && !(isHandedOver && other.client !== "staked")
    ? `${NAMES[at]} signs at ${world.now}, ${NAMES[1 - at]} at ${other.signedAt}` : null;
  return { ...setHost(world, at, { signedAt: world.now }), broken: world.broken ?? broken };
};

export const BOTH = [0, 1] as const;

/** A keeper hears only the answer to its transaction under way. */
export const isAwaited = (world: World, { host, writer, sentAt }: Reply): boolean => {
  const { keeper } = hostAt(world, host);
  return keeper?.writer === writer && keeper.exchange?.sentAt === sentAt;
};

const timeOut = (world: World, at: number, law: Law): World => {
  const { keeper } = hostAt(world, at);
  const { answerWithin } = law.options.timing;
  return keeper?.exchange && world.now - keeper.exchange.sentAt > answerWithin
    ? react(world, at, { type: "unknown", now: world.now }, law) : world;
};

/** One step of time: kills that are due, both clients sign, the keepers tick, systemd looks. */
export const advance = (before: World, law: Law): World => {
  const { fence, watchdog } = law.options.timing;
  let world: World = { ...before, now: before.now + 1 };
  for (const at of BOTH) {
    const { order } = hostAt(world, at);
    if (order?.to === "kill" && world.now - order.givenAt >= fence) world = obey(world, at, law);
  }
  for (const at of BOTH) world = sign(world, at, law);
  for (const at of BOTH) world = tickOf(hear(timeOut(world, at, law), at, law), at, law);
  for (const at of BOTH) {
    const { keeper, pettedAt } = hostAt(world, at);
    const isLate = law.hasWatchdog && world.now - pettedAt >= watchdog;
    if (keeper && isLate) world = loseKeeper(world, at);
  }
  return world;
};
