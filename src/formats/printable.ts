/**
 * Text that may reach a terminal, the journal or a chat. Characters that steer a terminal, turn the
 * direction of writing or cannot be seen make a text say something else than it holds.
 */

/** Line ends and tabs are let through here: what wants one line says so. */
const CHARACTERS = [
  "\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f", // controls: C0, DEL, C1
  "\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069", // direction
  "\\u00ad\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200d\\u2060-\\u2065\\u3164",
  "\\ufe00-\\ufe0f\\ufeff\\uffa0", // without a width
  "\\u206a-\\u206f\\ufff0-\\ufffb", // formats
  "\\u2028\\u2029", // line ends to some programs
].join("");
/** Tags and more selectors, invisible musical and shorthand marks. */
const BEYOND = "[\\udb40-\\udb43][\\udc00-\\udfff]|\\ud834[\\udd73-\\udd7a]"
  + "|\\ud82f[\\udca0-\\udca3]";

export const UNSAFE = new RegExp(`[${CHARACTERS}]|${BEYOND}`, "g");
const SOME = new RegExp(`[${CHARACTERS}\\t]|${BEYOND}`);

/** Text of another trust domain for people: what is unsafe shows as U+FFFD. */
export const printable = (text: string): string => {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return SOME.test(whole) ? whole.replace(UNSAFE, "\ufffd").replaceAll("\t", " ") : whole;
};

/** Its lines behind each other, without the blanks around their ends. */
export const onOneLine = (text: string): string => {
  if (!text.includes("\n")) return text;
  const lines = text.split("\n");
  const [first = "", last = ""] = [lines[0], lines.at(-1)];
  const between = lines.slice(1, -1).map((line) => line.trim()).filter((line) => line !== "");
  return [first.trimEnd(), ...between, last.trimStart()].join(" ");
};

/** The same where a second line would look like one of ours. */
export const printableLine = (text: string): string => onOneLine(printable(text));

const escape = (char: string): string => [...Array(char.length).keys()]
  .map((at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, "0")}`).join("");

/** Without a loss: of a JSON text, one that reads back as the same. */
export const escapeUnsafe = (text: string): string => text.replace(UNSAFE, escape);
