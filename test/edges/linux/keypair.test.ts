/** Keypair files: what is wrong is said, and no part of a secret is ever in what is said. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { makeKey } from "../../support/keys.ts";

const directory = mkdtempSync(join(tmpdir(), "vexor-keys-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const host = createLinuxHost("");
const key = makeKey();
const bytes = JSON.parse(key.text) as number[];

let files = 0;
const write = (text: string, mode = 0o600): string => {
  const path = join(directory, `key-${++files}.json`);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
};

test("a sound keypair file gives its public half", () => {
  expect(host.port("keys").keypair(write(key.text))).toMatchObject({ pubkey: key.pubkey, problems: [] });
  expect(host.port("keys").keypair(write(` [\n${bytes.join(" ,\n ")}]\n`)).pubkey).toBe(key.pubkey);
});

test.each<[string, () => string, string]>([
  ["absent", () => join(directory, "none"), "KEYPAIR_MISSING"],
  ["a directory", () => (mkdirSync(join(directory, "dir")), join(directory, "dir")), "KEYPAIR_KIND"],
  ["a pipe", () => (execFileSync("mkfifo", [join(directory, "pipe")]), join(directory, "pipe")),
    "KEYPAIR_KIND"],
  ["of 63 bytes", () => write(JSON.stringify(bytes.slice(1))), "KEYPAIR_FORMAT"],
  ["of 65 bytes", () => write(JSON.stringify([...bytes, 1])), "KEYPAIR_FORMAT"],
  ["with 256 in it", () => write(JSON.stringify([...bytes.slice(1), 256])), "KEYPAIR_FORMAT"],
  ["with text in it", () => write(`["${bytes.join('","')}"]`), "KEYPAIR_FORMAT"],
  ["empty", () => write(""), "KEYPAIR_FORMAT"],
  ["10 MB", () => write(`[${"1,".repeat(5_000_000)}1]`), "KEYPAIR_FORMAT"],
  ["of two keys", () => write(JSON.stringify([...bytes.slice(0, 32),
    ...(JSON.parse(makeKey().text) as number[]).slice(32)])), "KEYPAIR_MISMATCH"],
  ["readable by all", () => write(key.text, 0o644), "KEYPAIR_MODE"],
  ["in a circle", () => {
    const path = join(directory, "circle");
    symlinkSync(path, path);
    return path;
  }, "KEYPAIR_LINK"],
])("%s", (_, make, code) => {
  const fact = host.port("keys").keypair(make());
  expect(fact.problems.map((one) => one.code)).toContain(code);
  if (code !== "KEYPAIR_MODE") expect(fact.pubkey).toBeNull();
  const said = JSON.stringify(fact);
  const seed = bytes.slice(0, 32);
  for (const form of [seed.slice(0, 8).join(","), Buffer.from(seed).toString("hex"),
    Buffer.from(seed).toString("base64")]) expect(said).not.toContain(form);
});

test("a keypair file of another owner than the client's user is reported", () => {
  expect(host.port("keys").keypair(write(key.text), 4711).problems.map(({ code }) => code))
    .toContain("KEYPAIR_OWNER");
});

describe("a link that others could replace", () => {
  const open = join(directory, "open");
  const led = (to: string): string => {
    const path = join(open, `identity-${++files}.json`);
    symlinkSync(to, path);
    return path;
  };
  beforeAll(() => {
    mkdirSync(open);
    chmodSync(open, 0o777);
  });

  test.each([
    ["a sound key", () => write(key.text)],
    // Had it been read, its form would be reported, too.
    ["what is no key", () => write("root:*:19000:0:99999:7:::\n")],
  ])("is reported, and its target is not opened: %s", (_, make) => {
    const fact = host.port("keys").keypair(led(make()));
    expect(fact.pubkey).toBeNull();
    expect(fact.problems).toEqual([expect.objectContaining({ code: "KEYPAIR_LINK",
      message: expect.stringContaining("It was not opened") })]);
  });
});

test("a link of root's into /proc is not opened", () => {
  const path = join(directory, "kernels");
  symlinkSync("/proc/self/environ", path);
  expect(host.port("keys").keypair(path)).toMatchObject({ pubkey: null, problems: expect.arrayContaining([
    expect.objectContaining({ message: expect.stringContaining("is a file of the kernel") })]) });
});
