/** What a client says of its vote account's admission, sound or not. */
import { expect, test } from "vitest";
import type { FoundClient } from "../../../src/detectors/clients/descriptors.ts";
import { readTicket, ticketPrice, type AdmissionTicket } from "../../../src/detectors/solana/admission-ticket.ts";
import type { HostReader } from "../../../src/ports/host.ts";

const CLIENT = { client: "agave", uid: 1000, places: { ledger: "/l" }, part: { capabilities: ["adminSocket"] } } as unknown as FoundClient;
const asked: unknown[] = [];
const hostThat = (body: string | null, owner = 1000): HostReader => ({
  stat: () => ({ kind: "other", mode: 0o755, uid: owner, gid: 0, size: 0 }),
  port: () => ({ ask: (queries: readonly unknown[], uid: number) => {
    asked.push([queries, uid]);
    return [{ status: body === null ? null : 200, body: body ?? "", problem: null }];
  } }) } as unknown as HostReader);
const SOUND = { vat_active: true, vote_account: "Vote", voting_enabled: true, current_epoch: 1064,
  in_current_epoch_vat: true, current_epoch_vote_account_stake: 1, current_epoch_vote_accounts: 900,
  next_epoch_vat_failure_reason: null };
const told = (more: object = {}): AdmissionTicket | null =>
  readTicket(hostThat(JSON.stringify({ jsonrpc: "2.0", id: 1, result: { ...SOUND, ...more } })), CLIENT);

test("is asked of the client's own socket, with its user's rights", () => {
  expect(told()).toEqual({ epoch: 1064, isAdmitted: true, votes: true, nextRefusal: null });
  expect(asked.at(-1)).toMatchObject([[{ to: "unix:/l/admin.rpc", body: expect.stringContaining("validatorAdmissionTicketStatus") }], 1000]);
});

test.each<[object, Partial<AdmissionTicket>]>([
  [{ in_current_epoch_vat: false }, { isAdmitted: false }],
  [{ vat_active: false, in_current_epoch_vat: false }, { isAdmitted: null }],
  [{ vat_active: undefined, in_current_epoch_vat: false }, { isAdmitted: false }],
  [{ voting_enabled: false }, { votes: false }],
  [{ next_epoch_vat_failure_reason: "x".repeat(500) }, { nextRefusal: "x".repeat(200) }],
  [{ in_current_epoch_vat: "no", voting_enabled: 0, next_epoch_vat_failure_reason: {} }, { isAdmitted: null, votes: null, nextRefusal: null }],
])("with %j", (more, wanted) => expect(told(more)).toMatchObject(wanted));

test.each([null, "", "<html>", "5", "null", "{\"error\":{\"code\":-32601}}", "{\"result\":7}", "{\"result\":{\"current_epoch\":\"x\"}}"])(
  "is unknown after the answer %s", (body) => expect(readTicket(hostThat(body), CLIENT)).toBeNull());

test("is not asked of a socket that is another user's, nor of a client without one", () => {
  expect(readTicket(hostThat("{}", 1001), CLIENT)).toBeNull();
  expect(readTicket(hostThat("{}"), { ...CLIENT, part: null })).toBeNull();
});

test("costs as much as the slots are long", () => {
  expect([400, 200].map(ticketPrice)).toEqual([1_600_000_000, 800_000_000]);
});
