/**
 * Passwords, tokens and keys in a line that others are to read. What is
 * hidden stays hidden when the same is done again, and a line keeps its place and its other words.
 */
import { withoutSecrets } from "./quote.ts";

export const HIDDEN = "_hidden_";

/**
 * Only its end: what comes before is kept, and a long word would be tried from each letter. What
 * follows is bounded as well, for a word may repeat such a name.
 */
const NAME = "(?:pass(?:word|wd|phrase|code)?|secret|token|api[_-]?key|access[_-]?key"
  + "|auth[_-]?key|private[_-]?key|preshared[_-]?key|[._-]keys?|psk|credentials?"
  + "|authorization|mnemonic|seed(?:[_-]?phrase)?|cookie|signature|keypair[_-]?data|jwt|dsn)"
  + "[\\w.-]{0,200}";
const VALUE = "(\"(?:[^\"\\\\\\n]|\\\\.)*\"|'[^'\\n]*'|[^\\s\"',;&|)}\\]]+)";

/** A line's end ends what belongs together. */
const GAP = "[^\\S\\n]";

/** `TOKEN=…`, `"password": …`, `psk=…`. */
const ASSIGNED = new RegExp(`(${NAME}["']?${GAP}*(?:=|:(?!/))${GAP}*)${VALUE}`, "gi");
/** `--rpc-password …`. */
const OPTION = new RegExp(`((?:^|\\s)--?[\\w.-]{0,40}${NAME}${GAP}+)${VALUE}`, "gi");
/** `Authorization: Bearer …`. */
const SCHEME = new RegExp(`(\\b(?:bearer|basic|digest|token)${GAP}+)`
  + "(\"[^\"\\n]{6,}\"|'[^'\\n]{6,}'|[^\\s\"';&|)]{6,})", "gi");
/** As curl, wget and many others take them. */
const USER = new RegExp("((?:^|\\s)(?:-u|--user|--proxy-user|--userpwd)(?:[^\\S\\n]+|=))"
  + "(\"[^\"\\n:]+:[^\"\\n]+\"|'[^'\\n:]+:[^'\\n]+'|[^\\s\"':]+:[^\\s\"']+)", "g");
/** Of the kernel: the secrets among its own variables. */
const SYSCTL = /(_(?:key|secret)\b[^\S\n]*[=:][^\S\n]*)(\S[^\n]*)/g;

const RUN = /[A-Za-z0-9+/_-]{16,}(?:={1,2}(?![\w"'$/]))?/g;
/** Between the dashes of a name. */
const PART = 12;
const LONG = 32;
const KINDS = [/[a-z]/, /[A-Z]/, /\d/];
const MARKED = /^(?:gh[opsur]_|github_pat_|glpat-|xox[a-z]-|sk-|AKIA|eyJ)/;
const PLAIN_HEX = /^(?:0x)?[0-9a-f]+$/i;
const FEW_DIGITS = 5;

/** A CPU mask is long, and of few digits. */
const isMask = (text: string): boolean =>
  PLAIN_HEX.test(text) && new Set(text.replace(/^0x/, "")).size < FEW_DIGITS;

/** A name has its capitals and digits at the beginnings of its words. */
const isJumbled = (part: string): boolean => {
  const kinds = [...part].map((char) => KINDS.findIndex((kind) => kind.test(char)));
  const turns = kinds.filter((kind, at) => at > 0 && kind !== kinds[at - 1]).length;
  return (part.match(/\d+/g) ?? []).length > 1 || 2 * turns >= part.length;
};

const kindsIn = (part: string): number =>
  KINDS.filter((kind) => kind.test(part)).length;

const isRandom = (part: string): boolean => {
  if (MARKED.test(part)) return true;
  if (isMask(part)) return false;
  if (PLAIN_HEX.test(part)) return part.length >= LONG;
  const kinds = kindsIn(part);
  const isWordLike = kinds === 2 && !/[-_]/.test(part);
  return part.split(/[-_]/).some((one) => one.length >= PART && kindsIn(one) === KINDS.length
    && isJumbled(one)) || (part.length >= LONG && isWordLike && /\d/.test(part));
};

/** A path's steps and a name's parts are judged for themselves; base64 is one word. */
const hideRun = (run: string): string => {
  if (/^\/|\/.*\//.test(run) && !run.includes("+") && !run.includes("=")) {
    return run.split("/").map((step) => (step.length >= 16 && isRandom(step) ? HIDDEN : step))
      .join("/");
  }
  return isRandom(run) ? HIDDEN : run;
};

const NUMBERS = /(?:\d{1,3}\s*,\s*){31,}\d{1,3}/g;

/** A list of CPUs rises; the bytes of a key do not. */
const isRising = (list: string): boolean => {
  const numbers = list.split(",").map(Number);
  return numbers.every((number, at) => at === 0 || number > (numbers[at - 1] ?? 0));
};

const hideList = (list: string): string => HIDDEN + list.replace(/[^\n]/g, "");

/** A recovery phrase. */
const PHRASE = /\b(?:[a-z]{3,8} ){11,}[a-z]{3,8}\b/g;

const small = (value: string): boolean => /^\d{1,4}$/.test(value);

/** A variable, a path or the name of a sysctl is not the secret itself. */
const isNamed = (value: string): boolean =>
  /^["']?(?:[$/%]|[a-z]+\d?(?:[./][a-z][a-z0-9_]*)+["']?$)/.test(value);

const behind = (_: string, name: string, value: string): string =>
  name + (small(value) || isNamed(value) || value === '""' || value === "''" ? value : HIDDEN);

const PEM = /(-----BEGIN [^-\n]*-----)([\s\S]*?)(-----END [^-\n]*-----|$(?![\s\S]))/g;

const hidePem = (_: string, begin: string, body: string, end: string): string =>
  begin + body.replace(/[^\n]+/g, HIDDEN) + end;

/** Hardly any line has one of these, and each of a plan's is asked. */
const MAY_HOLD = new RegExp("pass|secret|token|key|psk|cred|auth|mnemonic|seed|cookie|signature|jwt"
  + "|dsn|bearer|basic|digest|://|%3a|\\s-u|--user|--proxy|-----begin|[\\w+/-]{16}"
  + "|(?:\\d{1,3}\\s*,\\s*){31}|(?:[a-z]{3,8} ){11}", "i");

export const hideCredentials = (text: string): string =>
  (MAY_HOLD.test(text) ? hidden(text) : text);

const hidden = (text: string): string =>
  withoutSecrets(text.replace(PEM, hidePem))
    .replace(SYSCTL, `$1${HIDDEN}`).replace(SCHEME, `$1${HIDDEN}`).replace(USER, `$1${HIDDEN}`)
    .replace(ASSIGNED, behind).replace(OPTION, behind)
    .replace(NUMBERS, (list) => (isRising(list) ? list : hideList(list)))
    .replace(RUN, hideRun).replace(PHRASE, HIDDEN);
