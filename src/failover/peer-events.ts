/**
 * What a keeper tells its peer of its own record: those around one mark of the register. What the
 * peer has told is a stranger's: it is bounded, read field by field, and nothing is decided by it.
 */
import { looseObjectIn } from "../formats/loose-json.ts";
import { printableLine } from "../formats/printable.ts";
import type { KeeperWarning } from "./alarms.ts";
import type { KeeperHappening, KeeperRecord } from "./event.ts";
import { PHASES } from "./keeper-state.ts";
import { isOlder, type Mark } from "./register.ts";
import { isCount, isFromPeer, isNonce, type KeeperParties, type KeeperQuestion } from "./word.ts";

export const MOST_EVENTS = 128;
/** Of these, so many are from after the mark at most. */
const MOST_AFTER = 40;
/** Of all of them, as JSON. */
export const LONGEST_EVENTS = 48 * 1024;
const LONGEST_TEXT = 200;

/** Asks for what the host had noted around this mark. */
export interface EventsQuestion extends Omit<KeeperQuestion, "ask">, Mark {
  readonly ask: "events";
}

export const eventsQuestion = (
  { group, host, peer }: KeeperParties, { epoch, seq }: Mark, nonce: string,
): EventsQuestion => ({ format: "vexor.keeper-question/1", ask: "events", group, from: host,
  to: peer, nonce, epoch, seq });

/** Null for what does not ask for events. */
export const parseEventsQuestion = (
  text: string, parties: KeeperParties,
): EventsQuestion | null => {
  const read = looseObjectIn(text);
  const { format, ask, nonce, epoch, seq } = read;
  if (format !== "vexor.keeper-question/1" || !isFromPeer(read, parties)) return null;
  if (ask !== "events" || !isNonce(nonce) || !isCount(epoch) || !isCount(seq)) return null;
  return { format, ask, group: parties.group, from: parties.peer, to: parties.host, nonce, epoch,
    seq };
};

const isAfter = ({ epoch, seq }: KeeperRecord, mark: Mark): boolean =>
  epoch > mark.epoch || (seq !== undefined && isOlder(mark, { epoch, seq }));

const shortened = (record: KeeperRecord): KeeperRecord => {
  if (record.what !== "unanswered") return record;
  return { ...record, why: printableLine(record.why).slice(0, LONGEST_TEXT) };
};

/** Those around a mark, oldest first: as many as one answer bears. */
export const eventsAround = (
  records: readonly KeeperRecord[], mark: Mark,
): readonly KeeperRecord[] => {
  const first = records.findIndex((one) => isAfter(one, mark));
  const end = first < 0 ? records.length : Math.min(records.length, first + MOST_AFTER);
  const chosen = records.slice(Math.max(0, end - MOST_EVENTS), end).map(shortened);
  while (JSON.stringify(chosen).length > LONGEST_EVENTS) chosen.shift();
  return chosen;
};

export const eventsAnswer = (
  { nonce }: EventsQuestion, { group, host, peer }: KeeperParties,
  events: readonly KeeperRecord[],
): object => ({ format: "vexor.keeper-answer/1", group, from: host, to: peer, nonce, events });

type Fields = Readonly<Record<string, unknown>>;

const WORD = /^[a-z][a-z-]{0,39}$/;
const ACTS = ["promote", "demote", "kill", "receive"] as const;
const ENDS = ["signs", "stopped", "placed", "unknown"] as const;

const isText = (value: unknown): value is string =>
  typeof value === "string" && value.length <= LONGEST_TEXT;

const oneOf = <T extends string>(known: readonly T[], value: unknown): T | undefined =>
  known.find((one) => one === value);

const actedIn = ({ act: named, ms, end: ended, slot }: Fields): KeeperHappening | null => {
  const [act, end] = [oneOf(ACTS, named), oneOf(ENDS, ended)];
  if (act === undefined || end === undefined || !isCount(ms)) return null;
  return slot === null || isCount(slot) ? { what: "acted", act, ms, end, slot } : null;
};

/** Words of alarms may be those of a newer keeper. */
const alarmIn = (what: "alarm" | "cleared", { code }: Fields): KeeperHappening | null =>
  (typeof code === "string" && WORD.test(code) ? { what, code: code as KeeperWarning } : null);

const phaseIn = (fields: Fields): KeeperHappening | null => {
  const [from, to] = [oneOf(PHASES, fields["from"]), oneOf(PHASES, fields["to"])];
  return from === undefined || to === undefined ? null : { what: "phase", from, to };
};

const happeningIn = (fields: Fields): KeeperHappening | null => {
  const { what, version, why } = fields;
  const ask = oneOf(["hand-over", "stay"], fields["ask"]);
  switch (what) {
    case "started": return isText(version) ? { what, version: printableLine(version) } : null;
    case "unanswered": return isText(why) ? { what, why: printableLine(why) } : null;
    case "asked": return ask === undefined ? null : { what, ask };
    case "phase": return phaseIn(fields);
    case "alarm": case "cleared": return alarmIn(what, fields);
    case "acted": return actedIn(fields);
    default: return null;
  }
};

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const isTime = (value: unknown): value is string =>
  typeof value === "string" && TIME.test(value) && Number.isFinite(Date.parse(value));

/** None for what no keeper of that host has written, also of a kind that is not known here. */
const recordIn = (value: unknown, host: string): readonly KeeperRecord[] => {
  if (typeof value !== "object" || value === null) return [];
  const fields: Fields = { ...value };
  const { format, at, uptime, host: named, epoch, seq } = fields;
  const happening = happeningIn(fields);
  if (format !== "vexor.failover-event/1" || named !== host || happening === null) return [];
  if (!isTime(at) || !isCount(uptime) || !isCount(epoch)) return [];
  if (seq !== undefined && !isCount(seq)) return [];
  return [{ format, at, uptime, host, epoch, ...seq === undefined ? {} : { seq }, ...happening }];
};

/** Null for what does not answer this question; its signature was checked before. */
export const parseEventsAnswer = (
  text: string, asked: EventsQuestion, parties: KeeperParties,
): readonly KeeperRecord[] | null => {
  const read = looseObjectIn(text);
  const { format, nonce, events } = read;
  if (format !== "vexor.keeper-answer/1" || !isFromPeer(read, parties)) return null;
  if (nonce !== asked.nonce || !Array.isArray(events) || events.length > MOST_EVENTS) return null;
  return events.flatMap((one) => recordIn(one, parties.peer));
};
