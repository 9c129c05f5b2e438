/** Copies in etcd of what the active host has signed: what they hold, and that nothing of them fails. */
import { describe, expect, test } from "vitest";
import {
  copyIn, EvidenceCopies, parseEvidence, renderCopy, renderEvidence, type SignedCopy,
} from "../../src/failover/evidence.ts";
import type { ExchangeOutcome, RegisterStore, StandingText } from "../../src/ports/register.ts";
import { makeKey } from "../support/keys.ts";

const identity = makeKey().pubkey;
const DIGEST = "3f".repeat(32);
const COPY: SignedCopy = { digest: DIGEST, slot: 1000, record: "a record" };
const NONE = { outcome: "unknown", why: "no server answers" } as const;

interface LabOptions {
  readonly looks?: readonly (SignedCopy | string | Error)[];
  readonly stands?: StandingText | null;
  readonly fails?: readonly (ExchangeOutcome | null)[];
}

const lab = ({ looks = [COPY], stands = null, fails = [] }: LabOptions = {}) => {
  let standing = stands;
  let revision = 10;
  let now = 0;
  let looked = 0;
  const asked: number[] = [];
  const exchange: RegisterStore["exchange"] = async (expected, next) => {
    const failure = fails[asked.length] ?? null;
    asked.push(now);
    if (failure !== null) return failure;
    if (expected?.revision !== standing?.revision) return { outcome: "differs", stands: standing, clusterId: "c" };
    standing = { text: next ?? "", revision: String(revision += 1) };
    return { outcome: "done", stands: standing, clusterId: "c" };
  };
  const copies = new EvidenceCopies({ group: "g", host: "val-a", identity, store: { exchange }, clock: { now: () => now, wall: () => 0 },
    look: async () => {
      const found = looks[Math.min(looked += 1, looks.length) - 1] ?? "";
      if (found instanceof Error) throw found;
      return found;
    } });
  return { copies, asked, stands: () => parseEvidence(standing?.text ?? ""), after: (ms: number) => void (now += ms) };
};

test("a copy says of which host, epoch and time it is, and is replaced by the next one", async () => {
  const { copies, stands, after } = lab({ looks: [COPY, { ...COPY, slot: 1075 }] });
  expect(copies.status()).toEqual({ slot: null, copiedMs: null, why: null });
  await copies.copy(7);
  expect(stands()).toEqual({ group: "g", host: "val-a", identity, epoch: 7, at: "1970-01-01T00:00:00.000Z", ...COPY });
  after(30_000);
  await copies.copy(7);
  after(500);
  expect([stands()?.slot, copies.status()]).toEqual([1075, { slot: 1075, copiedMs: 500, why: null }]);
});

test("one of before, or of another process, is replaced", async () => {
  const { copies, stands } = lab({ stands: { text: "older", revision: "3" } });
  await copies.copy(7);
  expect(stands()?.slot).toBe(1000);
});

describe("a copy that is not made is only said, and the next one is made", () => {
  test.each<[string, LabOptions, string]>([
    ["as etcd is silent", { fails: [NONE] }, "no server answers"],
    ["as etcd refuses it", { fails: [{ outcome: "refused", problem: { code: "ETCD_DENIED", message: "not permitted" } }] }, "not permitted"],
    ["as there is no record", { looks: ["no client runs", COPY] }, "no client runs"],
    ["as the look fails", { looks: [new Error("a disk"), COPY] }, "the copy was not made"],
    ["as others write there all the time", { fails: [{ outcome: "differs", stands: null, clusterId: "c" }, { outcome: "differs", stands: null, clusterId: "c" }] },
      "another process of this host writes there as well"],
  ])("%s", async (_, options, why) => {
    const { copies, stands } = lab(options);
    await copies.copy(7);
    expect([copies.status().why, stands()]).toEqual([why, null]);
    await copies.copy(7);
    expect([copies.status().why, stands()?.slot]).toEqual([null, 1000]);
  });
});

test("a slow look is not begun a second time", async () => {
  let isDone: (copy: SignedCopy) => void = () => undefined;
  let looks = 0;
  const copies = new EvidenceCopies({ group: "g", host: "val-a", identity, clock: { now: () => 0, wall: () => 0 },
    store: { exchange: async () => NONE }, look: () => {
      looks += 1;
      return new Promise((done) => void (isDone = done));
    } });
  const first = copies.copy(7);
  await copies.copy(7);
  expect(looks).toBe(1);
  isDone(COPY);
  await first;
  expect(copies.status().why).toBe("no server answers");
});

test("a large record is not copied, only its digest and slot", () => {
  const sealed = (text: string) => ({ why: null, record: { digest: DIGEST, slot: 1000, text } });
  expect(copyIn(renderCopy(sealed("a record")))).toEqual(COPY);
  expect(copyIn(renderCopy(sealed("x".repeat(65_536))))).toEqual({ ...COPY, record: null });
  expect(copyIn(renderCopy({ record: null, why: "it is torn" }))).toBe("it is torn");
  for (const text of ["", "{}", "null", "[]", JSON.stringify({ ...COPY, digest: "../x" }), JSON.stringify({ ...COPY, slot: 1.5 }),
    JSON.stringify({ ...COPY, record: "x".repeat(65_536) })]) expect(copyIn(text), text.slice(0, 80)).toBe("what has looked has said nothing");
});

test("evidence is read as it was written, and nothing else is", () => {
  const evidence = { group: "g", host: "val-a", identity, epoch: 7, at: "2026-11-30T00:00:00.000Z", ...COPY };
  const text = renderEvidence(evidence);
  expect(parseEvidence(text)).toEqual(evidence);
  for (const damaged of ["", "null", `${text} `, text.replace("1000", "1.5"), text.replace(DIGEST, "x"), text.replace("evidence/1", "evidence/2"),
    text.replace("7", "\"7\""), text.replace("{", "{\"a\":1,")]) expect(parseEvidence(damaged), damaged).toBeNull();
});
