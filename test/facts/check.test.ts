/** `vexor facts --check FILE`, as a program: what it says, and its exit code. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { within } from "../support/pace.ts";
import { VEXOR } from "../support/paths.ts";
import { runVexor } from "../support/vexor.ts";
import { makeTree } from "../support/tree.ts";

let place: string;
const at = (name: string): string => join(place, name);
const keygen = (...args: readonly string[]): void => {
  execFileSync("ssh-keygen", args, { cwd: place, stdio: "pipe" });
};

/** Where the repository is. */
const check = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(VEXOR, ["facts", "--check", ...args],
    { encoding: "utf8", cwd: place });
  return { code: status, out: stdout, err: stderr };
};

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), "vexor-check-"));
  const root = makeTree({ "/proc/sys/vm/swappiness": "60\n", "/proc/sys/kernel/osrelease": "6.1.0-9\n" });
  expect(runVexor(["facts", "--root", root, "--out", at("val.json")]).code).toBe(0);
  mkdirSync(at("keys/hosts"), { recursive: true });
  keygen("-q", "-t", "ed25519", "-N", "", "-f", "key");
}, within(20_000));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const sign = (key: string): void => {
  rmSync(at("val.json.sig"), { force: true });
  keygen("-Y", "sign", "-n", "vexor-facts", "-f", key, "val.json");
};

test("facts without a signature end with 2, and say what they are", () => {
  const { code, out, err } = check("val.json");
  expect([code, err]).toEqual([2, ""]);
  for (const told of ["val.json: facts of test-host", "ago, by root, with Vexor", "6.1.0-9",
    "is not signed", "FACTS_UNSIGNED"]) expect(out).toContain(told);
});

test("signed ones end with 2 until their key is listed, and then with 0 and the key", () => {
  sign("key");
  expect(check("val.json").code).toBe(2);
  writeFileSync(at("keys/hosts/test-host.pub"), readFileSync(at("key.pub")));
  const { code, out } = check("val.json");
  expect(code).toBe(0);
  expect(out).toMatch(/signed by +SHA256:[\w+/]{43}, in keys\/hosts\/test-host\.pub/);
  const { code: jsonCode, out: json } = check("val.json", "--json");
  expect(jsonCode).toBe(0);
  expect(JSON.parse(json)).toMatchObject({ format: "vexor.facts-check/1", file: "val.json",
    host: "test-host", kernel: "6.1.0-9", asRoot: true, machine: false, problems: [],
    signedBy: expect.stringMatching(/^SHA256:/) as string });
});

test("what another key has signed ends with 1", () => {
  keygen("-q", "-t", "ed25519", "-N", "", "-f", "other");
  sign("other");
  const { code, out } = check("val.json");
  expect([code, out.includes("FACTS_SIGNER")]).toEqual([1, true]);
});

describe("a hostile file", () => {
  const refused = (content: string, ...told: readonly string[]): void => {
    writeFileSync(at("bad.json"), content);
    const { code, out, err } = check("bad.json");
    expect([code, out]).toEqual([1, ""]);
    for (const one of told) expect(err).toContain(one);
  };
  test("that is not facts", () => refused("[]", "FACTS_INVALID", "names no format"));
  test("that breaks the schema", () => refused('{"format":"vexor.facts/1"}', "breaks the schema"));
  test("of a gigabyte is not read", () => {
    writeFileSync(at("bad.json"), "{");
    truncateSync(at("bad.json"), 1024 ** 3);
    const { code, err } = check("bad.json");
    expect([code, err.includes("16777216")]).toEqual([1, true]);
  });
  test("with a signature of a gigabyte", () => {
    writeFileSync(at("big.json"), readFileSync(at("val.json")));
    writeFileSync(at("big.json.sig"), "-");
    truncateSync(at("big.json.sig"), 1024 ** 3);
    expect(check("big.json").code).toBe(1);
  });
  test("whose texts turn the direction of writing, or steer a terminal, shows none of it", () => {
    const document = JSON.parse(readFileSync(at("val.json"), "utf8")) as Record<string, unknown>;
    writeFileSync(at("bidi.json"), JSON.stringify({ ...document, vexor: "1\u202e2\u001b[2J" }));
    for (const { code, out, err } of [check("bidi.json"), check("bidi.json", "--json")]) {
      expect(code, err).toBe(2);
      expect(out).not.toMatch(/[\u001b\u202e]/);
    }
  });
});

test.each([[["--check"], "needs the file"], [["val.json"], "what to do with"]])("wrong use: %j", (args, told) => {
  const { status, stderr } = spawnSync(VEXOR, ["facts", ...args], { encoding: "utf8", cwd: place });
  expect([status, stderr.includes(told)]).toEqual([64, true]);
});
