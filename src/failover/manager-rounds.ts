/**
 * A manager's look at two hosts, round by round, as data. It counts what fails in a row, and asks
 * the active host to hand over. It never has a host take the identity: where the active one is
 * silent, the keepers decide, for a third machine cannot know whether a silent host still signs.
 */
import type { ManagerConfig } from "./manager-config.ts";
import type { CommandOutcome, ManagedStatus } from "./manager-words.ts";

export type HeardHost =
  | { readonly is: "silent"; readonly why: string }
  | { readonly is: "status"; readonly status: ManagedStatus };

export interface ManagedHost {
  readonly url: string;
  readonly heard: HeardHost;
}

/** `at`: ms of any clock that goes on evenly. */
export interface ManagerRound {
  readonly at: number;
  readonly first: ManagedHost;
  readonly second: ManagedHost;
}

export interface ManagerState {
  /** The one that was active last. */
  readonly active: string;
  /** Rounds in a row in which the active host failed. */
  readonly misses: number;
  readonly askedAt: number | null;
}

/** `key`: what is said is said again only when it is another one. */
export interface ManagerNews {
  readonly is: "watching" | "miss" | "waiting" | "asks" | "alarm";
  readonly says: string;
  readonly key: string;
}

export interface ManagerStep {
  readonly state: ManagerState;
  readonly news: readonly ManagerNews[];
  /** Whom to ask for a handover, and why; null where that is not due. */
  readonly ask: { readonly url: string; readonly reason: string } | null;
}

export type ManagerLimits =
  Pick<ManagerConfig, "active" | "misses" | "slotThreshold" | "isDryRun">;

/** As long as a keeper keeps the wish. */
const ASK_AGAIN_MS = 60_000;

export const startManager = ({ active }: ManagerLimits): ManagerState =>
  ({ active, misses: 0, askedAt: null });

const nameOf = ({ url, heard }: ManagedHost): string =>
  (heard.is === "status" ? heard.status.host : new URL(url).host);

const isActive = ({ heard }: ManagedHost): boolean =>
  heard.is === "status" && heard.status.is_active;

const news = (is: ManagerNews["is"], says: string, key = says): ManagerNews => ({ is, says, key });

/** Unknown is not a failure: the keeper itself looks on. */
const troubleOf = ({ heard }: ManagedHost, { slotThreshold }: ManagerLimits): string | null => {
  if (heard.is === "silent") return `does not answer (${heard.why})`;
  const { process_running, is_healthy, slot_diff } = heard.status;
  if (process_running === false) return "has no validator process";
  if (is_healthy === false) return "has an RPC that is not healthy";
  return slot_diff !== null && slot_diff > slotThreshold
    ? `is ${slot_diff} slots behind the network; wanted is ${slotThreshold} at most` : null;
};

const hindered = ({ hindrances }: ManagedStatus): string | null =>
  (hindrances.length === 0 ? null : hindrances.join(", "));

/** What happens by itself where the active host is silent. */
const takeoverOf = (other: ManagedHost): ManagerNews => {
  const name = nameOf(other);
  if (other.heard.is === "silent") {
    return news("alarm", `${name} does not answer either: nothing is known of a takeover`);
  }
  const { take_in_seconds: left, dry_run } = other.heard.status;
  const why = hindered(other.heard.status);
  if (dry_run) return news("alarm", `the keeper of ${name} is in a dry run: it takes nothing`);
  if (why !== null) return news("alarm", `${name} would not take the identity over: ${why}`);
  return news("waiting", `${name} takes the identity over by itself${left === null ? "" : ` in ${
    left} s`}, if the register stands unchanged, and signs once the slot bound is final or the `
    + "signing record is there. A promotion before that could let two hosts sign",
  `takeover ${name} ${left === null ? "" : Math.ceil(left / 5)}`);
};

/** Why the other one could not take over; null where it could. */
const unready = (other: ManagedHost): string | null => {
  const name = nameOf(other);
  if (other.heard.is === "silent") return `${name} does not answer`;
  const why = hindered(other.heard.status);
  return why === null ? null : `${name} would not take it: ${why}`;
};

interface Judged {
  readonly active: ManagedHost;
  readonly other: ManagedHost;
  readonly trouble: string;
}

const handOver = (
  state: ManagerState, { active, other, trouble }: Judged, limits: ManagerLimits, at: number,
): ManagerStep => {
  const [name, says] = [nameOf(active), `${nameOf(active)} ${trouble}`];
  const why = unready(other);
  if (why !== null) {
    return { state, ask: null, news: [news("alarm", `${says}; no handover is asked for: ${why}`)] };
  }
  const isDry = limits.isDryRun || (active.heard.is === "status" && active.heard.status.dry_run);
  if (isDry) {
    return { state, ask: null, news: [news("asks", `DRY RUN: ${says}: would ask ${name} to hand `
      + `over to ${nameOf(other)}`)] };
  }
  const isDue = state.askedAt === null || at - state.askedAt >= ASK_AGAIN_MS;
  if (!isDue) return { state, ask: null, news: [] };
  return { state: { ...state, askedAt: at }, ask: { url: active.url, reason: trouble },
    news: [news("asks", `${says}: asks ${name} to hand over to ${nameOf(other)}`, `asks ${at}`)] };
};

const failed = (
  before: ManagerState, judged: Judged, limits: ManagerLimits, at: number,
): ManagerStep => {
  const { active, other, trouble } = judged;
  const state = { ...before, misses: before.misses + 1 };
  const count = news("miss", `${nameOf(active)} ${trouble}: ${state.misses} of ${limits.misses}`,
    `${trouble.replace(/\d+/g, "")} ${Math.min(state.misses, limits.misses)}`);
  if (state.misses < limits.misses) return { state, ask: null, news: [count] };
  if (active.heard.is === "silent") return { state, ask: null, news: [count, takeoverOf(other)] };
  const asked = handOver(state, judged, limits, at);
  return { ...asked, news: [count, ...asked.news] };
};

const dryHosts = (hosts: readonly ManagedHost[], { isDryRun }: ManagerLimits): string => {
  const dry = hosts.filter(({ heard }) => heard.is === "status" && heard.status.dry_run);
  return isDryRun || dry.length > 0 ? `DRY RUN (${[...isDryRun ? ["this manager"] : [],
    ...dry.map(nameOf)].join(", ")}): ` : "";
};

const watching = (
  state: ManagerState, { active, other }: Omit<Judged, "trouble">, limits: ManagerLimits,
): ManagerStep => {
  const why = unready(other);
  const says = `${dryHosts([active, other], limits)}${nameOf(active)} is active; `
    + (why ?? `${nameOf(other)} could take over`);
  return { ask: null, state: { ...state, misses: 0, askedAt: null },
    news: [news("watching", says)] };
};

const MOVING: ReadonlySet<string> = new Set(["taking", "offering"]);

const prospectOf = (host: ManagedHost): string => {
  const why = unready(host);
  if (why !== null || host.heard.is === "silent") return why ?? "";
  const { take_in_seconds: left, phase } = host.heard.status;
  return left === null ? `${nameOf(host)} is ${phase}` : `${nameOf(host)} may take it in ${left} s`;
};

const neither = (
  state: ManagerState, hosts: readonly ManagedHost[], limits: ManagerLimits,
): ManagerStep => {
  const isMoving = hosts.some(({ heard }) =>
    heard.is === "status" && MOVING.has(heard.status.phase));
  const says = `${dryHosts(hosts, limits)}no host is active: ${hosts.map(prospectOf).join("; ")}`;
  return { state: { ...state, misses: 0 }, ask: null,
    news: [news(isMoving ? "waiting" : "alarm", says, says.replace(/[\d.]+ s\b/g, ""))] };
};

/** One round: both hosts have been asked. */
export const manage = (
  before: ManagerState, { at, first, second }: ManagerRound, limits: ManagerLimits,
): ManagerStep => {
  const hosts = [first, second];
  const actives = hosts.filter(isActive);
  if (actives.length > 1) {
    return { state: before, ask: null, news: [news("alarm", "both hosts say that they are active: "
      + "stop one validator, then look at vexor failover status")] };
  }
  // One that is silent may still be what it was.
  const known = actives[0] ?? hosts.find(({ url, heard }) =>
    heard.is === "silent" && url === before.active);
  if (known === undefined) return neither(before, hosts, limits);
  const other = known === first ? second : first;
  const state = known.url === before.active ? before
    : startManager({ ...limits, active: known.url });
  const trouble = troubleOf(known, limits);
  return trouble === null ? watching(state, { active: known, other }, limits)
    : failed(state, { active: known, other, trouble }, limits, at);
};

export const outcomeNews = (
  url: string, outcome: Pick<CommandOutcome, "success" | "message"> | null, why: string,
): ManagerNews => {
  const host = new URL(url).host;
  if (outcome === null) return news("alarm", `${host} has not taken the wish: ${why}`);
  return news(outcome.success ? "asks" : "alarm",
    `${host} ${outcome.success ? "says" : "refuses"}: ${outcome.message}`);
};
