/** EIP-3076: one history may follow another only if it refuses all that the other refused. */
import { describe, expect, test } from "vitest";
import { assertProtects, readInterchange } from "../../src/formats/slashing-protection.ts";

const ROOT = `0x${"ab".repeat(32)}`;
const KEY = `0x${"01".repeat(48)}`;

interface Signed {
  readonly blocks?: readonly (readonly [slot: string, root?: string])[];
  readonly attestations?: readonly (readonly [source: string, target: string, root?: string])[];
}

const text = ({ blocks = [], attestations = [] }: Signed, more: object = {}): string => JSON.stringify({
  metadata: { interchange_format_version: "5", genesis_validators_root: ROOT, ...more },
  data: [{ pubkey: KEY,
    signed_blocks: blocks.map(([slot, root]) => ({ slot, ...(root ? { signing_root: root } : {}) })),
    signed_attestations: attestations.map(([source, target, root]) => ({
      source_epoch: source, target_epoch: target, ...(root ? { signing_root: root } : {}) })) }],
});
const read = (signed: Signed, more?: object) => readInterchange(text(signed, more), "export.json");
const gap = (before: Signed, after: Signed, more?: object, own?: Signed): string => {
  try {
    assertProtects(read(before), read(after, more), own ? read(own) : null);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};

describe("reading a signing history", () => {
  test.each([
    ["not JSON", "{", /is not JSON/],
    ["another version", text({}, { interchange_format_version: "4" }), /version "4"; wanted is "5"/],
    ["a number without quotes", text({ blocks: [["5"]] }).replace('"slot":"5"', '"slot":5'),
      /slot must be an integer in quotes; found 5/],
    ["beyond 64 bits", text({ blocks: [["99999999999999999999"]] }), /must be an integer/],
    ["a short root", text({}, { genesis_validators_root: "0x12" }), /64 hexadecimal digits/],
    ["a list that ends early", text({}).replace("]}]}", "]}]"), /is not JSON/],
    ["a text behind its end", `${text({})} x`, /is not JSON/],
    ["a comma too many", text({}).replace(/\]\}$/, ",]}"), /is not JSON/],
    ["a part that is none", text({}).replace('"signed_blocks":[]', '"signed_blocks":[,]'), /data\[0\] is not JSON/],
    ["two lists", text({}).replace(/\}$/, ',"data":[]}'), /has a key twice/],
    ["a list in the object's place", "[]", /must be an object/],
    ["no list", text({}).replace(/"data":.*/, '"data":{}}'), /data must be a list/],
    ["a stray key", text({}, { more: 1 }), /unknown key "more"/],
  ])("refuses %s, with the place", (_, given, why) => {
    expect(() => readInterchange(given, "export.json")).toThrow(why);
  });
});

test("a key that stands there twice has signed both, whatever its texts hold", () => {
  const twice = JSON.parse(text({ blocks: [["5"]] })) as { data: object[] };
  const other = JSON.parse(text({ blocks: [["9"]] })) as { data: object[] };
  const { keys } = readInterchange(JSON.stringify({ ...twice, data: [...twice.data, ...other.data] }, null, 2), "x");
  expect([...keys.values()].map((one) => one.read().blocks.map(({ slot }) => slot))).toEqual([[5n, 9n]]);
  const odd = `{"metadata" : {"interchange_format_version":"5","genesis_validators_root":"${ROOT}"},`
    + ` "data":\n[ ]\t}\n`;
  expect(readInterchange(odd, "x").keys.size).toBe(0);
});

test("a history of four key-years is read and compared in a fraction of its size in objects", () => {
  const YEAR = 82_000;
  const keys = [1, 2, 3, 4].map((n) => `0x${String(n).padStart(2, "0").repeat(48)}`);
  const large = JSON.stringify({ metadata: { interchange_format_version: "5", genesis_validators_root: ROOT },
    data: keys.map((pubkey) => ({ pubkey, signed_blocks: [], signed_attestations: Array.from({ length: YEAR }, (_, at) =>
      ({ source_epoch: String(at), target_epoch: String(at + 1), signing_root: ROOT })) })) }, null, 2);
  expect(large.length).toBeGreaterThan(55_000_000);
  const history = readInterchange(large, "x");
  expect(history.keys.size).toBe(4);
  expect(() => assertProtects(history, history)).not.toThrow();
});

describe("a signing history that follows another", () => {
  const before: Signed = { blocks: [["10"], ["20"]], attestations: [["3", "4"], ["4", "5"]] };

  test("protects if it is the same, longer, or cut down to its newest entries", () => {
    expect(gap(before, before)).toBe("");
    expect(gap(before, { blocks: [["10"], ["20"], ["30"]],
      attestations: [["3", "4"], ["4", "5"], ["5", "6"]] })).toBe("");
    expect(gap(before, { blocks: [["20"]], attestations: [["4", "5"]] })).toBe("");
    expect(gap({}, {})).toBe("");
  });

  test.each<[string, Signed, RegExp]>([
    ["lacks the last block", { ...before, blocks: [["10"]] }, /slot 20 could be signed again/],
    ["lacks every block", { attestations: [["4", "5"]] }, /no block is known/],
    ["lacks the last attestation", { ...before, attestations: [["3", "4"]] }, /epoch 4 to 5/],
    ["lacks every attestation", { blocks: [["20"]] }, /no attestation is known/],
    ["begins earlier", { ...before, blocks: [["5"], ["10"], ["20"]] }, /no longer refused/],
    ["permits a repetition", { ...before, blocks: [["10"], ["20", ROOT]] }, /could be signed again/],
  ])("is refused when it %s", (_, after, why) => {
    expect(gap(before, after)).toMatch(why);
  });

  test("may begin earlier where it holds each earlier signature itself", () => {
    const cutDown: Signed = { blocks: [["20"], ["30"]], attestations: [["4", "5"], ["5", "6"]] };
    const merged: Signed = { blocks: [["10"], ["20", ROOT], ["30"]],
      attestations: [["3", "4"], ["4", "5"], ["5", "6"]] };
    const own: Signed = { blocks: [["10"], ["20", ROOT]], attestations: [["3", "4"], ["4", "5"]] };
    expect(gap(cutDown, merged, {}, own)).toBe("");
    expect(gap(cutDown, merged)).toMatch(/no longer refused/);
    const stale: Signed = { blocks: [["10"]], attestations: [["3", "4"]] };
    expect(gap(cutDown, { ...merged, blocks: [["10"], ["20"], ["30"]] }, {}, stale))
      .toMatch(/block slots from 10 to 20.*sources before 4/);
  });

  test("is refused on another chain", () => {
    expect(gap(before, before, { genesis_validators_root: `0x${"cd".repeat(32)}` }))
      .toMatch(/is of the chain with/);
  });
});
