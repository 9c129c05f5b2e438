/** What people and programs on this machine may ask the agent, over its unix socket. */
import type { BreakGlass } from "../engine/drift/break-glass.ts";
import { VexorError } from "../engine/model/errors.ts";
import type { DriftDecision } from "../engine/drift/drift-policy.ts";
import type { Address, Outcome, Pending, Plan, PlanItem, Rule } from "../engine/model/model.ts";
import { isPlanId } from "../engine/plan/plan-id.ts";
import type { Condition } from "./condition.ts";
import type { ClosedGate } from "./state-machine.ts";
import type { StateName } from "./transitions.ts";
import type { OperatorNote } from "./persistent-state.ts";
import type { UndeliveredWebhook } from "./webhook-types.ts";
import type { OperationError } from "./operation.ts";
import type { AgentEvent } from "./ports.ts";
import type { RolledBackCommit, Trouble } from "./trouble.ts";

export const API = "vexor.api/2";

export type ApiRequest =
  | { readonly call: "status" }
  /** `retry`: also what was rolled back, and what Vexor has yielded. */
  | { readonly call: "sync"; readonly retry: boolean }
  | { readonly call: "suspend"; readonly why: string; readonly by: string }
  | { readonly call: "resume" }
  /** Its settings. */
  | { readonly call: "reload" }
  | { readonly call: "approve"; readonly plan: string }
  | { readonly call: "break-glass"; readonly address: Address; readonly forMs: number;
    readonly why: string; readonly by: string }
  | { readonly call: "end-break-glass"; readonly address: Address }
  | { readonly call: "drift" }
  /** The newest `last` runs. */
  | { readonly call: "history"; readonly last: number };

/**
 * A setting that an operator has excluded from correction, with what is there and what git asks
 * for.
 */
export interface BreakGlassStatus extends BreakGlass {
  readonly isExpired: boolean;
  readonly live: string | null;
  /** Null where the host file does not declare it. */
  readonly wanted: Rule | null;
}

/** What the keeper of this host has said last. */
export interface FailoverLine {
  readonly says: string;
  /** What an operator has to look at; null where nothing is wrong. */
  readonly alarm: string | null;
}

export interface Status {
  readonly format: "vexor.status/3";
  readonly version: string;
  readonly host: string;
  /** How the host stands; the one to look at first. */
  readonly condition: Condition;
  /** What else keeps it from being settled. */
  readonly also: readonly Condition[];
  readonly state: StateName;
  /** ISO 8601. */
  readonly since: string;
  readonly why: string | null;
  readonly source: {
    /** The newest revision that was fetched, verified or not applied yet. */
    readonly revision: string | null;
    readonly subject: string | null;
    readonly signer: string | null;
    /** The one in force: the host holds its values. */
    readonly accepted: string | null;
    readonly acceptedSubject: string | null;
    readonly fetchedAt: string | null;
    /** Failures in a row to get an accepted revision. */
    readonly fetchFailures: number;
    /** What the newest look brought, if that is refused. */
    readonly refused: Trouble | null;
    /** Why the newest look brought nothing. */
    readonly unreachable: Trouble | null;
  };
  /** Looks that were asked for (`sync`), and those that have come to rest, of this start. */
  readonly syncs: { readonly since: string; readonly asked: number; readonly done: number };
  readonly plan: {
    readonly id: string;
    readonly summary: Readonly<Record<PlanItem["action"], number>>;
    /** Why it is not applied now, in words and as a word; null when nothing keeps it. */
    readonly closed: string | null;
    readonly closedBy: ClosedGate["by"] | null;
    /** When it may be applied by itself, in ISO 8601; null when an operator must act. */
    readonly opensAt: string | null;
    readonly items: readonly Pick<PlanItem, "address" | "action" | "origin" | "live" | "reason">[];
    /** What is written, and takes effect later; absent where nothing waits. */
    readonly pending?: readonly Pending[];
  } | null;
  /** The run that waits for its health. */
  readonly run: number | null;
  /** Why the last plan, apply, confirmation or rollback did not come about. */
  readonly trouble: Trouble | null;
  /** What is wrong with agent.yaml, while the settings from before are in force. */
  readonly settings: Trouble | null;
  readonly rolledBack: RolledBackCommit | null;
  /** A person's run that waits for `vexor confirm`; `until` in ISO 8601. */
  readonly countdown: { readonly run: number; readonly by: string; readonly until: string } | null;
  readonly suspended: OperatorNote | null;
  readonly breakGlass: readonly BreakGlassStatus[];
  /** Settings that Vexor has stopped correcting. */
  readonly yielded: readonly Address[];
  /** Which part this host has in its failover group; absent where it has no keeper. */
  readonly failover?: FailoverLine;
  /** Webhooks whose newest message was not delivered. */
  readonly undelivered: readonly UndeliveredWebhook[];
  /** Newest last. */
  readonly events: readonly AgentEvent[];
}

/** In place of a status, where no agent answers. */
export interface AgentAbsent {
  readonly format: "vexor.status/3";
  readonly version: string;
  readonly host: string;
  readonly condition: Condition;
  readonly also: readonly [];
  readonly state: null;
  /** As systemd reports it; null without systemd. */
  readonly service: ServiceStatus | null;
}

export interface ServiceStatus {
  /** As `systemctl show` names them. */
  readonly load: string;
  readonly active: string;
  readonly sub: string;
  readonly result: string;
  readonly exitStatus: number | null;
  /** When it came to be so, in ISO 8601. */
  readonly since: string | null;
  /** The last line that the agent has written to the journal. */
  readonly said: string | null;
}

/** Managed settings that are not as Vexor has set them, as the newest plan found them. */
export interface DriftReport {
  readonly format: "vexor.drift-report/1";
  /** When that was, in ISO 8601; null before the first plan. */
  readonly at: string | null;
  readonly settings: readonly (Pick<PlanItem, "address" | "live" | "wanted" | "reason"
    | "evidence"> & {
    /** What the agent does about it. */
    readonly answer: DriftDecision;
  })[];
}

export interface RunReport {
  readonly run: number;
  /** ISO 8601. */
  readonly at: string;
  readonly by: string;
  /** Who gave the word that it needed. */
  readonly approvedBy: string | null;
  readonly plan: string;
  readonly commit: string | null;
  /** As the root helper read them from the commit; null in older records, and for a directory. */
  readonly subject: string | null;
  readonly author: string | null;
  readonly signer: string | null;
  /** Null while it goes on. */
  readonly outcome: Outcome | null;
  /** Until when it waits to be confirmed, in ISO 8601. */
  readonly confirmBy: string | null;
  /** The run that it rolls back. */
  readonly undoes: number | null;
  readonly failure: string | null;
  readonly summary: Plan["summary"];
}

interface RunHistory {
  readonly format: "vexor.run-history/2";
  /** Newest first. */
  readonly runs: readonly RunReport[];
}

export type ApiResponse =
  | { readonly format: typeof API; readonly status: Status }
  | { readonly format: typeof API; readonly drift: DriftReport }
  | { readonly format: typeof API; readonly history: RunHistory }
  | { readonly format: typeof API; readonly refused: OperationError };

const isText = (value: unknown, longest: number): boolean =>
  typeof value === "string" && value.trim() !== "" && value.length <= longest
    && !/[\u0000-\u001f\u007f]/.test(value);

const ADDRESS = /^[a-z-]+\/[\w./:@\\-]{1,300}$/;
const WEEK_MS = 7 * 86_400_000;
const MOST_RUNS = 50;

type FieldChecks = Readonly<Record<string, (value: unknown) => boolean>>;

const CALLS: Readonly<Record<ApiRequest["call"], FieldChecks>> = {
  status: {}, resume: {}, reload: {}, drift: {},
  history: { last: (value) => Number.isSafeInteger(value) && Number(value) > 0
    && Number(value) <= MOST_RUNS },
  sync: { retry: (value) => typeof value === "boolean" },
  suspend: { why: (value) => isText(value, 500), by: (value) => isText(value, 100) },
  approve: { plan: isPlanId },
  "break-glass": { address: (value) => typeof value === "string" && ADDRESS.test(value),
    forMs: (value) => Number.isSafeInteger(value) && Number(value) > 0 && Number(value) <= WEEK_MS,
    why: (value) => isText(value, 500), by: (value) => isText(value, 100) },
  "end-break-glass": { address: (value) => typeof value === "string" && ADDRESS.test(value) },
};

const invalid = (why: string): VexorError => new VexorError("OPERATION_INVALID", why);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** The other side's message as fields, once its version is known to be ours. */
const ofOurVersion = (text: string, what: string): Readonly<Record<string, unknown>> => {
  const value = parsed(text);
  if (typeof value !== "object" || value === null) throw invalid(`the ${what} is not JSON`);
  const fields = value as Readonly<Record<string, unknown>>;
  if (fields["format"] === API) return fields;
  throw invalid(`the ${what} is ${quoted(fields["format"])}; this side speaks ${API}`);
};

const quoted = (value: unknown): string =>
  (typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : "of no format");

/** Throws OPERATION_INVALID for anything that is not exactly a request. */
export const readRequest = (text: string): ApiRequest => {
  const value = ofOurVersion(text, "request");
  const call = value["call"];
  if (typeof call !== "string" || !Object.hasOwn(CALLS, call)) {
    throw invalid(`there is no call ${quoted(call)}: ${Object.keys(CALLS).join(", ")}`);
  }
  const needs = CALLS[call as ApiRequest["call"]];
  const odd = Object.keys(value).find((key) => !["format", "call", ...Object.keys(needs)]
    .includes(key));
  if (odd !== undefined) throw invalid(`${call} takes no ${quoted(odd)}`);
  const wrong = Object.entries(needs).find(([key, test]) => !test(value[key]));
  if (wrong) throw invalid(`${call}: ${wrong[0]} is missing, or not as docs/api.md has it`);
  return value as unknown as ApiRequest;
};

/** Throws OPERATION_INVALID for an answer of another version, or of none. */
export const readResponse = (text: string): ApiResponse =>
  ofOurVersion(text, "answer") as unknown as ApiResponse;
