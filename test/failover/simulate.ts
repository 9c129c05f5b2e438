/**
 * One run of two hosts and etcd with times as they are: clocks of unequal rates, messages that are
 * lost, late and out of order, keepers and machines that stand still or crash, etcd that stalls, is
 * cut off from one host or restored from a backup. All of it follows from the seed.
 */
import {
  givesWord, startKeeper, type KeeperEffect, type KeeperEvent,
} from "../../src/failover/keeper-state.ts";
import type { Mark, Register, StandingRegister } from "../../src/failover/register.ts";
import { randomFrom } from "../support/random.ts";
import { drawFaults, isWithin, type RunFaults } from "./run-faults.ts";
import { SimulatedClients } from "./simulated-clients.ts";
import { SimulatedEtcd } from "./simulated-etcd.ts";
import { SimulatedHost } from "./simulated-host.ts";
import type { SimulationLaw } from "./simulation-law.ts";
import { TICK, Timeline } from "./timeline.ts";

/** A vote that has left a host may be counted for so long: 40 slots of 200 ms. */
const FLIGHT = 8_000;
const SLOT = 200;
const BOUND_SLOTS = 48;
const LENGTH = 240_000;

export interface Outcome {
  readonly broken: string | null;
  /** All faults are over, no host has signed for long, and no keeper has raised an alarm. */
  readonly isStuck: boolean;
  readonly takes: number;
  readonly steps: number;
}

class Simulation {
  readonly #law: SimulationLaw;
  readonly #time: Timeline;
  readonly #clients: SimulatedClients;
  readonly #faults: RunFaults;
  readonly #hosts: readonly [SimulatedHost, SimulatedHost];
  readonly #etcd = new SimulatedEtcd();
  #broken: string | null = null;
  #takes = 0;
  #takenAt = Number.NEGATIVE_INFINITY;
  #steps = 0;

  constructor(seed: number, law: SimulationLaw) {
    this.#law = law;
    this.#time = new Timeline(randomFrom(seed));
    this.#clients = new SimulatedClients(this.#time, law,
      (host, event) => this.#react(host, event));
    this.#faults = drawFaults(this.#time.random, law.options.timing.watchdog);
    const [a, b] = this.#faults.hosts;
    this.#hosts = [new SimulatedHost({ name: "a", peer: "b" }, this.#drawClock(), a),
      new SimulatedHost({ name: "b", peer: "a" }, this.#drawClock(), b)];
    this.#plan();
  }

  run(): Outcome {
    for (const host of this.#hosts) this.#start(host);
    this.#time.run(LENGTH, () => this.#broken !== null);
    const last = Math.max(...this.#hosts.map((host) => host.signedAt));
    const hasAlarm = this.#hosts.some(({ alarms }) => alarms > 0);
    return { broken: this.#broken, takes: this.#takes, steps: this.#steps,
      isStuck: this.#broken === null && last < LENGTH - SLOT * 10 && !hasAlarm };
  }

  /** As wrong as the timing allows, in three runs of ten. */
  #drawClock(): { readonly rate: number; readonly offset: number } {
    const { clockError } = this.#law.options.timing;
    const error = this.#time.between(-1, 1);
    const share = this.#time.random.chance(0.3) ? Math.sign(error) : error;
    return { rate: 1 + clockError * share, offset: this.#time.between(0, 1e6) };
  }

  #plan(): void {
    const add = (at: number | null, run: () => void): void => {
      if (at !== null) this.#time.at(at, run);
    };
    for (const host of this.#hosts) {
      const { keeperCrashAt, crashAt, handoverAt } = host.faults;
      add(keeperCrashAt, () => this.#loseKeeper(host));
      add(crashAt, () => this.#crash(host));
      add(handoverAt, () => this.#askHandover(host));
    }
    const { backupAt = null, at = null } = this.#faults.restore ?? {};
    add(backupAt, () => this.#etcd.keepBackup());
    // A stated bound: not so soon after a take that a standby has missed both.
    add(at, () => { if (this.#time.now - this.#takenAt > 10_000) this.#etcd.restore(); });
  }

  #askHandover(host: SimulatedHost): void {
    host.wantsHandover = true;
    host.mayTake = false;
    this.#time.after(20_000, () => {
      host.wantsHandover = false;
      host.mayTake = true;
    });
  }

  #start(host: SimulatedHost): void {
    host.starts++;
    host.orders++;
    host.client = this.#law.world.bootsUnstaked || host.starts === 1 ? "unstaked" : "staked";
    host.pettedAt = this.#time.now;
    host.wantsHandover = false;
    host.keeper = startKeeper({ host: host.name, peer: host.peer, now: host.clockAt(this.#time.now),
      writer: `${host.name}${host.starts}`, remembered: host.durable });
    this.#tick(host, host.starts);
    this.#sign(host, host.starts);
  }

  #tick(host: SimulatedHost, starts: number): void {
    if (host.starts !== starts || host.keeper === null) return;
    const again = (ms: number): void =>
      this.#time.after(ms / host.rate, () => this.#tick(host, starts));
    const { watchdog } = this.#law.options.timing;
    // systemd is as still as its machine; a keeper that stands still does not keep it from looking.
    if (!host.isStill(this.#time.now) && (this.#time.now - host.pettedAt) * host.rate >= watchdog) {
      this.#loseKeeper(host);
      return;
    }
    if (!host.isPaused(this.#time.now)) {
      const now = host.clockAt(this.#time.now);
      const hasJumped = this.#time.now >= (host.faults.wallJumpAt ?? Number.POSITIVE_INFINITY);
      this.#react(host, { type: "tick", now, wall: now + (hasJumped ? 60_000 : 0),
        mayTake: host.mayTake, peerWord: this.#wordOfPeer(host), handOver: host.wantsHandover,
        isReady: this.#isReady(host) });
    }
    again(TICK);
  }

  #other(host: SimulatedHost): SimulatedHost {
    return host === this.#hosts[0] ? this.#hosts[1] : this.#hosts[0];
  }

  #wordOfPeer(host: SimulatedHost): Mark | null {
    const other = this.#other(host);
    const { keeper } = other;
    const isCut = isWithin(this.#faults.linkCuts, this.#time.now) || other.isPaused(this.#time.now);
    return !isCut && keeper && givesWord(keeper) ? keeper.highest : null;
  }

  #isReady({ keeper, readyAt }: SimulatedHost): boolean {
    return keeper?.seen?.register.handover?.digest != null || this.#time.now >= readyAt
      || !this.#law.world.waitsForBound;
  }

  /** Signs each slot, as long as it may. */
  #sign(host: SimulatedHost, starts: number): void {
    if (host.starts !== starts) return;
    this.#time.after(SLOT, () => this.#sign(host, starts));
    if (host.client !== "staked" || host.isStill(this.#time.now)) return;
    const other = this.#other(host);
    const since = this.#time.now - other.signedAt;
    if (other.client === "staked" && since < 2 * SLOT) this.#break("both sign");
    else if (since < FLIGHT && host.knows < other.signedAt) {
      this.#break(`${host.name} signs ${Math.round(since)} ms after ${host.peer}`);
    }
    host.signedAt = this.#time.now;
  }

  #break(what: string): void {
    this.#broken ??= `${what} at ${Math.round(this.#time.now)} ms`;
  }

  #react(host: SimulatedHost, event: KeeperEvent): void {
    if (!host.keeper) return;
    this.#steps++;
    const before = host.keeper.phase;
    const { keeper, effects } = this.#law.step(host.keeper, event, this.#law.options);
    host.keeper = keeper;
    if (keeper.phase === "taking" && before !== "taking") this.#noteTake(host);
    for (const effect of effects) this.#carryOut(host, effect);
  }

  #noteTake(host: SimulatedHost): void {
    const other = this.#other(host);
    this.#takes++;
    this.#takenAt = this.#time.now;
    host.readyAt = this.#time.now + FLIGHT + BOUND_SLOTS * SLOT;
    if (other.client === "staked" && !other.isStill(this.#time.now)) {
      this.#break(`${host.name} takes while ${host.peer} may sign`);
    }
  }

  #carryOut(host: SimulatedHost, effect: KeeperEffect): void {
    switch (effect.do) {
      case "exchange": this.#send(host, effect.expected, effect.put); break;
      case "remember": this.#remember(host, effect.mark); break;
      case "promote":
        this.#etcd.noteSigning(host.keeper?.seen?.register.epoch ?? 0);
        this.#clients.promote(host, effect.by);
        break;
      case "demote": this.#clients.demote(host); break;
      case "kill": this.#clients.kill(host); break;
      case "pet": host.pettedAt = this.#time.now; break;
      case "vouch": this.#vouch(host); break;
      case "alarm": host.alarms++; break;
    }
  }

  #remember(host: SimulatedHost, mark: Mark): void {
    const { starts } = host;
    this.#time.later(host, this.#time.between(1, 300), () => {
      if (host.starts !== starts) return;
      host.durable = mark;
      this.#react(host, { type: "remembered", now: host.clockAt(this.#time.now), mark });
    });
  }

  /** systemd stops what is bound to the keeper, then starts both again. */
  #loseKeeper(host: SimulatedHost): void {
    if (host.keeper === null) return;
    const { starts } = host;
    host.keeper = null;
    this.#clients.stop(host, () => this.#time.after(this.#time.between(500, 20_000), () => {
      if (host.starts === starts) this.#start(host);
    }));
  }

  #crash(host: SimulatedHost): void {
    host.keeper = null;
    host.client = "dead";
    const { starts } = host;
    this.#time.after(this.#time.between(5_000, 60_000), () => {
      if (host.starts === starts) this.#start(host);
    });
  }

  #vouch(host: SimulatedHost): void {
    const other = this.#other(host);
    const epoch = host.keeper?.seen?.register.epoch ?? 0;
    const sentAt = other.clockAt(this.#time.now);
    this.#time.later(other, this.#time.between(1, 200), () => {
      const now = other.clockAt(this.#time.now);
      this.#react(other, { type: "vouched", now, sentAt, epoch });
    });
  }

  #send(host: SimulatedHost, expected: StandingRegister | null, put: Register | null): void {
    const writer = host.keeper?.writer;
    const sentAt = host.keeper?.exchange?.sentAt;
    const isAwaited = (): boolean =>
      host.keeper?.writer === writer && host.keeper?.exchange?.sentAt === sentAt;
    const hear = (event: KeeperEvent): void => { if (isAwaited()) this.#react(host, event); };
    const { answerWithin, renewEvery } = this.#law.options.timing;
    this.#time.later(host, answerWithin / host.rate,
      () => hear({ type: "unknown", now: host.clockAt(this.#time.now) }));
    if (this.#law.options.failsafe && this.#time.random.chance(0.5)) {
      this.#askToVouch(host, renewEvery);
    }
    const there = this.#delay(host);
    if (there === null) return;
    this.#time.after(there, () => this.#apply(host, expected, put, hear));
  }

  #askToVouch(host: SimulatedHost, within: number): void {
    const other = this.#other(host);
    const epoch = host.keeper?.seen?.register.epoch ?? 0;
    if (host.keeper?.phase !== "signing" || other.keeper?.phase !== "standby") return;
    this.#time.later(other, this.#time.between(1, within), () => {
      const now = other.clockAt(this.#time.now);
      this.#react(other, { type: "asked-to-vouch", now, epoch });
    });
  }

  /** How long a message takes; null when it is lost. */
  #delay(host: SimulatedHost): number | null {
    const unlessLost = (loss: number, least: number, most: number): number | null =>
      (this.#time.random.chance(loss) ? null : this.#time.between(least, most));
    if (isWithin(host.faults.cutOff, this.#time.now)) return unlessLost(0.9, 0, 30_000);
    if (isWithin(this.#faults.etcdStalls, this.#time.now)) return unlessLost(0.5, 500, 20_000);
    return this.#time.random.chance(0.02) ? unlessLost(0.01, 500, 10_000) : unlessLost(0.01, 1, 30);
  }

  #apply(
    host: SimulatedHost, expected: StandingRegister | null, put: Register | null,
    hear: (event: KeeperEvent) => void,
  ): void {
    const answer = this.#etcd.apply(expected, put);
    const twice = put === null || answer.type === "differs" ? null : this.#etcd.takenTwice(put);
    if (twice !== null) this.#break(twice);
    const back = this.#delay(host);
    if (back === null) return;
    this.#time.later(host, back, () => hear({ ...answer, now: host.clockAt(this.#time.now) }));
  }
}

export const simulate = (seed: number, law: SimulationLaw): Outcome =>
  new Simulation(seed, law).run();
