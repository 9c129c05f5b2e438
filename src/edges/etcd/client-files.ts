/** The files that let this host in. What they hold goes to etcd's library, and to no message. */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { fstatSync } from "node:fs";
import { VexorError } from "../../engine/model/errors.ts";
import { shellPath } from "../../formats/shell-word.ts";
import type { GrpcAccess } from "../../ports/register.ts";
import { boundedBytes } from "../linux/regular-file.ts";
import { othersMayWrite } from "../linux/trusted-path.ts";

const LARGEST = 1024 * 1024;
const FOR_OTHERS = 0o077;
const ALL = 0o7777;

export interface TlsFiles {
  /** Null: what the machine trusts. */
  readonly ca: Buffer | null;
  readonly cert: Buffer | null;
  readonly key: Buffer | null;
}

const refuse = (message: string, hint?: string): VexorError =>
  new VexorError("ETCD_ACCESS", message, hint === undefined ? {} : { hint });

const octal = (mode: number): string => (mode & ALL).toString(8).padStart(4, "0");

/** Of the very file that is then read. */
const assertPrivate = (held: number, path: string): void => {
  const stats = fstatSync(held);
  const own = process.geteuid?.() ?? 0;
  if (!stats.isFile()) throw refuse(`${path} is not a regular file`);
  if (stats.uid !== 0 && stats.uid !== own) {
    throw refuse(`${path} belongs to user ${stats.uid}; wanted is root, or user ${own}`,
      `Give it to its reader: chown ${own} ${shellPath(path)}`);
  }
  if ((stats.mode & FOR_OTHERS) !== 0) {
    throw refuse(`${path} has mode ${octal(stats.mode)}; wanted is 0600 or less`,
      `Take the others' rights away: chmod 600 ${shellPath(path)}`);
  }
};

const readBytes = (path: string, check?: typeof assertPrivate): Buffer => {
  try {
    return Buffer.from(boundedBytes(path, path, LARGEST, 0, check));
  } catch (error) {
    if (error instanceof VexorError && error.code === "ETCD_ACCESS") throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const why = error instanceof VexorError ? message : code ?? "EIO";
    throw refuse(`${path} cannot be read: ${why}`);
  }
};

/** For this process's user alone, on a way that no other user can turn elsewhere. */
const readPrivate = (path: string): Buffer => {
  const bytes = readBytes(path, assertPrivate);
  const step = othersMayWrite(path, process.geteuid?.() ?? 0);
  if (step === null) return bytes;
  throw refuse(`other users can change ${step}, on the way to ${path}`,
    `Close it to them: chmod go-w ${shellPath(step)}`);
};

const certificateIn = (path: string, bytes: Buffer): X509Certificate => {
  try {
    return new X509Certificate(bytes);
  } catch {
    throw refuse(`${path} is not a certificate in PEM`);
  }
};

/** Its date is TLS's to judge: there may be others in the same file. */
export const readAuthority = (path: string): Buffer => {
  const bytes = readBytes(path);
  certificateIn(path, bytes);
  return bytes;
};

const readCertificate = (path: string): Buffer => {
  const bytes = readBytes(path);
  const { validTo } = certificateIn(path, bytes);
  if (Date.parse(validTo) > Date.now()) return bytes;
  throw refuse(`the certificate ${path} has expired: it was valid to ${validTo}`,
    "Have a new one made for this host.");
};

/** The library's own words on a key that it cannot use are not repeated. */
const assertPair = (cert: Buffer, key: Buffer, path: string): void => {
  try {
    if (new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) return;
  } catch {
    throw refuse(`${path} is not a private key in PEM without a passphrase`);
  }
  throw refuse(`${path} is the key of another certificate`);
};

/** Throws ETCD_ACCESS. */
export const tlsFiles = (
  ca: string | null, certificate: GrpcAccess["certificate"],
): TlsFiles => {
  const trusted = ca === null ? null : readAuthority(ca);
  if (certificate === null) return { ca: trusted, cert: null, key: null };
  const [cert, key] = [readCertificate(certificate.cert), readPrivate(certificate.key)];
  assertPair(cert, key, certificate.key);
  return { ca: trusted, cert, key };
};

export interface Login {
  readonly name: string;
  readonly password: string;
}

/** Throws ETCD_ACCESS. */
export const loginIn = (path: string): Login => {
  const text = readPrivate(path).toString("utf8").trim();
  const at = text.indexOf(":");
  if (at > 0 && !/[\r\n]/.test(text)) {
    return { name: text.slice(0, at), password: text.slice(at + 1) };
  }
  throw refuse(`${path} has another form than one line USER:PASSWORD`);
};

const SHORTEST_TOKEN = 32;

/** A secret that another machine shows, or that is shown to it. Throws ETCD_ACCESS. */
export const tokenIn = (path: string): string => {
  const text = readPrivate(path).toString("utf8").trim();
  if (text.length >= SHORTEST_TOKEN && /^[!-~]+$/.test(text)) return text;
  throw refuse(`${path} has another form than one word of ${SHORTEST_TOKEN} characters or more`,
    `Make one: openssl rand -hex 32 > ${shellPath(path)}`);
};
