/**
 * Validator admission tickets: since Alpenglow a vote account pays for each epoch, out of its own
 * balance, and only one that has paid may vote, from whatever machine. What a client says of it
 * comes over its admin socket; its cluster's clock sets the price.
 */
import { foreignSocket } from "../clients/live-identity.ts";
import type { FoundClient } from "../clients/descriptors.ts";
import type { HostReader } from "../../ports/host.ts";

const ASK_MS = 3000;
const MOST_TEXT = 200;
export const LAMPORTS = 1_000_000_000;
/** In SOL for an epoch of slots of 400 ms; shorter ones take less, in proportion. */
const [TICKET_SOL, TICKET_SLOT_MS] = [1.6, 400] as const;

export interface AdmissionTicket {
  readonly epoch: number;
  /** Null where it does not tell, or tickets are not asked for yet. */
  readonly isAdmitted: boolean | null;
  /** The client was started so that it votes. */
  readonly votes: boolean | null;
  /** Why it will not be admitted next. */
  readonly nextRefusal: string | null;
}

/** In lamports, for one epoch. */
export const ticketPrice = (slotMs: number): number =>
  Math.round(TICKET_SOL * LAMPORTS * slotMs / TICKET_SLOT_MS);

const booleanAt = (fields: Readonly<Record<string, unknown>>, key: string): boolean | null => {
  const value = fields[key];
  return typeof value === "boolean" ? value : null;
};

const parse = (body: string): AdmissionTicket | null => {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return null;
  }
  const result = (answer as { readonly result?: unknown } | null)?.result;
  if (typeof result !== "object" || result === null) return null;
  const fields = result as Readonly<Record<string, unknown>>;
  const { current_epoch: epoch, next_epoch_vat_failure_reason: refusal } = fields;
  if (typeof epoch !== "number") return null;
  const isActive = booleanAt(fields, "vat_active") ?? true;
  return { epoch, votes: booleanAt(fields, "voting_enabled"),
    isAdmitted: isActive ? booleanAt(fields, "in_current_epoch_vat") : null,
    nextRefusal: typeof refusal === "string" ? refusal.slice(0, MOST_TEXT) : null };
};

/** Null of a client that knows of no tickets. */
export const readTicket = (host: HostReader, client: FoundClient): AdmissionTicket | null => {
  const { part, places: { ledger }, uid } = client;
  if (part?.capabilities?.includes("adminSocket") !== true || ledger === undefined) return null;
  if (foreignSocket(host, client) !== null) return null;
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "validatorAdmissionTicketStatus",
    params: [] });
  const [answer] = host.port("questions").ask([{ to: `unix:${ledger}/admin.rpc`, body,
    timeoutMs: ASK_MS }], uid ?? undefined);
  return answer === undefined || answer.status === null ? null : parse(answer.body);
};
