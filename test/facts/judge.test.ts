/**
 * Whose facts count. The real ssh-keygen makes the signatures; what an attacker could put in the
 * place of a host's facts is refused, each for its own reason.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { documentOf, factsText } from "../../src/facts/document.ts";
import { noAnswers } from "../../src/facts/answers.ts";
import { judgeFacts, type FactsTrust, type FactsVerdict } from "../../src/facts/judge.ts";
import { directory } from "../../src/facts/tree.ts";
import { SIGNATURE_SUMS } from "../../src/edges/linux/signature-sums.ts";
import { digest } from "../../src/edges/linux/hash.ts";
import { parseSshSignature } from "../../src/formats/ssh-signature.ts";
import { within } from "../support/pace.ts";

const AT = new Date("2026-11-01T10:20:30Z");
const HOUR = 3600;

let place: string;
const run = (...args: readonly string[]): string =>
  execFileSync("ssh-keygen", args, { cwd: place, stdio: "pipe", encoding: "utf8" });

const makeKeyFile = (name: string, type = "ed25519"): string => {
  run("-q", "-t", type, "-N", "", "-C", name, "-f", name);
  return readFileSync(join(place, `${name}.pub`), "utf8");
};

const signedBy = (key: string, text: string, ...options: readonly string[]): string => {
  writeFileSync(join(place, "text"), text);
  rmSync(join(place, "text.sig"), { force: true });
  const more = options.length > 0 ? options : ["-n", "vexor-facts"];
  run("-Y", "sign", "-f", key, ...more, "text");
  return readFileSync(join(place, "text.sig"), "utf8");
};

const factsOf = (host: string, at = AT): string => factsText(documentOf({
  facts: { isTree: true, root: directory(true), answers: noAnswers() }, host, at, vexor: "1",
  asRoot: true }, digest));

const KEYS: Record<string, string> = {};
let text: string;
let signature: string;

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), "vexor-judge-"));
  KEYS["val-1"] = makeKeyFile("one");
  KEYS["val-2"] = makeKeyFile("two");
  makeKeyFile("stranger");
  text = factsOf("val-1");
  signature = signedBy("one", text);
}, within(20_000));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const judge = (
  presented: { readonly text?: string; readonly signature?: string | null },
  trust: Partial<FactsTrust> = {},
): FactsVerdict => judgeFacts({ name: "val-1.json", text, signature, ...presented },
  { host: "val-1", keysOf: (host) => KEYS[host] ?? null, now: AT, maxAgeSeconds: null, ...trust },
  SIGNATURE_SUMS);

const codes = (verdict: FactsVerdict): readonly string[] => verdict.problems.map(({ code }) => code);
const said = (verdict: FactsVerdict): string =>
  verdict.problems.map(({ message }) => message).join("\n");

test("facts that their host has signed are believed, and name the key as ssh-keygen does", () => {
  const verdict = judge({}, { maxAgeSeconds: HOUR });
  expect(codes(verdict)).toEqual([]);
  expect(verdict.document?.host).toBe("val-1");
  expect(verdict.ageSeconds).toBe(1230);
  expect(run("-lf", "one.pub")).toContain(` ${verdict.signedBy ?? "none"} `);
});

test("of two keys that are listed for a host, each counts", () => {
  const keys = `# the next one first\n${KEYS["val-2"]}\n${KEYS["val-1"]}`;
  expect(codes(judge({}, { keysOf: () => keys }))).toEqual([]);
});

describe("refused are facts", () => {
  test("that a stranger has signed", () => {
    const verdict = judge({ signature: signedBy("stranger", text) });
    expect(codes(verdict)).toEqual(["FACTS_SIGNER"]);
    expect(said(verdict)).toContain("not a key of val-1 in keys/hosts/val-1.pub");
    expect(verdict.signedBy).toBeNull();
  });

  test("that another host has signed in the name of this one", () =>
    expect(codes(judge({ signature: signedBy("two", text) }))).toEqual(["FACTS_SIGNER"]));

  test("of another host, signed by it, in the place of this one's", () => {
    const other = factsOf("val-2");
    const verdict = judge({ text: other, signature: signedBy("two", other) });
    expect(codes(verdict)).toEqual(["FACTS_HOST"]);
    expect(said(verdict)).toContain("is of val-2; wanted are the facts of val-1");
  });

  test("that were changed, with a digest that fits, under the signature of before", () => {
    const changed = text.replace('"vexor": "1"', '"vexor": "2"');
    expect(changed).not.toBe(text);
    expect(codes(judge({ text: changed }))).toEqual(["FACTS_SIGNER"]);
  });

  test("that were changed by a blank alone", () =>
    expect(codes(judge({ text: `${text} ` }))).toEqual(["FACTS_SIGNER"]));

  test("that are replayed: what the host has signed before is old by its own date", () => {
    const verdict = judge({}, { now: new Date(AT.getTime() + 8 * 24 * HOUR * 1000),
      maxAgeSeconds: 7 * 24 * HOUR });
    expect(codes(verdict)).toEqual(["FACTS_AGE"]);
    expect(said(verdict)).toContain("8d ago; at most 7d");
    expect(verdict.signedBy).not.toBeNull();
  });

  test("of a time to come, of which none ever gets old", () =>
    expect(codes(judge({}, { now: new Date(AT.getTime() - 24 * HOUR * 1000) }))).toEqual(["FACTS_AGE"]));

  test("without a signature, and those of which no key is listed: nothing speaks for them", () => {
    expect(codes(judge({ signature: null }))).toEqual(["FACTS_UNSIGNED"]);
    expect(codes(judge({}, { keysOf: () => null }))).toEqual(["FACTS_UNSIGNED"]);
  });

  test("where the list is empty, or names keys of other kinds", () => {
    for (const keys of ["", "ssh-ed25519 AAAA\n", makeKeyFile("ec", "ecdsa")]) {
      expect(codes(judge({}, { keysOf: () => keys }))).toEqual(["FACTS_SIGNER"]);
    }
  });

  test("that are none, however they are signed", () => {
    const verdict = judge({ text: "{}", signature: signedBy("one", "{}") });
    expect(codes(verdict)).toEqual(["FACTS_INVALID"]);
    expect([verdict.document, verdict.ageSeconds, verdict.signedBy]).toEqual([null, null, null]);
  });

  test("that are longer than any host's", () => {
    const verdict = judge({ text: `${text}${" ".repeat(17 * 1024 * 1024)}` });
    expect(codes(verdict)).toEqual(["FACTS_INVALID"]);
    expect(said(verdict)).toContain("at most 16777216");
  });

  test("of a date that does not exist", () => {
    const verdict = judge({ text: text.replace(/"at": "[^"]*"/, '"at": "2026-99-99T99:00:00Z"') });
    expect(said(verdict)).toContain("2026-99-99");
  });

  test.each([
    ["for git", ["-n", "git"]], ["for another sum", ["-n", "vexor-facts", "-O", "hashalg=sha256"]],
  ])("whose signature was made %s", (_, options) =>
    expect(codes(judge({ signature: signedBy("one", text, ...options) }))).toEqual(["FACTS_SIGNER"]));

  test("whose signature is by a key of another kind", () => {
    makeKeyFile("rsa", "rsa");
    expect(codes(judge({ signature: signedBy("rsa", text) }))).toEqual(["FACTS_SIGNER"]);
  });

  test.each(["", "x", "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n",
    "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n", "A".repeat(1 << 20)])(
    "whose signature is no signature (%#)", (broken) =>
      expect(codes(judge({ signature: broken }))).toEqual(["FACTS_SIGNER"]));

  test("whose signature has any byte changed, or is cut anywhere", () => {
    const lines = signature.trim().split("\n");
    const bytes = Buffer.from(lines.slice(1, -1).join(""), "base64");
    const armoured = (body: Buffer): string =>
      [lines[0], body.toString("base64"), lines.at(-1)].join("\n");
    expect(codes(judge({ signature: armoured(bytes) }))).toEqual([]);
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(codes(judge({ signature: armoured(changed) })), `byte ${at}`).toEqual(["FACTS_SIGNER"]);
      expect(codes(judge({ signature: armoured(bytes.subarray(0, at)) })), `cut at ${at}`).toEqual(["FACTS_SIGNER"]);
    }
    expect(codes(judge({ signature: armoured(Buffer.concat([bytes, bytes])) }))).toEqual(["FACTS_SIGNER"]);
  });
});

test("a signature is read as ssh-keygen wrote it", () => {
  const { key, namespace } = parseSshSignature(signature);
  expect(namespace).toBe("vexor-facts");
  const [, blob = ""] = (KEYS["val-1"] ?? "").split(" ");
  expect(Buffer.from(blob, "base64").subarray(-32)).toEqual(Buffer.from(key));
});
