/** Words of a program in another language, as far as a short one is understood. */
import { lazy } from "../../lazy.ts";

interface Literal {
  /** Null where the program computes parts of it. */
  readonly value: string | null;
  readonly at: number;
}

export interface Statement {
  /** Its words; a text is `""`, a number `0`. */
  readonly form: string;
  /** Texts and numbers in their order. */
  readonly literals: readonly Literal[];
  readonly at: number;
}

export type Language = "awk" | "node" | "perl" | "python" | "ruby";

const token = lazy(() => new RegExp([
  /(?<blank>\s+)/, /(?<text>"(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*')/, /(?<number>\d+(?![\w.]))/,
  /(?<word>\$?[A-Za-z_]\w*)/, /(?<mark>[^])/,
].map((one) => one.source).join("|"), "y"));

const ESCAPES: Readonly<Record<string, string>> = {
  "\\\\": "\\", "\\n": "\n", "\\t": "\t", "\\\"": "\"", "\\'": "'",
};

/** Between double quotes, these put something in. */
const INSERTS: Readonly<Record<Language, RegExp | null>> =
  { awk: null, node: null, perl: /[$@]/, python: null, ruby: /#[{$@]/ };

const VERBATIM = new Set<Language>(["perl", "ruby"]);

const valueOf = (language: Language, quoted: string): string | null => {
  const inner = quoted.slice(1, -1);
  const isSingle = quoted.startsWith("'");
  if (language === "awk" && isSingle) return null;
  if (isSingle && VERBATIM.has(language)) return inner.includes("\\") ? null : inner;
  if (!isSingle && INSERTS[language]?.test(inner)) return null;
  const escapes = inner.match(/\\[^]/g) ?? [];
  if (inner.includes("\n") || escapes.some((one) => ESCAPES[one] === undefined)) return null;
  return inner.replace(/\\[^]/g, (one) => ESCAPES[one] ?? "");
};

/** Others are octal in some, or too large to be printed as they stand. */
const SURE_NUMBER = /^(?:0|[1-9]\d{0,8})$/;

const OPENS = /^[([{]$/;
const CLOSES = /^[)\]}]$/;

/** Up to each `;` outside of brackets. Null for what has a remark or a line's end in it. */
export const statementsOf = (
  language: Language, text: string, from = 0,
): readonly Statement[] | null => {
  const found: Statement[] = [];
  let words: string[] = [];
  let literals: Literal[] = [];
  let depth = 0;
  let start = from;
  const end = (): void => {
    if (words.length > 0) found.push({ form: words.join(" "), literals, at: start });
    words = [];
    literals = [];
  };
  for (const { 0: all, index, groups = {} } of text.matchAll(new RegExp(token(), "gy"))) {
    if (groups["blank"] !== undefined) {
      if (all.includes("\n") && language !== "perl") return null;
      continue;
    }
    if (all === "#") return null;
    if (all === ";" && depth === 0) {
      end();
      continue;
    }
    if (words.length === 0) start = from + index;
    if (OPENS.test(all)) depth++;
    if (CLOSES.test(all)) depth--;
    const isText = groups["text"] !== undefined;
    const isLiteral = isText || groups["number"] !== undefined;
    if (isLiteral) {
      const number = SURE_NUMBER.test(all) ? all : null;
      literals.push({ value: isText ? valueOf(language, all) : number, at: from + index });
    }
    if (isLiteral) words.push(isText ? "\"\"" : "0");
    else words.push(all);
  }
  end();
  return found;
};
