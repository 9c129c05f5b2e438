/**
 * The keeper's status in a file that every account may read: the agent, which has no right to ask
 * the keeper, makes metrics and messages of it. It holds no key, no path and no address.
 */
import { alarmsOf } from "./alarms.ts";
import { PHASES } from "./keeper-state.ts";
import type { Handover, Mark } from "./register.ts";
import type { FailoverStatus, PeerStatus, RegisterStatus } from "./status.ts";

export const PUBLISHED_PATH = "/run/vexor-agent/failover-status.json";
export const LONGEST_PUBLISHED = 16 * 1024;
const FORMAT = "vexor.failover-published/1";

/** The keeper writes at least three times as often: what is older is the word of a silent one. */
export const SILENT_MS = 15_000;

/** Words may be those of a newer keeper: an upgrade restarts none. */
export interface PublishedStatus
  extends Omit<FailoverStatus, "hindrances" | "alarm" | "alarms" | "evidence" | "isHandoverAsked"> {
  readonly hindrances: readonly string[];
  readonly alarm: string | null;
  readonly alarms?: readonly string[];
}

/** What the agent sees of the keeper; null where none is in force. */
export type KeeperSight =
  | { readonly isUp: true; readonly said: PublishedStatus }
  | { readonly isUp: false; readonly why: string };

const LONGEST_TEXT = 200;

/** What the agent makes something of, and no more; the words of etcd are for root. */
const publicPart = (status: FailoverStatus): PublishedStatus => {
  const alarms = alarmsOf(status);
  const { format, group, host, isDryRun, phase, phaseMs, register, leftMs, takeInMs, hindrances,
    peer, alarm, unanswered, unsafeEtcd } = status;
  return { format, group, host, isDryRun, phase, phaseMs, register, leftMs, takeInMs, hindrances,
    peer, alarm, alarms, unanswered: unanswered && "no answer",
    unsafeEtcd: unsafeEtcd && "unsafe" };
};

/** `at`: CLOCK_BOOTTIME in ms, which no setting of the clock moves. */
export const renderPublished = (status: FailoverStatus, at: number): string =>
  `${JSON.stringify({ format: FORMAT, at, status: publicPart(status) })}\n`;

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  (typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {});

const parsed = (text: string): Fields => {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return {};
  }
};

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/;
const WORD = /^[a-z][a-z-]{0,39}$/;
const DIGEST = /^[0-9a-zA-Z]{1,64}$/;
const MOST_WORDS = 16;

const isName = (value: unknown): value is string => typeof value === "string" && NAME.test(value);
const isWord = (value: unknown): value is string => typeof value === "string" && WORD.test(value);
const isMs = (value: unknown): value is number => Number.isFinite(value);
const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;
const isFlag = (value: unknown): value is boolean => typeof value === "boolean";
const isShort = (value: unknown): value is string =>
  typeof value === "string" && value.length <= LONGEST_TEXT;

const orNull = <T>(is: (value: unknown) => value is T) =>
  (value: unknown): value is T | null => value === null || is(value);

const isWords = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length <= MOST_WORDS && value.every(isWord);

/** Undefined: it is not one. */
const handoverIn = (value: unknown): Handover | null | undefined => {
  if (value === null) return null;
  const { to, digest, slot } = fieldsOf(value);
  const isDigest = digest === null || (typeof digest === "string" && DIGEST.test(digest));
  return isName(to) && isDigest && orNull(isCount)(slot) ? { to, digest, slot } : undefined;
};

const registerIn = (value: unknown): RegisterStatus | null | undefined => {
  if (value === null) return null;
  const { holder, epoch, seq, state, handover: given, unchangedMs } = fieldsOf(value);
  const handover = handoverIn(given);
  const isState = state === "held" || state === "offered";
  return isName(holder) && isCount(epoch) && isCount(seq) && isState && isMs(unchangedMs)
    && handover !== undefined ? { holder, epoch, seq, state, handover, unchangedMs } : undefined;
};

const markIn = (value: unknown): Mark | null | undefined => {
  if (value === null) return null;
  const { epoch, seq } = fieldsOf(value);
  return isCount(epoch) && isCount(seq) ? { epoch, seq } : undefined;
};

const peerIn = (value: unknown): PeerStatus | undefined => {
  const { host, isStandby, mark: given, phase: named, answeredMs } = fieldsOf(value);
  const [mark, phase] = [markIn(given), PHASES.find((one) => one === named) ?? null];
  return isName(host) && orNull(isFlag)(isStandby) && orNull(isMs)(answeredMs)
    && mark !== undefined ? { host, isStandby, mark, phase, answeredMs } : undefined;
};

type Scalars = Omit<PublishedStatus, "register" | "peer">;

const scalarsIn = (fields: Fields): Scalars | undefined => {
  const { format, group, host, isDryRun, phaseMs, leftMs, takeInMs, hindrances, alarm,
    unanswered, unsafeEtcd } = fields;
  const phase = PHASES.find((one) => one === fields["phase"]);
  if (format !== "vexor.failover/1" || phase === undefined) return undefined;
  if (!isName(group) || !isName(host) || !isFlag(isDryRun) || !isMs(phaseMs)) return undefined;
  if (!orNull(isMs)(leftMs) || !orNull(isMs)(takeInMs)) return undefined;
  if (!isWords(hindrances) || !orNull(isWord)(alarm)) return undefined;
  const alarms = fields["alarms"] ?? alarmsOf({ alarm });
  if (!isWords(alarms)) return undefined;
  return orNull(isShort)(unanswered) && orNull(isShort)(unsafeEtcd)
    ? { format, group, host, isDryRun, phase, phaseMs, leftMs, takeInMs, hindrances, alarm,
      alarms, unanswered, unsafeEtcd } : undefined;
};

const statusIn = (value: unknown): PublishedStatus | undefined => {
  const fields = fieldsOf(value);
  const [scalars, register, peer] =
    [scalarsIn(fields), registerIn(fields["register"]), peerIn(fields["peer"])];
  return scalars !== undefined && register !== undefined && peer !== undefined
    ? { ...scalars, register, peer } : undefined;
};

const silent = (why: string): KeeperSight => ({ isUp: false, why });

/** What a text says at `now`, by the clock that it was written by. */
export const sightOf = (text: string, now: number): KeeperSight => {
  const { format, at, status } = parsed(text);
  const said = format === FORMAT ? statusIn(status) : undefined;
  if (said === undefined || !isMs(at)) return silent("its status is not what a keeper writes");
  const age = now - at;
  // Of a boot before, or of another machine.
  if (age < 0) return silent("its status is of another boot");
  return age > SILENT_MS ? silent(`it has said nothing for over ${SILENT_MS / 1_000} s`)
    : { isUp: true, said };
};

/** It holds the register now, by its own clock: another one may not have it. */
export const holdsNow = ({ leftMs, register, host }: PublishedStatus): boolean =>
  register?.holder === host && register.state === "held" && leftMs !== null && leftMs > 0;
