/**
 * The key of a world: worlds from which the same things can happen have the same one. In it, times
 * are ages, what is too old to matter is equally old, and epochs, sequences and revisions keep
 * their order alone.
 */
import type { Exchange, KeeperState } from "../../src/failover/keeper-state.ts";
import type { Mark, Register, StandingRegister } from "../../src/failover/register.ts";
import { longestGap } from "../../src/failover/timing.ts";
import type { HostState, Law, Reply, Request, World } from "./world.ts";

type Field = string | number | boolean | null;

/** The numbers in order, with wide gaps made narrow; which of them are odd does not change. */
const narrow = (numbers: readonly number[]): ReadonlyMap<number, number> => {
  const sorted = [...new Set(numbers)].toSorted((one, other) => one - other);
  const found = new Map<number, number>();
  let [at, before] = [0, 0];
  for (const number of sorted) {
    const gap = number - before;
    at += gap > 3 ? 2 + (gap % 2) : gap;
    before = number;
    found.set(number, at);
  }
  return found;
};

/** Built once for its world, and thrown away. */
class KeyOfWorld {
  readonly #law: Law;
  readonly #world: World;
  readonly #fields: Field[] = [];
  readonly #epochs: number[] = [];
  readonly #seqs: number[] = [];
  readonly #revisions: number[] = [];
  readonly #marked: { readonly at: number; readonly kind: "epoch" | "seq" | "revision" }[] = [];

  constructor(world: World, law: Law) {
    this.#world = world;
    this.#law = law;
  }

  text(): string {
    const { hosts, stands, backup, requests, late, replies } = this.#world;
    const { faults, handovers, broken } = this.#world;
    this.#fields.push(faults, handovers, broken);
    this.#standing(stands);
    this.#standing(backup);
    for (const host of hosts) this.#host(host);
    for (const one of requests) this.#request("q", one);
    for (const one of late) this.#request("l", one);
    for (const one of replies) this.#reply(one);
    const maps = { epoch: narrow(this.#epochs), seq: narrow(this.#seqs),
      revision: narrow(this.#revisions) };
    for (const { at, kind } of this.#marked) {
      this.#fields[at] = maps[kind].get(Number(this.#fields[at])) ?? null;
    }
    return this.#fields.join(",");
  }

  /** An age, up to that from which on it makes no difference. */
  #age(time: number | null, most: number): void {
    this.#fields.push(time === null ? null : Math.min(this.#world.now - time, most));
  }

  #number(kind: "epoch" | "seq" | "revision", value: number): void {
    this.#marked.push({ at: this.#fields.length, kind });
    this.#fields.push(value);
    const numbers = { epoch: this.#epochs, seq: this.#seqs, revision: this.#revisions }[kind];
    numbers.push(value);
  }

  #mark({ epoch, seq }: Mark): void {
    this.#number("epoch", epoch);
    this.#number("seq", seq);
  }

  #register(register: Register | null): void {
    this.#fields.push(register === null ? "-" : "r");
    if (register === null) return;
    const { holder, writer, state, handover } = register;
    this.#mark(register);
    this.#fields.push(holder, this.#hostOf(writer), state);
    this.#fields.push(handover?.to ?? null, handover?.digest ?? null);
    this.#age(handover?.slot ?? null, this.#law.flight + 1);
  }

  /** A process that is gone is like any other that is gone. */
  #hostOf(writer: string): number {
    return this.#world.hosts.findIndex(({ keeper }) => keeper?.writer === writer);
  }

  #standing(standing: StandingRegister | null): void {
    this.#register(standing?.register ?? null);
    if (standing !== null) this.#number("revision", Number(standing.revision));
  }

  #exchange(exchange: Exchange | null): void {
    this.#fields.push(exchange === null ? "-" : "x");
    if (exchange === null) return;
    const { answerWithin, killAfter } = this.#law.options.timing;
    this.#age(exchange.sentAt, exchange.put === null ? answerWithin + 1 : killAfter);
    this.#register(exchange.put);
  }

  #keeper(keeper: KeeperState | null): void {
    this.#fields.push(keeper === null ? "-" : "k");
    if (keeper === null) return;
    const { phase, seen, highest, remembered, exchange, unanswered, proof } = keeper;
    const { killAfter, takeAfter, renewEvery } = this.#law.options.timing;
    this.#fields.push(phase);
    this.#age(phase === "demoting" ? keeper.since : null, killAfter);
    this.#age(phase === "standby" ? keeper.seenSince : null, takeAfter);
    this.#age(keeper.seenAt, longestGap(this.#law.options.timing) + 1);
    this.#age(keeper.heldFrom, killAfter);
    this.#age(exchange === null ? Math.max(keeper.askedAt, -99) : null, renewEvery);
    this.#standing(seen);
    this.#mark(highest);
    this.#mark(remembered);
    this.#exchange(exchange);
    this.#exchange(unanswered);
    this.#fields.push(proof?.digest ?? null);
    this.#age(proof?.slot ?? null, this.#law.flight + 1);
  }

  #host(host: HostState): void {
    const { keeper, client, order, durable } = host;
    const { options: { timing }, flight, bound } = this.#law;
    this.#fields.push(client, order?.to ?? null, host.isCut, host.isPaused, host.owesPet);
    this.#fields.push(host.isProven, host.wantsHandover);
    this.#age(order?.to === "kill" ? order.givenAt : null, timing.fence);
    this.#age(keeper === null || !this.#law.hasWatchdog ? null : host.pettedAt, timing.watchdog);
    this.#age(host.signedAt, flight);
    this.#age(host.takenAt, Math.max(bound + flight, longestGap(timing) + 1));
    if (keeper === null) this.#mark(durable);
    this.#keeper(keeper);
  }

  #request(kind: string, request: Request): void {
    this.#fields.push(kind, request.host);
    this.#standing(request.expected);
    this.#register(request.put);
  }

  #reply(reply: Reply): void {
    this.#fields.push("a", reply.host, reply.type);
    this.#standing(reply.stands);
  }
}

export const keyOf = (world: World, law: Law): string => new KeyOfWorld(world, law).text();
