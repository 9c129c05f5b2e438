/** Everything known of one check, and what it says of this host. */
import { suggest } from "../../engine/host-file/suggest.ts";
import { judgeOne } from "../../checks/audit.ts";
import { FACT_SOURCES } from "../../checks/facts.ts";
import { CHECKS } from "../../generated/checks.ts";
import type { CheckRules } from "../../checks/check.ts";
import { renderCheck } from "../../render/audit.ts";
import { shownJson } from "../../render/shown-json.ts";
import { flag, type BaseContext, type Invocation } from "./context.ts";

const RULES: CheckRules = CHECKS;

export const isCheck = (word: string): boolean => Object.hasOwn(RULES, word);

/** Null where none is near. */
export const checkMeant = (word: string): string | null =>
  (word.includes("/") ? null : suggest(word, Object.keys(RULES)));

export const explainCheck = (context: BaseContext, call: Invocation, id: string): void => {
  const rule = RULES[id];
  if (rule === undefined) return;
  const verdict = judgeOne(id, rule, FACT_SOURCES, context.host);
  const { style, columns } = context.terminal;
  context.terminal.print(flag(call, "json")
    ? `${shownJson({ format: "vexor.check/1", id, rule, verdict })}\n`
    : renderCheck(rule, verdict, { style, columns, isWhole: true, needsRoot: !context.isRoot }));
};
