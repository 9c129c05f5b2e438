/**
 * One word of a command that the operator is asked to paste. What a shell would expand is in single
 * quotes. What a terminal would act upon, or would not show, is in the $'…' form of bash and zsh.
 */
import { UNSAFE } from "./printable.ts";

const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;
const HIDDEN = new RegExp(`[\\n\\t]|${UNSAFE.source}`);
/** `!` as well: an interactive bash may take it for an event of its history. */
const ESCAPED = new RegExp(`['\\\\!\\n\\t]|${UNSAFE.source}`, "g");

const octal = (text: string): string => [...new TextEncoder().encode(text)]
  .map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");

export const shellWord = (text: string): string => {
  if (PLAIN.test(text)) return text;
  const whole = text.toWellFormed();
  return HIDDEN.test(whole) ? `$'${whole.replace(ESCAPED, octal)}'`
    : `'${whole.replaceAll("'", "'\\''")}'`;
};

/** A path, also where a program would take its name for an option. */
export const shellPath = (path: string): string =>
  shellWord(path.startsWith("-") ? `./${path}` : path);
