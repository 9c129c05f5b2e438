/**
 * What an operator reads at three in the morning: each state of a host, its first line and exit
 * code.
 */
import { describe, expect, test } from "vitest";
import type { AgentAbsent, BreakGlassStatus, Status } from "../../src/agent/api.ts";
import { condition, CONDITIONS } from "../../src/agent/condition.ts";
import { conditionsOf, type StatusFacts } from "../../src/agent/conditions-of-status.ts";
import type { RolledBackCommit, Trouble } from "../../src/agent/trouble.ts";
import { isStatus } from "../../src/agent/status-form.ts";
import { renderAbsent, renderHeadline, renderStatus } from "../../src/render/status.ts";
import { styleFor } from "../../src/render/style.ts";

process.env["TZ"] = "UTC";
const NOW = Date.parse("2026-01-05T12:00:00Z");
const ago = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();

const OLD = "e4586".padEnd(40, "0");
const NEW = "1a5e994".padEnd(40, "0");
const SOURCE: Status["source"] = { revision: OLD, subject: '"first"', signer: "ana@example.org",
  accepted: OLD, acceptedSubject: '"first"', fetchedAt: ago(1), fetchFailures: 0, refused: null,
  unreachable: null };
const SUMMARY = { none: 1, update: 0, persist: 0, adopt: 0, release: 0, drift: 0, blocked: 0,
  impossible: 0 };
const PLAN: NonNullable<Status["plan"]> = { id: "4ea5e52fa3ac", summary: SUMMARY, closed: null,
  closedBy: null, opensAt: null, items: [] };
const SETTLED: StatusFacts = {
  format: "vexor.status/3", version: "1.2.3", host: "lab", state: "idle", since: ago(3), why: null,
  source: SOURCE, syncs: { since: ago(60), asked: 0, done: 0 }, plan: PLAN, run: null, countdown: null,
  trouble: null, settings: null, rolledBack: null, suspended: null, breakGlass: [], yielded: [],
  undelivered: [], events: [],
};

const trouble = (over: Partial<Trouble>): Trouble => ({ code: "SOURCE_UNREACHABLE",
  message: "git.example.org: no route to host", hint: "Look.", place: null, commit: null,
  since: ago(3), ...over });
const NEW_COMMIT = { id: NEW, subject: '"unsigned"' };
const UNSIGNED = trouble({ code: "SOURCE_UNSIGNED", commit: NEW_COMMIT,
  message: 'commit 1a5e99400000 "unsigned" is not signed' });
const BAD_YAML = trouble({ code: "HOST_FILE_INVALID", commit: { id: NEW, subject: '"typo"' },
  message: "unknown key sysctrl", hint: "Did you mean sysctl?",
  place: { file: "hosts/lab.yaml", line: 3, column: 1 } });
const BACK: RolledBackCommit = { revision: NEW, subject: '"more backlog"',
  why: "run 3 of this revision was rolled back: /bin/false: exit 1" };
const glass = (over: Partial<BreakGlassStatus>): BreakGlassStatus => ({ address: "sysctl/vm.swappiness",
  since: NOW - 3_600_000, until: NOW + 3_600_000, why: "incident 4711", by: "ana (pid 7)",
  isExpired: false, live: "60", wanted: { value: "17" }, ...over });
const item = (action: "blocked" | "drift" | "impossible") => ({ address: `sysctl/${action}`, action,
  origin: "custom" as const, live: "1", reason: "r" });
const source = (over: Partial<Status["source"]>): Partial<StatusFacts> => ({ source: { ...SOURCE, ...over } });
const closed = (by: NonNullable<Status["plan"]>["closedBy"], why: string,
  opensAt: string | null = null): Partial<StatusFacts> =>
  ({ state: "gated", plan: { ...PLAN, closed: why, closedBy: by, opensAt } });

const STATES: readonly (readonly [Partial<StatusFacts>, string, 0 | 1 | 2])[] = [
  [{}, 'settled as e45860000000 "first" declares', 0],
  [{ state: "fetching" }, 'settled as e45860000000 "first" declares', 0],
  [source({ refused: UNSIGNED, fetchFailures: 2 }),
    'REFUSED 1a5e99400000 "unsigned": is not signed; e45860000000 "first" stays in force', 2],
  [source({ refused: trouble({ code: "SOURCE_REWRITTEN", commit: NEW_COMMIT,
    message: "it does not contain 97b4, the last accepted commit" }) }),
  'REFUSED 1a5e99400000 "unsigned": it does not contain 97b4, the last accepted commit; the host holds '
    + 'the values of e45860000000 "first"', 2],
  [source({ refused: BAD_YAML }), 'REFUSED 1a5e99400000 "typo": hosts/lab.yaml:3:1: unknown key '
    + 'sysctrl; e45860000000 "first" stays in force', 2],
  [source({ refused: trouble({ code: "SOURCE_FILE", message: "it is a link" }) }),
    'REFUSED what the source holds: it is a link; e45860000000 "first" stays in force', 2],
  [source({ unreachable: trouble({}), fetchFailures: 2 }),
    'UNREACHABLE git.example.org: no route to host; e45860000000 "first" stays in force, and drift '
    + "is still corrected", 1],
  [source({ revision: null, accepted: null, acceptedSubject: null, unreachable: trouble({}) }),
    "NEVER FETCHED git.example.org: no route to host; nothing is in force yet", 1],
  [source({ unreachable: trouble({ code: "SOURCE_TOOLS", message: "git is missing" }) }),
    'CANNOT FETCH git is missing; e45860000000 "first" stays in force', 2],
  [{ state: "halted", why: "3 starts in a row" }, "HALTED 3 starts in a row", 2],
  [{ suspended: { by: "ana", why: "incident", at: ago(5) } }, "SUSPENDED by ana: incident", 2],
  [{ rolledBack: BACK, ...source({ revision: NEW }) }, 'ROLLED BACK 1a5e99400000 "more backlog": run 3 '
    + 'of this revision was rolled back: /bin/false: exit 1; e45860000000 "first" stays in force', 2],
  [{ trouble: trouble({ code: "APPLY_FAILED", message: "vm.swappiness did not hold" }) },
    'ROLLED BACK e45860000000 "first": vm.swappiness did not hold', 2],
  [{ trouble: trouble({ code: "CPU_SET_INVALID", message: "no CPU 99",
    place: { file: "hosts/lab.yaml", line: 7, column: 3 } }) },
  'CANNOT PLAN e45860000000 "first": hosts/lab.yaml:7:3: no CPU 99', 2],
  [{ trouble: trouble({ code: "OPERATION_LOST", message: "no answer" }) },
    'TRYING AGAIN e45860000000 "first": no answer', 1],
  [{ settings: trouble({ code: "AGENT_SETTINGS", message: 'unknown key "nonsense"',
    place: { file: "/etc/vexor-agent/agent.yaml", line: 1, column: 10 } }) }, "SETTINGS REFUSED "
    + '/etc/vexor-agent/agent.yaml:1:10: unknown key "nonsense"; the settings from before stay in '
    + "force", 2],
  [{ yielded: ["sysctl/a"] }, "YIELDED sysctl/a: another process sets it back each time, and the agent has "
    + "stopped correcting it", 2],
  [{ breakGlass: [glass({ isExpired: true, until: NOW - 120_000 })] }, "BREAK-GLASS EXPIRED "
    + "sysctl/vm.swappiness: expired 2m ago, still 60, git wants 17; ana (pid 7) had said: "
    + "incident 4711", 2],
  [{ breakGlass: [glass({})] }, "BREAK-GLASS sysctl/vm.swappiness: left to ana (pid 7) until "
    + "2026-01-05 13:00:00 UTC (in 60m), now 60, git wants 17: incident 4711", 2],
  [closed("window", "outside every window", "2026-01-05T15:00:00Z"),
    "WAITING outside every window; it opens at 2026-01-05 15:00:00 UTC (in 3h)", 2],
  [closed("approval", "plan 4ea5e52fa3ac waits for: vexor approve 4ea5e52fa3ac"),
    "WAITING plan 4ea5e52fa3ac waits for: vexor approve 4ea5e52fa3ac", 2],
  [{ state: "gated", countdown: { run: 35, by: "ana", until: "2026-01-05T12:05:00Z" } },
    "WAITING run 35 of ana waits for vexor confirm until 2026-01-05 12:05:00 UTC (in 5m); the agent "
    + "goes on after that", 2],
  [closed("observe", "mode is observe: nothing is written"),
    "OBSERVE mode is observe: nothing is written", 2],
  [{ plan: { ...PLAN, items: [item("drift")] } }, "DRIFT sysctl/drift: changed by another program or person, and "
    + "the host file says onDrift: report", 2],
  [{ plan: { ...PLAN, items: [item("blocked"), item("impossible")] } },
    "BLOCKED sysctl/blocked: left as found", 2],
  [{ plan: { ...PLAN, items: [{ ...item("impossible"), reason: "did you mean sysctl/possible?" }] } },
    "BLOCKED sysctl/impossible cannot be set here: did you mean sysctl/possible?", 2],
  [{ state: "verifying", run: 4, ...source({ revision: NEW, subject: '"next"' }) },
    "VERIFYING run 4 was applied, and its health is watched", 1],
  [{ state: "applying", ...source({ revision: NEW, subject: '"next"' }) },
    'WORKING applying 1a5e99400000 "next"', 1],
  [{ state: "planning", ...source({ revision: NEW, subject: '"next"' }) },
    'WORKING planning 1a5e99400000 "next"', 1],
  [{ failover: { says: "pair: val-a is active", alarm: "pair: the register is gone from etcd" } },
    "FAILOVER pair: the register is gone from etcd", 2],
  [{ failover: { says: "pair: val-a is active", alarm: null } }, 'settled as e45860000000 "first" declares', 0],
  [{ state: "verifying", run: 4, failover: { says: "", alarm: "pair: the register is gone from etcd" } },
    "VERIFYING run 4 was applied, and its health is watched", 1],
  [{ state: "fetching", plan: null, ...source({ revision: null, accepted: null }) },
    "WORKING fetching", 1],
];

const statusOf = (over: Partial<StatusFacts>): Status => {
  const bare = { ...SETTLED, ...over };
  const [first, ...also] = conditionsOf(bare, NOW, false);
  return { ...bare, condition: first, also };
};
const shown = (over: Partial<StatusFacts>): string => renderStatus(statusOf(over), styleFor(false), NOW);

describe("the first line of status", () => {
  test.each(STATES)("%#: %j", (over, says, exit) => {
    expect(shown(over).split("\n")[0]).toBe(`lab  ${says}`);
    expect(statusOf(over).condition.exit).toBe(exit);
  });

  test("covers every condition of an agent that answers", () => {
    const met = new Set(STATES.map(([over]) => statusOf(over).condition.is));
    expect(Object.keys(CONDITIONS).filter((word) => !met.has(word as never)))
      .toEqual(["not-configured", "not-running"]);
  });

  test("names what needs an operator before what is unknown, and the rest follows", () => {
    const status = statusOf({ suspended: { by: "ana", why: "incident", at: ago(5) },
      breakGlass: [glass({ isExpired: true, until: NOW - 120_000 })], ...source({ refused: BAD_YAML }) });
    expect([status.condition, ...status.also].map(({ is }) => is))
      .toEqual(["refused", "suspended", "break-glass-expired"]);
  });

  test("escapes the texts of other trust domains", () => {
    const text = shown({ ...source({ refused: trouble({ code: "SOURCE_UNSIGNED",
      message: "\u001b]0;owned\u0007\u202e", commit: NEW_COMMIT }) }) });
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});

describe("the next step", () => {
  const todo = (over: Partial<StatusFacts>): readonly string[] => statusOf(over).condition.todo;

  test.each([
    [source({ refused: UNSIGNED }), "git commit --amend --no-edit -S"],
    [source({ refused: UNSIGNED }), "sudo vexor source accept 1a5e99400000 --why REASON"],
    [source({ refused: BAD_YAML }), "mend hosts/lab.yaml line 3, then: git commit -S -a -m REASON && git push"],
    [source({ refused: trouble({ code: "SOURCE_REWRITTEN", commit: NEW_COMMIT, message: "m" }) }),
      "sudo vexor source accept 1a5e99400000 --why REASON"],
    [source({ refused: trouble({ code: "SOURCE_REWRITTEN", commit: NEW_COMMIT, message: "m" }) }),
      "if it is not: put the branch back in git"],
    [{ plan: { ...PLAN, items: [item("blocked")] } }, "vexor explain sysctl/blocked"],
    [{ plan: { ...PLAN, items: [item("impossible")] } }, "vexor explain sysctl/impossible"],
    [{ suspended: { by: "ana", why: "w", at: ago(5) } }, "sudo vexor resume"],
    [{ breakGlass: [glass({ isExpired: true })] }, "sudo vexor break-glass sysctl/vm.swappiness --end"],
    [{ yielded: ["sysctl/a"] }, "sudo vexor sync --retry"],
    [{ state: "halted" as const }, "sudo vexor sync --retry"],
  ] satisfies readonly (readonly [Partial<StatusFacts>, string])[])("%#", (over, step) => {
    expect(todo(over).join("\n")).toContain(step);
    expect(shown(over)).toContain(step);
  });

  test("for a rolled-back commit is a fix in git or another try, and is printed once", () => {
    const over = { rolledBack: BACK, ...source({ revision: NEW }),
      trouble: trouble({ code: "APPLY_FAILED", message: "vm.swappiness did not hold" }) };
    expect(statusOf(over).also).toEqual([]);
    expect(todo(over)).toEqual(["the agent does not apply it again by itself: push a commit that "
      + "mends it, or take it out of git: git revert -S 1a5e99400000 && git push",
    "or try it again: sudo vexor sync --retry"]);
    expect(todo({ rolledBack: { ...BACK, subject: null } }).join()).not.toContain("git revert");
  });

  test("is absent for a settled host", () => expect(todo({})).toEqual([]));
});

describe("the rest of status", () => {
  test("shows every trouble of a host", () => {
    expect(shown({
      ...source({ refused: BAD_YAML, fetchFailures: 2 }),
      breakGlass: [glass({ isExpired: true, until: NOW - 120_000 })],
      undelivered: [{ webhook: "webhook 2 (alerts.example.org)", why: "it answers 404", at: ago(7),
        lost: 2 }],
      events: [{ at: NOW - 180_000, level: "alarm", what: "source", why: "hosts/lab.yaml:3:1: …" }],
    })).toBe(`lab  REFUSED 1a5e99400000 "typo": hosts/lab.yaml:3:1: unknown key sysctrl; e45860000000 "first" stays in force
  do        mend hosts/lab.yaml line 3, then: git commit -S -a -m REASON && git push
            Did you mean sysctl?
  since     2026-01-05 11:57:00 UTC (3m ago)
  also      BREAK-GLASS EXPIRED sysctl/vm.swappiness: expired 2m ago, still 60, git wants 17; ana (pid 7) had said: incident 4711
              give it back to git: sudo vexor break-glass sysctl/vm.swappiness --end
              or leave it for longer: sudo vexor break-glass sysctl/vm.swappiness --for 4h --why REASON
  source    e45860000000 "first", signed by ana@example.org, fetched 2026-01-05 11:59:00 UTC (60s ago); since then 2 tries without a valid one
  plan      4ea5e52fa3ac: 1 as declared, 1 under break-glass (1 expired)
  webhook   webhook 2 (alerts.example.org): it answers 404; 2 messages lost, the last at 2026-01-05 11:53:00 UTC (7m ago)
  events    2026-01-05 11:57:00 UTC (3m ago) source: hosts/lab.yaml:3:1: …
  log       journalctl -u vexor-agent -p warning
`);
  });

  test("shows a settled host in few lines", () => {
    expect(shown({})).toBe(`lab  settled as e45860000000 "first" declares
  source    e45860000000 "first", signed by ana@example.org, fetched 2026-01-05 11:59:00 UTC (60s ago)
  plan      4ea5e52fa3ac: 1 as declared
  log       journalctl -u vexor-agent -p warning
`);
  });

  test("says what is missing without an agent", () => {
    const absent: AgentAbsent = { format: "vexor.status/3", version: "1.2.3", host: "lab", also: [],
      condition: condition("not-running", "it was stopped", ["sudo systemctl start vexor-agent"],
        { since: ago(5) }), state: null, service: null };
    expect(renderAbsent(absent, styleFor(false), NOW)).toBe(`lab  NOT RUNNING it was stopped
  do        sudo systemctl start vexor-agent
  since     2026-01-05 11:55:00 UTC (5m ago)
  log       journalctl -u vexor-agent -p warning
`);
    expect(renderHeadline(absent, NOW)).toBe("2026-01-05 12:00:00 UTC  lab  NOT RUNNING it was "
      + "stopped\n");
    expect(absent.condition.exit).toBe(1);
  });
});

test("has a row for pending settings, which do not keep a host from being settled", () => {
  const waits: StatusFacts = { ...SETTLED, plan: { ...PLAN, pending: [{ address: "toy/a", takesEffect: "next-start",
    live: "1024", value: "4096" }, { address: "toy/b", takesEffect: "reboot", live: "1", value: "2" }] } };
  const [first, ...also] = conditionsOf(waits, NOW, false);
  expect([first, ...also]).toMatchObject([{ is: "settled", exit: 0 }]);
  const status: Status = { ...waits, condition: first, also };
  expect(renderStatus(status, styleFor(false), NOW)).toContain(
    "  pending   toy/a: 1024 now, 4096 at the next start\n            toy/b: 1 now, 2 at the next reboot\n");
  expect(isStatus(JSON.parse(JSON.stringify(status)))).toBe(true);
  expect(isStatus({ ...status, plan: { ...PLAN, pending: [{ address: "toy/a" }] } })).toBe(false);
});
