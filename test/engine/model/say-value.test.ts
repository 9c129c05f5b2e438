/** A value in a sentence is short enough to be read, however long it is. */
import { expect, test } from "vitest";
import { formatRule, formatValue } from "../../../src/engine/model/rules.ts";

const LONG = "9".repeat(5000);

test.each([
  formatValue(LONG), formatRule({ value: LONG }), formatRule({ atLeast: LONG }), formatRule({ atMost: LONG }),
])("a long value is cut (%#)", (said) => {
  expect(said.length).toBeLessThan(250);
  expect(said).toMatch(/9{200}… \(5000 characters\)$/);
});

test("a short, empty or absent value is printed as it is", () => {
  expect([formatValue("10"), formatValue(""), formatValue(null), formatRule({ atLeast: "1" })])
    .toEqual(["10", "empty", "absent", "at least 1"]);
});
