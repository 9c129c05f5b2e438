import { DUMP_SCHEMA, dump } from "js-yaml";
import { describe, expect, test } from "vitest";
import { readYaml } from "../../../src/edges/yaml/yaml.ts";
import { VexorError } from "../../../src/engine/model/errors.ts";
import { LIMITS, type Pointer } from "../../../src/engine/host-file/host-file-source.ts";
import fc from "../../support/property.ts";

const read = (text: string): unknown => readYaml(text, "f.yaml").value;

const failure = (text: string): string => {
  try {
    read(text);
  } catch (error) {
    if (!(error instanceof VexorError)) throw error;
    const { code, place, message } = error;
    return `${code} ${place?.line}:${place?.column} ${message}`;
  }
  return "no error";
};

const REFUSED_KEYS = ["__proto__", "constructor", "prototype", "<<"];
const key = fc.string({ maxLength: 12 }).filter((text) => !REFUSED_KEYS.includes(text));
/** JSON as a host file may hold it; anything deeper or of another type is refused. */
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 5 },
    fc.constant(null), fc.boolean(), fc.maxSafeInteger().map((n) => n + 0),
    fc.string(), fc.string({ unit: "binary" }),
    fc.constantFrom("yes", "on", "~", "0x10", "010", "1_000", "1e3", ".inf", "9".repeat(20)),
    fc.array(tie("json"), { maxLength: 4 }),
    fc.dictionary(key, tie("json"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

describe("reading", () => {
  test("any JSON written as YAML reads back the same", () => {
    fc.assert(fc.property(json, fc.integer({ min: -1, max: 3 }), (value, flowLevel) => {
      const text = dump(value, { schema: DUMP_SCHEMA, flowLevel, noRefs: true });
      expect(read(text)).toEqual(value);
    }), { numRuns: 1000 });
  });

  test.each([
    ["10", 10], ["-5", -5], ["-0", "-0"], ["9007199254740991", 9007199254740991],
    ["9007199254740992", "9007199254740992"], ["18446744073709551615", "18446744073709551615"],
    ["0x8000000", "0x8000000"], ["010", "010"], ["0o17", "0o17"], ["1_000", "1_000"],
    ["1.5", "1.5"], ["1e3", "1e3"], [".inf", ".inf"], ["yes", "yes"], ["on", "on"], ["Off", "Off"],
    ["true", true], ["null", null], ["~", null], ["2024-01-01", "2024-01-01"],
    ["12:30:45", "12:30:45"],
    ["4096 87380 134217728", "4096 87380 134217728"], ["\"10\"", "10"], ["!!str 10", "10"],
  ])("%s is %j", (text, value) => {
    expect(read(`k: ${text}\n`)).toEqual({ k: value });
  });

  test("a duplicate key is refused in any spelling, and aliases share text", () => {
    expect(failure("a: 1\n'a': 2\n")).toBe(
      'YAML_SYNTAX 2:1 duplicate key "a"; line 1 has it already');
    expect(read("a: &x {b: 1}\nc: *x\n")).toEqual({ a: { b: 1 }, c: { b: 1 } });
    expect(read("\uFEFFa: 1\n")).toEqual({ a: 1 });
  });
});

const deep = (levels: number, inner = ""): string =>
  "[".repeat(levels) + inner + "]".repeat(levels);

describe("refusals", () => {
  test("32 levels of lists or maps are accepted, with anything inside, and not one more", () => {
    for (const inner of ["", "1"]) {
      expect(failure(deep(LIMITS.depth, inner))).toBe("no error");
      expect(failure(deep(LIMITS.depth + 1, inner))).toBe(
        "HOST_FILE_LIMIT 1:33 nested deeper than 32 levels");
    }
  });

  const bomb = ["a: &a [x, x]", ...[..."bcdefghi"].map((name, i) => {
    const before = `*${"abcdefgh"[i]}`;
    return `${name}: &${name} [${before}, ${before}, ${before}]`;
  })].join("\n");

  test.each([
    [bomb, "HOST_FILE_LIMIT 7:12 24 aliases; a host file may use 16"],
    [deep(10_000), /^HOST_FILE_LIMIT 1:\d+ nested deeper than 32 levels$/],
    ["a: 1\nb: 2\na: 3\n", 'YAML_SYNTAX 3:1 duplicate key "a"; line 1 has it already'],
    ["s:\n  x: 1\n  &t \"x\": 2\n", 'YAML_SYNTAX 3:6 duplicate key "x"; line 2 has it already'],
    ["__proto__: 1\n", 'YAML_SYNTAX 1:1 not valid YAML: the key "__proto__" is not taken'],
    ["a:\n  constructor: 1\n",
      'YAML_SYNTAX 2:3 not valid YAML: the key "constructor" is not taken'],
    ["a: &a {b: 1}\nc:\n  <<: *a\n",
      "YAML_SYNTAX 3:3 not valid YAML: merge keys (<<) are not taken; " +
      "use extends: for what files share"],
    ["? [a]\n: 1\n", "YAML_SYNTAX 1:3 not valid YAML: a key must be text"],
    ["x: 1\ny:\n  ? [a]\n  : 1\n", "YAML_SYNTAX 3:5 not valid YAML: a key must be text"],
    ["x: &k [a]\n*k : 1\n", "YAML_SYNTAX 2:1 not valid YAML: a key must be text"],
    ["x: &k b\n*k : 1\n*k : 2\n", 'YAML_SYNTAX 3:1 duplicate key "b"; line 2 has it already'],
    ["a: &a [*a]\n", "YAML_SYNTAX 1:8 an alias stands inside what it names"],
    ["a: &a {b: *a}\n", "YAML_SYNTAX 1:11 an alias stands inside what it names"],
    ["~: 1\n", "YAML_SYNTAX 1:1 not valid YAML: a key must be text"],
    ["a: 1\n---\nb: 2\n", "YAML_SYNTAX 3:1 2 documents in one file; a host file is exactly one"],
    ["a:\n\tb: 1\n", /^YAML_SYNTAX 2:\d+ not valid YAML: /],
    ["a: [1, 2\n", /^YAML_SYNTAX \d:\d+ not valid YAML: /],
    ["a: *nobody\n", /^YAML_SYNTAX 1:\d+ not valid YAML: /],
    ["a: !!binary aGk=\n", /^YAML_SYNTAX 1:4 not valid YAML: unknown scalar tag/],
    ["a: !!js/function 'x'\n", /^YAML_SYNTAX 1:4 not valid YAML: unknown scalar tag/],
    ["a: \u0000\n", /^YAML_SYNTAX 1:4 not valid YAML: /],
  ])("%j", (text, expected) => {
    if (expected instanceof RegExp) expect(failure(text)).toMatch(expected);
    else expect(failure(text)).toBe(expected);
  });

  const fragment = fc.oneof(
    fc.string({ unit: "binary", maxLength: 8 }),
    fc.constantFrom("a: ", "\n", "  ", "- ", "[", "]", "{", "}", "&x ", "*x", "? ", ": ", "|\n",
      ">-", "'", '"', "!!str ", "!<", "%YAML 1.2\n", "---\n", "...\n", "#", "\t", "<<: ",
      "\r\n", "\\x"),
  );

  test.each([
    ["source:\n  url: [\n", "2:8", "["], ["a: [1, 2\nb: 3\n", "1:4", "["],
    ["a: {x: 1\nb: [3]\n", "1:4", "{"], ["a: [\n  1,\n  {y: 2,\n]\nb: 3\n", "3:3", "{"],
    ["a: \"it\nb: 3\n", "1:4", "\""], ["- [a\n- b\n", "1:3", "["],
    ["a: it's [ok # [\nb: [1,\n", "2:4", "["],
    ["a: |\n  x [\n  y {\nb: [1\nc: 2\n", "4:4", "["],
    ["sysctl:\n  a: {atLeast: 1\n  b: 2\nhost: x\n", "2:6", "{"],
  ])("%j names the line where the bracket or quote opens", (text, place, sign) => {
    expect(failure(text))
      .toBe(`YAML_SYNTAX ${place} not valid YAML: the ${sign} that opens here is not closed`);
  });

  test.each([
    ["a: 'it''s [ok]'\nb: {c: [1, \"]\"]}\n d: 1\n", "indentation"], ["a: ]\n", "indentation"],
    ["a: [1] # [\nb: c: d\n", "indentation"],
  ])("%j is reported in the parser's words", (text, says) => expect(failure(text)).toContain(says));

  test("any bytes are read or refused by a VexorError with a place inside the text", () => {
    fc.assert(fc.property(fc.array(fragment, { maxLength: 30 }), (parts) => {
      const text = parts.join("");
      try {
        readYaml(text, "f.yaml").placeOf(["a", 0, "b"]);
      } catch (error) {
        expect(error).toBeInstanceOf(VexorError);
        const { line } = (error as VexorError).place ?? { line: 0 };
        expect(line).toBeGreaterThan(0);
        expect(line).toBeLessThanOrEqual(text.split(/\r\n|\r|\n/).length);
      }
    }), { numRuns: 3000 });
  });

  const DEEP = "nested deeper than 32 levels";
  test.each([
    ["[", `HOST_FILE_LIMIT 1:64 ${DEEP}`], ["{a: ", `HOST_FILE_LIMIT 1:250 ${DEEP}`],
    ["- ", `HOST_FILE_LIMIT 1:129 ${DEEP}`], ["? ", `HOST_FILE_LIMIT 1:128 ${DEEP}`],
    ["[1,", `HOST_FILE_LIMIT 1:188 ${DEEP}`], ["a", "no error"], ["'", "no error"], ["\n", "no error"],
    ["&a ", "YAML_SYNTAX 1:4 not valid YAML: duplication of an anchor property"],
    ["a: b\n", 'YAML_SYNTAX 2:1 duplicate key "a"; line 1 has it already'],
    ["x:\n", 'YAML_SYNTAX 2:1 duplicate key "x"; line 1 has it already'],
    ["!", "YAML_SYNTAX 1:3 not valid YAML: tag suffix cannot contain exclamation marks"],
    ["*a ", "YAML_SYNTAX 1:4 not valid YAML: end of the stream or a document separator is expected"],
  ])("the largest file of %j has this result in bounded time: %s", (part, says) => {
    expect(failure(part.repeat(LIMITS.bytes / part.length))).toBe(says);
  });
});

test("places point at the key, for every key of any document", () => {
  const plain = fc.stringMatching(/^[a-z]{1,6}$/).filter((text) => !REFUSED_KEYS.includes(text));
  const tree = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof({ maxDepth: 3 }, fc.nat(99), fc.constant(null),
      fc.array(tie("node"), { maxLength: 3 }), fc.dictionary(plain, tie("node"), { maxKeys: 3 })),
  })).node;
  const check = (value: unknown, pointer: Pointer, text: string): void => {
    if (typeof value !== "object" || value === null) return;
    const document = readYaml(text, "f.yaml");
    const lines = text.split("\n");
    for (const [step, child] of Object.entries(value)) {
      const here = [...pointer, Array.isArray(value) ? Number(step) : step];
      const { line, column } = document.placeOf(here);
      const rest = lines[line - 1]?.slice(column - 1) ?? "";
      const key = rest.replace(/^['"]/, "");
      if (!Array.isArray(value)) expect(key).toMatch(new RegExp(`^${step}\\b`));
      if (typeof child === "number") {
        const at = document.placeOf(here, "value");
        expect(lines[at.line - 1]?.slice(at.column - 1)).toMatch(new RegExp(`^${child}\\b`));
      }
      check(child, here, text);
    }
  };
  fc.assert(fc.property(tree, fc.integer({ min: -1, max: 3 }), (value, flowLevel) => {
    check(value, [], dump(value, { schema: DUMP_SCHEMA, flowLevel, noRefs: true }));
  }), { numRuns: 200 });
});
