/**
 * The keeper of one host, as data: a state, an event, and what follows. Nothing here waits, reads
 * or writes. `holder.ts` is its part while the host holds the register, `challenger.ts` its part
 * while it does not; both know the register by the answers to their own transactions alone.
 *
 * A safe error is always the same one: to stop.
 */
import { onChallengerEvent } from "./challenger.ts";
import { onHolderEvent } from "./holder.ts";
import {
  countsFrom, maySign, NEVER, type KeeperAlarm, type KeeperEvent, type KeeperOptions,
  type KeeperState, type KeeperStep, type Tick,
} from "./keeper-state.ts";
import { isOlder, isSame, type StandingRegister } from "./register.ts";
import { longestGap } from "./timing.ts";

/**
 * What an answer says of the register. A keeper that has not looked for a while has not watched:
 * an etcd that was restored meanwhile shows again what stood there before.
 */
const observe = (
  keeper: KeeperState, stands: StandingRegister, now: number, { timing }: KeeperOptions,
): KeeperState => {
  const { seen, seenAt, highest } = keeper;
  const { register, revision } = stands;
  const isWatched = now - seenAt <= longestGap(timing);
  const isUnchanged = seen?.revision === revision && isSame(seen.register, register);
  return { ...keeper, seen: stands, seenAt: now,
    seenSince: isWatched && isUnchanged ? keeper.seenSince : now,
    highest: isOlder(highest, register) ? { epoch: register.epoch, seq: register.seq } : highest };
};

/** Why an answer cannot be true of this group's register; null where it can. */
const disbelief = (
  { highest }: KeeperState, stands: StandingRegister | null,
): KeeperAlarm | null => {
  if (stands === null) return highest.epoch > 0 ? "absent" : null;
  if (stands.cluster !== stands.register.lineage) return "lineage";
  return isOlder(stands.register, highest) ? "went-back" : null;
};

interface PreparedStep extends KeeperStep {
  readonly event: KeeperEvent;
}

const believe = (
  keeper: KeeperState, event: KeeperEvent, options: KeeperOptions,
): PreparedStep => {
  if (event.type !== "done" && event.type !== "differs") return { keeper, effects: [], event };
  const code = disbelief(keeper, event.stands);
  if (code !== null) {
    return { keeper: { ...keeper, seenSince: event.now },
      effects: [{ do: "alarm", code }], event: { type: "disproved", now: event.now } };
  }
  const known = event.stands === null ? { ...keeper, seen: null }
    : observe(keeper, event.stands, event.now, options);
  return { keeper: known, effects: [], event };
};

/** No answer: a write may still be carried out, so its first try is kept. */
const keepUnanswered = (keeper: KeeperState): KeeperState => {
  const { exchange } = keeper;
  const isWrite = exchange !== null && exchange.put !== null;
  return { ...keeper, exchange: null,
    unanswered: isWrite ? keeper.unanswered ?? exchange : keeper.unanswered };
};

/**
 * The wall clock has jumped: perhaps the machine stood still. So this host watches anew, and what
 * it holds lasts only as long as one answer may take. What was sent before proves no more.
 */
const noticeJump = (
  keeper: KeeperState, { now, wall }: Tick, { timing }: KeeperOptions,
): KeeperStep => {
  const wallOffset = wall - now;
  const before = keeper.wallOffset ?? wallOffset;
  const next = { ...keeper, wallOffset };
  if (Math.abs(wallOffset - before) <= timing.renewEvery) return { keeper: next, effects: [] };
  const jumped = { ...next, jumpedAt: now };
  const { heldFrom } = keeper;
  return { effects: [{ do: "alarm", code: "clock" }], keeper: { ...jumped, seenSince: now,
    askedAt: NEVER, heldFrom: heldFrom === null ? null : countsFrom(jumped, heldFrom, timing) } };
};

/** With each event until the disk has it: the keeper's process drops repetitions. */
const remember = ({ keeper, effects }: KeeperStep): KeeperStep =>
  keeper.highest.epoch <= keeper.remembered.epoch ? { keeper, effects }
    : { keeper, effects: [...effects, { do: "remember", mark: keeper.highest }] };

const prepare = (
  keeper: KeeperState, event: KeeperEvent, options: KeeperOptions,
): PreparedStep => {
  if (event.type === "tick") return { ...noticeJump(keeper, event, options), event };
  if (event.type === "remembered") {
    return { keeper: { ...keeper, remembered: event.mark }, effects: [], event };
  }
  if (event.type === "nudged") {
    return { keeper: { ...keeper, askedAt: NEVER }, effects: [], event };
  }
  return believe(keeper, event, options);
};

/** One event, and what follows from it. */
export const step = (
  before: KeeperState, happened: KeeperEvent, options: KeeperOptions,
): KeeperStep => {
  const { keeper, effects, event } = prepare(before, happened, options);
  const isAnswered = event.type !== "unknown" && event.type !== "disproved";
  const known = isAnswered ? keeper : keepUnanswered(keeper);
  const part = known.heldFrom === null && !maySign(known) ? onChallengerEvent : onHolderEvent;
  const next = part(known, event, options);
  return remember({ keeper: next.keeper, effects: [...effects, ...next.effects] });
};
