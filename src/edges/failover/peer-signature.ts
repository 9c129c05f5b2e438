/**
 * Signatures of what keepers say, by the keys of their TLS certificates. The connection alone does
 * not say which host of the authority is at its other end.
 */
import {
  createPrivateKey, createPublicKey, sign, verify, X509Certificate, type KeyObject,
} from "node:crypto";
import type { SignedText } from "../../failover/word.ts";

const HASH = "sha256";

export interface PeerCredentials {
  readonly ca: Buffer;
  readonly certificate: Buffer;
  readonly key: Buffer;
}

/** Ed25519 takes no hash of its own. */
const hashFor = ({ asymmetricKeyType }: KeyObject): string | null =>
  (asymmetricKeyType === "ed25519" ? null : HASH);

/** Files are read again in turn, and are other buffers then. */
const ownKeys = new WeakMap<Buffer, KeyObject>();

const ownKey = (key: Buffer): KeyObject => {
  const own = ownKeys.get(key) ?? createPrivateKey(key);
  ownKeys.set(key, own);
  return own;
};

export const signed = (text: string, { key, certificate }: PeerCredentials): SignedText => {
  const own = ownKey(key);
  return { text, certificate: certificate.toString("utf8"),
    signature: sign(hashFor(own), Buffer.from(text), own).toString("base64") };
};

const certificateIn = (text: string): X509Certificate | null => {
  try {
    return new X509Certificate(text);
  } catch {
    return null;
  }
};

const authorities = (ca: Buffer): readonly X509Certificate[] =>
  (ca.toString("utf8").match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [])
    .flatMap((one) => certificateIn(one) ?? []);

const isIssued = (certificate: X509Certificate, ca: Buffer): boolean =>
  authorities(ca).some((one) => certificate.checkIssued(one) && certificate.verify(one.publicKey));

/** One that an authority has issued, with its key. */
interface IssuedCertificate {
  readonly text: string;
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
}

/** The last one of each authority: a peer shows the same one for months. */
const lastIssued = new WeakMap<Buffer, IssuedCertificate>();

const issuedIn = (text: string, ca: Buffer): IssuedCertificate | null => {
  const last = lastIssued.get(ca);
  if (last?.text === text) return last;
  const certificate = certificateIn(text);
  if (certificate === null || !isIssued(certificate, ca)) return null;
  const issued = { text, certificate,
    key: createPublicKey(certificate.publicKey.export({ type: "spki", format: "pem" })) };
  lastIssued.set(ca, issued);
  return issued;
};

const isInTime = ({ validFrom, validTo }: X509Certificate, now: number): boolean =>
  Date.parse(validFrom) <= now && now < Date.parse(validTo);

/** Is this text of that host, by a certificate of our authority for its very name? */
export const isOf = (
  host: string, said: SignedText, { ca }: PeerCredentials, now: number,
): boolean => {
  const issued = issuedIn(said.certificate, ca);
  if (issued === null || !isInTime(issued.certificate, now)) return false;
  if (issued.certificate.checkHost(host, { subject: "never" }) === undefined) return false;
  const { key } = issued;
  return verify(hashFor(key), Buffer.from(said.text), key, Buffer.from(said.signature, "base64"));
};
