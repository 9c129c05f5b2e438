/** Bits of YAML to put between the bytes of a file: lines, entries and words. */

const PLAIN_KEY = /^[A-Za-z][\w./@-]*$/;
const PLAIN_TEXT = /^[A-Za-z][\w./@+-]*(?: [\w./@+-]+)*$/;
/** For any reader of YAML, of any version. */
const SPECIAL = /^(?:null|true|false|yes|no|on|off|y|n)$/i;

const isBreak = (char: string | undefined): boolean => char === "\n" || char === "\r";

export const startOfLine = (text: string, at: number): number => {
  let start = at;
  while (start > 0 && !isBreak(text[start - 1])) start -= 1;
  return start;
};

/** Of its end, before the bytes that end it. */
export const endOfLine = (text: string, at: number): number => {
  let end = at;
  while (end < text.length && !isBreak(text[end])) end += 1;
  return end;
};

/** The end of the text where there is none. */
export const startOfNextLine = (text: string, at: number): number => {
  const end = endOfLine(text, at);
  return Math.min(text.length, end + (text.startsWith("\r\n", end) ? 2 : 1));
};

/** The bytes that end the line before `at`; none where `at` is in the middle of a line. */
export const lineBreakBefore = (text: string, at: number): string =>
  /(?:\r\n|\n|\r)$/.exec(text.slice(Math.max(0, at - 2), at))?.[0] ?? "";

/** As many spaces as stand before that column; null where others than spaces and dashes do. */
export const indentAt = (text: string, at: number): string | null => {
  const before = text.slice(startOfLine(text, at), at);
  return /^(?: *-)* *$/.test(before) ? " ".repeat(before.length) : null;
};

export const keyText = (name: string): string =>
  (PLAIN_KEY.test(name) && !SPECIAL.test(name) ? name : JSON.stringify(name));

export const scalarText = (value: unknown): string => {
  if (typeof value !== "string") return String(value);
  return PLAIN_TEXT.test(value) && !SPECIAL.test(value) ? value : JSON.stringify(value);
};

/** In brackets, or as JSON where the file is written so. */
export const flowText = (value: unknown, json: boolean): string => {
  if (Array.isArray(value)) return `[${value.map((one) => flowText(one, json)).join(", ")}]`;
  if (typeof value !== "object" || value === null) {
    return json ? JSON.stringify(value) : scalarText(value);
  }
  const entries = Object.entries(value).map(([name, one]) =>
    `${json ? JSON.stringify(name) : keyText(name)}: ${flowText(one, json)}`);
  return `{${entries.join(", ")}}`;
};

const isBlock = (value: unknown, depth: number): value is object =>
  depth > 0 && typeof value === "object" && value !== null && Object.keys(value).length > 0;

/** An entry behind its `key:` or dash, as lines; blocks `depth` deep, and brackets below that. */
export const linesOf = (head: string, value: unknown, depth: number): readonly string[] => {
  if (!isBlock(value, depth)) return [`${head} ${flowText(value, false)}`];
  const inner = Array.isArray(value)
    ? value.flatMap((one: unknown) => linesOf("-", one, 1))
    : Object.entries(value).flatMap(([name, one]) => linesOf(`${keyText(name)}:`, one, depth - 1));
  if (head !== "-") return [head, ...inner.map((line) => `  ${line}`)];
  return inner.map((line, at) => (at === 0 ? `- ${line}` : `  ${line}`));
};
