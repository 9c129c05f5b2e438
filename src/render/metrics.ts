/** The agent in numbers, for Prometheus: names and units are an interface, see docs/metrics.md. */
import type { Status } from "../agent/api.ts";
import { CONDITIONS } from "../agent/condition.ts";
import { EVENTS, EVENT_WORDS } from "../agent/events.ts";
import { GATES } from "../agent/state-machine.ts";
import { TRANSITIONS } from "../agent/transitions.ts";
import type { ProcessUsage } from "../agent/ports.ts";
import { BOUNDS, DELIVERIES, MEASURED, type Span, type AgentCounters } from "../agent/counters.ts";
import { ACTIONS, ORIGINS, type Address, type Plan } from "../engine/model/model.ts";
import type { KeeperSight } from "../failover/published-status.ts";
import { exposition, type MetricFamily, type MetricSample } from "./exposition.ts";
import { failoverFamilies } from "./failover-metrics.ts";
import { gauge, one, states, type Samples } from "./metric-samples.ts";

export interface MetricsFacts {
  readonly status: Status;
  /** The newest one, whole. */
  readonly plan: Plan | null;
  readonly counters: AgentCounters;
  readonly usage: ProcessUsage;
  readonly isRebootNeeded: boolean;
  /** Null where no keeper is in force. */
  readonly keeper: KeeperSight | null;
}

/** More series than this would say no more. */
const MOST_ADDRESSES = 100;

const counter = (name: string, help: string, samples: Samples): MetricFamily =>
  ({ name, type: "counter", help, samples });

/** Of ms, or of ISO 8601. */
const seconds = (time: number | string | null | undefined): Samples => {
  const ms = typeof time === "string" ? Date.parse(time) : time ?? null;
  return one(ms === null ? null : ms / 1000);
};

const by = (label: string, counts: Readonly<Record<string, number>>): Samples =>
  Object.entries(counts).map(([name, value]) => ({ labels: { [label]: name }, value }));

const ofEach = (addresses: readonly Address[], valueOf: (at: number) => number): Samples =>
  addresses.slice(0, MOST_ADDRESSES)
    .map((address, at) => ({ labels: { address }, value: valueOf(at) }));

const countsOf = (plan: Plan | null): Samples => (plan === null ? []
  : ORIGINS.flatMap((origin) => ACTIONS.map((action) => ({ labels: { origin, action },
    value: plan.items.filter((item) => item.origin === origin && item.action === action).length,
  }))));

const settingFamilies = ({ status, plan, counters }: MetricsFacts): readonly MetricFamily[] => {
  const { breakGlass, yielded } = status;
  return [
    gauge("vexor_settings", "Declared settings by the owner of their value and what is due.",
      countsOf(plan)),
    gauge("vexor_setting_drifted", "Managed settings that are not as Vexor has set them.",
      plan ? ofEach([...counters.moved], () => 1) : []),
    gauge("vexor_settings_pending", "Settings that are written, and take effect later.",
      plan === null ? [] : (["next-start", "reboot"] as const).map((later) => ({
        labels: { takes_effect: later },
        value: (plan.pending ?? []).filter(({ takesEffect }) => takesEffect === later).length }))),
    counter("vexor_drift_total", "Drifts of managed settings.", by("kind", counters.drifts)),
    counter("vexor_corrections_total", "Drifts that were corrected.",
      by("kind", counters.corrections)),
    gauge("vexor_settings_yielded", "Settings that Vexor has stopped correcting.",
      one(yielded.length)),
    gauge("vexor_break_glass_active", "Settings left alone by vexor break-glass.",
      one(breakGlass.length)),
    gauge("vexor_break_glass_expired", "Settings whose break-glass has expired: they are left "
      + "alone, and an operator has to decide.",
      one(breakGlass.filter(({ isExpired }) => isExpired).length)),
    gauge("vexor_break_glass_until_timestamp_seconds", "When a break-glass expires.",
      ofEach(breakGlass.map(({ address }) => address),
        (at) => (breakGlass[at]?.until ?? 0) / 1000)),
  ];
};

const sourceFamilies = ({ status: { source },
  counters }: MetricsFacts): readonly MetricFamily[] => [
  gauge("vexor_source_last_success_timestamp_seconds",
    "When the source was last read and found valid.", seconds(counters.fetchedAt)),
  gauge("vexor_source_fetch_failures", "Failures in a row to get a valid revision.",
    one(source.fetchFailures)),
  gauge("vexor_source_refused", "1 while the newest revision is refused.",
    one(source.refused !== null)),
  gauge("vexor_revision_info", "The revision in force (accepted) and the newest one (fetched).",
    (["accepted", "fetched"] as const).flatMap((state) => {
      const commit = state === "accepted" ? source.accepted : source.revision;
      return commit === null ? [] : [{ labels: { state, commit }, value: 1 }];
    })),
];

const spanSamples = (op: string, { count, seconds: sum, within }: Span): Samples => {
  const bucket = (le: string, value: number): MetricSample =>
    ({ suffix: "_bucket", labels: { op, le }, value });
  let below = 0;
  return [...BOUNDS.map((bound, at) => bucket(String(bound), below += within[at] ?? 0)),
    bucket("+Inf", count), { suffix: "_sum", labels: { op }, value: sum },
    { suffix: "_count", labels: { op }, value: count }];
};

const workFamilies = ({ counters: { apply, spans } }: MetricsFacts): readonly MetricFamily[] => [
  gauge("vexor_last_apply_timestamp_seconds", "When the last apply ended.", seconds(apply?.at)),
  gauge("vexor_last_apply_success", "1 if the last apply held, 0 if it was rolled back.",
    one(apply?.isSuccess)),
  { name: "vexor_operation_duration_seconds", type: "histogram",
    help: "How long operations took.",
    samples: MEASURED.flatMap((op) => spanSamples(op, spans[op])) },
  counter("vexor_operation_failures_total", "Operations that failed.",
    MEASURED.map((op) => ({ labels: { op }, value: spans[op].failures }))),
];

const healthFamilies = ({ counters: { checks,
  checkedAt } }: MetricsFacts): readonly MetricFamily[] => [
  gauge("vexor_health_check", "What each check of the last round said.",
    checks.flatMap(({ check, sample }) => ["healthy", "unhealthy", "unknown"].map((name) =>
      ({ labels: { check, sample: name }, value: Number(name === sample) })))),
  gauge("vexor_health_last_check_timestamp_seconds", "When health was last looked at.",
    seconds(checkedAt)),
];

/** Without the ones in which there is no agent to serve this page. */
const OF_AN_AGENT: readonly string[] = Object.keys(CONDITIONS)
  .filter((word) => word !== "not-configured" && word !== "not-running");

/** A person's countdown needs no plan to close a gate. */
const gateOf = ({ countdown, plan }: Status): string | null =>
  (countdown ? "countdown" : plan?.closedBy ?? null);

const agentFamilies =
  ({ status, counters, isRebootNeeded }: MetricsFacts): readonly MetricFamily[] => [
  gauge("vexor_condition", "How the host stands, as vexor status says it first.",
    states("is", OF_AN_AGENT, status.condition.is)),
  gauge("vexor_build_info", "The version that runs.",
    [{ labels: { version: status.version }, value: 1 }]),
  gauge("vexor_agent_state", "The state that the agent is in.",
    states("state", Object.keys(TRANSITIONS), status.state)),
  gauge("vexor_agent_state_since_timestamp_seconds", "When that state began.",
    seconds(status.since)),
  gauge("vexor_gate_closed", "Why something that is due is not applied.",
    states("by", GATES, status.state === "gated" ? gateOf(status) : null)),
  gauge("vexor_countdown_until_timestamp_seconds",
    "When a person's run is rolled back unless vexor confirm comes first.",
    seconds(status.countdown?.until)),
  gauge("vexor_suspended", "1 while an operator has suspended the agent.",
    one(status.suspended !== null)),
  gauge("vexor_reboot_needed", "1 while the system asks for a reboot.", one(isRebootNeeded)),
  gauge("vexor_last_plan_timestamp_seconds", "When the machine was last compared with the source.",
    seconds(counters.plannedAt)),
  counter("vexor_events_total", "Events, by the words of docs/logs.md.",
    EVENT_WORDS.map((event) => ({ labels: { event, level: EVENTS[event].level },
      value: counters.events[event] }))),
  counter("vexor_webhook_deliveries_total", "Messages to webhooks, by what became of them.",
    DELIVERIES.map((outcome) => ({ labels: { outcome }, value: counters.deliveries[outcome] }))),
];

const processFamilies = ({ usage, counters }: MetricsFacts): readonly MetricFamily[] => [
  gauge("process_resident_memory_bytes", "Resident memory size in bytes.", one(usage.rssBytes)),
  counter("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.",
    one(usage.cpuSeconds)),
  gauge("process_open_fds", "Number of open file descriptors.", one(usage.openFds)),
  gauge("process_start_time_seconds", "When the process started, in seconds since 1970.",
    seconds(counters.startedAt)),
];

const familiesOf = (facts: MetricsFacts): readonly MetricFamily[] => [
  ...agentFamilies(facts), ...sourceFamilies(facts), ...settingFamilies(facts),
  ...workFamilies(facts), ...healthFamilies(facts), ...failoverFamilies(facts.keeper),
  ...processFamilies(facts),
];

export const renderMetrics = (facts: MetricsFacts): string => exposition(familiesOf(facts));
