/** The ownership table of the design, row by row. */
import { describe, expect, test } from "vitest";
import { decide, isWriting } from "../../../src/engine/plan/decide.ts";
import { release } from "../../../src/engine/plan/release.ts";
import type { BootPhase } from "../../../src/engine/model/evidence.ts";
import type {
  BootSource, Claim, Evidence, Owner, Reading, Rule, Want,
} from "../../../src/engine/model/model.ts";
import fc from "../../support/property.ts";

const A = "kind/name";

const source = (owner: Owner, value: string): BootSource =>
  ({ owner, value, evidence: { kind: "file", path: `/etc/${owner}`, line: 3, says: value } });

const reading = (live: string | null, over: Partial<Reading> = {}): Reading => ({
  address: A, live, immutable: null, boot: [], ephemeral: null, overriddenBy: null, default: null,
  otherManagers: [], blocker: null, warnings: [], ...over,
});

const want = (rule: Rule, adopt: string | null = null): Want =>
  ({ address: A, rule, adopt, why: null, onDrift: "correct", attributes: {} });

const claim = (value: string, over: Partial<Claim> = {}): Claim =>
  ({ address: A, value, attributes: {}, original: "60", adopted: null, run: 7, commit: null,
    at: "2026-01-01", ...over });

const KERNEL = { value: "60", evidence: { kind: "kernel", says: "default" } } as const;
const HELD = { kind: "tool", says: "TuneD set it" } as const;
const ten: Rule = { value: "10" };

const SOURCES: BootPhase = { name: "files", from: 4, to: 4 };
const at = (one: BootSource): BootSource =>
  ({ ...one, evidence: { ...one.evidence, phase: SOURCES } });
/** A script that brings `restores` at each boot; it is `late` or comes before all files. */
const script = (restores: string | null, late = true): Evidence =>
  ({ kind: "file", path: "/etc/rc.local", line: 2, says: "sets it", restores,
    phase: late ? { name: "late", from: 6, to: 7 } : { name: "early", from: 0, to: 0 } });
const KNOWN = { adopted: "30", sources: [{ path: "/etc/rc.local", value: "30" }] };

test("an item has the host file's why, whatever is decided, and no field without one", () => {
  const asks: Want = { ...want(ten), why: "Agave refuses to start below it" };
  const found = [reading("10", { boot: [source("vexor", "10")] }), reading("60", { default: KERNEL }), reading("60"),
    reading("60", { immutable: "read-only" })].map((one) => decide(asks, one, null, () => ""));
  expect(found.map(({ action, why }) => [action, why])).toEqual(
    ["none", "update", "blocked", "impossible"].map((action) => [action, asks.why]));
  expect(decide(want(ten), reading("60"), null, () => "")).not.toHaveProperty("why");
});

interface Row {
  readonly when: string;
  readonly want: Want;
  readonly reading: Reading;
  readonly claim?: Claim;
  readonly is: string;
  readonly to?: string;
  /** The value that may be kept or adopted, where it is not the live one. */
  readonly owned?: string;
  /** Where they are not the usual two: keep, and adopt. */
  readonly waysOut?: readonly string[];
}

const ROWS: readonly Row[] = [
  { when: "satisfied by the default", want: want({ value: "60" }),
    reading: reading("60", { default: KERNEL }), is: "none default" },
  { when: "satisfied by an admin's file", want: want(ten),
    reading: reading("10", { boot: [source("custom", "10")] }), is: "none custom" },
  { when: "satisfied now, nothing at boot", want: want(ten), reading: reading("10"),
    is: "persist unknown", to: "10" },
  { when: "satisfied now, but a tool will set another value again", want: want(ten),
    reading: reading("10", { otherManagers: [{ ...HELD, restores: "1" }] }), is: "blocked custom", owned: "1" },
  { when: "the same, with permission for the tool's value", want: want(ten, "1"),
    reading: reading("10", { otherManagers: [{ ...HELD, restores: "1" }] }), is: "adopt custom", to: "10" },
  { when: "raised beyond atLeast by hand: kept, and persisted as it is",
    want: want({ atLeast: "5" }), reading: reading("10", { default: { ...KERNEL, value: "1" } }),
    is: "persist unknown", to: "10" },
  { when: "satisfied, but an admin's file brings another value back", want: want(ten),
    reading: reading("10", { boot: [source("custom", "1")] }), is: "blocked custom", owned: "1" },
  { when: "the same, with permission for that file's value", want: want(ten, "1"),
    reading: reading("10", { boot: [source("custom", "1")] }), is: "adopt custom", to: "10" },
  { when: "the same, with permission for another value", want: want(ten, "2"),
    reading: reading("10", { boot: [source("custom", "1")] }), is: "blocked custom", owned: "1" },
  { when: "not satisfied, default", want: want(ten), reading: reading("60", { default: KERNEL }),
    is: "update default", to: "10" },
  { when: "not satisfied, distro", want: want(ten),
    reading: reading("30", { boot: [source("distro", "30")], default: KERNEL }),
    is: "update distro", to: "10" },
  { when: "live is neither the distro's nor the default", want: want(ten),
    reading: reading("31", { boot: [source("distro", "30")], default: KERNEL }),
    is: "blocked unknown" },
  { when: "live is the default although a distro file says otherwise", want: want(ten),
    reading: reading("60", { boot: [source("distro", "30")], default: KERNEL }),
    is: "blocked unknown" },
  { when: "an admin's file, not yet loaded", want: want(ten),
    reading: reading("60", { boot: [source("custom", "1")], default: KERNEL }),
    is: "blocked custom" },
  { when: "an admin's file that a distro's beats", want: want(ten),
    reading: reading("30", { boot: [source("custom", "1"), source("distro", "30")] }),
    is: "blocked custom" },
  { when: "a tool holds it, though it is the default's value", want: want(ten),
    reading: reading("60", { default: KERNEL, otherManagers: [HELD] }), is: "blocked custom" },
  { when: "nothing explains it", want: want(ten), reading: reading("33"), is: "blocked unknown" },
  { when: "the same with permission", want: want(ten, "33"), reading: reading("33"),
    is: "adopt unknown", to: "10" },
  { when: "permission for a value that is gone", want: want(ten, "33"), reading: reading("34"),
    is: "blocked unknown" },
  { when: "permission, but our file would lose", want: want(ten, "1"),
    reading: reading("1", { boot: [source("custom", "1")], overriddenBy: "99-x.conf wins" }),
    is: "blocked custom", waysOut: ["keep 1: remove name from the host file",
      "take that line out or rename its file, then plan again"] },
  { when: "managed, the file asks for more", want: want(ten), reading: reading("5"),
    claim: claim("5"), is: "update managed", to: "10" },
  { when: "managed, changed by somebody", want: want(ten), reading: reading("11"),
    claim: claim("10"), is: "drift managed", to: "10" },
  { when: "managed, and an admin's file now wins with another value", want: want(ten),
    reading: reading("10", { boot: [source("vexor", "10"), source("custom", "1")] }),
    claim: claim("10"), is: "blocked custom", owned: "1" },
  { when: "managed, an admin's file loses to ours", want: want(ten),
    reading: reading("10", { boot: [source("custom", "1"), source("vexor", "10")] }),
    claim: claim("10"), is: "none custom" },
  { when: "managed, and an admin's new file brought the value from before", want: want(ten),
    reading: reading("60", { boot: [source("custom", "60"), source("vexor", "10")] }),
    claim: claim("10"), is: "blocked custom" },
  { when: "managed, and an admin's new file says the same as the ledger", want: want(ten),
    reading: reading("5", { boot: [source("custom", "5"), source("vexor", "5")] }),
    claim: claim("5"), is: "blocked custom" },
  { when: "managed, our boot line is gone", want: want(ten), reading: reading("10"),
    claim: claim("10"), is: "persist managed", to: "10" },
  { when: "managed, moved by a tool", want: want(ten), reading: reading("11", { otherManagers: [HELD] }),
    claim: claim("10"), is: "blocked custom" },
  { when: "a script brings the same at each boot", want: want(ten),
    reading: reading("10", { default: KERNEL, otherManagers: [script("10")] }), is: "none custom" },
  { when: "a script brings the default at each boot", want: want(ten),
    reading: reading("60", { default: KERNEL, otherManagers: [script("60")] }), is: "blocked custom" },
  { when: "the default is wanted, and a script brings another value", want: want({ value: "60" }),
    reading: reading("60", { default: KERNEL, otherManagers: [script("30")] }), is: "blocked custom", owned: "30" },
  { when: "a script brings a value that is unknown over what our line would need",
    want: want(ten), reading: reading("10", { default: KERNEL, otherManagers: [script(null)] }),
    is: "blocked custom" },
  { when: "the same, with permission for what is live", want: want(ten, "10"),
    reading: reading("10", { default: KERNEL, otherManagers: [script(null)] }), is: "adopt custom", to: "10" },
  { when: "what a script brings is unknown, and a file brings what is wanted", want: want(ten),
    reading: reading("10", { boot: [at(source("distro", "10"))], otherManagers: [script(null)] }),
    is: "none custom" },
  { when: "managed, and a new script sets another value at each boot", want: want(ten),
    reading: reading("10", { boot: [at(source("vexor", "10"))], otherManagers: [script("30")] }),
    claim: claim("10"), is: "blocked custom", owned: "30" },
  { when: "managed, and a new script that sets the same at each boot", want: want(ten),
    reading: reading("5", { boot: [at(source("vexor", "5"))], otherManagers: [script("5")] }),
    claim: claim("5"), is: "blocked custom" },
  { when: "managed, and a script that is overtaken by our line", want: want(ten),
    reading: reading("10", { boot: [at(source("vexor", "10"))], otherManagers: [script("30", false)] }),
    claim: claim("10"), is: "none custom" },
  { when: "managed, and git permits what the script brings", want: want(ten, "30"),
    reading: reading("10", { boot: [at(source("vexor", "10"))], otherManagers: [script("30")] }),
    claim: claim("10", KNOWN), is: "none managed" },
  { when: "managed, and git permits it no more", want: want(ten),
    reading: reading("10", { boot: [at(source("vexor", "10"))], otherManagers: [script("30")] }),
    claim: claim("10", KNOWN), is: "blocked managed", owned: "30" },
  { when: "managed, and a permitted script has just run", want: want(ten, "30"),
    reading: reading("30", { boot: [at(source("vexor", "10"))], otherManagers: [script("30")] }),
    claim: claim("10", KNOWN), is: "adopt custom", to: "10" },
  { when: "cannot be changed", want: want(ten), reading: reading("60", { immutable: "read-only" }),
    is: "impossible unknown" },
  { when: "cannot be changed, but is right", want: want(ten),
    reading: reading("10", { immutable: "read-only", boot: [source("distro", "10")] }), is: "none distro" },
  { when: "satisfied now, and ended by another change of the same plan", want: want({ value: "60" }),
    reading: reading("60", { default: KERNEL, endedBy: { reason: "a switch", waysOut: ["apply again"] } }),
    is: "blocked default", waysOut: ["apply again"] },
  { when: "a running tool would undo it", want: want(ten),
    reading: reading("60", { default: KERNEL, blocker: { reason: "irqbalance", waysOut: ["x"] } }),
    is: "blocked default", waysOut: ["x"] },
  { when: "live only, satisfied", want: want(ten), reading: reading("10", { ephemeral: "no boot file" }),
    is: "none unknown" },
  { when: "at most, live above", want: want({ atMost: "10" }),
    reading: reading("60", { default: KERNEL }), is: "update default", to: "10" },
  { when: "at least, value by value", want: want({ atLeast: "4096 100 5" }),
    reading: reading("1 200 3", { default: { ...KERNEL, value: "1 200 3" } }),
    is: "update default", to: "4096 200 5" },
];

describe("decide", () => {
  test.each(ROWS)("$when: $is", (row) => {
    const item = decide(row.want, row.reading, row.claim ?? null, (_, from) => `adopt ${from}`);
    expect(`${item.action} ${item.origin}`).toBe(row.is);
    expect(item.to).toBe(row.to ?? null);
    if (item.action === "blocked") expect(item.waysOut).toEqual(row.waysOut
      ?? [`keep ${row.owned ?? item.live}: remove name from the host file`,
        `take it over in git: adopt ${row.owned ?? item.live}`]);
  });

  test("shows drift under onDrift: report, and does not correct it", () => {
    const item = decide({ ...want(ten), onDrift: "report" }, reading("11"), claim("10"), String);
    expect([item.action, isWriting(item)]).toEqual(["drift", false]);
  });
});

const VALUE = fc.constantFrom("10", "30", "60");
const BOOT = fc.array(fc.tuple(fc.constantFrom<Owner>("vexor", "distro", "custom"), VALUE),
  { maxLength: 3 }).map((all) => all.map(([owner, value]) => at(source(owner, value))));
const HOLDERS = fc.array(fc.tuple(fc.oneof(VALUE, fc.constant(null)), fc.boolean()), { maxLength: 2 })
  .map((all) => all.map(([restores, late]) => script(restores, late)));
const CASE = fc.record({ live: VALUE, boot: BOOT, otherManagers: HOLDERS, isDefaultKnown: fc.boolean(),
  claim: fc.constantFrom(null, claim("10"), claim("30"), claim("10", KNOWN)), adopt: VALUE });

describe("decide, with any act at boot", () => {
  const given = ({ live, boot, otherManagers, isDefaultKnown }: (typeof CASE) extends fc.Arbitrary<infer C>
    ? C : never): Reading =>
    reading(live, { boot, otherManagers, default: isDefaultKnown ? KERNEL : null });
  const plan = (adopt: string | null, one: Reading, held: Claim | null) =>
    decide(want(ten, adopt), one, held, String);

  test("writes nothing beside an act that brings another or an unknown value", () => {
    let wrote = 0;
    fc.assert(fc.property(CASE, (one) => {
      const found = given(one);
      const item = plan(null, found, null);
      if (!isWriting(item)) return;
      wrote += 1;
      const others = [...found.boot.filter(({ owner }) => owner === "custom").map(({ value }) => value),
        ...found.otherManagers.map(({ restores }) => restores)];
      expect(others.filter((value) => value !== "10")).toEqual([]);
    }), { numRuns: 5000 });
    expect(wrote).toBeGreaterThan(100);
  });

  test('says "none" without a warning only where a reboot brings the declared value, too', () => {
    fc.assert(fc.property(CASE, (one) => {
      const item = plan(one.adopt, given(one), one.claim);
      if (item.action !== "none" || item.warnings.length > 0) return;
      expect([item.live, item.afterReboot]).toEqual(["10", "10"]);
    }), { numRuns: 5000 });
  });

  test("settles: the next plan, with our line and the claim, writes nothing", () => {
    const written = new Set<string>();
    fc.assert(fc.property(CASE, (one) => {
      const found = given(one);
      const item = plan(one.adopt, found, one.claim);
      if (!isWriting(item)) return;
      written.add(item.action);
      const boot = found.boot.filter(({ owner }) => owner !== "vexor");
      const after = reading(item.to, { otherManagers: found.otherManagers, default: found.default,
        boot: [...boot, at(source("vexor", item.to ?? ""))] });
      const held = claim(item.to ?? "", { adopted: item.adopts ?? one.claim?.adopted ?? null,
        ...(item.sources ? { sources: item.sources } : {}) });
      const again = plan(one.adopt, after, held);
      expect(isWriting(again), again.reason).toBe(false);
      expect(again.action).toBe("none");
    }), { numRuns: 5000 });
    expect([...written].toSorted()).toEqual(["adopt", "drift", "persist", "update"]);
  });
});

describe("release", () => {
  test("restores the original while the live value is ours", () => {
    expect(release(claim("10"), reading("10"))).toMatchObject({ action: "release", to: "60" });
  });

  test("drops only the claim when the value was changed since", () => {
    expect(release(claim("10"), reading("11"))).toMatchObject({ action: "release", to: "11" });
  });

  test("restores the original when the administrator's new file asks for it", () => {
    const taken = reading("10", { boot: [source("custom", "60"), source("vexor", "10")] });
    expect(release(claim("10"), taken)).toMatchObject({ to: "60", origin: "custom" });
  });

  test("drops only the claim when an administrator's file has taken over", () => {
    const taken = reading("10", { boot: [source("vexor", "10"), source("custom", "10")] });
    expect(release(claim("10"), taken)).toMatchObject({ to: "10" });
  });
});
