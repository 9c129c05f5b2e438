/**
 * How long an identity is without a signer: two hosts in containers, three members of etcd,
 * stand-in validators. Planned handovers by their keepers' own records, and a host that loses its
 * power against the formula: `npm run bench -- --only failover [--runs 5]`.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadavg } from "node:os";
import { readRecords, type KeeperRecord } from "../src/failover/event.ts";
import { elapse, until } from "../test/support/pace.ts";
import { runFaults, untilWell } from "../test/host/support/pair-faults.ts";
import { mono } from "../test/host/support/pair-watch.ts";
import { Pair } from "../test/host/support/pair.ts";
import type { PairHost } from "../test/host/support/pair-host.ts";

const OWN_MUST_MS = 250;
const FORMULA_MUST = 0.1;
const EVENTS = "var/lib/vexor-agent/failover/events.jsonl";
/** As the pair of the tests declares it, and as its cluster finalizes. */
const [TAKE_AFTER_MS, RENEW_EVERY_MS, LOOK_MS] = [15_000, 400, 1_000] as const;
const [SLOT_MS, BOUND_SLOTS, LAG_SLOTS] = [100, 48, 8] as const;

interface Handover {
  /** From the last vote of the one host to the first of the other. */
  readonly silentMs: number;
  readonly demoteMs: number;
  /** From the proof that nothing signs to the begin of the promotion, without the record's way. */
  readonly ownMs: number;
  readonly receiveMs: number;
  readonly promoteMs: number;
}

const eventsOf = ({ container }: PairHost, since: number): readonly KeeperRecord[] =>
  readRecords(readFileSync(join(container.root, EVENTS), "utf8"))
    .filter(({ uptime }) => uptime >= since);

type Acted = Extract<KeeperRecord, { readonly what: "acted" }>;

const actedIn = (events: readonly KeeperRecord[], act: Acted["act"]): Acted => {
  const found = events.findLast((one): one is Acted => one.what === "acted" && one.act === act);
  if (found === undefined) throw new Error(`no ${act} is on record`);
  return found;
};

const silenceIn = (pair: Pair, since: number): number => {
  const signed = pair.signed.filter(({ mono: at }) => at >= since);
  const first = signed[0]?.host;
  const next = signed.find(({ host }) => host !== first);
  const last = signed.findLast(({ host, mono: at }) =>
    host === first && (next === undefined || at < next.mono));
  return (next?.mono ?? NaN) - (last?.mono ?? NaN);
};

const handOver = async (pair: Pair): Promise<Handover> => {
  const { signer, standby } = await untilWell(pair);
  const since = mono();
  await elapse(500);
  await signer.ask("hand-over");
  await until(() => pair.signers(300)[0] === standby.name && pair.signers(300).length === 1, 60);
  await until(() => eventsOf(standby, since).some((one) =>
    one.what === "acted" && one.act === "promote"), 20);
  const demote = actedIn(eventsOf(signer, since), "demote");
  const taken = eventsOf(standby, since);
  const [receive, promote] = [actedIn(taken, "receive"), actedIn(taken, "promote")];
  return { silentMs: silenceIn(pair, since),
    demoteMs: demote.ms, receiveMs: receive.ms, promoteMs: promote.ms,
    ownMs: promote.uptime - promote.ms - demote.uptime - receive.ms };
};

const losePower = async (pair: Pair): Promise<number> => {
  await untilWell(pair);
  const since = mono();
  await elapse(500);
  const { signer } = await untilWell(pair);
  const from = mono();
  const run = runFaults(pair, 1,
    [{ fault: { what: "power cut", on: "signer" }, afterMs: 0, lastsMs: 30_000 }]);
  await until(() => pair.signers(300).some((name) => name !== signer.name), 60);
  const first = pair.signed.find(({ host, mono: at }) => host !== signer.name && at >= from);
  const last = pair.signed.findLast(({ host, mono: at }) =>
    host === signer.name && at >= since && at < (first?.mono ?? 0));
  await run;
  return (first?.mono ?? NaN) - (last?.mono ?? NaN);
};

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? NaN;

/** Half of what has only a bound is taken. */
const formula = (promoteMs: number): number => TAKE_AFTER_MS + RENEW_EVERY_MS / 2
  + (BOUND_SLOTS + LAG_SLOTS) * SLOT_MS + LOOK_MS / 2 + promoteMs;

interface Asked {
  readonly rounds: number;
  note(text: string): void;
}

/** A table, or the figures as JSON. */
export const failoverReport = async ({ rounds, note }: Asked, isJson: boolean): Promise<string> => {
  note("two hosts, three members of etcd…");
  const pair = await Pair.start();
  try {
    for (const host of pair.hosts) await host.apply();
    await pair.hosts[0].must("vexor failover init --yes");
    for (const host of pair.hosts) await host.apply({ dryRun: false });
    const planned: Handover[] = [];
    const unplanned: number[] = [];
    for (let round = 0; round < rounds; round++) {
      planned.push(await handOver(pair));
      note(`handover ${round + 1} of ${rounds}: ${JSON.stringify(planned.at(-1))}`);
    }
    for (let round = 0; round < Math.ceil(rounds / 2); round++) {
      unplanned.push(await losePower(pair));
      note(`power cut ${round + 1}: ${Math.round(unplanned.at(-1) ?? NaN)} ms`);
    }
    const own = median(planned.map(({ ownMs }) => ownMs));
    const wanted = formula(median(planned.map(({ promoteMs }) => promoteMs)));
    const off = median(unplanned) / wanted - 1;
    const figures = { rounds, load: loadavg(), planned, unplanned, own, wanted, off,
      mustReach: OWN_MUST_MS };
    if (isJson) return JSON.stringify(figures, null, 2);
    const silent = Math.round(median(planned.map(({ silentMs }) => silentMs)));
    return [`handed over: ${silent} ms without a signer, of which our own ${Math.round(own)} ms `
      + `(must: ${OWN_MUST_MS})`,
    `power lost: ${Math.round(median(unplanned))} ms without a signer; the formula says `
      + `${Math.round(wanted)} ms: ${(off * 100).toFixed(1)} % off (must: ${FORMULA_MUST * 100})`,
    ].join("\n");
  } finally {
    await pair.stop();
  }
};
