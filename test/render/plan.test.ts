/** The printed plan: what many items have in common is said once, and nothing else is left out. */
import { describe, expect, test } from "vitest";
import { decide } from "../../src/engine/plan/decide.ts";
import type { Change, Plan, PlanItem } from "../../src/engine/model/model.ts";
import { renderPlan } from "../../src/render/plan.ts";
import { styleFor } from "../../src/render/style.ts";

const TEE = "tee /etc/sysctl.d/90-vexor-agent.conf # the text in the diff";
const item = (name: string, more: Partial<PlanItem> = {}): PlanItem => ({
  address: `sysctl/${name}`, action: "persist", origin: "default", live: "1", wanted: { value: "1" },
  afterReboot: null, evidence: [], reason: "a reboot would lose it", waysOut: [], warnings: [],
  runs: TEE, to: "1", adopts: null, onDrift: "correct", attributes: {}, ...more });

const planOf = (items: readonly PlanItem[], changes: readonly Change[] = []): Plan => ({
  format: "vexor.plan/2", id: "0123456789abcdef0123456789abcdef", host: "lab", mode: "enforce",
  source: { file: "host.yaml", commit: null }, items, changes,
  summary: { none: 0, update: 0, persist: items.length, adopt: 0, release: 0, drift: 0, blocked: 0,
    impossible: 0 },
  declaration: { apiVersion: "vexor/v1", host: "lab" } });

const lines = async (plan: Plan, colour = false): Promise<readonly string[]> =>
  (await renderPlan(plan, { style: styleFor(colour), all: false })).split("\n").slice(2);

const details = async (...items: readonly PlanItem[]): Promise<readonly string[]> =>
  (await lines(planOf(items))).slice(0, -3).map((line) => line.trim().replace(/ +/g, " "));

describe("items in a row", () => {
  test("print a common text once, after the last of them", async () => {
    expect(await details(item("a.a"), item("b.b"), item("c.c", { reason: "another one" })))
      .toEqual(["+ persist sysctl/a.a 1", "+ persist sysctl/b.b 1", "each: a reboot would lose it",
        "+ persist sysctl/c.c 1", "another one"]);
  });

  test.each<[string, Partial<PlanItem>, string]>([
    ["evidence", { evidence: [{ kind: "kernel", says: "it is so" }] }, "default: it is so"],
    ["a warning", { warnings: ["mind that"] }, "warning: mind that"],
    ["a way out", { waysOut: ["do this"] }, "→ do this"],
    ["a command", { runs: `mkdir /etc/x && ${TEE}` }, `$ mkdir /etc/x && ${TEE}`],
  ])("each keep their own %s", async (_, more, said) => {
    const reason = "a reboot would lose it";
    expect(await details(item("a.a"), item("b.b", more), item("c.c"))).toEqual([
      "+ persist sysctl/a.a 1", reason, "+ persist sysctl/b.b 1", reason, said,
      "+ persist sysctl/c.c 1", reason]);
  });
});

test("a link that comes, goes or changes is shown like a file, with its target", async () => {
  const link = (name: string, from: string | null, to: string | null): Change =>
    ({ target: `link:/etc/systemd/system/multi-user.target.wants/${name}`, kind: "client", from, to,
      for: ["client/active"], reboot: to });
  const text = (await lines(planOf([item("a.a")], [link("old.service", "../old.service", null),
    link("new.service", null, "/x\u001b[2J"), link("b.service", "/one", "/two")]))).join("\n");
  const at = "/etc/systemd/system/multi-user.target.wants";
  expect(text).toContain(`--- ${at}/old.service\n  +++ /dev/null\n  -link to ../old.service\n`);
  expect(text).toContain(`--- /dev/null\n  +++ ${at}/new.service\n  +link to /x`);
  expect(text).toContain(`--- ${at}/b.service\n  +++ ${at}/b.service\n  -link to /one\n  +link to /two\n`);
  expect(text).not.toContain("\u001b");
});

test("an empty value has a name", async () => {
  const decided = decide(
    { address: "sysctl/a.a", rule: { value: "1" }, attributes: {}, adopt: null, why: null,
      onDrift: "correct" },
    { address: "sysctl/a.a", live: "", immutable: null, boot: [], ephemeral: null, overriddenBy: null,
      default: null, otherManagers: [], blocker: null, warnings: [] }, null, (_, from) => `from: "${from}"`);
  expect((await details(decided)).join("; ")).toBe("✗ blocked sysctl/a.a empty, wanted 1; "
    + "empty is of unknown origin; the host file asks for 1; → keep empty: remove a.a from the host "
    + "file; → take it over in git: from: \"\"");
});

test("a program that the host file names is printed with its words and its user", async () => {
  const plan = { ...planOf([]), declaration: { apiVersion: "vexor/v1", host: "lab", health: { checks: [
    { url: "http://127.0.0.1/" }, { command: ["/bin/check", "--max", "5 0", "\u202e$HOME"] }] } } } as Plan;
  expect((await lines(plan)).slice(0, -2)).toEqual([
    "  After an apply of the agent's, these health checks run as user vexor-health, in a sandbox:",
    "      $ /bin/check --max '5 0' $'\\342\\200\\256$HOME'", ""]);
  expect((await lines(planOf([]))).join("\n")).not.toContain("vexor-health");
});

test("each line of a file that comes or goes has its sign and its colour", async () => {
  const file = { target: "file:/etc/x", kind: "sysctl", for: [] };
  const both = planOf([item("a.a")], [{ ...file, from: null, to: "one\n\ntwo\n" },
    { ...file, from: "three\n", to: null }]);
  expect((await lines(both)).slice(3, -3)).toEqual(["  --- /dev/null", "  +++ /etc/x",
    "  @@ -0,0 +1,3 @@", "  +one", "  +", "  +two", "  --- /etc/x", "  +++ /dev/null",
    "  @@ -1,1 +0,0 @@", "  -three"]);
  const green = (text: string): string => `  \u001b[32m${text}\u001b[0m`;
  expect((await lines(both, true)).slice(6, 9)).toEqual([green("+one"), green("+"), green("+two")]);
});
