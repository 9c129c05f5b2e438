/** Metrics, dashboard and alerts are one interface: none names what another one does not have. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { within } from "../support/pace.ts";
import type { Status } from "../../src/agent/api.ts";
import { condition } from "../../src/agent/condition.ts";
import { BOUNDS, instrumentPorts, createCounters, type AgentCounters } from "../../src/agent/counters.ts";
import type { Ports, Revision } from "../../src/agent/ports.ts";
import type { Plan, PlanItem } from "../../src/engine/model/model.ts";
import type { PublishedStatus } from "../../src/failover/published-status.ts";
import { exposition } from "../../src/render/exposition.ts";
import { ALARMS, HINDRANCES } from "../../src/render/failover.ts";
import { renderMetrics, type MetricsFacts } from "../../src/render/metrics.ts";
import { ROOT } from "../support/paths.ts";

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const RULES = "packaging/prometheus/vexor.rules.yml";
const RULES_TEST = "test/packaging/vexor.rules.test.yml";

const NOW = Date.parse("2026-01-05T12:00:00Z");

const item = (over: Partial<PlanItem>): PlanItem => ({
  address: "sysctl/vm.swappiness", action: "none", origin: "managed", live: "10",
  wanted: { value: "10" }, afterReboot: "10", evidence: [], reason: "", waysOut: [], warnings: [],
  runs: null, to: null, adopts: null, onDrift: "correct", attributes: {}, ...over });

const planOf = (...items: readonly Partial<PlanItem>[]): Plan => ({
  format: "vexor.plan/2", id: "4ea5e52fa3ac90d1f7c3b2086e5a41d9", host: "val-1", source: { file: "f", commit: "c" },
  mode: "enforce", changes: [], declaration: { apiVersion: "vexor/v1", host: "val-1" },
  summary: { none: 0, update: 0, persist: 0, adopt: 0, release: 0, drift: 0, blocked: 0,
    impossible: 0 }, items: items.map(item) });

const STATUS: Status = {
  format: "vexor.status/3", version: "1.2.3", host: "val-1", state: "idle",
  since: "2026-01-05T11:00:00.000Z", why: null,
  source: { revision: "c2", subject: null, signer: null, accepted: "c1", fetchedAt: null,
    acceptedSubject: null, fetchFailures: 2, unreachable: null, refused: { code: "SOURCE_UNSIGNED",
      message: "m", hint: "h", place: null, commit: { id: "c3", subject: null }, since: "" } },
  condition: condition("refused", "why"), also: [], undelivered: [], trouble: null, settings: null, rolledBack: null,
  syncs: { since: "", asked: 0, done: 0 },
  plan: null, run: null, countdown: null, suspended: null, yielded: ["sysctl/a"], events: [],
  breakGlass: [{ address: "sysctl/vm.swappiness", since: NOW, until: NOW + 1000, why: "w", by: "b",
    isExpired: false, live: "60", wanted: { value: "10" } },
  { address: "sysctl/b", since: NOW, until: NOW, why: "w", by: "b", isExpired: true, live: null,
    wanted: null }],
};

const REGISTER = { holder: "val-1", epoch: 7, seq: 40, state: "held", handover: null, unchangedMs: 1_500 } as const;
const KEEPER: PublishedStatus = {
  format: "vexor.failover/1", group: "pair", host: "val-1", isDryRun: false, phase: "signing", phaseMs: 5_000,
  register: REGISTER, leftMs: 9_000, takeInMs: 2_500, hindrances: ["behind", "a-newer-reason"], alarm: "clock",
  peer: { host: "val-2", isStandby: true, mark: { epoch: 7, seq: 39 }, phase: "standby", answeredMs: 400 },
  unanswered: null, unsafeEtcd: null,
};

const fullTally = (): AgentCounters => ({ ...createCounters(NOW, null, ["sysctl"]), fetchedAt: NOW,
  plannedAt: NOW, checkedAt: NOW, apply: { at: NOW, isSuccess: true },
  checks: [{ check: 'a "quoted"\\\nname', sample: "unhealthy", says: "" }],
  moved: new Set(["sysctl/vm.swappiness"]) });

const facts = (over: Partial<MetricsFacts> = {}): MetricsFacts => ({
  status: STATUS, plan: planOf({}, { origin: "custom", action: "blocked" }), counters: fullTally(),
  usage: { rssBytes: 5e7, cpuSeconds: 1.5, openFds: 20 }, isRebootNeeded: false,
  keeper: { isUp: true, said: KEEPER }, ...over });

const COUNTDOWN = { run: 7, by: "ana", until: "2026-01-05T12:05:00Z" };
const PAGE = renderMetrics(facts({ status: { ...STATUS, countdown: COUNTDOWN } }));
const names = (page: string): readonly string[] =>
  [...page.matchAll(/^# TYPE (\w+)/gm)].map(([, name = ""]) => name);
const value = (page: string, sample: string): string | undefined =>
  page.split("\n").find((line) => line.startsWith(`${sample} `))?.slice(sample.length + 1);

describe("the page of metrics", () => {
  test("shows the present state, in base units", () => {
    expect(value(PAGE, 'vexor_settings{origin="custom",action="blocked"}')).toBe("1");
    expect(value(PAGE, 'vexor_settings{origin="managed",action="none"}')).toBe("1");
    expect(value(PAGE, 'vexor_revision_info{state="accepted",commit="c1"}')).toBe("1");
    expect(value(PAGE, "vexor_last_apply_timestamp_seconds")).toBe(String(NOW / 1000));
    expect(value(PAGE, 'vexor_agent_state{state="idle"}')).toBe("1");
    expect(value(PAGE, 'vexor_agent_state{state="halted"}')).toBe("0");
    expect(value(PAGE, "vexor_source_fetch_failures")).toBe("2");
    expect(value(PAGE, "vexor_settings_yielded")).toBe("1");
    expect(value(PAGE, 'vexor_break_glass_until_timestamp_seconds{address="sysctl/vm.swappiness"}'))
      .toBe(String(NOW / 1000 + 1));
    expect(value(PAGE, "vexor_break_glass_active")).toBe("2");
    expect(value(PAGE, "vexor_break_glass_expired")).toBe("1");
    expect(value(PAGE, "vexor_source_refused")).toBe("1");
    expect(value(PAGE, 'vexor_condition{is="refused"}')).toBe("1");
    expect(value(PAGE, 'vexor_condition{is="settled"}')).toBe("0");
    expect(value(PAGE, "process_resident_memory_bytes")).toBe("50000000");
  });

  test("leaves an unknown value out, and does not show 0", () => {
    const page = renderMetrics(facts({ plan: null, counters: createCounters(NOW, null, []),
      usage: { rssBytes: 1, cpuSeconds: 1, openFds: null } }));
    for (const name of ["vexor_settings", "vexor_setting_drifted", "vexor_last_apply_success",
      "vexor_last_plan_timestamp_seconds", "vexor_health_check", "process_open_fds"]) {
      expect(names(page)).not.toContain(name);
    }
  });

  test("shows a gate as closed only while a plan waits at it", () => {
    const plan = { id: "4ea5e52fa3ac90d1f7c3b2086e5a41d9", summary: planOf().summary, closed: "why",
      items: [], closedBy: "window" as const, opensAt: null };
    const gate = 'vexor_gate_closed{by="window"}';
    expect(value(renderMetrics(facts({ status: { ...STATUS, plan } })), gate)).toBe("0");
    expect(value(renderMetrics(facts({ status: { ...STATUS, state: "gated", plan } })), gate))
      .toBe("1");
    const status: Status = { ...STATUS, state: "gated", countdown: COUNTDOWN };
    expect(value(renderMetrics(facts({ status })), 'vexor_gate_closed{by="countdown"}')).toBe("1");
  });

  test("shows what the keeper has said, and of a silent one that it is silent", () => {
    expect(PAGE.split("\n").filter((line) => line.startsWith("vexor_failover")).join("\n")).toBe([
      "vexor_failover_keeper_up 1",
      ...["standby", "taking", "signing", "demoting", "killing", "offering"].map((phase) =>
        `vexor_failover_phase{phase="${phase}"} ${Number(phase === "signing")}`),
      'vexor_failover_holder{group="pair"} 1', 'vexor_failover_epoch{group="pair"} 7',
      'vexor_failover_dry_run{group="pair"} 0', "vexor_failover_left_seconds 9",
      "vexor_failover_take_in_seconds 2.5", "vexor_failover_register_age_seconds 1.5",
      "vexor_failover_etcd_up 1", "vexor_failover_peer_answer_age_seconds 0.4",
      ...Object.keys(ALARMS).map((code) => `vexor_failover_alarm{code="${code}"} ${Number(code === "clock")}`),
      ...Object.keys(HINDRANCES).map((why) => `vexor_failover_hindrance{why="${why}"} ${Number(why === "behind")}`),
    ].join("\n"));
    const silent = renderMetrics(facts({ keeper: { isUp: false, why: "it has said nothing" } }));
    expect(names(silent).filter((name) => name.startsWith("vexor_failover"))).toEqual(["vexor_failover_keeper_up"]);
    expect(value(silent, "vexor_failover_keeper_up")).toBe("0");
    expect(names(renderMetrics(facts({ keeper: null }))).join(" ")).not.toContain("failover");
  });

  test.each<[string, Partial<PublishedStatus>]>([
    ["another host holds", { register: { ...REGISTER, holder: "val-2" } }],
    ["its own time is up", { leftMs: 0 }],
    ["it only offers", { register: { ...REGISTER, state: "offered" } }],
    ["there is no register", { register: null }],
  ])("shows no holder where %s", (_, over) => {
    const page = renderMetrics(facts({ keeper: { isUp: true, said: { ...KEEPER, ...over } } }));
    expect(value(page, 'vexor_failover_holder{group="pair"}')).toBe("0");
  });

  test("escapes labels and help, and writes odd numbers as Prometheus reads them", () => {
    expect(PAGE).toContain('check="a \\"quoted\\"\\\\\\nname",sample="unhealthy"} 1');
    const samples = [NaN, Infinity, -Infinity, 0.1].map((one) => ({ value: one }));
    expect(exposition([{ name: "x", type: "gauge", help: "a\nb", samples }]))
      .toBe("# HELP x a\\nb\n# TYPE x gauge\nx NaN\nx +Inf\nx -Inf\nx 0.1\n");
  });
});

describe("a counter", () => {
  const harness = (ops: () => Promise<object>) => {
    let now = NOW;
    const counters = createCounters(now, null, ["sysctl"]);
    const ports = instrumentPorts({
      clock: { now: () => now, steady: () => now, about: (ms: number) => ms,
        after: () => () => undefined },
      source: { fetch: async () => {
        now += 300;
        return { id: "c" } as Revision;
      }, watch: () => () => undefined },
      operate: async () => {
        now += 2_000;
        return ops();
      },
      sample: async () => [], tell: () => undefined,
    } as Partial<Ports> as Ports, counters);
    return { counters, ports };
  };
  const proof = {} as Revision["proof"];
  const plan = (ports: Ports) => ports.operate({ op: "plan", proof, except: [] }, 1, () => undefined);
  const apply = (ports: Ports) => ports.operate({ op: "apply", proof, except: [], plan: "p" }, 1, () => undefined);
  const DRIFT = planOf({ action: "drift", to: "10" },
    { action: "drift", address: "sysctl/b", onDrift: "report", to: null });

  test("counts a lasting drift once, and twice when it comes back after a correction", async () => {
    const { counters, ports } = harness(async () => ({ plan: DRIFT, run: 1 }));
    await plan(ports);
    await plan(ports);
    expect(counters.drifts).toEqual({ sysctl: 2 });
    await apply(ports);
    expect(counters.corrections).toEqual({ sysctl: 1 });
    await plan(ports);
    expect(counters.drifts).toEqual({ sysctl: 3 });
  });

  test("does not count an apply as held when its checks roll it back", async () => {
    const { counters, ports } = harness(async () => ({ plan: DRIFT, run: 1 }));
    await apply(ports);
    expect(counters.apply?.isSuccess).toBe(true);
    await ports.operate({ op: "undo", run: 1, why: "unwell" }, 1, () => undefined);
    expect(counters.apply?.isSuccess).toBe(false);
  });

  test.each([["applied", true], ["rolled-back", false], [null, null]] as const,
  )("counts a newest run that is %s after a restart", (outcome, isSuccess) => {
    const at = "2026-01-05T11:00:00.000Z";
    const journal = [{ seq: 0, at, type: "begin" as const },
      ...outcome ? [{ seq: 1, at, type: "end" as const, outcome }] : []];
    const run = { id: 1, plan: planOf(), journal, snapshot: { format: "vexor.snapshot/2" as const,
      bootId: "", at, by: "", targets: {}, claims: {} } };
    expect(createCounters(NOW, run, []).apply?.isSuccess ?? null).toBe(isSuccess);
  });

  test("has durations and failures by operation, and no correction for a failed apply", async () => {
    let broken = false;
    const { counters, ports } = harness(async () => {
      if (broken) throw new Error("no");
      return { plan: DRIFT };
    });
    await ports.source.fetch();
    await plan(ports);
    broken = true;
    await expect(apply(ports)).rejects.toThrow("no");
    expect(counters.spans.fetch).toMatchObject({ count: 1, failures: 0, seconds: 0.3 });
    expect(counters.spans.fetch.within[BOUNDS.indexOf(0.5)]).toBe(1);
    expect(counters.spans.apply).toMatchObject({ count: 1, failures: 1, seconds: 2 });
    expect(counters.apply).toMatchObject({ isSuccess: false });
    expect(counters.corrections).toEqual({ sysctl: 0 });
    const page = renderMetrics(facts({ counters }));
    const bucket = (le: string) =>
      value(page, `vexor_operation_duration_seconds_bucket{op="apply",le="${le}"}`);
    expect([bucket("1"), bucket("2.5"), bucket("+Inf")]).toEqual(["0", "1", "1"]);
  });
});

interface Rules {
  readonly groups: readonly { readonly rules: readonly { alert: string; expr: string }[] }[];
}
const ALERTS = (load(read(RULES)) as Rules).groups.flatMap(({ rules }) => rules);

/** Every expression of the dashboard, whatever it belongs to. */
const expressions = (node: unknown): readonly string[] => {
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, one]) => ((key === "expr" || key === "query")
    && typeof one === "string" ? [one] : expressions(one)));
};
const DASHBOARD = expressions(JSON.parse(read("packaging/grafana/vexor.json")));

const METRIC = /\b((?:vexor|process)_\w+)/g;
const metricsIn = (texts: readonly string[]): ReadonlySet<string> => new Set(texts.flatMap((one) =>
  [...one.matchAll(METRIC)].map(([, name = ""]) =>
    name.replace(/^(vexor_operation_duration_seconds)_(bucket|sum|count)$/, "$1"))));

describe("dashboard and alerts", () => {
  test("name no metric that does not exist", () => {
    for (const name of metricsIn([...DASHBOARD, ...ALERTS.map(({ expr }) => expr)])) {
      expect(names(PAGE)).toContain(name);
    }
  });

  test("show every metric", () => {
    const shown = metricsIn(DASHBOARD);
    expect(names(PAGE).filter((name) => !shown.has(name))).toEqual([]);
  });

  test("select only labels and values that exist", () => {
    for (const { expr } of ALERTS) {
      for (const [, name = "", labels = ""] of expr.matchAll(/(vexor_\w+)\{([^}]*)\}/g)) {
        for (const [, label, how, text = ""] of labels.matchAll(/(\w+)(=~|!=|=)"([^"]*)"/g)) {
          for (const one of how === "=~" ? text.split("|") : [text]) {
            expect(PAGE, expr).toMatch(new RegExp(`^${name}\\{.*\\b${label}="${one}"`, "m"));
          }
        }
      }
    }
  });

  test("have for every alert a test in which it fires, and one in which it is quiet", () => {
    const tests = (load(read(RULES_TEST)) as { tests: readonly { alert_rule_test: readonly {
      alertname: string; exp_alerts: readonly unknown[]; }[]; }[] }).tests
      .flatMap(({ alert_rule_test: one }) => one);
    for (const { alert } of ALERTS) {
      const own = tests.filter(({ alertname }) => alertname === alert);
      expect(own.some(({ exp_alerts: all }) => all.length > 0), alert).toBe(true);
      expect(own.filter(({ exp_alerts: all }) => all.length === 0).length, alert)
        .toBeGreaterThanOrEqual(2);
    }
  });

  test("have every metric documented, and no other", () => {
    const documented = [...read("docs/metrics.md").matchAll(/^\| `(\w+)/gm)].map(([, name]) => name);
    expect([...documented].sort()).toEqual([...names(PAGE)].sort());
  });
});

const promtool = (input: string, ...args: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync("promtool", args,
    { input, encoding: "utf8", cwd: ROOT });
  return status === 0 && stderr === "" ? "" : `${stdout}${stderr}` || `exit ${status}`;
};

describe.skipIf(spawnSync("promtool", ["--version"]).error && !process.env["CI"])("promtool", () => {
  test("accepts the page", () => {
    expect(promtool(PAGE, "check", "metrics")).toBe("");
  });

  test("accepts the rules, and every alert passes its tests", () => {
    const said = (text: string) => text.replace(/.*SUCCESS.*|^(Checking|Unit Testing).*/gm, "").trim();
    expect(said(promtool("", "check", "rules", RULES))).toBe("");
    expect(said(promtool("", "test", "rules", RULES_TEST))).toBe("");
  }, within(120_000));
});
