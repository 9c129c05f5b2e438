/** Texts that an administrator might write behind a sysctl's name, sound and odd, by seed. */
import { randomFrom, type Random } from "./random.ts";

const ODD_TEXTS: readonly string[] = [
  "12 # twelve", "12 ; x", "12 13", "12 = 13", "12 \\", "-0", "", "+5", "0089", "12#x", '"12"',
  "1_000", "1,000", "64k", "12.0", "1e3", "yes", "-1", "-0x10", "4294967296", `1${"0".repeat(23)}`,
  "= 12", "%i", "$((6+6))", "\u00a012", "\uff11\uff12", "12\f", "\f12", "\v 12",
  `${"0".repeat(300)}10`,
  "0x", "0x1g", "0X10", "010", "08", "00", "0x00ff", "-", "- 1", "--1", "12\u00a0",
  "12\u3000", "\u300012",
  "0b11", "0o17", "١٢", "12-13", "12,13", "on", "true", "99999999999999999999",
  "18446744073709551615", "18446744073709551616", "2147483647", "2147483648", "-2147483648",
  "-2147483649", "4294967295", "0".repeat(20), "0".repeat(21), "0".repeat(19) + "7", "1\t2", "1  2",
];

const NUMBERS = [0, 1, 2, 3, 4, 5, 7, 8, 10, 12, 16, 20, 31, 32, 60, 63, 64, 68, 100, 127, 128, 200,
  250, 255, 256, 300, 1000, 1001, 1023, 1024, 1280, 2048, 4095, 4096, 5000, 32767, 32768, 65535,
  65536, 100_000, 131_072, 262_144, 1_048_576, 2_147_483, 2_147_484, 21_474_836, 21_474_837];

const number = (random: Random): string => {
  const value = random.pick(NUMBERS);
  const spelled = random.pick([`${value}`, `${value}`, `${value}`, `0x${value.toString(16)}`,
    `0${value.toString(8)}`, `0X${value.toString(16).toUpperCase()}`, `00${value}`]);
  return random.pick(["", "", "", "", "", "", "-", "+"]) + spelled;
};

const BETWEEN = [" ", "  ", "\t", " \t ", "\f", "\v", ",", "\u00a0", ", ", "-"];
const BEHIND = ["", "", "", "", " # why", "#", " ; x", ";", " x", "x", "\f", "\u00a0", ",", ".", "%",
  "k", "ms", "\\"];

const numbers = (random: Random): string => {
  const words = Array.from({ length: random.below(5) + 1 }, () => number(random));
  const between = random.below(3) === 0 ? random.pick(BETWEEN) : " ";
  return words.join(between) + random.pick(BEHIND);
};

const set = (random: Random): string => {
  const part = (): string => random.pick([number(random), `${random.below(300)}`,
    `${random.below(300)}-${random.below(300)}`, `${number(random)}-${number(random)}`]);
  const words = Array.from({ length: random.below(4) + 1 }, part);
  return words.join(random.pick([",", ",", ",", ",", ", ", " ", ",,", ";"]))
    + random.pick(["", "", "", ",", " "]);
};

const NAMES = ["cubic", "reno", "bbr", "fq", "fq_codel", "pfifo_fast", "cake", "Cubic", "none",
  "cubic # best", "cubic;", "cubic reno", "a-name-that-is-longer-than-it-may-be"];

/** As it would stand behind the equals sign. */
const randomText = (random: Random, key: string): string => {
  if (/congestion|qdisc/.test(key) && random.below(3) > 0) return random.pick(NAMES);
  if (/reserved_ports|ratemask/.test(key) && random.below(4) > 0) return set(random);
  return random.pick([number, number, numbers, (): string => random.pick(ODD_TEXTS)])(random);
};

const ENDS = ["\n", "\n", "\n", "\r\n", "\r", "\0"];

/** A file with one line for each key, and what stands in each. */
export const randomFile = (
  seed: number, keys: readonly string[],
): { readonly text: string; readonly said: ReadonlyMap<string, string> } => {
  const random = randomFrom(seed);
  const said = new Map(keys.map((key) => [key, randomText(random, key)] as const));
  const end = random.pick(ENDS);
  const lines = [...said].map(([key, text]) => random.pick(["", "", "", "-", " ", "\t"]) + key
    + random.pick([" = ", "=", " =\t", "= "]) + text);
  const remarks = ["# by hand", "; by hand", "", "no line at all"];
  return { said, text: [...remarks, ...lines].join(end) + random.pick([end, ""]) };
};
