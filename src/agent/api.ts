/** What people and programs on this machine may ask the agent, over its unix socket. */
import type { BreakGlass } from "../engine/drift/break-glass.ts";
import type { Address, PlanItem } from "../engine/model.ts";
import type { StateName } from "./loop.ts";
import type { Said } from "./memory.ts";
import type { Refused } from "./operation.ts";
import type { News } from "./ports.ts";

export const API = "vexor.api/1";

export type Ask =
  | { readonly call: "status" }
  /** `retry`: also what was taken back, and what Vexor has yielded. */
  | { readonly call: "sync"; readonly retry: boolean }
  | { readonly call: "suspend"; readonly why: string; readonly by: string }
  | { readonly call: "resume" }
  | { readonly call: "approve"; readonly plan: string; readonly by: string }
  | { readonly call: "break-glass"; readonly address: Address; readonly forMs: number;
    readonly why: string; readonly by: string }
  | { readonly call: "mend-glass"; readonly address: Address };

export interface Status {
  readonly format: "vexor.status/1";
  readonly version: string;
  readonly host: string;
  readonly state: StateName;
  /** ISO 8601. */
  readonly since: string;
  readonly why: string | null;
  readonly source: {
    /** The newest revision that was fetched, verified or not applied yet. */
    readonly revision: string | null;
    readonly subject: string | null;
    readonly signer: string | null;
    /** The newest that holds. */
    readonly accepted: string | null;
    readonly fetchedAt: string | null;
    /** Failures in a row to reach it. */
    readonly unreached: number;
  };
  readonly plan: {
    readonly id: string;
    readonly summary: Readonly<Record<PlanItem["action"], number>>;
    readonly closed: string | null;
    readonly items: readonly Pick<PlanItem, "address" | "action" | "origin" | "live" | "reason">[];
  } | null;
  /** The run that waits for its health. */
  readonly run: number | null;
  readonly suspended: Said | null;
  readonly glasses: readonly BreakGlass[];
  /** Settings that Vexor has stopped correcting. */
  readonly yielded: readonly Address[];
  /** Newest last. */
  readonly news: readonly News[];
}

export type Answered =
  | { readonly format: typeof API; readonly status: Status }
  | { readonly format: typeof API; readonly refused: Refused };

const isText = (value: unknown, longest: number): boolean =>
  typeof value === "string" && value.trim() !== "" && value.length <= longest
    && !/[\u0000-\u001f\u007f]/.test(value);

const ADDRESS = /^[a-z-]+\/[\w./:@\\-]{1,300}$/;
const WEEK_MS = 7 * 86_400_000;

type Fields = Readonly<Record<string, (value: unknown) => boolean>>;

const CALLS: Readonly<Record<Ask["call"], Fields>> = {
  status: {}, resume: {},
  sync: { retry: (value) => typeof value === "boolean" },
  suspend: { why: (value) => isText(value, 500), by: (value) => isText(value, 100) },
  approve: { plan: (value) => typeof value === "string" && /^[0-9a-f]{12}$/.test(value),
    by: (value) => isText(value, 100) },
  "break-glass": { address: (value) => typeof value === "string" && ADDRESS.test(value),
    forMs: (value) => Number.isSafeInteger(value) && Number(value) > 0 && Number(value) <= WEEK_MS,
    why: (value) => isText(value, 500), by: (value) => isText(value, 100) },
  "mend-glass": { address: (value) => typeof value === "string" && ADDRESS.test(value) },
};

/** A request as text; null for anything that is not exactly one. */
export const readAsk = (text: string): Ask | null => {
  let value: Readonly<Record<string, unknown>>;
  try {
    value = JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null || value["format"] !== API) return null;
  const call = value["call"];
  if (typeof call !== "string" || !Object.hasOwn(CALLS, call)) return null;
  const needs = CALLS[call as Ask["call"]];
  const isSound = Object.entries(needs).every(([key, test]) => test(value[key]))
    && Object.keys(value).every((key) => key in needs || key === "format" || key === "call");
  return isSound ? value as unknown as Ask : null;
};
