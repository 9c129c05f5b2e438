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

export const signed = (text: string, { key, certificate }: PeerCredentials): SignedText => {
  const own = createPrivateKey(key);
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

const isIssued = (certificate: X509Certificate, ca: Buffer, now: number): boolean =>
  Date.parse(certificate.validFrom) <= now && now < Date.parse(certificate.validTo)
    && authorities(ca).some((one) =>
      certificate.checkIssued(one) && certificate.verify(one.publicKey));

/** Is this text of that host, by a certificate of our authority for its very name? */
export const isOf = (
  host: string, said: SignedText, { ca }: PeerCredentials, now: number,
): boolean => {
  const certificate = certificateIn(said.certificate);
  if (certificate === null || !isIssued(certificate, ca, now)) return false;
  if (certificate.checkHost(host, { subject: "never" }) === undefined) return false;
  const key = createPublicKey(certificate.publicKey.export({ type: "spki", format: "pem" }));
  return verify(hashFor(key), Buffer.from(said.text), key, Buffer.from(said.signature, "base64"));
};
