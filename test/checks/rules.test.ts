/** What holds of all checks that Vexor brings, whatever they are about. */
import { expect, test } from "vitest";
import type { CheckRules } from "../../src/checks/check.ts";
import { parseExpression } from "../../src/checks/expression.ts";
import { FACT_SOURCES } from "../../src/checks/facts.ts";
import { parseTemplate } from "../../src/checks/template.ts";
import { CHECKS } from "../../src/generated/checks.ts";

const RULES: CheckRules = CHECKS;

test.each(Object.entries(RULES))("%s reads facts that there are, in a language that holds", (_, rule) => {
  expect(rule.reads.filter((name) => !(name in FACT_SOURCES))).toEqual([]);
  if (rule.each !== undefined) expect(rule.reads.some((name) => rule.each?.startsWith(name))).toBe(true);
  for (const text of [rule.finding, rule.applies?.when?.condition].filter((one) => one !== undefined)) {
    parseExpression(text);
  }
  for (const text of [rule.found, rule.wanted]) parseTemplate(text);
});

test("advice that contradicts another names it, both ways", () => {
  for (const [id, { contradicts = {} }] of Object.entries(RULES)) {
    for (const other of Object.keys(contradicts)) {
      expect(Object.keys(RULES[other]?.contradicts ?? {}), `${other} of ${id}`).toContain(id);
    }
  }
});

test.each(Object.entries(RULES))("%s says its steps and its reason in whole sentences", (_, { why, remedy }) => {
  for (const text of [why, ...remedy?.steps ?? []]) expect(text.trim()).toMatch(/[.!]$/);
});

test.each(Object.entries(RULES).filter(([, { severity }]) => severity !== "info"))("%s says what helps", (_, { remedy }) => {
  expect(Object.keys(remedy ?? {}).filter((key) => key === "steps" || key === "hostFile")).not.toEqual([]);
});
