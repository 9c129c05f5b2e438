/** The short reader may refuse what it likes; what it takes, it must read as js-yaml does. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { NotPlain, readPlainYaml } from "../../../src/edges/yaml/yaml-plain.ts";
import { readYaml } from "../../../src/edges/yaml/yaml.ts";
import fc from "../../support/property.ts";
import { ROOT } from "../../support/paths.ts";

const plainly = (text: string): { readonly value: unknown } | null => {
  try {
    return { value: readPlainYaml(text, "f.yaml").value };
  } catch (error) {
    if (error instanceof NotPlain) return null;
    throw error;
  }
};

const WORDS = ["a", "b", "sysctl", "vm.swappiness", "net/core", "0", "10", "-1", "007", "0x10", "1e3",
  "1_0", "9007199254740993", "true", "null", "Null", "~", "yes", "2-23,26-47", "eth0:1", "-", "--",
  "\"q\"", "\"10\"", "\"a: b #c\"", "\"\\n\"", "'s'", "\"\"", "__proto__", "\"constructor\"", "<<", "?",
  "&x", "*x", "!t", "|", ">", "{}", "[]", "{a: 1}", "{a: 1, b: \"x\"}", "{ a : 1 }", "{a: 1,}",
  "{a: {b: 1}}", "{a: {b: \"}\", c: x}, d: 1}", "{a: {b: {c: 1}}}", "{a: {}}", "{a: {b: 1}",
  "{a: 1, a: 2}", "%", "@", "`", "ä", "Agave refuses to start", "a  b", "---", "..."];
const MARKS = [": ", ":", " ", "  ", "", " #c", "#c", "- ", ",", "\t", "\r", " :", ":  "];

const word = fc.constantFrom(...WORDS);
const mark = fc.constantFrom(...MARKS);
const key = fc.oneof({ weight: 9, arbitrary: fc.constantFrom("a", "b", "c.d", "e/f", "\"g\"") }, word);
const value = fc.oneof({ weight: 3, arbitrary: fc.constantFrom("1", "x", "\"y\"", "") }, word);
const likelyLine = fc.tuple(
  fc.constantFrom(0, 0, 0, 2, 2, 4, 1), fc.nat(9), key, value, fc.constantFrom("", "", "", " # c", ...MARKS),
).map(([indent, kind, name, text, end]) =>
  `${" ".repeat(indent)}${kind === 0 ? `- ${text}` : `${name}: ${text}`}${end}`);
const anyLine = fc.array(fc.oneof(word, mark), { maxLength: 6 }).map((parts) => parts.join(""));
const document = fc.array(fc.oneof({ weight: 30, arbitrary: likelyLine }, anyLine), { maxLength: 6 })
  .map((lines) => lines.join("\n"));

test("js-yaml reads every accepted text to the same value", () => {
  let taken = 0;
  fc.assert(fc.property(document, (text) => {
    const plain = plainly(text);
    if (plain === null) return;
    taken++;
    expect(plain.value).toEqual(readYaml(text, "f.yaml").value);
  }), { numRuns: Number(process.env["VEXOR_YAML_RUNS"] ?? 20_000) });
  expect(taken).toBeGreaterThan(200);
});

test("the plain reader accepts what host files hold, and refuses what it cannot judge", () => {
  const plain = ["a: 1", "# c\na: b # d\n\n", "a:\n  b: {atLeast: 1}\n  c: \"0x10\"\nd: 2",
    "a:\n  - {b: 1, c: \"2-3\"}\n  - x\nd: 1", "why: Agave refuses to start below it", "\"a b\": 1",
    "a:\n  - {match: {device: eth0}, cpus: \"0-1\", spread: each}"];
  for (const text of plain) expect(plainly(text)?.value).toEqual(readYaml(text, "f").value);
  const left = ["", "a:", "a: 1\na: 2", "a: 1\n  b: 2", "- 1", "a: true", "a: \"\\n\"", "a: 'b'",
    "a:\n  b: 1\n c: 2", "a: *x", "a: [1]", "a: 1\n---\nb: 2", "a: {b: 1} x", "a\t: 1", "a: ä",
    `${Array.from({ length: 9 }, (_, at) => `${" ".repeat(at)}k:`).join("\n")} 1`];
  for (const text of left) expect(plainly(text), text).toBeNull();
});

test("a host file of many sysctls is read by the plain reader", () => {
  const lines = Array.from({ length: 300 }, (_, at) => `  net.core.key_${at}: "${at} ${at}"`);
  expect(plainly(["apiVersion: vexor/v1", "host: any", "sysctl:", ...lines].join("\n"))).not.toBeNull();
});

test("both readers read the examples to the same value", () => {
  const folder = join(ROOT, "examples");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  for (const file of files.filter((name) => name.endsWith(".yaml"))) {
    const text = readFileSync(join(folder, file), "utf8");
    const plain = plainly(text);
    if (plain) expect(plain.value).toEqual(readYaml(text, file).value);
  }
});

test("a line that takes long to tell from a map is left to js-yaml", () => {
  const long = `sysctl: {${"} #".repeat(2000)}\u00e9`;
  expect(() => readPlainYaml(`apiVersion: vexor/v1\n${long}\n`, "f.yaml")).toThrow(NotPlain);
  expect(() => readPlainYaml(`host: ${"a".repeat(5000)}\n`, "f.yaml")).toThrow(NotPlain);
});
