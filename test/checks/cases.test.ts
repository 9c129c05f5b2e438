/**
 * Every check that Vexor brings, on a host that it is about and on one where all is well. The cases
 * stand in cases/*.yaml, by check: `files` of a machine, and `facts` that take more than files.
 */
import { describe, expect, test } from "vitest";
import { joined } from "../../src/checks/fragments.ts";
import validate from "../../src/generated/validate-host.js";
import { allOf, ask, CASES, RULES } from "../support/check-cases.ts";

const MARKS = /[{}]|undefined|null|NaN|\[object/;

test("each check has a host where it finds something, and one where it does not", () => {
  expect(Object.keys(CASES).sort()).toEqual(Object.keys(RULES).sort());
});

describe.each(Object.entries(CASES))("%s", (id, { wrong, right }) => {
  test.each(allOf(wrong))("finds what is wrong, and what helps (%#)", (one) => {
    const { outcome, why, found, wanted, remedy } = ask(id, one);
    expect([outcome, why]).toEqual(["finding", RULES[id]?.why]);
    if (one.found !== undefined) expect(found).toBe(one.found);
    for (const text of [found, wanted, ...remedy?.steps ?? []]) expect(text).not.toMatch(MARKS);
    if (remedy?.hostFile) {
      const file = { apiVersion: "vexor/v1", host: "h", ...remedy.hostFile };
      expect([validate(file), validate.errors]).toEqual([true, null]);
    }
  });

  test.each(allOf(right))("finds nothing where all is well (%#)", (one) => {
    const { outcome, why } = ask(id, one);
    expect([outcome, why]).toEqual(["fine", RULES[id]?.why]);
  });
});

test("no two remedies want different values of one setting", () => {
  const fragments = Object.entries(CASES).flatMap(([id, { wrong }]) => allOf(wrong)
    .flatMap((one) => {
      const { hostFile } = ask(id, one).remedy ?? {};
      return hostFile ? [hostFile] : [];
    }));
  expect(fragments.length).toBeGreaterThan(10);
  expect(joined(fragments).contradictions).toEqual([]);
});
