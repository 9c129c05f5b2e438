/**
 * Words that no page, help text, message, comment or test's name has: they name no actor, or are
 * not English. A link's text that leads to a test is the test's name, and is checked there.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./support/paths.ts";

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

const BANNED: readonly (readonly [words: RegExp, instead: string])[] = [
  [/\b(?:whoever|somebody(?:'s)?)\b/i, "name the actor: the agent, an operator, another process"],
  [/(?<!as |User=|is |becomes |or |[`'/])\b[Nn]obody\b(?![`'/,])/, "say what is unknown, or name who"],
  [/(?<!there )\bis no (?!longer\b|more\b|other\b)[a-z]+/i, '"is not a"'],
  [/\b(?:taken|took it|takes it) back\b/i, "roll back a run, release a setting, restore bytes"],
  [/\b(?:is|are|was|were) told\b/i, "is reported, is recognised, receives"],
  [/\bunwell\b|\b(?:cannot|could not) be told\b|\btired of\b|\bmakes no sense\b|\bin sight\b/i, "the field's word"],
  [/\b(?:commit|key|signer|revision)s?(?: that)? (?:counts?|do(?:es)? not count)\b/i,
    "is valid, accepted, refused, used"],
  [/\btrys\b|\b1 (?:settings|items|runs|files|values)\b/, "count in English"],
];

const PAGES = ["README.md", "SECURITY.md", "ARCHITECTURE.md", "CONTRIBUTING.md",
  ...globSync("docs/*.md", { cwd: ROOT })].sort();
const SOURCES = globSync("src/**/*.ts", { cwd: ROOT }).filter((one) => !one.includes("generated"))
  .sort();

/** Without links to tests, and without what stands in backticks. */
const proseOf = (page: string): string => page.replace(/\[[^\]]*\]\(test\/[^)]*\)/g, "")
  .replace(/```[\s\S]*?```|`[^`\n]*`/g, "`…`");

/** Sentences in quotes or backticks; a word alone is data. */
const messagesIn = (code: string): readonly string[] =>
  [...code.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/ .*$/gm, "").matchAll(/"(?:\\.|[^"\\\n])* [^"\n]*"|`[^`]* [^`]*`/g)]
    .map(([text]) => text);

/** A comment is prose as well; what stands in backticks in it is not. */
const commentsIn = (code: string): readonly string[] =>
  [...code.matchAll(/(?<!["'`\w/*\\])\/\*\*?(?:(?!\*\/)[\s\S])*?\*\/|(?<![:"'`\w/\\])\/\/ .*$/gm)]
    .map(([comment]) => comment.replace(/\n\s*\*/g, "").replace(/`[^`]*`/g, "`…`"));

/** The names in calls of `describe` and `test`, also behind a table. */
const testNamesIn = (code: string): readonly string[] =>
  [...code.matchAll(/^\s*(?:(?:describe|test)\b.*?|\].*?\))\(\s*(["'`])(.+?)\1[,)]/gm)]
    .map(([, , name = ""]) => name);

/** Each hit with the words around it, and what to write. */
const hitsIn = (texts: readonly string[]): readonly string[] => texts.flatMap((text) =>
  BANNED.flatMap(([words, instead]) => {
    const hit = words.exec(text);
    return hit ? [`${text.slice(Math.max(0, hit.index - 40), hit.index + 40)}: ${instead}`] : [];
  }));

test.each(PAGES)("%s is plain English", (page) => {
  expect(hitsIn([proseOf(read(page))])).toEqual([]);
});

test("messages and help are plain English", () => {
  expect(SOURCES.flatMap((file) => hitsIn(messagesIn(read(file))).map((hit) => `${file}: ${hit}`)))
    .toEqual([]);
});

const SWEPT = globSync(["src/**/*.ts", "scripts/*.ts", "bench/*.ts", "test/**/*.ts"], { cwd: ROOT })
  .filter((one) => !one.startsWith("src/generated/"))
  .filter((one) => !one.endsWith("prose.test.ts")).sort();

test("comments are plain English", () => {
  expect(SWEPT.flatMap((file) => hitsIn(commentsIn(read(file))).map((hit) => `${file}: ${hit}`)))
    .toEqual([]);
});

test("names of tests are plain English", () => {
  const names = SWEPT.filter((file) => file.endsWith(".test.ts"))
    .map((file) => [file, testNamesIn(read(file))] as const);
  expect(names.flatMap(([, some]) => some).length).toBeGreaterThan(1000);
  expect(names.flatMap(([file, some]) => hitsIn(some).map((hit) => `${file}: ${hit}`))).toEqual([]);
});

test("a text with such a word is found", () => {
  expect(hitsIn(messagesIn('throw new Error("Whoever did it")'))).toHaveLength(1);
  expect(hitsIn(commentsIn("/** Where\n * nobody looks. */\nconst a = 1; // is no file"))).toHaveLength(2);
  expect(hitsIn(testNamesIn('test("whoever asks", () => 1);\n])("%s is told", () => 1);'))).toHaveLength(2);
  expect(hitsIn([proseOf("It is no\nfile, and is no file.")])).toHaveLength(1);
});
