/**
 * Every check that Vexor brings, on a host that it is about and on one where all is well. The cases
 * stand in cases/*.yaml, by check: `files` of a machine, and `facts` that take more than files.
 */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { openBook, known, type FactSources, type FactValue } from "../../src/checks/fact.ts";
import { FACT_SOURCES } from "../../src/checks/facts.ts";
import type { CheckVerdict, CheckRules } from "../../src/checks/check.ts";
import { joined } from "../../src/checks/fragments.ts";
import { judge } from "../../src/checks/judge.ts";
import { CHECKS } from "../../src/generated/checks.ts";
import validate from "../../src/generated/validate-host.js";
import { createLinuxHost } from "../../src/edges/linux/linux-host.ts";
import { makeTree, type Files } from "../support/tree.ts";

interface HostCase {
  readonly files?: Files;
  readonly facts?: Readonly<Record<string, FactValue>>;
  /** Of a wrong one: what the finding says. */
  readonly found?: string;
}

interface CheckCase {
  readonly wrong: HostCase | readonly HostCase[];
  readonly right: HostCase | readonly HostCase[];
}

const RULES: CheckRules = CHECKS;
const DIR = join(import.meta.dirname, "cases");
const CASES = Object.fromEntries(readdirSync(DIR).flatMap((name) =>
  Object.entries(load(readFileSync(join(DIR, name), "utf8")) as Record<string, CheckCase>)));

const all = (one: HostCase | readonly HostCase[]): readonly HostCase[] =>
  (Array.isArray(one) ? one as readonly HostCase[] : [one as HostCase]);

const given = (facts: Readonly<Record<string, FactValue>>): FactSources =>
  Object.fromEntries(Object.entries(facts).map(([name, value]) => {
    if (!(name in FACT_SOURCES)) throw new Error(`${name} is not a fact`);
    return [name, { says: "", read: () => known(value) }];
  }));

const ask = (id: string, { files = {}, facts = {} }: HostCase): CheckVerdict => {
  const rule = RULES[id];
  if (rule === undefined) throw new Error(`${id} is not a check`);
  return judge(id, rule, openBook({ ...FACT_SOURCES, ...given(facts) }, createLinuxHost(makeTree(files))));
};

const MARKS = /[{}]|undefined|null|NaN|\[object/;

test("each check has a host where it finds something, and one where it does not", () => {
  expect(Object.keys(CASES).sort()).toEqual(Object.keys(RULES).sort());
});

describe.each(Object.entries(CASES))("%s", (id, { wrong, right }) => {
  test.each(all(wrong))("finds what is wrong, and what helps (%#)", (one) => {
    const { outcome, why, found, wanted, remedy } = ask(id, one);
    expect([outcome, why]).toEqual(["finding", RULES[id]?.why]);
    if (one.found !== undefined) expect(found).toBe(one.found);
    for (const text of [found, wanted, ...remedy?.steps ?? []]) expect(text).not.toMatch(MARKS);
    if (remedy?.hostFile) {
      const file = { apiVersion: "vexor/v1", host: "h", ...remedy.hostFile };
      expect([validate(file), validate.errors]).toEqual([true, null]);
    }
  });

  test.each(all(right))("finds nothing where all is well (%#)", (one) => {
    const { outcome, why } = ask(id, one);
    expect([outcome, why]).toEqual(["fine", RULES[id]?.why]);
  });
});

test("no two remedies want different values of one setting", () => {
  const fragments = Object.entries(CASES).flatMap(([id, { wrong }]) => all(wrong)
    .flatMap((one) => {
      const { hostFile } = ask(id, one).remedy ?? {};
      return hostFile ? [hostFile] : [];
    }));
  expect(fragments.length).toBeGreaterThan(10);
  expect(joined(fragments).contradictions).toEqual([]);
});
