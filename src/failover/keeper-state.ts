/** What a keeper knows, what happens to it, and what it asks for: plain data. */
import type { Handover, Mark, Register, StandingRegister } from "./register.ts";
import type { FailoverTiming } from "./timing.ts";

/**
 * `standby` does not sign, and watches. `taking` holds the register, and does not sign yet.
 * `signing` begins before the client is asked to take the identity. `demoting` and `killing` last
 * until it is proven that no process here signs. `offering` then offers the register to the peer.
 */
export const PHASES = [
  "standby", "taking", "signing", "demoting", "killing", "offering",
] as const;
export type KeeperPhase = (typeof PHASES)[number];

/** A transaction: `put` is null for a read. */
export interface Exchange {
  readonly sentAt: number;
  readonly expected: StandingRegister | null;
  readonly put: Register | null;
}

export interface KeeperState {
  readonly host: string;
  readonly peer: string;
  readonly writer: string;
  readonly phase: KeeperPhase;
  /** When the phase began. */
  readonly since: number;
  /** The register as the last answer had it, and since when this host has seen it stand so. */
  readonly seen: StandingRegister | null;
  readonly seenSince: number;
  readonly seenAt: number;
  /** The newest mark that this host knows of, and the newest that its disk holds. */
  readonly highest: Mark;
  readonly remembered: Mark;
  /** When the write was sent that proves the hold; null where this host does not hold it. */
  readonly heldFrom: number | null;
  readonly exchange: Exchange | null;
  /** The first try of a write without an answer: etcd may carry it out at any time. */
  readonly unanswered: Exchange | null;
  readonly askedAt: number;
  /** What was proven when the client stopped. */
  readonly proof: Omit<Handover, "to"> | null;
  /** Wall clock minus the clock that counts, at the last tick. */
  readonly wallOffset: number | null;
  /** When the wall clock was last seen to have jumped. */
  readonly jumpedAt: number;
}

export interface Tick {
  readonly type: "tick";
  readonly now: number;
  readonly wall: number;
  /** The policy allows a take. */
  readonly mayTake: boolean;
  /** The peer's fresh word that it does not sign: the newest mark that it knows; else null. */
  readonly peerWord: Mark | null;
  /** The signing state that was offered is here, or the slot bound is final. */
  readonly isReady: boolean;
  /** The policy asks for a handover. */
  readonly handOver: boolean;
}

export type KeeperEvent = Tick | { readonly now: number } & (
  /** Answers to the transaction under way. */
  | { readonly type: "done" | "differs"; readonly stands: StandingRegister | null }
  | { readonly type: "unknown" }
  /** The peer says that there is something to see: the next look is not waited for. */
  | { readonly type: "nudged" }
  /** The step itself makes it of an answer that cannot be true of this group's register. */
  | { readonly type: "disproved" }
  | { readonly type: "remembered"; readonly mark: Mark }
  /** Proven: no process of this host signs. */
  | ({ readonly type: "stopped" } & Omit<Handover, "to">)
  /** The client was not made to stop: nothing asks it to any more, and it is as it was. */
  | { readonly type: "kept" }
  /** The peer, asked at `sentAt`, vouches: it is a standby of this epoch. */
  | { readonly type: "vouched"; readonly sentAt: number; readonly epoch: number }
  /** The peer asks this host to vouch. */
  | { readonly type: "asked-to-vouch"; readonly epoch: number });

export type KeeperAlarm = "absent" | "lineage" | "went-back" | "lost" | "expired" | "clock";

export type KeeperEffect =
  | { readonly do: "exchange"; readonly expected: StandingRegister | null;
      readonly put: Register | null }
  /** Onto the disk; no client is promoted before it is there. */
  | { readonly do: "remember"; readonly mark: Mark }
  | { readonly do: "promote"; readonly by: Handover | null }
  | { readonly do: "demote" | "kill" | "pet" | "vouch" }
  | { readonly do: "alarm"; readonly code: KeeperAlarm };

export interface KeeperStep {
  readonly keeper: KeeperState;
  readonly effects: readonly KeeperEffect[];
}

export interface KeeperOptions {
  readonly timing: FailoverTiming;
  /** The peer may vouch in place of a renewal. */
  readonly failsafe: boolean;
}

export const NEVER = Number.NEGATIVE_INFINITY;

export const startKeeper = (
  { host, peer, writer, now, remembered }:
    Pick<KeeperState, "host" | "peer" | "writer" | "remembered"> & { readonly now: number },
): KeeperState => ({
  host, peer, writer, phase: "standby", since: now, seen: null, seenSince: now, seenAt: now,
  highest: remembered, remembered, heldFrom: null, exchange: null, unanswered: null,
  askedAt: NEVER, proof: null, wallOffset: null, jumpedAt: NEVER,
});

/**
 * From when a proof counts that was sent at `sentAt`. The age of one from before a jump of the wall
 * clock is unknown: it lasts as long as one answer may take.
 */
export const countsFrom = (
  { jumpedAt }: Pick<KeeperState, "jumpedAt">, sentAt: number,
  { demoteAfter, answerWithin }: FailoverTiming,
): number =>
  (sentAt >= jumpedAt ? sentAt : Math.min(sentAt, jumpedAt - (demoteAfter - answerWithin)));

/** The client may sign, as far as its keeper knows. */
export const maySign = ({ phase }: KeeperState): boolean =>
  phase === "signing" || phase === "demoting" || phase === "killing";

/** The keeper may give its peer the word that it does not sign, nor will without a take. */
export const givesWord = ({ phase }: KeeperState): boolean => phase === "standby";

export const isOwn = ({ writer }: KeeperState, stands: StandingRegister | null): boolean =>
  stands?.register.writer === writer;

export const enter = (keeper: KeeperState, phase: KeeperPhase, now: number): KeeperState =>
  keeper.phase === phase ? keeper : { ...keeper, phase, since: now };

/** Sends a transaction: a write of `put` over what was seen, or a read. */
export const ask = (keeper: KeeperState, now: number, put: Register | null): KeeperStep => {
  const expected = put === null ? null : keeper.seen;
  return { keeper: { ...keeper, exchange: { sentAt: now, expected, put }, askedAt: now },
    effects: [{ do: "exchange", expected, put }] };
};
