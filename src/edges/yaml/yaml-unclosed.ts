/**
 * Where a bracket or quote opens that nothing closes. The parser only notices at what follows,
 * which may be many lines below. Only errors ask for it.
 */

const CLOSES: Readonly<Record<string, string>> = { "[": "]", "{": "}" };
const CLOSING: ReadonlySet<string> = new Set(Object.values(CLOSES));
const BLOCK_TEXT = /(?:^|[\s:-])[|>][-+0-9]*[ \t]*(?:#.*)?$/;

interface OpenBracket {
  readonly at: number;
  readonly sign: string;
}

const FAR = 200;
const VALUE_COMES = /(?:^|[:?-]\s)\s*(?:[&!]\S*\s+)*$/;

/** In the middle of a text, a quote or a bracket is a letter of it. */
const mayBegin = (text: string, at: number, isInside: boolean): boolean => {
  if (isInside) return /[\s[{,:]/.test(text[at - 1] ?? "");
  const before = text.slice(Math.max(0, at - FAR), at);
  return VALUE_COMES.test(before.slice(before.lastIndexOf("\n") + 1));
};

/** Behind the end of a quoted text; null when it has none. */
const behindQuote = (text: string, from: number): number | null => {
  const quote = text[from];
  for (let at = from + 1; at < text.length; at++) {
    if (quote === '"' && text[at] === "\\") at += 1;
    else if (text[at] === quote && quote === "'" && text[at + 1] === quote) at += 1;
    else if (text[at] === quote) return at + 1;
  }
  return null;
};

const lineEnd = (text: string, from: number): number => {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
};

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** Behind a text in block style whose head ends at `end`: blank lines, and those indented more. */
const behindBlock = (text: string, end: number): number => {
  const head = text.slice(text.lastIndexOf("\n", end - 1) + 1, end);
  let at = end + 1;
  while (at < text.length) {
    const line = text.slice(at, lineEnd(text, at));
    if (line.trim() !== "" && indentOf(line) <= indentOf(head)) break;
    at = lineEnd(text, at) + 1;
  }
  return Math.min(at, text.length);
};

/** The first bracket or quote that is not closed where it must be; null when all are. */
export const unclosedIn = (text: string): OpenBracket | null => {
  const open: OpenBracket[] = [];
  for (let at = 0; at < text.length;) {
    const sign = text[at] ?? "";
    const innermost = open.at(-1);
    if (sign === "#" && (at === 0 || /\s/.test(text[at - 1] ?? ""))) {
      at = lineEnd(text, at);
    } else if ((sign === '"' || sign === "'") && mayBegin(text, at, innermost !== undefined)) {
      const behind = behindQuote(text, at);
      if (behind === null) return { at, sign };
      at = behind;
    } else if (sign in CLOSES && (innermost || mayBegin(text, at, false))) {
      open.push({ at, sign });
      at += 1;
    } else if (innermost && CLOSING.has(sign)) {
      if (sign !== CLOSES[innermost.sign]) return innermost;
      open.pop();
      at += 1;
    } else if (sign === "\n" && !innermost
      && BLOCK_TEXT.test(text.slice(text.lastIndexOf("\n", at - 1) + 1, at))) {
      at = behindBlock(text, at);
    } else {
      at += 1;
    }
  }
  return open[0] ?? null;
};
