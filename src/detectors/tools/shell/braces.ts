/** Brace expansion, which comes before every other: `vm.{swappiness,dirty_ratio}`, `{1..3}`. */
const MOST = 256;
const SEQUENCE = /^(?:(-?\d+)\.\.(-?\d+)|([A-Za-z])\.\.([A-Za-z]))(?:\.\.(-?\d+))?$/;

/** Where a quoted part or an expansion that begins here ends. */
const skip = (text: string, at: number): number => {
  const char = text[at];
  if (char === "\\") return at + 2;
  if (char === "'" || char === '"' || char === "`") {
    let end = at + 1;
    while (end < text.length && text[end] !== char) {
      end += text[end] === "\\" && char !== "'" ? 2 : 1;
    }
    return end + 1;
  }
  const opened = char === "$" ? text[at + 1] : "";
  if (opened !== "{" && opened !== "(") return at + 1;
  const closed = opened === "{" ? "}" : ")";
  let depth = 0;
  for (let end = at + 1; end < text.length;) {
    if (text[end] === opened) depth++;
    if (text[end] === closed && --depth === 0) return end + 1;
    end = opened === text[end] ? end + 1 : Math.max(end + 1, skip(text, end));
  }
  return text.length;
};

interface Brace {
  readonly from: number;
  readonly to: number;
  readonly parts: readonly string[];
}

const braceAt = (text: string, from: number): Brace | null => {
  const parts: string[] = [];
  let depth = 0;
  let start = from + 1;
  for (let at = from; at < text.length;) {
    const char = text[at];
    if (char === "{") depth++;
    else if (char === "}" && --depth === 0) {
      parts.push(text.slice(start, at));
      return { from, to: at + 1, parts };
    } else if (char === "," && depth === 1) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
    at = char === "{" || char === "}" || char === "," ? at + 1 : skip(text, at);
  }
  return null;
};

const sequence = (text: string): readonly string[] | null => {
  const found = SEQUENCE.exec(text);
  if (!found) return null;
  const [, first, last, letter, end, by] = found;
  const from = first === undefined ? letter?.charCodeAt(0) ?? 0 : Number(first);
  const to = last === undefined ? end?.charCodeAt(0) ?? 0 : Number(last);
  const stride = Math.max(1, Math.abs(Number(by ?? 1)));
  const width = [first, last].some((one) => /^-?0\d/.test(one ?? ""))
    ? Math.max(first?.length ?? 0, last?.length ?? 0) : 0;
  const out: string[] = [];
  for (let at = from; from <= to ? at <= to : at >= to; at += from <= to ? stride : -stride) {
    if (out.length >= MOST) return null;
    out.push(first === undefined ? String.fromCharCode(at) : String(at).padStart(width, "0"));
  }
  return out;
};

/** The words that a word of source text stands for; null when there are too many. */
export const expandBraces = (text: string): readonly string[] | null => {
  for (let at = 0; at < text.length; at = text[at] === "{" ? at + 1 : skip(text, at)) {
    if (text[at] !== "{") continue;
    const brace = braceAt(text, at);
    if (!brace) continue;
    const alone = brace.parts.length === 1 ? sequence(brace.parts[0] ?? "") : brace.parts;
    if (!alone) {
      if (SEQUENCE.test(brace.parts[0] ?? "")) return null;
      continue;
    }
    const middles = alone.map((part) =>
      (brace.parts.length === 1 ? [part] : expandBraces(part)));
    const ends = expandBraces(text.slice(brace.to));
    if (!ends || middles.includes(null)) return null;
    const out = middles.flatMap((some) => (some ?? []).flatMap((one) =>
      ends.map((end) => `${text.slice(0, at)}${one}${end}`)));
    return out.length > MOST ? null : out;
  }
  return [text];
};
