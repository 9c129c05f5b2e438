/** Whether an answer is a status at all: the agent may be of another version, or taken over. */
import type { CommitName, SourceLocation } from "../engine/model/errors.ts";
import type { Pending, PlanItem } from "../engine/model/model.ts";
import { ACTIONS } from "../engine/model/model.ts";
import type { BreakGlassStatus, FailoverLine, Status } from "./api.ts";
import { CONDITIONS, type Condition } from "./condition.ts";
import { TRANSITIONS } from "./transitions.ts";
import type { OperatorNote } from "./persistent-state.ts";
import type { UndeliveredWebhook } from "./webhook-types.ts";
import type { AgentEvent } from "./ports.ts";
import type { RolledBackCommit, Trouble } from "./trouble.ts";

type FieldCheck = (value: unknown) => boolean;

const text: FieldCheck = (value) => typeof value === "string";
const number: FieldCheck = (value) => typeof value === "number";
const flag: FieldCheck = (value) => typeof value === "boolean";
const anything: FieldCheck = () => true;
const either = (...checks: readonly FieldCheck[]): FieldCheck => (value) =>
  checks.some((is) => is(value));
const orNull = (check: FieldCheck): FieldCheck => (value) => value === null || check(value);
const list = (check: FieldCheck): FieldCheck => (value) =>
  Array.isArray(value) && value.every(check);
const oneOf = (words: readonly unknown[]): FieldCheck => (value) => words.includes(value);
/** Every field of the type is named; further ones are a newer agent's, and ignored. */
const fields = <T>(checks: Readonly<Record<keyof T, FieldCheck>>): FieldCheck => (value) =>
  typeof value === "object" && value !== null && Object.entries<FieldCheck>(checks)
    .every(([key, check]) => check((value as Readonly<Record<string, unknown>>)[key]));

const place = fields<SourceLocation>({ file: text, line: number, column: number });
const commit = fields<CommitName>({ id: text, subject: orNull(text) });
const trouble = fields<Trouble>({ code: text, message: text, hint: text, place: orNull(place),
  commit: orNull(commit), since: text });
const condition = fields<Condition>({ is: oneOf(Object.keys(CONDITIONS)), exit: oneOf([0, 1, 2]),
  says: text, commit: orNull(text), place: orNull(place), since: orNull(text), todo: list(text) });
const rule = either(fields<{ value: unknown }>({ value: text }),
  fields<{ atLeast: unknown }>({ atLeast: text }), fields<{ atMost: unknown }>({ atMost: text }));
const breakGlass = fields<BreakGlassStatus>({ address: text, since: number, until: number,
  why: text, by: text, isExpired: flag, live: orNull(text), wanted: orNull(rule) });
const event = fields<AgentEvent>(
  { at: number, level: text, what: text, why: text, setting: anything });
const item = fields<Pick<PlanItem, "address" | "action" | "origin" | "live" | "reason">>({
  address: text, action: text, origin: text, live: orNull(text), reason: text });
const summary = fields<NonNullable<Status["plan"]>["summary"]>(
  Object.fromEntries(ACTIONS.map((action) => [action, number])) as
    Record<PlanItem["action"], FieldCheck>);
const source = fields<Status["source"]>({ revision: orNull(text), subject: orNull(text),
  signer: orNull(text), accepted: orNull(text), acceptedSubject: orNull(text),
  fetchedAt: orNull(text), fetchFailures: number, refused: orNull(trouble),
  unreachable: orNull(trouble) });
const isAbsent: FieldCheck = (value) => value === undefined;
const pending = fields<Pending>({ address: text, takesEffect: text, live: orNull(text),
  value: orNull(text) });
const plan = fields<NonNullable<Status["plan"]>>({ id: text, summary, closed: orNull(text),
  closedBy: orNull(text), opensAt: orNull(text), items: list(item),
  pending: either(isAbsent, list(pending)) });

const status = fields<Status>({
  format: oneOf(["vexor.status/3"]), version: text, host: text, condition, also: list(condition),
  state: oneOf(Object.keys(TRANSITIONS)), since: text, why: orNull(text), source,
  syncs: fields<Status["syncs"]>({ since: text, asked: number, done: number }),
  plan: orNull(plan), run: orNull(number), trouble: orNull(trouble),
  settings: orNull(trouble),
  rolledBack: orNull(fields<RolledBackCommit>(
    { revision: text, subject: orNull(text), why: text })),
  countdown: orNull(fields<NonNullable<Status["countdown"]>>(
    { run: number, by: text, until: text })),
  suspended: orNull(fields<OperatorNote>({ why: text, by: text, at: text })),
  breakGlass: list(breakGlass), yielded: list(text), events: list(event),
  failover: either(isAbsent, fields<FailoverLine>({ says: text, alarm: orNull(text) })),
  undelivered: list(fields<UndeliveredWebhook>(
    { webhook: text, why: text, at: text, lost: number })),
});

export const isStatus = (value: unknown): value is Status => status(value);
