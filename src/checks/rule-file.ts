/** A file of checks, of an operator: rules by id, each wrong word with its place. */
import { refusalOf } from "../engine/host-file/schema-problems.ts";
import { suggest } from "../engine/host-file/suggest.ts";
import type { Pointer, YamlDocument } from "../engine/host-file/host-file-source.ts";
import { VexorError } from "../engine/model/errors.ts";
import { FormatError } from "../formats/format-error.ts";
import { quoteKey } from "../formats/quote.ts";
import validate from "../generated/validate-check.js";
import type { CheckRule, CheckRules } from "./check.ts";
import { namesIn, parseExpression } from "./expression.ts";
import { parseTemplate } from "./template.ts";

const NEEDED = { key: "apiVersion", means: "a file of checks" } as const;

interface RuleFile {
  readonly checks: CheckRules;
}

type Refuse = (at: Pointer, message: string, hint?: string) => never;

/** `isWhole`: it is an expression from its first character to its last. */
type RuleText = readonly [at: Pointer, text: string, isWhole: boolean];

/** Every text that is an expression, or holds some. */
const textsOf = (rule: CheckRule): readonly RuleText[] => [
  [["finding"], rule.finding, true],
  [["found"], rule.found, false], [["wanted"], rule.wanted, false],
  ...rule.applies?.when
    ? [[["applies", "when", "condition"], rule.applies.when.condition, true] as const] : [],
];

const isRead = ({ reads, each }: CheckRule, name: string): boolean =>
  (name === "it" && each !== undefined)
    || reads.some((fact) => fact === name || fact.startsWith(`${name}.`));

const refuseExpressions = (id: string, rule: CheckRule, refuse: Refuse): void => {
  for (const [at, text, isWhole] of textsOf(rule)) {
    try {
      const parts = isWhole ? [parseExpression(text)]
        : parseTemplate(text).filter((part) => typeof part !== "string");
      const stray = parts.flatMap(namesIn).find((name) => !isRead(rule, name));
      if (stray !== undefined) throw new FormatError(`${stray} is not among what the check reads`);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      refuse(["checks", id, ...at], error.message);
    }
  }
};

const refuseFacts = (
  id: string, { reads, each }: CheckRule, facts: readonly string[], refuse: Refuse,
): void => {
  for (const [at, name] of reads.entries()) {
    if (facts.includes(name)) continue;
    const meant = suggest(name, facts);
    refuse(["checks", id, "reads", at], `${quoteKey(name)} is not a fact`,
      meant === null ? undefined : `Did you mean ${meant}?`);
  }
  if (each !== undefined && !reads.some((name) => each === name || each.startsWith(`${name}.`))) {
    refuse(["checks", id, "each"], `${quoteKey(each)} is not among what the check reads`);
  }
};

export interface KnownToRules {
  readonly facts: readonly string[];
  /** Ids that are taken, each by what. */
  readonly taken: Readonly<Record<string, string>>;
}

/** Throws CHECK_INVALID. */
export const rulesIn = (document: YamlDocument, { facts, taken }: KnownToRules): CheckRules => {
  if (!validate(document.value)) {
    throw refusalOf("CHECK_INVALID", validate.errors ?? [], document, NEEDED);
  }
  const { checks } = document.value as RuleFile;
  const refuse: Refuse = (at, message, hint) => {
    throw new VexorError("CHECK_INVALID", message,
      { place: document.placeOf(at, "key"), ...hint !== undefined && { hint } });
  };
  for (const [id, rule] of Object.entries(checks)) {
    if (taken[id] !== undefined) {
      refuse(["checks", id], `${quoteKey(id)} is already a check of ${taken[id]}`,
        "Give it an id of its own; silence the other in the host file.");
    }
    refuseFacts(id, rule, facts, refuse);
    refuseExpressions(id, rule, refuse);
  }
  return checks;
};
