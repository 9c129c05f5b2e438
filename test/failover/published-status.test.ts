/** The file that a keeper leaves for all accounts: what is in it, and what a reader makes of any text. */
import { describe, expect, test } from "vitest";
import { startKeeper, type KeeperState } from "../../src/failover/keeper-state.ts";
import { holdsNow, LONGEST_PUBLISHED, renderPublished, SILENT_MS, sightOf } from "../../src/failover/published-status.ts";
import { statusOf, type FailoverStatus } from "../../src/failover/status.ts";
import { DEFAULT_TIMING } from "../../src/failover/timing.ts";
import fc from "../support/property.ts";

const AT = 900_000;
const SECRET = "SECRET0123456789";

const keeper: KeeperState = { ...startKeeper({ host: "val-a", peer: "val-b", writer: SECRET, now: AT - 9_000,
  remembered: { epoch: 6, seq: 1 } }), seen: { revision: "44", cluster: SECRET, register: {
  format: "vexor.register/1", group: "pair", lineage: SECRET, identity: SECRET, epoch: 7, seq: 3, holder: "val-a",
  writer: SECRET, state: "offered", handover: { to: "val-b", digest: "ab12", slot: 99 } } } };

const STATUS: FailoverStatus = statusOf(keeper, { group: "pair", isDryRun: false, now: AT, timing: DEFAULT_TIMING,
  hindrances: ["behind"], peer: { isStandby: true, mark: { epoch: 7, seq: 3 }, phase: "standby", answeredMs: 70 }, alarms: ["clock", "vacant"],
  unanswered: `https://ops:${SECRET}@etcd/ said: ${SECRET}`, unsafeEtcd: `https://etcd-1?key=${SECRET}` });
const TEXT = renderPublished(STATUS, AT);

test("what a keeper writes is what a reader sees, without what is root's to know", () => {
  const sight = sightOf(TEXT, AT + SILENT_MS);
  expect(sight).toEqual({ isUp: true, said: { ...STATUS, unanswered: "no answer", unsafeEtcd: "unsafe" } });
  expect(TEXT).not.toContain(SECRET);
});

test.each([[SILENT_MS + 1], [-1]])("the word of a moment %d ms away counts for nothing", (age) => {
  expect(sightOf(TEXT, AT + age)).toMatchObject({ isUp: false });
});

describe("a text that no keeper writes is of a silent one", () => {
  const changed = (change: (document: { status: Record<string, unknown> } & Record<string, unknown>) => void): string => {
    const document = JSON.parse(TEXT) as { status: Record<string, unknown> };
    change(document);
    return JSON.stringify(document);
  };

  test.each<[string, unknown]>([
    ["group", "pair\nvexor_failover_holder 1"], ["host", 'val"} 1'], ["host", ""], ["isDryRun", 1],
    ["phase", "signing "], ["phase", "toString"], ["phaseMs", "7"], ["leftMs", "soon"], ["takeInMs", {}],
    ["hindrances", "behind"], ["hindrances", ["be\nhind"]], ["hindrances", Array.from({ length: 17 }, () => "behind")],
    ["alarm", "Clock!"], ["alarm", 3], ["unanswered", "x".repeat(201)], ["unsafeEtcd", []], ["register", []],
    ["register", { holder: "val-a" }], ["peer", null], ["format", "vexor.failover/2"], ["peer", { host: "val-b", mark: 1 }],
  ])("%s: %j", (key, value) => {
    expect(sightOf(changed((document) => void (document.status[key] = value)), AT)).toMatchObject({ isUp: false });
  });

  test.each(["", "{}", "null", "[]", "nothing", "[".repeat(9_000), "9".repeat(400), '{"__proto__": {"format": "x"}}',
    TEXT.replace("published/1", "published/2"), TEXT.replace(`"at":${AT}`, '"at":null')])("%j", (text) => {
    expect(sightOf(text, AT)).toMatchObject({ isUp: false });
  });

  test("a byte of it changed anywhere: never a crash, and never a longer text", () => {
    fc.assert(fc.property(fc.nat(TEXT.length - 1), fc.string({ minLength: 1, maxLength: 3 }), (at, put) => {
      const sight = sightOf(TEXT.slice(0, at) + put + TEXT.slice(at + put.length), AT);
      expect(JSON.stringify(sight).length).toBeLessThan(LONGEST_PUBLISHED);
    }));
  });

  test("words and keys of a newer keeper are taken, or left out", () => {
    const newer = changed(({ status }) => Object.assign(status, { hindrances: ["too-hot"], alarm: "flood", weather: "wet" }));
    expect(sightOf(newer, AT)).toMatchObject({ said: { hindrances: ["too-hot"], alarm: "flood" } });
    expect(JSON.stringify(sightOf(newer, AT))).not.toContain("wet");
  });
});

test("a host holds while its own time is not up, and not by the register alone", () => {
  const sight = sightOf(TEXT, AT);
  if (!sight.isUp || sight.said.register === null) throw new Error("it is up");
  const held = { ...sight.said, leftMs: 1, register: { ...sight.said.register, state: "held" as const } };
  expect(holdsNow(held)).toBe(true);
  expect([{ ...held, leftMs: null }, { ...held, leftMs: 0 }, { ...held, host: "val-b" }, { ...held, register: null },
    sight.said].map(holdsNow)).toEqual([false, false, false, false, false]);
});
