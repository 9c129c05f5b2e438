/** The cases of test/checks/cases/*.yaml: hosts on which a check finds something, or nothing. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { known, openBook, type FactSources, type FactValue } from "../../src/checks/fact.ts";
import { FACT_SOURCES } from "../../src/checks/facts.ts";
import type { CheckRules, CheckVerdict } from "../../src/checks/check.ts";
import { judge } from "../../src/checks/judge.ts";
import { CHECKS } from "../../src/generated/checks.ts";
import { createLinuxHost } from "../../src/edges/linux/linux-host.ts";
import type { HostReader } from "../../src/ports/host.ts";
import { makeTree, type Files } from "./tree.ts";

export interface HostCase {
  readonly files?: Files;
  readonly facts?: Readonly<Record<string, FactValue>>;
  /** Of a wrong one: what the finding says. */
  readonly found?: string;
}

interface CheckCase {
  readonly wrong: HostCase | readonly HostCase[];
  readonly right: HostCase | readonly HostCase[];
}

export const RULES: CheckRules = CHECKS;

const DIR = join(import.meta.dirname, "../checks/cases");

export const CASES = Object.fromEntries(readdirSync(DIR).flatMap((name) =>
  Object.entries(load(readFileSync(join(DIR, name), "utf8")) as Record<string, CheckCase>)));

export const allOf = (one: HostCase | readonly HostCase[]): readonly HostCase[] =>
  (Array.isArray(one) ? one as readonly HostCase[] : [one as HostCase]);

const given = (facts: Readonly<Record<string, FactValue>>): FactSources =>
  Object.fromEntries(Object.entries(facts).map(([name, value]) => {
    if (!(name in FACT_SOURCES)) throw new Error(`${name} is not a fact`);
    return [name, { says: "", read: () => known(value) }];
  }));

export const askOn = (id: string, host: HostReader, facts: HostCase["facts"] = {}): CheckVerdict => {
  const rule = RULES[id];
  if (rule === undefined) throw new Error(`${id} is not a check`);
  return judge(id, rule, openBook({ ...FACT_SOURCES, ...given(facts) }, host));
};

/** Metal, where its files do not say otherwise. */
export const hostOf = ({ files = {} }: HostCase): HostReader =>
  createLinuxHost(makeTree({ "/proc/cpuinfo": "processor\t: 0\n", ...files }));

export const ask = (id: string, one: HostCase): CheckVerdict => askOn(id, hostOf(one), one.facts);
