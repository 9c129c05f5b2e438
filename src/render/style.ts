/** Colour and symbols for people: none when NO_COLOR is set or output is not a terminal. */

export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

const paint = (on: boolean, code: number) => (text: string): string =>
  on && text !== "" ? `\u001b[${code}m${text}\u001b[0m` : text;

export const styleFor = (colour: boolean): Style => ({
  bold: paint(colour, 1),
  dim: paint(colour, 2),
  red: paint(colour, 31),
  green: paint(colour, 32),
  yellow: paint(colour, 33),
  cyan: paint(colour, 36),
});

export { printable, printableLine } from "../formats/printable.ts";

const manyOf = (noun: string): string =>
  (/[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`);

export const plural = (count: number, noun: string): string =>
  `${count} ${count === 1 ? noun : manyOf(noun)}`;
