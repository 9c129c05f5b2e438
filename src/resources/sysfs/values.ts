/**
 * What a file below /sys holds, in one form. A file of choices shows them all and marks one,
 * `always [madvise] never`; a mask of CPUs is hexadecimal, in words of 32 bits, and the kernel pads
 * it to the CPUs that the machine may have.
 */
import { decodeCpuMask, type CpuSet } from "../../formats/cpu-set.ts";
import { FormatError } from "../../formats/format-error.ts";
import type { SysfsRule } from "./files.ts";

type Form = SysfsRule["form"];

const WORD_BITS = 32n;

/** `3`, `ff,ffffffff`: as the kernel takes it, without the zeros that it pads with. */
const formatMask = (set: CpuSet): string => {
  const words: string[] = [];
  for (let left = set; left > 0n; left >>= WORD_BITS) {
    words.unshift((left & 0xffffffffn).toString(16).padStart(8, "0"));
  }
  return words.join(",").replace(/^0+/, "") || "0";
};

export const maskOf = (text: string): CpuSet | null => {
  try {
    return decodeCpuMask(text);
  } catch (error) {
    if (error instanceof FormatError) return null;
    throw error;
  }
};

const CHOICE = /^[A-Za-z0-9_.+-]{1,64}$/;
const NUMBER = /^(?:0|[1-9]\d{0,18}|0x[0-9a-f]{1,15})$/i;

/** Of what is written; null for what is not plainly one value. */
export const parseValue = (form: Form, text: string): string | null => {
  const word = text.trim();
  switch (form) {
    case "number": return NUMBER.test(word) ? String(BigInt(word)) : null;
    case "choice": return CHOICE.test(word) ? word : null;
    case "mask": {
      const set = maskOf(word);
      return set === null ? null : formatMask(set);
    }
  }
};

const MARKED = /(?:^|\s)\[([^\]\s]+)\](?:\s|$)/;

/** What a file says it holds; its own words where they are of no known form. */
export const parseLive = (form: Form, text: string): string => {
  const marked = form === "choice" ? MARKED.exec(text)?.[1] : undefined;
  return marked ?? parseValue(form, text) ?? text.trim();
};

/** What a file of choices offers beside its value; null where it shows one word alone. */
export const choicesIn = (text: string): readonly string[] | null => {
  const words = text.trim().split(/\s+/);
  return MARKED.test(text) || words.length > 1
    ? words.map((word) => word.replace(/^\[(.*)\]$/, "$1")) : null;
};
