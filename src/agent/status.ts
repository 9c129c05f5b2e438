/** The agent as it is now, for `vexor status`, the metrics and whoever asks. */
import { isYielding } from "../engine/drift/fights.ts";
import type { Status } from "./api.ts";
import type { Agent } from "./driver.ts";

const iso = (ms: number): string => new Date(ms).toISOString();

export const statusOf = (agent: Agent, host: string, version: string): Status => {
  const { machine, news, known: { memory, plan, candidate: revision, good } } = agent;
  return {
    format: "vexor.status/1", version, host,
    state: machine.state, since: iso(machine.since), why: machine.why,
    source: { revision: revision?.id ?? null, subject: revision?.subject ?? null,
      signer: revision?.signer ?? null, accepted: good?.id ?? null,
      fetchedAt: revision?.at ?? null, unreached: machine.unreached },
    plan: plan && { id: plan.id, summary: plan.summary,
      closed: machine.plan?.closed?.why ?? null, closedBy: machine.plan?.closed?.by ?? null,
      items: plan.items.filter(({ action }) => action !== "none")
        .map(({ address, action, origin, live, reason }) =>
          ({ address, action, origin, live, reason })) },
    run: machine.run,
    suspended: memory.suspended,
    glasses: memory.glasses,
    yielded: Object.keys(memory.fights).filter((one) => isYielding(memory.fights, one)),
    news,
  };
};
