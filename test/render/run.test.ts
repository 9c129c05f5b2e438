/** Runs for people: which commit did that, by whom it was signed, and who gave the word. */
import { describe, expect, test } from "vitest";
import type { Plan } from "../../src/engine/model/model.ts";
import type { RecordedRun } from "../../src/engine/run/store.ts";
import { renderHistory, renderRun, runLine } from "../../src/render/run.ts";
import { styleFor } from "../../src/render/style.ts";

process.env["TZ"] = "UTC";
const NOW = Date.parse("2026-01-05T12:00:00Z");
const STYLE = styleFor(false);
const COMMIT = "1a5e994".padEnd(40, "0");
const AT = "2026-01-05T11:57:00.000Z";

const runOf = (source: Plan["source"], over: Partial<RecordedRun> = {}): RecordedRun => ({
  id: 3,
  plan: { format: "vexor.plan/2", id: "4ea5e52fa3ac", host: "lab", mode: "enforce", items: [],
    changes: [], declaration: { apiVersion: "vexor/v1", host: "lab" }, source,
    summary: { none: 0, update: 1, persist: 0, adopt: 0, release: 0, drift: 0, blocked: 0,
      impossible: 0 } },
  snapshot: { format: "vexor.snapshot/2", bootId: "b", at: AT, by: "vexor-agent", targets: {},
    claims: {} },
  journal: [{ seq: 0, at: AT, type: "begin" }, { seq: 1, at: AT, type: "end", outcome: "applied" }],
  ...over,
});

const NAMED = { subject: '"more backlog"', author: '"Ana <ana@example.org>"',
  signer: "ana@example.org" };
const historyOf = (run: RecordedRun): string => renderHistory([runLine(run, () => null)], STYLE, NOW);

describe("a run names its commit", () => {
  test("in the list", () => {
    expect(historyOf(runOf({ file: "hosts/lab.yaml", commit: COMMIT, named: NAMED })))
      .toBe('   3  2026-01-05 11:57:00 UTC (3m ago)  applied  1 to update  1a5e99400000 "more backlog", '
        + "signed by ana@example.org  vexor-agent\n");
  });

  test("and in the page of the run", () => {
    expect(renderRun(runOf({ file: "hosts/lab.yaml", commit: COMMIT, named: NAMED }), STYLE, NOW, () => null))
      .toBe(`Run 3: applied, plan 4ea5e52fa3ac
Begun 2026-01-05 11:57:00 UTC (3m ago) by vexor-agent
Commit ${COMMIT} "more backlog"
  by "Ana <ana@example.org>", signed by ana@example.org

Before the first write

Journal
  2026-01-05 11:57:00 UTC  begin
  2026-01-05 11:57:00 UTC  ended: applied
`);
  });

  test("also in a record of an earlier version, as far as that goes", () => {
    expect(historyOf(runOf({ file: "hosts/lab.yaml", commit: COMMIT })))
      .toBe("   3  2026-01-05 11:57:00 UTC (3m ago)  applied  1 to update  1a5e99400000  vexor-agent\n");
    expect(historyOf(runOf({ file: "mine.yaml", commit: null })))
      .toBe("   3  2026-01-05 11:57:00 UTC (3m ago)  applied  1 to update  vexor-agent\n");
  });

  test.each([[812, "running (pid 812)"], [null, "interrupted"], ["unknown", "running or interrupted"]] as const)(
    "a run without an end is, while %s holds the host's lock, shown as %s", (holder, state) => {
      const run = runOf({ file: "mine.yaml", commit: null }, { journal: [{ seq: 0, at: AT, type: "begin" }] });
      expect(renderHistory([runLine(run, () => holder)], STYLE, NOW)).toContain(`  ${state}  `);
      expect(renderRun(run, STYLE, NOW, () => holder)).toContain(`Run 3: ${state}, plan`);
    });

  test("and no text of a commit reaches the terminal unescaped", () => {
    const named = { ...NAMED, signer: "\u001b[2Jana" };
    const run = runOf({ file: "hosts/lab.yaml", commit: COMMIT, named });
    expect(historyOf(run) + renderRun(run, STYLE, NOW, () => null)).not.toContain("\u001b");
  });
});
