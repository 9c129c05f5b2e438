/** What each call on the socket does to the agent, and what it is answered. */
import { approvalOf } from "../engine/run/approvals.ts";
import { isWriting } from "../engine/plan/decide.ts";
import { decideDrift } from "../engine/drift/drift-policy.ts";
import { suggest } from "../engine/host-file/suggest.ts";
import { VexorError } from "../engine/model/errors.ts";
import type { Address } from "../engine/model/model.ts";
import type { HostReader } from "../ports/host.ts";
import { awaitsConfirmation, failureOf, outcomeOf } from "../engine/run/run-state.ts";
import type { RecordedRun } from "../engine/run/store.ts";
import { recentRuns } from "../engine/run/revision-history.ts";
import {
  API, type ApiResponse, type ApiRequest, type DriftReport, type FailoverLine, type RunReport,
} from "./api.ts";
import type { Agent } from "./agent.ts";
import type { UndeliveredWebhook } from "./webhook-types.ts";
import {
  addBreakGlass, removeBreakGlass, resumed, retried, suspended,
} from "./persistent-state.ts";
import { statusOf, type StatusSubject } from "./status.ts";
import type { AgentCounters } from "./counters.ts";

/**
 * The word itself is in a file that root alone writes: this request only makes the agent read it.
 */
const acknowledgeApproval = (agent: Agent, host: HostReader, plan: string): void => {
  const { machine } = agent;
  if (machine.plan?.id !== plan || machine.plan.closed?.by !== "approval") {
    throw new VexorError("NOTHING_TO_APPROVE", `plan ${plan} does not wait for an approval`);
  }
  if (!approvalOf(host, plan)) {
    throw new VexorError("NOT_APPROVED", `no person has approved plan ${plan} for this apply`);
  }
  agent.said((memory) => memory, "gate-opened");
};

/** What a run is writing is overwritten after the answer: the asker hears when that is over. */
const refuseWhileWritten = ({ machine, known: { plan } }: Agent, address: Address): void => {
  const isWritten = machine.state === "applying" || machine.state === "rolling-back";
  const item = plan?.items.find((one) => one.address === address);
  if (!isWritten || !item || !isWriting(item)) return;
  throw new VexorError("LOCKED", `the agent is writing ${address} at this moment`,
    { hint: "Repeat it when that run has ended: vexor status." });
};

type BreakGlassRequest = Extract<ApiRequest, { readonly call: "break-glass" }>;

/** It would keep nothing: a slip in the address, or a change that no correction threatens. */
const refuseUndeclared = ({ known: { plan, aside, withheld } }: Agent, address: Address): void => {
  const declared = plan && [...[...plan.items, ...aside].map((item) => item.address),
    ...withheld];
  if (!declared || declared.includes(address)) return;
  const meant = suggest(address, declared);
  throw new VexorError("NO_MATCH", `the commit that the agent follows does not declare ${address}, `
    + "so the agent does not correct it", { hint: meant === null
    ? "There is nothing to keep the agent from; vexor plan --all lists what is declared."
    : `Did you mean ${meant}?` });
};

const breakGlass = (agent: Agent, ask: BreakGlassRequest, now: number): void => {
  const { address, forMs, why, by } = ask;
  refuseWhileWritten(agent, address);
  refuseUndeclared(agent, address);
  agent.said((memory) =>
    addBreakGlass(memory, { address, since: now, until: now + forMs, why, by }),
    "drift-noticed");
};

/** Throws what the client receives as a refusal. */
const handle = (agent: Agent, host: HostReader, ask: ApiRequest, now: number): void => {
  const at = new Date(now).toISOString();
  switch (ask.call) {
    case "status": case "drift": case "history": case "reload": return;
    case "sync":
      return agent.said((memory) => (ask.retry ? retried(memory, agent.known.candidate?.id ?? null)
        : memory), "sync");
    case "suspend":
      return agent.said((memory) => suspended(memory, { why: ask.why, by: ask.by, at }), null);
    case "resume": return agent.said(resumed, "gate-opened");
    case "approve": return acknowledgeApproval(agent, host, ask.plan);
    case "break-glass": return breakGlass(agent, ask, now);
    case "end-break-glass":
      return agent.said((memory) => removeBreakGlass(memory, ask.address), "drift-noticed");
  }
};

const driftOf = (
  { known: { plan, memory } }: Agent, plannedAt: number | null, now: number,
): DriftReport => ({
  format: "vexor.drift-report/1",
  at: plannedAt === null ? null : new Date(plannedAt).toISOString(),
  settings: (plan?.items ?? []).filter(({ action }) => action === "drift").map((item) => {
    const { address, live, wanted, reason, evidence, onDrift } = item;
    const { answer } = decideDrift(address, onDrift, memory, now);
    return { address, live, wanted, reason, evidence, answer };
  }),
});

const reportOf = ({ id, plan, snapshot, journal }: RecordedRun): RunReport => ({
  run: id, at: snapshot.at, by: snapshot.by, approvedBy: snapshot.approval?.by ?? null,
  plan: plan.id, commit: plan.source.commit,
  subject: plan.source.named?.subject ?? null, author: plan.source.named?.author ?? null,
  signer: plan.source.named?.signer ?? null,
  outcome: outcomeOf(journal), confirmBy: awaitsConfirmation(journal)?.toISOString() ?? null,
  undoes: plan.undoes?.run ?? null, failure: failureOf(journal), summary: plan.summary,
});

export interface ApiContext extends StatusSubject {
  readonly agent: Agent;
  readonly counters: AgentCounters;
  undelivered(): readonly UndeliveredWebhook[];
  failover(): FailoverLine | null;
}

/** Carries out a request. Throws what the client receives as a refusal. */
export const answer = (
  { agent, counters, host, hostName, version, undelivered, failover }: ApiContext, ask: ApiRequest,
  now: number,
): ApiResponse => {
  handle(agent, host, ask, now);
  switch (ask.call) {
    case "drift": return { format: API, drift: driftOf(agent, counters.plannedAt, now) };
    case "history":
      return { format: API, history: { format: "vexor.run-history/2",
        runs: [...recentRuns(host, ask.last)].map(reportOf) } };
    default: return { format: API, status: statusOf(agent,
      { host, hostName, version, now, undelivered: undelivered(), failover: failover() }) };
  }
};
