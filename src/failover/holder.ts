/**
 * A host that holds the register, or whose client may still sign. It counts from the moment it
 * *sent* its last confirmed write. When that is too long ago it demotes the client, then kills it,
 * and waits for no further answer.
 */
import {
  ask, countsFrom, enter, isOwn, maySign, NEVER, type KeeperAlarm, type KeeperEffect,
  type KeeperEvent, type KeeperOptions, type KeeperState, type KeeperStep, type Tick,
} from "./keeper-state.ts";
import { isSame, offered, renewed } from "./register.ts";

const PET: KeeperEffect = { do: "pet" };

const alarm = (code: KeeperAlarm): KeeperEffect => ({ do: "alarm", code });

const stay = (keeper: KeeperState, ...effects: readonly KeeperEffect[]): KeeperStep =>
  ({ keeper, effects });

/** Since the last proof of the hold was sent, in ms. */
const ageAt = ({ heldFrom }: KeeperState, now: number): number => now - (heldFrom ?? NEVER);

const letGo = (keeper: KeeperState, now: number): KeeperState =>
  ({ ...enter(keeper, "standby", now), heldFrom: null, unanswered: null, seenSince: now,
    proof: null });

const kill = (keeper: KeeperState, now: number): KeeperStep =>
  stay(enter(keeper, "killing", now), { do: "kill" });

const demote = (keeper: KeeperState, now: number): KeeperStep =>
  stay(enter(keeper, "demoting", now), { do: "demote" });

const offer = (keeper: KeeperState, now: number, proof: KeeperState["proof"]): KeeperState =>
  ({ ...enter(keeper, "offering", now), proof, askedAt: NEVER });

/** The next write, where none is under way and one is due. */
const write = (keeper: KeeperState, now: number, { timing }: KeeperOptions): KeeperStep => {
  const { seen, exchange, askedAt, phase, proof, peer } = keeper;
  if (seen === null || exchange !== null || now - askedAt < timing.renewEvery) return stay(keeper);
  const { register } = seen;
  return ask(keeper, now, phase === "offering" && proof !== null
    ? offered(register, { ...proof, to: peer }) : renewed(register));
};

const then = (first: KeeperStep, next: (keeper: KeeperState) => KeeperStep): KeeperStep => {
  const { keeper, effects } = next(first.keeper);
  return { keeper, effects: [...first.effects, ...effects] };
};

const tickOf: Readonly<Record<KeeperState["phase"],
  (keeper: KeeperState, tick: Tick, options: KeeperOptions) => KeeperStep>> = {
  standby: (keeper) => stay(keeper),

  taking: (keeper, tick, options) => {
    const { now, isReady, handOver } = tick;
    const { seen, remembered } = keeper;
    const isExpired = ageAt(keeper, now) >= options.timing.demoteAfter;
    if (isExpired) return stay(letGo(keeper, now), PET, alarm("expired"));
    const handover = seen?.register.handover ?? null;
    const { digest = null, slot = null } = handover ?? {};
    const isKnown = seen !== null && remembered.epoch >= seen.register.epoch;
    const next = (): KeeperStep => {
      if (handOver) return stay(offer(keeper, now, { digest, slot }), PET);
      if (!isReady || !isKnown) return stay(keeper, PET);
      // Without a sign of life: it may come late, and here the hold may be old already.
      return stay(enter(keeper, "signing", now), { do: "promote", by: handover });
    };
    return then(next(), (one) => write(one, now, options));
  },

  signing: (keeper, { now, handOver }, options) => {
    const age = ageAt(keeper, now);
    const { killAfter, demoteAfter } = options.timing;
    const isExpired = age >= demoteAfter;
    const known = isExpired ? stay(keeper, alarm("expired")) : stay(keeper);
    if (age >= killAfter) return then(known, (one) => kill(one, now));
    const next = isExpired || handOver ? then(known, (one) => demote(one, now)) : known;
    return then(next, (one) => write(one, now, options));
  },

  demoting: (keeper, { now }, options) => {
    const { killAfter } = options.timing;
    const isLate = ageAt(keeper, now) >= killAfter || now - keeper.since >= killAfter;
    return isLate ? kill(keeper, now) : write(keeper, now, options);
  },

  killing: (keeper, { now }) => kill(keeper, now),

  offering: (keeper, { now }, options) => (ageAt(keeper, now) >= options.timing.demoteAfter
    ? stay(letGo(keeper, now), PET)
    : then(stay(keeper, PET), (one) => write(one, now, options))),
};

const lose = (keeper: KeeperState, now: number): KeeperStep =>
  then(stay({ ...keeper, heldFrom: null }, alarm("lost")),
    (one) => (maySign(one) ? kill(one, now) : stay(letGo(one, now))));

const onDone = (keeper: KeeperState, now: number, { timing }: KeeperOptions): KeeperStep => {
  const { exchange, heldFrom } = keeper;
  const idle = { ...keeper, exchange: null, unanswered: null };
  if (exchange === null || exchange.put === null) return stay(idle);
  if (exchange.put.state === "offered") return stay(letGo(idle, now));
  const sentAt = countsFrom(keeper, exchange.sentAt, timing);
  const held = { ...idle, heldFrom: Math.max(heldFrom ?? NEVER, sentAt) };
  const isFresh = now - sentAt <= timing.answerWithin;
  const isFed = held.phase === "signing" || held.phase === "demoting";
  return isFresh && isFed ? stay(held, PET) : stay(held);
};

/**
 * Another text stands. If an earlier write of this process put it there, another write follows at
 * once; else the hold is lost.
 */
const onDiffers = (
  keeper: KeeperState, now: number, { timing }: KeeperOptions,
): KeeperStep => {
  const { seen, unanswered, heldFrom } = keeper;
  const idle = { ...keeper, exchange: null, unanswered: null };
  if (seen === null || !isOwn(keeper, seen)) return lose(idle, now);
  if (seen.register.state === "offered") return stay(letGo(idle, now));
  const isTried = unanswered !== null && unanswered.put !== null
    && isSame(unanswered.put, seen.register);
  const sentAt = isTried ? countsFrom(keeper, unanswered.sentAt, timing) : NEVER;
  return stay({ ...idle, askedAt: NEVER,
    heldFrom: heldFrom === null ? null : Math.max(heldFrom, sentAt) });
};

/** etcd has forgotten, or is another one: no renewal can succeed, and the peer may take by time. */
const onDisproved = (keeper: KeeperState, now: number): KeeperStep => {
  if (keeper.phase === "signing") return demote(keeper, now);
  return stay(keeper.phase === "taking" ? letGo(keeper, now) : keeper);
};

const onStopped = (keeper: KeeperState, now: number, proof: KeeperState["proof"]): KeeperStep => {
  if (!maySign(keeper)) return stay(keeper);
  return stay(keeper.heldFrom === null ? letGo(keeper, now) : offer(keeper, now, proof));
};

/** Only while the hold is certain: what has expired is on its way to a kill. */
const onKept = (keeper: KeeperState, now: number, { timing }: KeeperOptions): KeeperStep =>
  stay(keeper.phase === "demoting" && ageAt(keeper, now) < timing.demoteAfter
    ? enter(keeper, "signing", now) : keeper);

const onVouched = (
  keeper: KeeperState, { now, sentAt, epoch }: Extract<KeeperEvent, { type: "vouched" }>,
  { timing, failsafe }: KeeperOptions,
): KeeperStep => {
  const { heldFrom, seen } = keeper;
  if (!failsafe || heldFrom === null || epoch !== seen?.register.epoch) return stay(keeper);
  const countedAt = countsFrom(keeper, sentAt, timing);
  const held = { ...keeper, heldFrom: Math.max(heldFrom, countedAt) };
  return now - countedAt <= timing.answerWithin ? stay(held, PET) : stay(held);
};

export const onHolderEvent = (
  keeper: KeeperState, event: KeeperEvent, options: KeeperOptions,
): KeeperStep => {
  const { now } = event;
  switch (event.type) {
    case "tick": return tickOf[keeper.phase](keeper, event, options);
    case "done": return onDone(keeper, now, options);
    case "differs": return onDiffers(keeper, now, options);
    case "disproved": return onDisproved(keeper, now);
    case "stopped": return onStopped(keeper, now, { digest: event.digest, slot: event.slot });
    case "kept": return onKept(keeper, now, options);
    case "vouched": return onVouched(keeper, event, options);
    default: return stay(keeper);
  }
};
