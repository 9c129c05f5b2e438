/**
 * Taking an identity up without its vote history, where git has lifted the guard `tower`. Any slot
 * that the machine before could have voted for must be final first: those that any node has seen
 * by now, and those ahead of them that it may already have had. How long that takes is for the
 * cluster to say; while it finalizes nothing, for ever.
 */
import { ENOUGH } from "../../detectors/solana/agreement.ts";
import { readSlots, type NodeSlots } from "../../detectors/solana/cluster-view.ts";
import { ownRpc } from "../../detectors/clients/live-identity.ts";
import type { ReportProgress } from "../../engine/resource.ts";
import type { Host } from "../../ports/host.ts";
import { inSlots, limitOf, type SlotPace } from "../shared/slots.ts";
import type { IdentityChangeParams } from "./change-params.ts";
import type { RunningUnit } from "./running-client.ts";
import { failed, POLL_MS } from "./vote-monitor.ts";

/** Agave drops votes of 40 slots ahead, and votes for whole windows of 4; the rest is delay. */
const AHEAD_SLOTS = 48;
/** Further apart than this no two nodes of one cluster are that have caught up. */
const APART_SLOTS = 512;
const MOST_SLOTS = 3000;

type Slots = ReturnType<typeof readSlots>;

/** The client, and as many of the others as must agree with it. */
const needed = (slots: Slots): number => Math.min(slots.length, 1 + ENOUGH);

const boundOf = (slots: Slots): number => {
  const [own, ...others] = slots;
  const silent = slots.filter(({ processed }) => processed === null);
  const [first] = own.processed === null ? [own] : silent;
  if (own.processed === null || slots.length - silent.length < needed(slots)) {
    throw failed("which slots have been voted for is unknown: "
      + `${first?.name} does not tell its newest one`);
  }
  const bound = Math.max(...slots.map(({ processed }) => processed ?? 0));
  const ahead = others.find(({ processed }) => processed === bound);
  if (ahead && bound - own.processed > APART_SLOTS) {
    throw failed(`${ahead.name} says that its newest slot is ${bound}, and the client's is `
      + `${own.processed}: one of them has not caught up, or is on another cluster`);
  }
  return bound + AHEAD_SLOTS;
};

/** The node that is awaited: the client, or the last one of those that are needed. */
const slowest = (slots: Slots): NodeSlots => {
  const [own, ...others] = slots;
  const final = ({ finalized }: NodeSlots): number => finalized ?? -1;
  const fastest = others.toSorted((one, other) => final(other) - final(one));
  return [own, ...fastest.slice(0, needed(slots) - 1)]
    .reduce((last, one) => (final(one) < final(last) ? one : last));
};

/** No other client votes by now: that is proven before, or git has lifted it. */
export const awaitBoundFinal = async (
  host: Host, client: RunningUnit, { rpcs, voter }: IdentityChangeParams, report: ReportProgress,
  cluster: SlotPace = { slotMs: null },
): Promise<void> => {
  const slots = () => readSlots(host, ownRpc(client) ?? 0, rpcs);
  let now = slots();
  if (now.length < 2) {
    throw failed(`${voter} has no vote history here, and no other node says which slots are final`,
      "Name two: clusterRpc: [https://…, https://…]");
  }
  const bound = boundOf(now);
  for (const isOver = limitOf(host, MOST_SLOTS, cluster); !isOver(); now = slots()) {
    const last = slowest(now);
    if (last.finalized !== null && last.finalized >= bound) return;
    const left = last.finalized === null ? "unknown how long"
      : inSlots(bound - last.finalized, cluster);
    report(`${voter} has no vote history here: ${left} until slot ${bound} is final for `
      + last.name);
    await host.sleep(POLL_MS);
  }
  const { name, finalized } = slowest(now);
  throw failed(`slot ${bound} has not become final within ${inSlots(MOST_SLOTS, cluster)}: the `
    + `newest final slot of ${name} is ${finalized ?? "unknown"}`);
};
