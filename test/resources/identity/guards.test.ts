/**
 * Each guard by itself: what it lets pass, what it refuses, and that it refuses without a reply.
 */
import { describe, expect, test } from "vitest";
import type { ClusterView } from "../../../src/detectors/solana/cluster-view.ts";
import type { TowerFact } from "../../../src/detectors/solana/tower.ts";
import type { Guard } from "../../../src/resources/identity/section.ts";
import { guardFailures, ticketWarnings, type GuardInput } from "../../../src/resources/identity/guards.ts";

const [STAKED, JUNK, OTHER, VOTE] = ["Staked", "Junk", "Other", "Vote"];

const view = (more: Partial<ClusterView> = {}): ClusterView => ({
  health: "ok", slot: 2000, finalized: 1968, phase: "tower", phaseUnknown: null, contradiction: null, genesisHash: null, slotMs: 400, vote: { node: STAKED, lastVote: 1000 }, leaderIn: "never",
  epochLeft: 100_000, votesUnknown: null, voteBalance: null, ...more });

const tower = (more: Partial<TowerFact> = {}): TowerFact => ({
  path: "/ledger/tower-1_9-Staked.bin", form: "tower", identity: STAKED, isUnfinished: false,
  content: { lastVote: 1000, root: 900 }, problems: [], ...more });

/** Everything agrees: the staked identity was voted with 1,000 slots ago, and its tower is here. */
const promotion = (more: Partial<GuardInput> = {}, seen: Partial<ClusterView> = {}): GuardInput => ({
  want: { pubkey: STAKED, keypair: "/staked.json" }, live: JUNK, permit: null, voteAccount: VOTE,
  tower: tower(), towers: "/ledger", keepsTower: true, history: null, keepsHistory: true, ignoresHistory: false, importProblem: null,
  ledger: "/ledger", waitForGap: null, ticket: null, view: view(seen), ...more });

const history = (lastVote = 1000): TowerFact => tower({ form: "vote-history",
  path: "/ledger/vote_history-Staked.bin", content: { lastVote, root: 900 } });

/** The same after Alpenglow's genesis; a tower of before it is still there. */
const migrated = (more: Partial<GuardInput> = {}, seen: Partial<ClusterView> = {}): GuardInput =>
  promotion({ history: history(), ...more },
    { phase: "alpenglow", finalized: 1998, slotMs: 200, ...seen });

const demotion = (seen: Partial<ClusterView> = {}, more: Partial<GuardInput> = {}): GuardInput =>
  promotion({ want: { pubkey: JUNK, keypair: "/junk.json" }, live: STAKED, tower: null, ...more },
    { vote: { node: STAKED, lastVote: 1999 }, ...seen });

const guardsOf = (now: GuardInput): readonly Guard[] => guardFailures(now).map(({ guard }) => guard);
const voted = (since: number) => ({ vote: { node: STAKED, lastVote: 2000 - since } });

test("no guard refuses where everything agrees", () => {
  expect(guardFailures(promotion())).toEqual([]);
  expect(guardFailures(demotion())).toEqual([]);
  expect(guardFailures(migrated())).toEqual([]);
});

describe.each<[Guard, readonly (readonly [what: string, now: GuardInput, why: RegExp, hint: RegExp])[]]>([
  ["caughtUp", [
    ["behind", demotion({ health: "Node is behind by 900 slots" }), /behind by 900/, /getHealth/],
    ["no answer", demotion({ health: "no answer in time" }), /no answer in time/, /getHealth/],
  ]],
  ["leaderSlot", [
    ["in 150 slots, where slots are half as long", demotion({ leaderIn: 150, slotMs: 200 }),
      /Staked must lead in 150 slots \(30 s\); wanted are more than 150 slots \(30 s\)/, /wait until/],
    ["in 150 slots", demotion({ leaderIn: 150 }), /Staked must lead in 150 slots \(60 s\)/, /wait until/],
    ["in 300 slots that are shorter still", demotion({ leaderIn: 300, slotMs: 100 }), /must lead in 300 slots \(30 s\)/, /wait/],
    ["in a cluster that does not tell how long its slots are", demotion({ leaderIn: 150, slotMs: null }), /150 slots \(60 s\)/, /wait/],
    ["where the client can wait for a gap", demotion({ leaderIn: 3 }, { waitForGap: "agave wait-for" }),
      /3 slots/, /wait for a gap: agave wait-for/],
    ["unknown", demotion({ leaderIn: null }), /the leader schedule of .* is unknown/, /clusterRpc/],
    ["the epoch ends", demotion({ epochLeft: 150 }), /epoch ends in 150 slots/, /wait/],
  ]],
  ["voteAccount", [
    ["none declared", promotion({ voteAccount: null }, { vote: null }), /no vote account is declared/, /voteAccount:/],
    ["of somebody else", promotion({}, { vote: { node: OTHER, lastVote: 1000 } }),
      /belongs to Other, not to Staked/, /vote-update-validator/],
    ["not admitted in this epoch", migrated({ ticket: { epoch: 7, isAdmitted: false, votes: true, nextRefusal: null } }),
      /Vote is not admitted in epoch 7: no machine can vote/, /two epochs later/],
    ["of a client that was started without votes",
      migrated({ ticket: { epoch: 7, isAdmitted: true, votes: false, nextRefusal: null } }), /does not vote/, /--no-voting/],
    ["unknown, as Firedancer has it", promotion({}, { vote: null, votesUnknown: "Method not found" }),
      /the vote account Vote is unknown here \(the client: Method not found\)/, /clusterRpc/],
  ]],
  ["votingElsewhere", [
    ["31 slots ago", promotion({}, voted(31)), /Staked has voted 31 slots ago/, /demote it there/],
    ["ahead of us", promotion({}, voted(-5)), /-5 slots ago/, /demote/],
    ["no word of it", promotion({}, { vote: null }), /it is unknown whether/, /clusterRpc/],
    ["no slot to count from", promotion({}, { slot: null }), /it is unknown whether/, /clusterRpc/],
    ["no slot final since", promotion({}, { ...voted(40), finalized: 1960 }),
      /no slot after the last vote of Staked is final yet/, /wait/],
    ["a cluster that stands still", promotion({}, { finalized: 1899 }),
      /does not finalize: its newest final slot is 101 slots behind/, /only a person can know/],
    ["a cluster that does not tell", promotion({}, { finalized: null }),
      /unknown whether the cluster finalizes/, /only a person can know/],
  ]],
  ["tower", [
    ["missing", promotion({ tower: null }), /there is no tower of Staked/, /copy tower-1_9-Staked.bin to \/ledger/],
    ["torn", promotion({ tower: tower({ content: null,
      problems: [{ code: "TOWER_INVALID", message: "it ends in the middle" }] }) }), /ends in the middle/, /copy/],
    ["wrong signature", promotion({ tower: tower({ content: null,
      problems: [{ code: "TOWER_INVALID", message: "its signature is not that of Staked" }] }) }), /signature/, /copy/],
    ["older than the chain", promotion({}, voted(999)), /last vote is slot 1000; the chain shows one for slot 1001/, /copy/],
    ["without any vote", promotion({ tower: tower({ content: { lastVote: null, root: 0 } }) }),
      /slot 0; the chain shows one for slot 1000/, /copy/],
    ["no chain to hold it against", promotion({}, { vote: null }), /it is unknown whether the tower/, /clusterRpc/],
    ["none is kept, 511 slots", promotion({ keepsTower: false, tower: null }, voted(511)),
      /keeps no tower: it may vote 512 slots after.*511 slots ago/, /wait 1 slots/],
    ["no vote history, after Alpenglow's genesis, whatever tower is here", migrated({ history: null }),
      /there is no vote history of Staked/, /copy vote_history-Staked.bin to \/ledger/],
    ["a vote history that is torn", migrated({ history: { ...history(), content: null,
      problems: [{ code: "VOTE_HISTORY_INVALID", message: "its signature is not that of Staked" }] } }),
    /signature/, /copy vote_history/],
    ["a vote history that is older than the chain", migrated({ history: history(999) }),
      /the vote history's last vote is slot 999; the chain shows one for slot 1000/, /copy vote_history/],
    ["Frankendancer, whatever is here", migrated({ ignoresHistory: true }, voted(600)),
      /Frankendancer takes an identity up without its vote history/, /Agave, Jito or Firedancer/],
    ["no vote history is kept, 511 slots", migrated({ keepsHistory: false }, voted(511)),
      /keeps no vote history: it may vote 512 slots after.*511 slots ago/, /wait 1 slots/],
    ["no vote history is kept, and the cluster stands still", migrated({ keepsHistory: false },
      { ...voted(600), finalized: 1500 }), /does not finalize/, /only a person/],
    ["a vote history of another cluster", migrated({ history: history(2049) }),
      /last vote is slot 2049, and the newest slot known here is 2000: it is another cluster's, or/, /caught up, or copy/],
    ["a vote history before Alpenglow's genesis, and no tower", promotion({ tower: null, history: history() }),
      /there is no tower/, /copy tower/],
    ["a file that the client would not take", migrated({ importProblem: "x has 40000 bytes; the client takes 32688 at most" }),
      /40000 bytes; the client takes 32688/, /directory of its own/],
    ["a phase that is unknown", promotion({ history: history() }, { phase: "unknown",
      phaseUnknown: "the client does not tell (Method not found)" }),
    /unknown whether a tower or a vote history binds.*Method not found/, /clusterRpc/],
    ["none is kept, unknown", promotion({ keepsTower: false, tower: null }, { vote: null }), /is not known/, /clusterRpc/],
  ]],
  ["fence", [
    ["511 slots", promotion({}, voted(511)), /nothing proves.*511 slots ago/, /make sure of it there/],
    ["unknown", promotion({}, { vote: null }), /nothing proves/, /clusterRpc/],
  ]],
])("%s", (guard, cases) => {
  test.each(cases)("%s", (_, now, why, hint) => {
    const found = guardFailures(now).find((one) => one.guard === guard);
    expect(found?.reason).toMatch(why);
    expect(found?.hint).toMatch(hint);
  });
});

test.each<[string, GuardInput, readonly Guard[]]>([
  ["151 slots before a leader slot", demotion({ leaderIn: 151 }), []],
  ["151 slots before the end of the epoch", demotion({ epochLeft: 151 }), []],
  ["301 slots before a leader slot that are shorter still", demotion({ leaderIn: 301, slotMs: 100 }), []],
  ["151 slots before a leader slot that are half as long", demotion({ leaderIn: 151, slotMs: 200 }), []],
  ["100 slots from the newest final one is no stall", promotion({}, { finalized: 1900 }), []],
  ["a stall does not keep an identity from being given up", demotion({ finalized: 1 }), []],
  ["a vote history may be 48 slots ahead of this machine", migrated({ history: history(2048) }), []],
  ["512 slots are enough without a vote history, while the cluster finalizes",
    migrated({ keepsHistory: false, history: null }, voted(512)), []],
  ["32 slots after the last vote only the fence is left", promotion({ tower: tower({
    content: { lastVote: 1968, root: 1 } }) }, { ...voted(32), finalized: 1969 }), ["fence"]],
  ["512 slots are a fence, and enough without a tower", promotion({ keepsTower: false, tower: null }, voted(512)), []],
  ["who gives an identity up needs no tower and no fence", demotion({ vote: { node: STAKED, lastVote: 2000 } }), []],
  ["nobody answers anything: all of them", promotion({}, { health: "", slot: null, vote: null,
    leaderIn: null, epochLeft: null }),
  ["caughtUp", "leaderSlot", "voteAccount", "votingElsewhere", "tower", "fence"]],
])("%s", (_, now, guards) => expect(guardsOf(now)).toEqual(guards));

const ticket = { epoch: 7, isAdmitted: true, votes: true, nextRefusal: null } as const;
test.each<[string, GuardInput, readonly RegExp[]]>([
  ["enough for a ticket, which half as long a slot halves", migrated({ ticket }, { voteBalance: 0.8e9 }), []],
  ["too little for one", migrated({ ticket }, { voteBalance: 0.79e9 }), [/holds 0.79 SOL; an epoch's ticket takes 0.80 SOL/]],
  ["a reason against the next", migrated({ ticket: { ...ticket, nextRefusal: "no BLS key" } }),
    [/will not be admitted in epoch 9: no BLS key/]],
  ["nothing before Alpenglow", promotion({ ticket }, { voteBalance: 1 }), []],
  ["nobody who tells", migrated(), []],
])("of a vote account with %s a plan warns as far as it must", (_, now, warnings) => {
  expect(ticketWarnings(now)).toEqual(warnings.map((one) => expect.stringMatching(one)));
});
