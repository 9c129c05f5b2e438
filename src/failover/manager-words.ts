/**
 * What a manager asks a keeper, and what it is answered: paths, keys and words of the failover
 * tooling in the field, so that its scripts and dashboards go on. Beside these stands what only a
 * keeper with a register knows. Null: unknown.
 */
import type { NodeFacts } from "./node-watch.ts";
import type { SlotView } from "./slot-bound.ts";
import type { FailoverStatus } from "./status.ts";

/** As it comes over the wire. */
export interface ManagerQuestion {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

export interface ManagerReply {
  readonly code: number;
  readonly body: object;
}

export interface ManagedStatus {
  readonly process_running: boolean | null;
  readonly is_healthy: boolean | null;
  readonly is_active: boolean;
  readonly validator_slot: number | null;
  readonly network_slot: number | null;
  readonly slot_diff: number | null;
  /** Unix time in seconds. */
  readonly timestamp: number;
  readonly error?: string;
  readonly host: string;
  readonly group: string;
  readonly phase: string;
  readonly dry_run: boolean;
  readonly epoch: number | null;
  /** Until the client is asked to give the identity up; null for one that does not hold it. */
  readonly left_seconds: number | null;
  /** Until what stands unchanged may be taken; null where this host is not a standby. */
  readonly take_in_seconds: number | null;
  /** Why this host would not take the identity. */
  readonly hindrances: readonly string[];
}

/** What a keeper sees of its own node and of the cluster. */
export interface NodeSight {
  readonly unfit: NodeFacts["unfit"];
  readonly isCaughtUp: boolean;
  readonly views: readonly SlotView[];
  readonly now: number;
}

const FRESH_MS = 15_000;

/** The newest slot of each node that has answered lately. */
const slotsOf = ({ views, now }: NodeSight): ReadonlyMap<string, number> =>
  new Map(views.filter(({ askedAt }) => now - askedAt <= FRESH_MS)
    .toSorted((one, other) => one.askedAt - other.askedAt)
    .map(({ from, processed }) => [from, processed]));

/** Of three others the second newest: one that lies alone makes no host look late. */
const networkSlot = (slots: ReadonlyMap<string, number>): number | null => {
  const others = [...slots].flatMap(([from, slot]) => (from === "own" ? [] : [slot]))
    .toSorted((one, other) => other - one);
  return (others.length > 2 ? others[1] : others[0]) ?? null;
};

type NodeFields = Pick<ManagedStatus,
  "process_running" | "is_healthy" | "validator_slot" | "network_slot" | "slot_diff">;

const nodeFields = (node: NodeSight): NodeFields => {
  const slots = slotsOf(node);
  const [own, network] = [slots.get("own") ?? null, networkSlot(slots)];
  const isWell = node.isCaughtUp || own !== null ? true : null;
  return {
    process_running: node.unfit === "process-dead" ? false : isWell,
    is_healthy: node.unfit === "process-dead" || node.unfit === "rpc-unhealthy" ? false : isWell,
    validator_slot: own, network_slot: network,
    slot_diff: own === null || network === null ? null : Math.max(0, network - own),
  };
};

const SIGNING: readonly string[] = ["signing", "demoting", "killing"];

/** A dry run knows by the register alone. */
const isActive = ({ phase, isDryRun, register, host }: FailoverStatus): boolean =>
  (isDryRun ? register?.holder === host && register.state === "held" : SIGNING.includes(phase));

const secondsOf = (ms: number | null): number | null => ms && Math.round(ms / 100) / 10;

const errorIn = ({ alarm, unanswered }: FailoverStatus): string | null => {
  if (alarm !== null) return `the keeper raises the alarm ${alarm}`;
  return unanswered === null ? null : "etcd does not answer";
};

export const managedStatus = (
  status: FailoverStatus, node: NodeSight, timestamp: number,
): ManagedStatus => {
  const { host, group, phase, isDryRun, register, leftMs, takeInMs, hindrances } = status;
  const error = errorIn(status);
  return { ...nodeFields(node), is_active: isActive(status), timestamp,
    ...error === null ? {} : { error }, host, group, phase, dry_run: isDryRun,
    epoch: register?.epoch ?? null, left_seconds: secondsOf(leftMs),
    take_in_seconds: secondsOf(takeInMs), hindrances };
};

type Fields = Readonly<Record<string, unknown>>;

const objectIn = (text: string): Fields | null => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value }
      : null;
  } catch {
    return null;
  }
};

const TEXT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/;
const isText = (value: unknown): value is string => typeof value === "string" && TEXT.test(value);
const isFlag = (value: unknown): value is boolean => typeof value === "boolean";
const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;
const isSeconds = (value: unknown): value is number => Number.isFinite(value);
const orNull = (is: (value: unknown) => boolean) => (value: unknown): boolean =>
  value === null || is(value);

const MOST_HINDRANCES = 16;
const LONGEST_ERROR = 200;

const CHECKS: Readonly<Record<keyof ManagedStatus, (value: unknown) => boolean>> = {
  process_running: orNull(isFlag), is_healthy: orNull(isFlag), is_active: isFlag,
  validator_slot: orNull(isCount), network_slot: orNull(isCount), slot_diff: orNull(isCount),
  timestamp: isCount, host: isText, group: isText, phase: isText, dry_run: isFlag,
  epoch: orNull(isCount), left_seconds: orNull(isSeconds), take_in_seconds: orNull(isSeconds),
  error: (value) => value === undefined
    || (typeof value === "string" && value.length <= LONGEST_ERROR),
  hindrances: (value) => Array.isArray(value) && value.length <= MOST_HINDRANCES
    && value.every(isText),
};

/** Null for what no keeper has answered. */
export const readManagedStatus = (text: string): ManagedStatus | null => {
  const fields = objectIn(text);
  const isSound = fields !== null
    && Object.entries(CHECKS).every(([key, check]) => check(fields[key]));
  return isSound ? Object.fromEntries(Object.keys(CHECKS).flatMap((key) =>
    (fields[key] === undefined ? [] : [[key, fields[key]]]))) as unknown as ManagedStatus : null;
};

const ACTIONS = ["become_active", "become_passive"] as const;
export type FailoverCommand = (typeof ACTIONS)[number];

/** Null for what asks for neither. */
export const readCommand = (text: string): FailoverCommand | null => {
  const { action } = objectIn(text) ?? {};
  return ACTIONS.find((one) => one === action) ?? null;
};

export interface CommandOutcome {
  readonly success: boolean;
  readonly message: string;
  readonly dry_run: boolean;
  readonly timestamp: number;
}

const LONGEST_MESSAGE = 1_000;

export const readOutcome = (text: string): Pick<CommandOutcome, "success" | "message"> | null => {
  const { success, message } = objectIn(text) ?? {};
  return isFlag(success) && typeof message === "string" && message.length <= LONGEST_MESSAGE
    ? { success, message } : null;
};
