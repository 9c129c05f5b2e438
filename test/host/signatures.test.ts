/**
 * Whose signature it is: our answer beside git's own, for commits that real git signed and for what
 * can be done to them. We may refuse more than git does; what we take, git must take too.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sha1 } from "../../src/edges/linux/hash.ts";
import { signatureVerifier } from "../../src/edges/linux/signature.ts";
import { asVexorError } from "../../src/engine/model/errors.ts";
import { readCommit } from "../../src/engine/source/git-objects.ts";
import { cannotServe } from "./support/prerequisites.ts";
import { Fleet } from "./support/fleet.ts";
import fc from "../support/property.ts";

let fleet: Fleet;
let signers: string;
let keyring: string;
let carol: string;
let [bySsh, byPgp] = ["", ""];

/** A raw commit, one character a byte. */
const raw = (id: string): string => fleet.run("git", "cat-file", "commit", id);

const gitTakes = (body: string): boolean => {
  writeFileSync(join(fleet.dir, "object"), Buffer.from(body, "latin1"));
  const id = fleet.git("hash-object", "-t", "commit", "-w", "--literally", join(fleet.dir, "object"));
  return fleet.try(["git", "-c", `gpg.ssh.allowedSignersFile=${signers}`, "verify-commit", id], true,
    { GNUPGHOME: join(fleet.dir, "trusting") }).code === 0;
};

/** The signer, or `CODE message`. */
const ours = async (body: string): Promise<string> => {
  try {
    const { signed, committedAt } = readCommit(btoa(body), sha1);
    if (signed === null) return "SOURCE_UNSIGNED";
    return await signatureVerifier({ signers, keyring }, process.geteuid?.() ?? 0)({ ...signed, at: committedAt });
  } catch (error) {
    const { code, message } = asVexorError(error);
    return `${code} ${message}`;
  }
};

const take = async (name: string, body: string, says: RegExp, git: boolean): Promise<void> => {
  expect(await ours(body), name).toMatch(says);
  expect(gitTakes(body), `git, ${name}`).toBe(git);
};

const commitBy = (by: string, date = "2026-01-01T00:00:00Z"): string =>
  raw(fleet.commit({ by: { ssh: by }, date, message: `by ${by}` }));

beforeAll(() => {
  if (cannotServe()) return;
  fleet = new Fleet();
  [signers, keyring] = [join(fleet.dir, "allowed_signers"), join(fleet.dir, "keyring.gpg")];
  const line = (name: string, options: string): string =>
    `${name}@x ${options} ${fleet.sshKey(name)}\n`;
  writeFileSync(signers, line("ada", 'namespaces="git"') + line("filer", 'namespaces="file"')
    + line("term", 'valid-after="20240101Z",valid-before="20250101Z"'));
  carol = fleet.pgpKey("carol");
  fleet.run("gpg", "--batch", "--output", keyring, "--export", "carol");
  mkdirSync(join(fleet.dir, "trusting"), { mode: 0o700 });
  bySsh = raw(fleet.commit({ by: { ssh: "ada" }, message: "by ada\n\nwith a body" }));
  byPgp = raw(fleet.commit({ by: { pgp: carol }, message: "by carol\n\nwith a body" }));
});
afterAll(() => fleet?.destroy());

/** gpg's keyring for git, gpgv's for us: the same keys. */
const trust = (...names: readonly string[]): void => {
  fleet.run("gpg", "--batch", "--yes", "--output", keyring, "--export", ...names);
  fleet.run("gpg", "--batch", "--quiet", "--homedir", join(fleet.dir, "trusting"), "--import", keyring);
};

const revoke = (key: string): void => {
  const revocation = join(fleet.dir, "gnupg/openpgp-revocs.d", `${key}.rev`);
  const text = fleet.run("cat", revocation).replace(":-----BEGIN", "-----BEGIN");
  fleet.try(["gpg", "--batch", "--import"], false, {}, text);
};

const GPGSIG = /gpgsig (?:[^\n]*\n )*[^\n]*\n/;
const sigOf = (body: string): string => GPGSIG.exec(body)?.[0] ?? "";

describe.skipIf(cannotServe())("a commit signed by real git", () => {
  test("by an SSH key: its principal", () => take("as it is", bySsh, /^ada@x$/, true));

  test("by an OpenPGP key: its fingerprint", async () => {
    trust("carol");
    await take("as it is", byPgp, new RegExp(`^${carol}$`), true);
  });

  test("by keys that are not valid", async () => {
    await take("unknown", commitBy("eve"), /^SOURCE_SIGNER .*not among the signers/, false);
    await take("another use", commitBy("filer"), /^SOURCE_SIGNER/, false);
    await take("past its time", commitBy("term"), /^SOURCE_SIGNER .*expired on 20250101Z/, false);
    await take("before its time", commitBy("term", "2023-12-31T23:59:59Z"),
      /^SOURCE_SIGNER .*is valid only after 20240101Z/, false);
    await take("in its time", commitBy("term", "2024-06-01T00:00:00Z"), /^term@x$/, true);
    await take("its first second", commitBy("term", "2024-01-01T00:00:00Z"), /^term@x$/, true);
    await take("nobody", raw(fleet.commit()), /^SOURCE_UNSIGNED$/, false);
  });

  test("by OpenPGP keys that are not valid", async () => {
    const [mallory, gone] = [fleet.pgpKey("mallory"), fleet.pgpKey("gone")];
    const late = fleet.pgpKey("late", "20260101T000000");
    const [byMallory, byLate, byGone] = [mallory, late, gone].map((pgp) =>
      raw(fleet.commit({ by: { pgp } })));
    trust("carol", "late", "gone");
    await take("a key of the ring", byLate ?? "", new RegExp(`^${late}$`), true);
    await take("unknown", byMallory ?? "", /^SOURCE_SIGNER .*not in the keyring/, false);
    // Ended as of January, for gpg writes a change of the same second as made in the next one.
    fleet.run("gpg", "--batch", "--faked-system-time=20260102T000000", "--quick-set-expire", late,
      "seconds=1");
    revoke(gone);
    trust("carol", "late", "gone");
    await take("expired by now", byLate ?? "", /^SOURCE_SIGNER .*has expired/, false);
    await take("revoked", byGone ?? "", /^SOURCE_SIGNER .*revoked/, false);
    revoke(late);
    trust("late");
    await take("expired, and revoked as well", byLate ?? "", /^SOURCE_SIGNER .*has expired/, false);
  });
});

/** What is done to a commit; whether git still takes it. We never do; null: it depends on the kind. */
const TAMPERED: readonly (readonly [string, (body: string) => string, git: boolean | null])[] = [
  ["another message", (body) => body.replace("with a body", "with a bidy"), false],
  ["a longer message", (body) => `${body}x`, false],
  ["another tree", (body) => body.replace(/^tree ./, (all) =>
    `tree ${all.endsWith("0") ? "1" : "0"}`), false],
  ["a parent more", (body) => body.replace("author", `parent ${"1".repeat(40)}\nauthor`), false],
  ["another author", (body) => body.replace("author Ada", "author Eve"), false],
  ["another date", (body) => body.replace(/(committer .*> )\d/, "$12"), false],
  ["one header more", (body) => body.replace(GPGSIG, (sig) => `${sig}encoding latin1\n`), false],
  ["the signature before the author", (body) =>
    body.replace(GPGSIG, "").replace("author", `${sigOf(body)}author`), true],
  ["the signature in the message", (body) =>
    body.replace(GPGSIG, "").replace("\n\n", `\n\n${sigOf(body)}`), false],
  ["two signatures", (body) => body.replace(GPGSIG, (sig) => sig + sig), null],
  ["another kind of signature beside it", (body) =>
    body.replace(GPGSIG, (sig) => `gpgsig-sha256 x\n${sig}`), true],
  ["a signature cut short", (body) => body.replace(GPGSIG, (sig) =>
    `${sig.split("\n").slice(0, 3).join("\n")}\n`), false],
  ["something before the signature", (body) => body.replace("gpgsig ", "gpgsig x\n "), false],
  ["an empty signature", (body) => body.replace(GPGSIG, "gpgsig \n"), false],
  ["line ends of Windows in the message", (body) => body.replace("with a body\n", "with a body\r\n"),
    false],
];

describe.skipIf(cannotServe())("a signed commit that was tampered with", () => {
  test.each(TAMPERED)("%s", async (name, tamper, isGits) => {
    trust("carol");
    for (const [kind, body] of [["ssh", bySsh], ["pgp", byPgp]] as const) {
      const made = tamper(body);
      expect(made).not.toBe(body);
      expect(await ours(made), `${kind} ${name}`).toMatch(/^SOURCE_/);
      if (isGits !== null) expect(gitTakes(made), `git, ${kind} ${name}`).toBe(isGits);
    }
  });

  test("the signature of one commit is not valid for another", async () => {
    for (const [a, b] of [[bySsh, byPgp], [byPgp, bySsh]] as const) {
      await take("swapped", a.replace(GPGSIG, sigOf(b)), /^SOURCE_/, false);
    }
  });

  test("by any one byte: what we take, git takes, and it is the same signer's", async () => {
    await fc.assert(fc.asyncProperty(fc.boolean(), fc.nat(), fc.integer({ min: 1, max: 255 }),
      async (isSsh, where, flip) => {
        const body = isSsh ? bySsh : byPgp;
        const at = where % body.length;
        const made = body.slice(0, at) + String.fromCharCode(body.charCodeAt(at) ^ flip)
          + body.slice(at + 1);
        const answer = await ours(made);
        if (answer.startsWith("SOURCE_")) return;
        expect(answer).toBe(isSsh ? "ada@x" : carol);
        expect(gitTakes(made)).toBe(true);
      }), { numRuns: Number(process.env["VEXOR_SIGNATURES"] ?? 60), endOnFailure: true });
  });
});
