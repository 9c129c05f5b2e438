/**
 * Two hosts over days in which nothing is wrong with the validator: answers are lost, etcd elects, links are down for seconds, a
 * witness lies for hours, the cluster finalizes nothing for minutes, and the standby's keeper starts anew. The steps and the policy
 * are the product's; time goes by in seconds.
 */
import { startKeeper, type Exchange, type KeeperEffect, type KeeperEvent, type KeeperState } from "../../src/failover/keeper-state.ts";
import { step } from "../../src/failover/keeper.ts";
import type { NodeAnswer } from "../../src/failover/node-lines.ts";
import { lookedAt, nodeFacts, NOTHING_SEEN, type NodesSeen } from "../../src/failover/node-watch.ts";
import { policyFor, type PolicyFacts } from "../../src/failover/policy.ts";
import { firstRegister, taken, type Mark, type StandingRegister } from "../../src/failover/register.ts";
import { DEFAULT_TIMING } from "../../src/failover/timing.ts";
import { randomFrom, type Random } from "../support/random.ts";

const SECOND = 1_000;
const DAY = 86_400 * SECOND;
const SLOT_MS = 400;
const OPTIONS = { timing: DEFAULT_TIMING, failsafe: false };
const ME = "Me1111111111111111111111111111111111111111";

/** Something is so from now on for a while, some times a day. */
class Spells {
  #until = 0;
  #random: Random;
  #perDay: number;
  #longest: number;

  constructor(random: Random, perDay: number, longest: number) {
    [this.#random, this.#perDay, this.#longest] = [random, perDay, longest];
  }

  isOn(now: number): boolean {
    if (now >= this.#until && this.#random.chance(this.#perDay * SECOND / DAY)) {
      this.#until = now + SECOND + this.#random.below(this.#longest);
    }
    return now < this.#until;
  }
}

class Host {
  keeper: KeeperState;
  seen: NodesSeen = NOTHING_SEEN;
  word: { readonly mark: Mark; readonly isYes: boolean; readonly canTake: boolean; readonly at: number } | null = null;
  remembered: Mark = { epoch: 0, seq: 0 };
  readonly name: string;
  readonly peer: string;
  /** The answer to its transaction, on its way. */
  answer: { readonly event: (now: number) => KeeperEvent; readonly at: number } | null = null;

  constructor(name: string, peer: string) {
    [this.name, this.peer] = [name, peer];
    this.keeper = startKeeper({ host: name, peer, writer: `${name}0`, now: 0, remembered: this.remembered });
  }

  restart(now: number): void {
    this.keeper = startKeeper({ host: this.name, peer: this.peer, writer: `${this.name}${now}`, now, remembered: this.remembered });
    this.seen = NOTHING_SEEN;
    this.answer = null;
  }
}

export interface QuietDays {
  readonly takes: number;
  readonly demotions: number;
  readonly alarms: Readonly<Record<string, number>>;
  readonly stalls: number;
}

/** What befalls the holder's validator for ten minutes: it is gone, it answers nothing, or it hangs and does not vote either. */
export type Trouble = "dead" | "mute" | "hung";

export const runQuietDays = (
  seed: number, days: number, trouble: { readonly is: Trouble; readonly from: number } | null = null,
): QuietDays => {
  const random = randomFrom(seed);
  const [a, b] = [new Host("a", "b"), new Host("b", "a")];
  const hosts = [a, b] as const;
  const made = firstRegister({ group: "g", host: "a", peer: "b", identity: ME, lineage: "1" });
  let stands: StandingRegister = { revision: "1", cluster: "1", register: taken(made, { host: "a", peer: "b", writer: "a0" }, null) };
  a.keeper = { ...a.keeper, phase: "signing", heldFrom: 0, seen: stands, highest: { epoch: 3, seq: 0 }, remembered: { epoch: 3, seq: 0 } };
  const spells = {
    // An election of etcd takes one to two and a half seconds, with its defaults.
    stall: new Spells(random, 2, 20 * 60 * SECOND), election: new Spells(random, 20, 1.5 * SECOND),
    link: { a: new Spells(random, 40, 2 * SECOND), b: new Spells(random, 40, 2 * SECOND) },
    peer: new Spells(random, 20, 120 * SECOND), rpc: new Spells(random, 30, 60 * SECOND),
    lie: new Spells(random, 1, 4 * 3_600 * SECOND), restart: new Spells(random, 3, SECOND),
  };
  let [takes, demotions, stalls, frozen] = [0, 0, 0, 0];
  const alarms: Record<string, number> = {};
  let isStalled = false;
  const troubleAt = (now: number): Trouble | null =>
    (trouble !== null && now >= trouble.from && now < trouble.from + 600 * SECOND ? trouble.is : null);
  const lastVoteAt = (now: number): number => {
    const hasStopped = trouble !== null && trouble.is !== "mute" && takes === 0 && now >= trouble.from;
    return Math.floor((hasStopped ? trouble.from : now) / SLOT_MS) + 9_999;
  };

  const nodeAt = (now: number): NodeAnswer => ({ isHealthy: null, identity: null, processed: Math.floor(now / SLOT_MS) + 10_000,
    finalized: (isStalled ? frozen : Math.floor(now / SLOT_MS)) + 9_968, votes: { node: ME, lastVote: lastVoteAt(now) } });

  const look = (host: Host, now: number): void => {
    const is = host === a ? troubleAt(now) : null;
    const isSilent = is !== null || spells.rpc.isOn(now) || random.chance(0.03);
    const honest = nodeAt(now);
    const own: NodeAnswer = isSilent ? { isHealthy: null, identity: null, processed: null, finalized: null, votes: null }
      : { ...honest, isHealthy: true };
    const liar: NodeAnswer = random.pick([{ ...honest, processed: 9_999_999_999, finalized: 9_999_999_990 },
      { ...honest, processed: 3, finalized: 1 }, { ...honest, votes: "absent" }]);
    const witnesses = ["w1", "w2", "w3"].flatMap((name, at) =>
      (random.chance(0.1) ? [] : [{ name, answer: at === 0 && spells.lie.isOn(now) ? liar : honest }]));
    host.seen = lookedAt(host.seen, { at: now, processRuns: is !== "dead", own, witnesses });
  };

  const factsOf = (host: Host, now: number): PolicyFacts => ({
    ...nodeFacts(host.seen, now, { pubkey: ME, hasTicket: null }), isDryRun: false, isUnplannedAllowed: true, isStillSigning: false, hasFailed: false, isTakeStuck: false,
    isHandoverAsked: false, isPeerReady: host.word !== null && now - host.word.at <= 10 * SECOND ? host.word.canTake : null,
    stateDigest: null, isOwnToResume: false, isBoundFinal: true });

  const exchange = (host: Host, { put, expected }: Pick<Exchange, "put" | "expected">, now: number): void => {
    const isLost = spells.election.isOn(now) || spells.link[host.name as "a"].isOn(now) || random.chance(0.02);
    if (isLost) {
      host.answer = { at: now + 2 * SECOND, event: (at) => ({ type: "unknown", now: at }) };
      return;
    }
    const isTaken = put !== null && expected?.revision === stands.revision;
    if (isTaken) {
      if (put.holder !== stands.register.holder) takes += 1;
      stands = { ...stands, register: put, revision: String(Number(stands.revision) + 1) };
    }
    const said = stands;
    const type = put === null || isTaken ? "done" : "differs";
    host.answer = { at: now, event: (at) => ({ type, now: at, stands: said }) };
  };

  const react = (host: Host, event: KeeperEvent): void => {
    const { keeper, effects } = step(host.keeper, event, OPTIONS);
    host.keeper = keeper;
    for (const effect of effects) carryOut(host, effect, event.now);
  };

  const carryOut = (host: Host, effect: KeeperEffect, now: number): void => {
    if (effect.do === "exchange") exchange(host, effect, now);
    if (effect.do === "alarm") alarms[effect.code] = (alarms[effect.code] ?? 0) + 1;
    if (effect.do === "remember") {
      host.remembered = effect.mark;
      react(host, { type: "remembered", now, mark: effect.mark });
    }
    if (effect.do === "demote" || effect.do === "kill") {
      demotions += 1;
      react(host, { type: "stopped", now, digest: null, slot: null });
    }
  };

  for (let now = SECOND; now < days * DAY; now += SECOND) {
    const wasStalled = isStalled;
    isStalled = spells.stall.isOn(now);
    if (isStalled && !wasStalled) [frozen, stalls] = [Math.floor(now / SLOT_MS), stalls + 1];
    if (spells.restart.isOn(now)) hosts.find(({ keeper }) => keeper.phase === "standby")?.restart(now);
    const isCut = spells.peer.isOn(now);
    for (const [at, host] of hosts.entries()) {
      const other = hosts[1 - at]!;
      if (now % (2 * SECOND) === 0) look(host, now);
      if (now % (5 * SECOND) === 0 && !isCut && !random.chance(0.1)) {
        host.word = { at: now, isYes: other.keeper.phase === "standby", mark: other.keeper.highest,
          canTake: policyFor(other.keeper, factsOf(other, now)).mayTake };
      }
      if (host.answer !== null && host.answer.at <= now) {
        const { event } = host.answer;
        host.answer = null;
        react(host, event(now));
      }
      const { mayTake, isReady, handOver } = policyFor(host.keeper, factsOf(host, now));
      const peerWord = host.word?.isYes === true && now - host.word.at <= 1_500 ? host.word.mark : null;
      react(host, { type: "tick", now, wall: now, mayTake, isReady, handOver, peerWord });
    }
  }
  return { takes, demotions, alarms, stalls };
};
