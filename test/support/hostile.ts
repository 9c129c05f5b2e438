/** An agent that is not ours any more: what it may answer, and what of that may reach a terminal. */
import type { Status } from "../../src/agent/api.ts";
import { condition } from "../../src/agent/condition.ts";
import type { Trouble } from "../../src/agent/trouble.ts";

/** A title, a cleared screen, a line of ours, turned and hidden text, half a character. */
export const HOSTILE = "\u001b]0;owned\u0007\u001b[2J\u009b31m\r\u202egit\u2066\u200b\ufeff\u{e0041}\u2028"
  + "\u0000\u007f\u00ad\ud800\nvexor: all is well\n  do        sudo rm -rf /";

/** By Unicode; a line end is ours to use. */
const HARMFUL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/** What of a text must not reach a terminal. */
export const harmfulIn = (text: string): readonly string[] =>
  [...text].filter((char) => char !== "\n" && HARMFUL.test(char))
    .map((char) => `U+${(char.codePointAt(0) ?? 0).toString(16)}`);

const AT = "2026-01-05T12:00:00Z";
const TROUBLE: Trouble = { code: "SOURCE_UNSIGNED", message: "it is not signed", hint: "Sign it.",
  place: { file: "hosts/lab.yaml", line: 3, column: 1 }, commit: { id: "1a5e994", subject: "s" },
  since: AT };
const FIRST = condition("refused", "it is not signed", ["sign it"],
  { commit: "1a5e994", place: TROUBLE.place, since: AT });

/** With every part there may be. */
export const FULL: Status = {
  format: "vexor.status/3", version: "1.2.3", host: "lab", condition: FIRST, also: [FIRST],
  state: "gated", since: AT, why: "why",
  source: { revision: "1a5e994", subject: "subject", signer: "ana", accepted: "e4586",
    acceptedSubject: "first", fetchedAt: AT, fetchFailures: 2, refused: TROUBLE, unreachable: TROUBLE },
  syncs: { since: AT, asked: 1, done: 1 },
  plan: { id: "4ea5e52fa3ac90d1f7c3b2086e5a41d9", closed: "it waits", closedBy: "approval",
    opensAt: AT, summary: { none: 1, update: 1, persist: 0, adopt: 0, release: 0, drift: 1,
      blocked: 1, impossible: 1 },
    items: [{ address: "sysctl/a", action: "drift", origin: "custom", live: "1", reason: "r" }] },
  run: 7, trouble: TROUBLE, settings: TROUBLE, rolledBack: { revision: "1a5e994", subject: "s", why: "w" },
  countdown: { run: 7, by: "ana", until: AT },
  suspended: { why: "w", by: "ana", at: AT },
  breakGlass: [{ address: "sysctl/a", since: 1, until: 2, why: "w", by: "ana", isExpired: true, live: "1",
    wanted: { value: "2" } }],
  yielded: ["sysctl/b"], failover: { says: "pair: val-a is a standby", alarm: "pair: etcd is gone" },
  undelivered: [{ webhook: "webhook 1", why: "no answer", at: AT, lost: 3 }],
  events: [{ at: 1, level: "alarm", what: "drift", why: "moved",
    setting: { address: "sysctl/a", found: "1", wanted: "2" } }],
};

export type Path = readonly (string | number)[];

/** The way to every value in it, parts included. */
export const pathsIn = (value: unknown, path: Path = []): readonly Path[] =>
  (typeof value === "object" && value !== null
    ? [path, ...Object.entries(value).flatMap(([key, part]) => pathsIn(part, [...path, key]))]
    : [path]);

export const partAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], value);

/** The same with another part in that place. */
export const replacedAt = (value: unknown, [key, ...rest]: Path, part: unknown): unknown => {
  if (key === undefined) return part;
  const copy = (Array.isArray(value) ? [...value] : { ...value as object }) as Record<string, unknown>;
  copy[key] = replacedAt(copy[key], rest, part);
  return copy;
};

/** Words that every status has. */
const WORDS: ReadonlySet<unknown> = new Set(["format", "is", "state"]);

/** With every text in it replaced, but for the words of its form. */
export const everyText = <T>(value: T, text: string): T => pathsIn(value)
  .filter((path) => typeof partAt(value, path) === "string" && !WORDS.has(path.at(-1)))
  .reduce<unknown>((status, path) => replacedAt(status, path, text), value) as T;
