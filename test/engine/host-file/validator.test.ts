import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { load } from "js-yaml";
import { expect, test } from "vitest";
import { SCHEMA_KEYWORDS } from "../../../scripts/schema-keywords.ts";
import validate from "../../../src/generated/validate-host.js";
import fc from "../../support/property.ts";
import { ROOT } from "../../support/paths.ts";

const text = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const schema = (name: string): object => JSON.parse(text(`schemas/${name}.schema.json`)) as object;

const ajv = new Ajv2020({
  schemas: [schema("client")], allErrors: true, verbose: true, strictTypes: false,
});
ajv.addVocabulary(SCHEMA_KEYWORDS);
const original = ajv.compile(schema("host"));

const EXAMPLES = ["examples/hosts", "examples/roles"].flatMap((directory) =>
  readdirSync(join(ROOT, directory)).map((name) => load(text(`${directory}/${name}`))));

type Json = fc.JsonValue;
const isMap = (value: unknown): value is Record<string, Json> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `value` with one place in it, found by going down `way`, changed to `other` or given a key. */
const changed = (value: Json, way: readonly number[], key: string, other: Json): Json => {
  const [step = 0, ...rest] = way;
  if (way.length === 0) return other;
  if (Array.isArray(value)) {
    return value.map((one: Json, at) =>
      (at === step % value.length ? changed(one, rest, key, other) : one));
  }
  if (!isMap(value)) return other;
  const names = [...Object.keys(value), key];
  const name = names[step % names.length] ?? key;
  return { ...value, [name]: changed(value[name] ?? null, rest, key, other) };
};

const KEYS = ["sysctl", "clients", "identity", "a/b", "m~n", "vm.swappiness", "extra",
  "constructor", "toString"];

test("the lazily built validator gives the same errors as Ajv's own", () => {
  const seen = new Set<boolean>();
  fc.assert(fc.property(
    fc.constantFrom(...EXAMPLES), fc.array(fc.nat(30), { maxLength: 4 }),
    fc.constantFrom(...KEYS), fc.oneof(fc.jsonValue(), fc.constantFrom("1k", "", 5, true, {}, [])),
    (example, way, key, other) => {
      const value = changed(example as Json, way, key, other as Json);
      const isRight = original(value);
      expect(validate(value)).toBe(isRight);
      expect(validate.errors ?? null).toEqual(original.errors ?? null);
      seen.add(isRight);
    },
  ), { numRuns: 2000 });
  expect(seen.size).toBe(2);
});
