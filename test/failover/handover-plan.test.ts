/** What hinders a planned handover: each check of either host, what only both show, and who has not answered. */
import { describe, expect, test } from "vitest";
import { hinderingChecks, pairChecks, readHostChecks, type HandoverCheck, type HostChecks } from "../../src/failover/checks.ts";
import { merged, readRecords, type KeeperRecord } from "../../src/failover/event.ts";
import { awaitedWindow, handoverPlan, type FoundChecks } from "../../src/failover/handover-plan.ts";
import type { FailoverStatus } from "../../src/failover/status.ts";
import { renderHandover, renderRecords } from "../../src/render/handover.ts";
import { styleFor } from "../../src/render/style.ts";

const STATUS: FailoverStatus = { format: "vexor.failover/1", group: "pair", host: "val-a", isDryRun: false, phase: "signing", phaseMs: 1,
  register: { holder: "val-a", epoch: 5, seq: 3, state: "held", handover: null, unchangedMs: 10 }, leftMs: 9_000, takeInMs: null,
  hindrances: [], peer: { host: "val-b", isStandby: true, mark: null, phase: "standby", answeredMs: 100 }, alarm: null,
  unanswered: null, unsafeEtcd: null };

const good = (name: HandoverCheck["name"], says = "fine"): HandoverCheck => ({ name, isGood: true, says });
const hostChecks = (host: string, change: Partial<HostChecks> = {}): HostChecks => ({ format: "vexor.failover-checks/1", host,
  at: 1_000_000, version: "0.2.0", genesisHash: "G", checks: [good("client"), good("keys"), good("leaderWindow")], ...change });
const found = (change: Partial<FoundChecks> = {}): FoundChecks =>
  ({ status: STATUS, own: hostChecks("val-a"), peer: hostChecks("val-b"), roundTripMs: 100, ...change });

describe("a handover", () => {
  test("goes from the holder to the other host, and nothing hinders it where all is good", () => {
    expect(handoverPlan(found())).toMatchObject({ from: "val-a", to: "val-b", hindrances: [] });
    const peers = { ...STATUS, register: { ...STATUS.register, holder: "val-b" } } as FailoverStatus;
    expect(handoverPlan(found({ status: peers }))).toMatchObject({ from: "val-b", to: "val-a" });
  });

  test.each<[string, Partial<FoundChecks>, RegExp]>([
    ["a check that fails on this host", { own: hostChecks("val-a", { checks: [{ name: "keys", isGood: false, says: "torn" }] }) }, /^val-a: keys: torn$/],
    ["one that fails on the other", { peer: hostChecks("val-b", { checks: [{ name: "disk", isGood: false, says: "full" }] }) }, /^val-b: disk: full$/],
    ["another run on the other host", { peer: hostChecks("val-b", { more: [{ name: "lock", isGood: false, says: "held" }] }) }, /^val-b: lock: held$/],
    ["one that is unknown", { peer: hostChecks("val-b", { checks: [{ name: "admission", isGood: null, says: "who knows" }] }) }, /^val-b: admission/],
    ["a peer that does not answer", { peer: null }, /^val-b does not answer$/],
    ["this host, where it cannot be looked at", { own: null }, /^val-a could not/],
    ["two clusters", { peer: hostChecks("val-b", { genesisHash: "H" }) }, /^both: cluster: val-a is on G, val-b on H$/],
    ["a cluster that is unknown", { peer: hostChecks("val-b", { genesisHash: null }) }, /^both: cluster: .*unknown/],
    ["clocks that are minutes apart", { peer: hostChecks("val-b", { at: 1_000_000 - 180_000 }) }, /^both: clocks: 180\.0 s apart/],
    ["a register that nothing holds", { status: { ...STATUS, register: null } }, /^no host holds/],
    ["an alarm", { status: { ...STATUS, alarm: "clock" } }, /has an alarm: clock$/],
  ])("is hindered by %s", (_, change, expected) => {
    expect(handoverPlan(found(change)).hindrances).toEqual([expect.stringMatching(expected)]);
  });

  test("waits for the end of the holder's leader window, and is not hindered by it", () => {
    const soon: HandoverCheck = { name: "leaderWindow", isGood: false, says: "leads again in 20 slots" };
    const plan = handoverPlan(found({ own: hostChecks("val-a", { checks: [good("client"), soon] }) }));
    expect([plan.hindrances, awaitedWindow(plan)]).toEqual([[], soon]);
    const others = handoverPlan(found({ peer: hostChecks("val-b", { checks: [soon] }) }));
    expect(awaitedWindow(others)).toBeNull();
  });

  test("takes a slow answer for no error of a clock", () => {
    const [, , clocks] = pairChecks(hostChecks("val-a"), hostChecks("val-b", { at: 1_000_000 - 3_000 }), 2_500);
    expect(clocks).toMatchObject({ name: "clocks", isGood: true });
  });

  test("is shown with each finding, its steps, and what hinders it", () => {
    const text = renderHandover(handoverPlan(found({ peer: hostChecks("val-b", { checks: [{ name: "disk", isGood: false, says: "full\u001b[2J" }] }) })), styleFor(false));
    expect(text).toContain("pair: hand the identity over from val-a to val-b");
    expect(text).toContain("✗ disk");
    expect(text).toMatch(/1 wait until val-a does not lead soon\n.*2 val-a gives the identity up/);
    expect(text).toContain("hinders val-b: disk: full");
    expect(text).not.toContain("\u001b");
  });
});

test.each<[string, string]>([
  ["another format", JSON.stringify({ ...hostChecks("b"), format: "x" })], ["no JSON", "{"], ["null", "null"],
  ["a check that there is not", JSON.stringify(hostChecks("b", { checks: [{ name: "luck" as "keys", isGood: true, says: "" }] }))],
  ["a check without a finding", JSON.stringify({ ...hostChecks("b"), checks: [{ name: "keys" }] })],
  ["a clock that is text", JSON.stringify({ ...hostChecks("b"), at: "now" })],
])("what a host says of itself does not count as %s", (_, text) => {
  expect(readHostChecks(text)).toBeNull();
});

test("an unknown finding hinders as a bad one does", () => {
  expect(hinderingChecks([good("keys"), { name: "disk", isGood: null, says: "" }]).map(({ name }) => name)).toEqual(["disk"]);
});

describe("the record of a keeper", () => {
  const at = (second: number, host: string): KeeperRecord => ({ format: "vexor.failover-event/1", host, epoch: 5, uptime: second,
    at: new Date(second * 1_000).toISOString(), what: "phase", from: "standby", to: "taking" });

  test("of two hosts is one, in the order of time; a line that was cut is left out", () => {
    const text = `${JSON.stringify(at(1, "a"))}\n{"format":"vexor.failover-ev\n${JSON.stringify(at(3, "a"))}\n`;
    const both = merged(readRecords(text), [at(2, "b")]);
    expect(both.map(({ host, uptime }) => `${host}${uptime}`)).toEqual(["a1", "b2", "a3"]);
    expect(renderRecords(both).split("\n")[0]).toMatch(/^1970-01-01T00:00:01\.000Z {2}a +epoch 5 {2}standby before, taking now$/);
  });
});
