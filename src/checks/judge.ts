/** One check, asked of one host. What it cannot look at is `unknown`, and never a finding. */
import type { Evidence } from "../engine/model/evidence.ts";
import { FormatError } from "../formats/format-error.ts";
import { appliesTo } from "./applies.ts";
import {
  areaOf, type CheckFinding, type CheckOutcome, type CheckRule, type CheckVerdict, type Remedy,
} from "./check.ts";
import { isTrue, parseExpression, scopeOf, type Scope } from "./expression.ts";
import { isKnown, type FactBook, type FactValue, type KnownFact } from "./fact.ts";
import { joined } from "./fragments.ts";
import { filled, filledIn, parseTemplate } from "./template.ts";

interface Read {
  readonly values: ReadonlyMap<string, FactValue>;
  readonly evidence: readonly Evidence[];
}

/** What is missing, or all that it reads. */
const readAll = (names: readonly string[], book: FactBook): Read | { readonly needs: string } => {
  const facts = new Map<string, KnownFact>();
  for (const name of names) {
    const fact = book.fact(name);
    if (!isKnown(fact)) return fact;
    facts.set(name, fact);
  }
  return { values: new Map([...facts].map(([name, { value }]) => [name, value])),
    evidence: [...facts.values()].flatMap(({ evidence }) => evidence) };
};

const remedyIn = ({ remedy }: CheckRule, scope: Scope): Remedy | null =>
  (remedy === undefined ? null : filledIn(remedy, scope) as Remedy);

/** An entry that says where it was read is evidence by itself. */
const evidenceOf = (entry: unknown, all: readonly Evidence[]): readonly Evidence[] => {
  const { path } = (entry ?? {}) as { readonly path?: unknown };
  return typeof path === "string" ? [{ kind: "file", path, says: path }] : all;
};

const entriesOf = (each: string, scope: Scope): readonly unknown[] => {
  const found = each.split(".").reduce<unknown>((at, step) =>
    (at as Record<string, unknown> | null | undefined)?.[step], scope);
  if (Array.isArray(found)) return found;
  throw new FormatError(`${each} is not a list here`);
};

const scopesOf = ({ each }: CheckRule, scope: Scope): readonly Scope[] =>
  (each === undefined ? [scope] : entriesOf(each, scope).map((it) => ({ ...scope, it })));

const findingIn = (rule: CheckRule, scope: Scope, all: readonly Evidence[]): CheckFinding => ({
  found: filled(parseTemplate(rule.found), scope),
  wanted: filled(parseTemplate(rule.wanted), scope),
  remedy: remedyIn(rule, scope),
  evidence: evidenceOf(scope["it"], all),
});

const shortened = (texts: readonly string[], most = 5): string => {
  const unique = [...new Set(texts)];
  const more = unique.length - most;
  return unique.slice(0, most).join("; ") + (more > 0 ? `; and ${more} more` : "");
};

/** One remedy of many findings: the fragments in one, each step once. */
const remedyOf = (findings: readonly CheckFinding[]): Remedy | null => {
  const remedies = findings.flatMap(({ remedy }) => remedy ?? []);
  const [first] = remedies;
  if (first === undefined) return null;
  const steps = [...new Set(remedies.flatMap((one) => one.steps ?? []))];
  const fragments = remedies.flatMap(({ hostFile }) => (hostFile ? [hostFile] : []));
  return { ...first, ...steps.length > 0 && { steps },
    ...fragments.length > 0 && { hostFile: joined(fragments).fragment } };
};

type Told = Pick<CheckVerdict, "found" | "wanted" | "why" | "findings" | "evidence" | "remedy">;

const NOTHING: Told =
  { found: null, wanted: null, why: "", findings: [], evidence: [], remedy: null };

const foundIn = (rule: CheckRule, scope: Scope, evidence: readonly Evidence[]): Told | null => {
  const condition = parseExpression(rule.finding);
  const wrong = scopesOf(rule, scope).filter((one) => isTrue(condition, one));
  if (wrong.length === 0) return null;
  const findings = wrong.map((one) => findingIn(rule, one, evidence));
  return { found: shortened(findings.map((one) => one.found)),
    wanted: shortened(findings.map((one) => one.wanted)), why: rule.why, findings,
    evidence: findings.flatMap((one) => one.evidence), remedy: remedyOf(findings) };
};

type Judged = Told & { readonly outcome: CheckOutcome };

const unknownBecause = (needs: string): Judged =>
  ({ ...NOTHING, outcome: "unknown", why: `to look, it needs ${needs}` });

const judged = (rule: CheckRule, book: FactBook): Judged => {
  const applies = appliesTo(rule.applies ?? {}, book);
  if (applies.applies === null) return unknownBecause(applies.needs);
  if (!applies.applies) return { ...NOTHING, outcome: "not-applicable", why: applies.why };
  const read = readAll(rule.reads, book);
  if ("needs" in read) return unknownBecause(read.needs);
  const scope = scopeOf(read.values);
  const when = rule.applies?.when;
  if (when && !isTrue(parseExpression(when.condition), scope)) {
    return { ...NOTHING, outcome: "not-applicable",
      why: filled(parseTemplate(when.otherwise), scope) };
  }
  const found = foundIn(rule, scope, read.evidence);
  return found ? { ...found, outcome: "finding" }
    : { ...NOTHING, outcome: "fine", why: rule.why, evidence: read.evidence };
};

/** A rule that does not fit what it reads is a fault of the rule: it decides nothing. */
const judgedSafely = (rule: CheckRule, book: FactBook): Judged => {
  try {
    return judged(rule, book);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return unknownBecause(`a rule that fits what is here: ${error.message}`);
  }
};

export const judge = (id: string, rule: CheckRule, book: FactBook): CheckVerdict =>
  ({ id, area: areaOf(id), title: rule.title, severity: rule.severity, sources: rule.sources,
    ...judgedSafely(rule, book) });
