/** Certificates of a forge of one's own, beside those that the machine trusts. */
import { rootCertificates } from "node:tls";
import * as tls from "node:tls";
import { VexorError } from "../../engine/model/errors.ts";
import { boundedBytes } from "../linux/regular-file.ts";

const LARGEST = 4 * 1024 * 1024;

const read = (path: string): string => {
  try {
    return Buffer.from(boundedBytes(path, path, LARGEST)).toString("utf8");
  } catch (error) {
    throw new VexorError("FORGE_UNSET", `the certificates in ${path} cannot be read: ${
      (error as NodeJS.ErrnoException).code ?? "EIO"}`);
  }
};

/** For Bun's fetch, which takes them with each request; Node's takes them once for all. */
export const certificatesIn = (path: string | null): readonly string[] | null => {
  if (path === null) return null;
  const all = [...rootCertificates, read(path)];
  tls.setDefaultCACertificates?.(all);
  return all;
};
