/**
 * Taking an identity up without its vote history, where git has lifted the guard `tower`. Any slot
 * that the machine before could have voted for must be final first: those that either node has seen
 * by now, and those ahead of them that it may already have had. How long that takes is for the
 * cluster to say; while it finalizes nothing, for ever.
 */
import { readSlots } from "../../detectors/solana/cluster-view.ts";
import { ownRpc } from "../../detectors/clients/live-identity.ts";
import type { ReportProgress } from "../../engine/resource.ts";
import type { Host } from "../../ports/host.ts";
import type { IdentityChangeParams } from "./change-params.ts";
import type { RunningUnit } from "./running-client.ts";
import { inSlots } from "./slots.ts";
import { failed, POLL_MS } from "./vote-monitor.ts";

/** Agave drops votes of 40 slots ahead, and votes for whole windows of 4; the rest is delay. */
const AHEAD_SLOTS = 48;
const MOST_MS = 600_000;

/** No other client votes by now: that is proven before, or git has lifted it. */
export const awaitBoundFinal = async (
  host: Host, client: RunningUnit, { rpc, voter }: IdentityChangeParams, report: ReportProgress,
  cluster: { readonly slotMs: number | null } = { slotMs: null },
): Promise<void> => {
  if (rpc === "") {
    throw failed(`${voter} has no vote history here, and no other node says which slots are final`,
      "Name one: clusterRpc: https://…");
  }
  const slots = () => readSlots(host, ownRpc(client) ?? 0, rpc);
  const { own, other } = slots();
  if (own.processed === null || other.processed === null) {
    throw failed("which slots have been voted for is unknown: a node does not tell its newest one");
  }
  const bound = Math.max(own.processed, other.processed) + AHEAD_SLOTS;
  for (const end = host.now().getTime() + MOST_MS; host.now().getTime() < end;) {
    const now = slots();
    const final = Math.min(now.own.finalized ?? -1, now.other.finalized ?? -1);
    if (final >= bound) return;
    report(`${voter} has no vote history here: ${inSlots(bound - final, cluster)} until slot `
      + `${bound} is final`);
    await host.sleep(POLL_MS);
  }
  throw failed(`slot ${bound} has not become final within ${MOST_MS / 1000} s`);
};
