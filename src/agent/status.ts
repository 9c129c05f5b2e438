/** The agent as it is now, for `vexor status`, the metrics and other clients. */
import { breakGlassState } from "../engine/drift/break-glass.ts";
import { isYielding } from "../engine/drift/correction-limit.ts";
import type { HostReader } from "../ports/host.ts";
import { unconfirmedRun } from "../engine/run/revision-history.ts";
import { isAgents, formatRunOwner } from "../engine/run/run-owner.ts";
import type { BreakGlassStatus, FailoverLine, Status } from "./api.ts";
import { conditionsOf, type StatusFacts } from "./conditions-of-status.ts";
import type { Agent } from "./agent.ts";
import type { UndeliveredWebhook } from "./webhook-types.ts";
import { isRefusal } from "./trouble.ts";

const iso = (ms: number): string => new Date(ms).toISOString();

export interface StatusSubject {
  readonly host: HostReader;
  readonly hostName: string;
  readonly version: string;
}

/** What the agent does not know of itself. */
interface StatusContext extends StatusSubject {
  readonly now: number;
  readonly undelivered: readonly UndeliveredWebhook[];
  readonly failover: FailoverLine | null;
}

const sourceOf = ({ machine, known }: Agent): Status["source"] => {
  const { candidate, inForce, fetchFailure: unfetched } = known;
  const isRefused = unfetched !== null && isRefusal(unfetched);
  return { revision: candidate?.id ?? null, subject: candidate?.subject ?? null,
    signer: candidate?.signer ?? null, accepted: inForce?.id ?? null,
    acceptedSubject: inForce?.subject ?? null, fetchedAt: candidate?.at ?? null,
    fetchFailures: machine.fetchFailures, refused: isRefused ? unfetched : null,
    unreachable: isRefused ? null : unfetched };
};

const planOf = ({ machine, known: { plan } }: Agent): Status["plan"] => {
  const closed = machine.plan?.closed ?? null;
  return plan && { id: plan.id, summary: plan.summary,
    closed: closed?.why ?? null, closedBy: closed?.by ?? null,
    opensAt: closed?.until == null ? null : iso(closed.until),
    items: plan.items.filter(({ action }) => action !== "none")
      .map(({ address, action, origin, live, reason }) =>
        ({ address, action, origin, live, reason })),
    ...(plan.pending === undefined ? {} : { pending: plan.pending }) };
};

const breakGlassOf = (
  { known: { memory, aside } }: Agent, now: number,
): readonly BreakGlassStatus[] =>
  memory.breakGlass.map((override) => {
    const item = aside.find(({ address }) => address === override.address);
    return { ...override, isExpired: breakGlassState(override, now) === "expired",
      live: item?.live ?? null, wanted: item?.wanted ?? null };
  });

const countdownOn = (host: HostReader): Status["countdown"] => {
  const waits = unconfirmedRun(host);
  return waits && !isAgents(waits.run) ? { run: waits.run.id, by: formatRunOwner(waits.run),
    until: waits.deadline.toISOString() } : null;
};

export const statusOf = (
  agent: Agent, { host, hostName, version, now, undelivered, failover }: StatusContext,
): Status => {
  const { machine, news, syncs, known: { memory, trouble, settings, rolledBack } } = agent;
  const bare: StatusFacts = {
    format: "vexor.status/3", version, host: hostName,
    state: machine.state, since: iso(machine.since), why: machine.why,
    source: sourceOf(agent), syncs, plan: planOf(agent), run: machine.run,
    countdown: countdownOn(host),
    trouble, settings, rolledBack, suspended: memory.suspended,
    breakGlass: breakGlassOf(agent, now),
    yielded: Object.keys(memory.corrections).filter((one) => isYielding(memory.corrections, one)),
    ...failover === null ? {} : { failover }, undelivered, events: news,
  };
  const [first, ...also] = conditionsOf(bare, now, agent.isAsked);
  const { format, version: ours, host: name, ...rest } = bare;
  return { format, version: ours, host: name, condition: first, also, ...rest };
};
