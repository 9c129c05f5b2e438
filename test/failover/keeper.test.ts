/** Single cases of a keeper's step that no short exploration reaches, each by its own events. */
import { describe, expect, test } from "vitest";
import {
  startKeeper, type KeeperEffect, type KeeperEvent, type KeeperOptions, type KeeperState,
} from "../../src/failover/keeper-state.ts";
import { step } from "../../src/failover/keeper.ts";
import { firstRegister, renewed, type Register, type StandingRegister } from "../../src/failover/register.ts";
import { DEFAULT_TIMING } from "../../src/failover/timing.ts";

const OPTIONS: KeeperOptions = { timing: DEFAULT_TIMING, failsafe: true };
const { takeAfter, answerWithin, demoteAfter, renewEvery } = DEFAULT_TIMING;

const HELD: Register = { format: "vexor.register/1", group: "g", lineage: "c", identity: "i", epoch: 3,
  seq: 7, holder: "a", writer: "a1", state: "held", handover: null };

const standing = (register: Register, revision: string): StandingRegister =>
  ({ register, revision, cluster: "c" });

/** A keeper, and what its steps have asked for. */
class Played {
  keeper: KeeperState;
  effects: readonly KeeperEffect[] = [];

  constructor(host: "a" | "b", epoch = 3) {
    this.keeper = startKeeper({ host, peer: host === "a" ? "b" : "a", writer: `${host}1`, now: 0,
      remembered: { epoch, seq: 0 } });
  }

  do(event: KeeperEvent): this {
    const { keeper, effects } = step(this.keeper, event, OPTIONS);
    [this.keeper, this.effects] = [keeper, effects];
    return this;
  }

  tick(now: number, change: { readonly wall?: number; readonly mayTake?: boolean; readonly isReady?: boolean } = {}): this {
    return this.do({ type: "tick", now, wall: now, mayTake: true, isReady: false, peerWord: null,
      handOver: false, ...change });
  }

  /** Looks, and sees that stand, until it has watched for as long as a take needs. */
  watches(stands: StandingRegister): this {
    for (let now = 0; now < takeAfter; now += renewEvery) {
      this.tick(now, { mayTake: false }).do({ type: "done", now: now + 10, stands });
    }
    return this;
  }

  get put(): Register {
    const sent = this.effects.find((one) => one.do === "exchange");
    if (sent?.do !== "exchange" || sent.put === null) throw new Error("no write was sent");
    return sent.put;
  }

  get did(): readonly string[] {
    return this.effects.map((one) => one.do);
  }
}

describe("a take that was not answered", () => {
  const begin = takeAfter + 1_000;
  const lost = (): Played => new Played("b").watches(standing(HELD, "10")).tick(begin)
    .do({ type: "unknown", now: begin + answerWithin });

  test("counts from its first try, also when a read has not shown it and a second one was sent", () => {
    const played = lost();
    const seen = begin + answerWithin + 100;
    played.tick(seen, { mayTake: false }).do({ type: "done", now: seen + 10, stands: standing(HELD, "10") });
    const again = seen + renewEvery;
    const { put } = played.tick(again);
    played.do({ type: "unknown", now: again + answerWithin });
    played.tick(again + renewEvery, { mayTake: false })
      .do({ type: "done", now: again + renewEvery + 10, stands: standing(put, "11") });
    expect(played.keeper).toMatchObject({ phase: "taking", heldFrom: begin });
  });

  test("keeps the host from vouching until another text stands", () => {
    const played = lost();
    const seen = begin + answerWithin + 100;
    played.tick(seen, { mayTake: false }).do({ type: "done", now: seen + 10, stands: standing(HELD, "10") });
    expect(played.do({ type: "asked-to-vouch", now: seen + 20, epoch: 3 }).did).not.toContain("vouch");
    const next = seen + renewEvery;
    played.tick(next, { mayTake: false }).do({ type: "done", now: next + 10, stands: standing(renewed(HELD), "11") });
    expect(played.do({ type: "asked-to-vouch", now: next + 20, epoch: 3 }).did).toContain("vouch");
  });
});

/** Has taken the register at `at`. */
const taking = (at = takeAfter + 1_000): Played => {
  const played = new Played("b").watches(standing(HELD, "10")).tick(at);
  return played.do({ type: "done", now: at + 10, stands: standing(played.put, "11") })
    .do({ type: "remembered", now: at + 20, mark: { epoch: 4, seq: 0 } });
};

test("the step that promotes gives no sign of life", () => {
  const played = taking();
  expect(played.tick(takeAfter + 1_100, { isReady: false }).did).toContain("pet");
  const { did } = played.tick(takeAfter + 1_200, { isReady: true });
  expect(did).toContain("promote");
  expect(did).not.toContain("pet");
});

describe("after a jump of the wall clock", () => {
  const jump = (): { readonly played: Played; readonly at: number; readonly sentAt: number } => {
    const played = taking().tick(takeAfter + 1_100, { isReady: true });
    const sentAt = takeAfter + 4_000;
    const { put } = played.tick(sentAt);
    const at = sentAt + 250;
    played.tick(at, { wall: at + 60_000 });
    return { at, sentAt, played: played.do({ type: "done", now: at + 10, stands: standing(put, "12") }) };
  };

  test("an answer to what was sent before it proves no more than one answer's time", () => {
    const { played, at } = jump();
    expect(played.keeper.heldFrom).toBe(at - (demoteAfter - answerWithin));
    expect(played.did).not.toContain("pet");
    expect(played.tick(at + answerWithin, { wall: at + answerWithin + 60_000 }).keeper.phase).toBe("demoting");
  });

  test("nor does the peer's word that was asked for before it", () => {
    const { played, at, sentAt } = jump();
    played.do({ type: "vouched", now: at + 20, sentAt, epoch: 4 });
    expect(played.keeper.heldFrom).toBe(at - (demoteAfter - answerWithin));
  });

  test("a renewal that was sent after it does", () => {
    const { played, at } = jump();
    const next = at + 20;
    const { put } = played.tick(next, { wall: next + 60_000 });
    played.do({ type: "done", now: next + 10, stands: standing(put, "13") });
    expect(played.keeper).toMatchObject({ phase: "signing", heldFrom: next });
    expect(played.did).toContain("pet");
  });
});

describe("a register that was made for one host, and that no keeper has held yet", () => {
  const made = firstRegister({ group: "g", host: "a", peer: "b", identity: "i", lineage: "c" });

  test.each([[takeAfter + 1_000], [10 * takeAfter]])("is never the other's after %d ms: the first one may sign without a keeper", (at) => {
    const played = new Played("b", 0).watches(standing(made, "1"));
    played.tick(at, { mayTake: false }).do({ type: "done", now: at + 10, stands: standing(made, "1") });
    played.tick(at + renewEvery);
    expect(played.effects.filter((one) => one.do === "exchange" && one.put !== null)).toEqual([]);
  });

  test("is that host's after its time", () => {
    const played = new Played("a", 0).watches(standing(made, "1")).tick(takeAfter + 1_000);
    expect(played.put).toMatchObject({ holder: "a", state: "held" });
  });
});
