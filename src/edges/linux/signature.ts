/**
 * Who signed a commit: asked of ssh-keygen and gpgv, as git asks them. What they print for people
 * is never read: ssh-keygen says `Good "git" signature` of an unknown key, too. Exit code, status
 * words, and the key that this host lists must all agree. The programs read untrusted bytes, so
 * they run as the user `nobody`.
 */
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { VexorError } from "../../engine/model/errors.ts";
import type { RunResult } from "../../ports/host.ts";
import { quote } from "../../formats/quote.ts";
import { lapseOf, readSigner } from "../../engine/source/signers.ts";
import type { SignedPayload } from "../../engine/source/types.ts";
import { boundedBytes } from "./regular-file.ts";
import { runCommand } from "./command.ts";
import { closing, othersMayWrite } from "./trusted-path.ts";
import { withoutPrivileges } from "./rights.ts";
import { PLAIN_ENV } from "./environment.ts";

const TIMEOUT_MS = 15_000;
const NOT_FOUND = 127;
const LARGEST_KEYS = 4 * 1024 * 1024;

export interface SignatureKeys {
  /** Allowed signers, for SSH. */
  readonly signers: string | null;
  /** For OpenPGP. */
  readonly keyring: string | null;
}

const refuse = (why: string, hint?: string): never => {
  throw new VexorError("SOURCE_SIGNER", why, hint === undefined ? {} : { hint });
};

const run = async (
  argv: readonly string[], directory: string, input?: Uint8Array,
): Promise<RunResult> => {
  const env = { ...PLAIN_ENV, HOME: "/nonexistent", TZ: "UTC",
    GNUPGHOME: directory };
  const result = await runCommand([...withoutPrivileges(), ...argv], TIMEOUT_MS,
    { env, cwd: "/", ...(input === undefined ? {} : { input }) });
  const isMissing = result.code === NOT_FOUND || (result.code === null && !result.timedOut);
  if (isMissing) throw new VexorError("SOURCE_TOOLS", `${argv[0]} cannot be started`);
  if (result.timedOut) throw new VexorError("SOURCE_TOOLS", `${argv[0]} came to no end in time`);
  return result;
};

/** A list of keys that others may write is refused. */
const keysFrom = (
  path: string | null, key: "signers" | "keyring", trusted: number,
): Uint8Array => {
  if (path === null) return refuse(`its kind of signature needs ${key}: in agent.yaml`);
  if (!existsSync(path)) {
    throw new VexorError("SOURCE_TOOLS", `${path}, the source's ${key}, does not exist`,
      { hint: "Put it on this host, or correct agent.yaml." });
  }
  const step = othersMayWrite(path, trusted);
  if (step === null) return boundedBytes(path, path, LARGEST_KEYS);
  throw new VexorError("SOURCE_TOOLS", `others than root may write ${step}, on the way to ${path}, `
    + `the source's ${key}`, { hint: closing(step) });
};

interface SignatureFiles {
  readonly directory: string;
  readonly signature: string;
  readonly keys: string;
}

/** Copies that the user `nobody` can read; the originals may lie where only root can. */
const withFiles = async <T>(
  signature: string, keys: Uint8Array, use: (files: SignatureFiles) => Promise<T>,
): Promise<T> => {
  const directory = mkdtempSync(`${process.geteuid?.() === 0 ? "/tmp" : tmpdir()}/vexor-signed-`);
  const files = { directory, signature: `${directory}/signature`, keys: `${directory}/keys` };
  try {
    chmodSync(directory, 0o755);
    writeFileSync(files.signature, Buffer.from(signature, "latin1"), { mode: 0o644, flag: "wx" });
    writeFileSync(files.keys, keys, { mode: 0o644, flag: "wx" });
    return await use(files);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

/** As git writes it, and in UTC on both sides. */
const sshTime = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().replace(/[-:T]|\.\d+Z$/g, "");

const HEAD_BYTES = "SSHSIG".length + 4;

/** The public key that stands in an SSH signature, in base64; "" where there is none. */
const keyIn = (armoured: string): string => {
  const bytes = Buffer.from(armoured.split("\n").filter((line) => !line.startsWith("-")).join(""),
    "base64");
  if (bytes.length < HEAD_BYTES + 4) return "";
  const start = HEAD_BYTES + 4;
  return bytes.subarray(start, start + bytes.readUInt32BE(HEAD_BYTES)).toString("base64");
};

const fingerprintOf = (key: string): string =>
  `SHA256:${createHash("sha256").update(Buffer.from(key, "base64")).digest("base64")}`
    .replace(/=+$/, "");

const ENDED = "Sign it with a key that is valid; or look at it, then: "
  + "vexor source accept COMMIT --why REASON.";

/** For people: ssh-keygen has decided. It says the same of an unknown key and of an expired one. */
const refuseKey = (
  { signature, at }: SignedPayload, signers: Uint8Array, principal: string | undefined,
): never => {
  const key = keyIn(signature);
  const own = Buffer.from(signers).toString("utf8").split("\n")
    .flatMap((line) => readSigner(line) ?? []).filter((signer) => signer.key === key);
  const lapsed = own.flatMap((signer) => {
    const lapse = lapseOf(signer, at * 1000);
    return lapse === null ? [] : [`${fingerprintOf(key)} of ${quote(signer.principals)} ${lapse}`];
  });
  if (lapsed[0] === undefined) {
    return refuse(principal === undefined
      ? `its key ${fingerprintOf(key)} is not among the signers of this host`
      : `its signature by ${quote(principal)} does not hold`);
  }
  return refuse(`its key ${lapsed[0]}, and this host first saw the commit on `
    + new Date(at * 1000).toISOString(), ENDED);
};

const bySsh = async (signed: SignedPayload, signers: Uint8Array): Promise<string> =>
  withFiles(signed.signature, signers, async ({ directory, signature, keys }) => {
    const time = `verify-time=${sshTime(signed.at)}`;
    const found = await run(["ssh-keygen", "-Y", "find-principals", "-f", keys, "-s", signature,
      "-O", time], directory);
    const principals = found.code === 0 ? found.stdout.split("\n").filter(Boolean) : [];
    for (const principal of principals) {
      const { code } = await run(["ssh-keygen", "-Y", "verify", "-n", "git", "-f", keys,
        "-I", principal, "-s", signature, "-O", time], directory, signed.payload);
      if (code === 0) return principal;
    }
    return refuseKey(signed, signers, principals[0]);
  });

const BAD_STATUS = new Set(["BADSIG", "ERRSIG", "EXPSIG", "EXPKEYSIG", "REVKEYSIG", "NO_PUBKEY",
  "KEYREVOKED", "FAILURE", "NODATA", "UNEXPECTED"]);
const STATUS_WORDS: Readonly<Record<string, string>> = {
  NO_PUBKEY: "its key is not in the keyring of this host", EXPKEYSIG: "its key has expired",
  EXPSIG: "its signature has expired", REVKEYSIG: "its key was revoked",
  KEYREVOKED: "its key was revoked", BADSIG: "its signature does not hold",
};

/**
 * Judged now, unlike an SSH key: gpgv has no other time, and of a key that has expired it does not
 * say whether it was revoked as well. A signature of such a key would pass for one before its end.
 */
const byOpenPgp = async (signed: SignedPayload, keyring: Uint8Array): Promise<string> =>
  withFiles(signed.signature, keyring, async ({ directory, signature, keys }) => {
    const { code, stdout } = await run(["gpgv", "--homedir", directory, "--keyring", keys,
      "--status-fd", "1", "--", signature, "-"], directory, signed.payload);
    const status = stdout.split("\n").filter((line) => line.startsWith("[GNUPG:] "))
      .map((line) => line.split(" ").slice(1));
    const words = status.map(([word = ""]) => word);
    const bad = [...Object.keys(STATUS_WORDS), ...words].find((word) =>
      words.includes(word) && BAD_STATUS.has(word));
    const good = words.filter((word) => word === "GOODSIG").length;
    const valid = status.filter(([word]) => word === "VALIDSIG");
    const primary = valid[0]?.at(-1) ?? "";
    const fingerprint = /^[0-9A-F]{40}([0-9A-F]{24})?$/.test(primary) ? primary : null;
    const isGood = code === 0 && bad === undefined && good === 1 && valid.length === 1;
    if (isGood && fingerprint !== null) return fingerprint;
    return refuse(STATUS_WORDS[bad ?? ""]
      ?? `gpgv does not confirm its signature (${bad ?? code})`,
    bad === "EXPKEYSIG" ? ENDED : undefined);
  });

/**
 * `trusted`: who may write the keys, beside root. Throws SOURCE_SIGNER, and SOURCE_TOOLS when a
 * program or a list of keys is missing.
 */
export const signatureVerifier = (
  keys: SignatureKeys, trusted: number,
) => async (signed: SignedPayload): Promise<string> => {
  const { signature } = signed;
  if (signature.startsWith("-----BEGIN SSH SIGNATURE-----")) {
    return bySsh(signed, keysFrom(keys.signers, "signers", trusted));
  }
  if (/^-----BEGIN PGP (SIGNATURE|MESSAGE)-----/.test(signature)) {
    return byOpenPgp(signed, keysFrom(keys.keyring, "keyring", trusted));
  }
  return refuse("it has a signature of an unknown kind");
};
