/** The operator at the terminal, or nothing. */
import { fstatSync, writeSync } from "node:fs";
import type { Terminal } from "../../commands/shared/context.ts";
import { escapeUnsafe, UNSAFE } from "../../formats/printable.ts";
import { styleFor } from "../../render/style.ts";
import { isJournal, PRIORITY } from "../systemd/journald.ts";

const ask = async (question: string): Promise<string | null> => {
  if (!process.stdin.isTTY) return null;
  const { createInterface } = await import("node:readline/promises");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(harmless(question, true));
  } catch {
    return ""; // Ctrl-C or Ctrl-D: no
  } finally {
    lines.close();
  }
};

/** Colours, as `render/style.ts` puts them. */
const COLOUR = "\\u001b\\[(?:[012]|3[1-6])m";
/** Made where there are colours: each plan would pay for it. */
const colourOrUnsafe = (): RegExp => new RegExp(`${COLOUR}|${UNSAFE.source}`, "g");
/** What is unsafe is one character. */
const isColour = (found: string): boolean => found.startsWith("\u001b[");

/** The last barrier, whatever a text is made of: only our own colours steer the terminal. */
const harmless = (text: string, isColoured: boolean): string => {
  if (!isColoured) return escapeUnsafe(text);
  return text.replace(colourOrUnsafe(), (one) => (isColour(one) ? one : escapeUnsafe(one)));
};

const FROM_TOP = "\u001b[H\u001b[J";

const STDOUT = 1;
const DEV_NULL = 0x103; // device 1:3 on every Linux

/** Asks process.stdout, which takes 2 ms to load, only where there may be a terminal. */
const isTerminal = (): boolean => {
  const { rdev } = fstatSync(STDOUT);
  return rdev !== 0 && rdev !== DEV_NULL && process.stdout.isTTY === true;
};

/** FORCE_COLOR says that a terminal shows it in the end. */
const wantsColour = (): boolean => {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env as Record<string, string | undefined>;
  if (NO_COLOR) return false;
  return FORCE_COLOR === "1" || (isTerminal() && TERM !== "dumb");
};

const COLUMNS = 80;

const columnsOf = (): number => (isTerminal() && process.stdout.columns > 0
  ? process.stdout.columns : COLUMNS);

/** Fonts of these languages may draw a line or an arrow in two columns. */
const WIDE = /^(?:ja|ko|zh)/i;

const isAscii = (): boolean => {
  const { LC_ALL, LC_CTYPE, LANG, TERM } = process.env as Record<string, string | undefined>;
  const locale = LC_ALL || LC_CTYPE || LANG || "";
  return TERM === "dumb" || !/utf-?8/i.test(locale) || WIDE.test(locale);
};

let hasWaited = false;

const writeLater = (bytes: Buffer): void => {
  if (!hasWaited) process.stdout.on("error", endOfReader);
  hasWaited = true;
  process.stdout.write(bytes);
};

let isBroken = false;

/** Output that no process reads must not change what a verb does, nor its exit code. */
const endOfReader = (error: NodeJS.ErrnoException): void => {
  isBroken = true;
  if (error.code === "EPIPE") return; // the reader of a pipe has seen enough
  note(`vexor: the output could not be written: ${error.code ?? error.message}`);
};

/** To standard error, if a process reads it. */
export const note = (text: string): void => {
  try {
    writeSync(2, `${harmless(text, false)}\n`);
  } catch {
    // there is no third place to say it
  }
};

/** To standard output at once; what a full pipe that must not block does not take, follows. */
export const print = (text: string, isColoured = false): void =>
  write(harmless(text, isColoured));

const write = (text: string): void => {
  if (isBroken) return;
  let bytes = Buffer.from(text);
  try {
    while (!hasWaited && bytes.length > 0) bytes = bytes.subarray(writeSync(STDOUT, bytes));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EAGAIN") endOfReader(error as Error);
  }
  if (bytes.length > 0 && !isBroken) writeLater(bytes);
};

export const openTerminal = (json: boolean): Terminal => {
  const isColoured = !json && wantsColour();
  return {
    print: (text) => print(text, isColoured),
    redraw: (text) => write(`${FROM_TOP}${harmless(text, isColoured)}`),
    note: (text) => {
      if (!json) note(text);
    },
    alarm: (text) => note(isJournal() ? PRIORITY.critical + text : text),
    ask,
    get isTerminal() { return isTerminal(); },
    isColoured,
    get columns() { return columnsOf(); },
    get isAscii() { return isAscii(); },
    style: styleFor(isColoured),
  };
};
