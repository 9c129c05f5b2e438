/** Text of others inside a document: it stays text, whatever it holds. */

const NAMED: Readonly<Record<string, string>> =
  { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;" };

/** Of printable text, for an element or a quoted attribute, in HTML as in XML. */
export const escapeMarkup = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => NAMED[char] ?? char);

const longestRun = (text: string): number =>
  Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));

/**
 * As code of Markdown, on one line: nothing in it is a link, a mention, a tag or an emphasis. Its
 * fence is longer than any in the text. A backslash or a dollar must not stand in front of it.
 */
export const markdownCode = (line: string): string => {
  if (line === "") return "*empty*";
  const fence = "`".repeat(longestRun(line) + 1);
  const pad = /^[` ]|[` ]$/.test(line) ? " " : "";
  return `${fence}${pad}${line}${pad}${fence}`;
};
