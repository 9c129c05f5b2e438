/**
 * A host that does not hold the register. It watches, and takes what it has itself seen to stand
 * unchanged for `takeAfter`. It takes an offer at once, but only by the peer's own word that the
 * peer does not sign and knows of no newer register: an etcd that was restored from a backup
 * offers again what was taken long ago.
 */
import {
  ask, countsFrom, enter, isOwn, type Exchange, type KeeperEvent, type KeeperOptions,
  type KeeperState, type KeeperStep, type Tick,
} from "./keeper-state.ts";
import {
  isFirstOfEpoch, isMadeForAnother, isOlder, isSame, taken, type Mark, type Register,
} from "./register.ts";
import { longestGap } from "./timing.ts";

/** Offered to this host; or by it, and the peer has not taken it. */
const isOffered = ({ host, seen }: KeeperState, word: Mark | null): boolean => {
  if (seen === null || word === null || isOlder(seen.register, word)) return false;
  const { state, holder, handover } = seen.register;
  return state === "offered" && (handover?.to === host || holder === host);
};

/** What this host would put in the register's place now; null where it must wait. */
const takeNow = (keeper: KeeperState, tick: Tick, { timing }: KeeperOptions): Register | null => {
  const { seen, seenSince, seenAt } = keeper;
  if (seen === null || !tick.mayTake || tick.now - seenAt > longestGap(timing)) return null;
  if (isMadeForAnother(seen.register, keeper.host)) return null;
  if (isOffered(keeper, tick.peerWord)) return taken(seen.register, keeper, seen.register.handover);
  return tick.now - seenSince >= timing.takeAfter ? taken(seen.register, keeper, null) : null;
};

const onTick = (keeper: KeeperState, tick: Tick, options: KeeperOptions): KeeperStep => {
  const pet = { do: "pet" } as const;
  const take = keeper.exchange === null ? takeNow(keeper, tick, options) : null;
  const isDue = keeper.exchange === null && tick.now - keeper.askedAt >= options.timing.renewEvery;
  if (!isDue && take === null) return { keeper, effects: [pet] };
  const asked = ask(keeper, tick.now, take);
  return { keeper: asked.keeper, effects: [pet, ...asked.effects] };
};

const isTake = (exchange: Exchange | null): exchange is Exchange & { readonly put: Register } =>
  exchange !== null && exchange.put !== null && isFirstOfEpoch(exchange.put);

/** Until what it names is replaced, etcd may still carry it out, whatever a read has shown. */
const mayStillBeDone = ({ unanswered, seen }: KeeperState): boolean =>
  seen !== null && unanswered?.expected?.revision === seen.revision;

/**
 * Only a take of this process that stands proves a hold. By which of its tries it stands is
 * unknown without an answer to that try, so the first one counts. A read proves none: the peer
 * counts from the change. Nor does a renewal: an offer that was given up may still be carried out.
 */
const onAnswer = (
  keeper: KeeperState, event: KeeperEvent, { timing }: KeeperOptions,
): KeeperStep => {
  const { exchange, unanswered, seen } = keeper;
  const idle = { ...keeper, exchange: null,
    unanswered: mayStillBeDone(keeper) ? unanswered : null };
  const sent = event.type === "done" && isTake(exchange) ? exchange : unanswered;
  const isTaken = isOwn(keeper, seen) && isTake(sent) && seen !== null
    && isSame(sent.put, seen.register);
  return { effects: [], keeper: isTaken
    ? { ...enter(idle, "taking", event.now), unanswered: null,
      heldFrom: countsFrom(keeper, sent.sentAt, timing) }
    : idle };
};

/** Not while a write of this host is under way, or has not been answered. */
const vouch = (keeper: KeeperState, now: number, epoch: number): KeeperStep => {
  const { exchange, unanswered, seen } = keeper;
  const isFreeToVouch = unanswered === null && (exchange === null || exchange.put === null);
  return isFreeToVouch && seen?.register.epoch === epoch
    ? { keeper: { ...keeper, seenSince: now }, effects: [{ do: "vouch" }] }
    : { keeper, effects: [] };
};

export const onChallengerEvent = (
  keeper: KeeperState, event: KeeperEvent, options: KeeperOptions,
): KeeperStep => {
  switch (event.type) {
    case "tick": return onTick(keeper, event, options);
    case "done": case "differs": return onAnswer(keeper, event, options);
    case "asked-to-vouch":
      return options.failsafe ? vouch(keeper, event.now, event.epoch) : { keeper, effects: [] };
    default: return { keeper, effects: [] };
  }
};
