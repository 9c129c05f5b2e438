/**
 * Records of what was signed, as they lie on this host: one that the keeper has received, and the
 * one that this host leaves once it has stopped, for the other host to go on from.
 */
import { VexorError } from "../../engine/model/errors.ts";
import {
  LONGEST_RECORD, parseSigningRecord, readReceived, RECEIVED_PATH, recordPath, renderStopped,
  STOPPED_PATH, type ReceivedRecord, type SealedRecord, type SigningRecord,
} from "../../failover/signing-record.ts";
import type { StopProof } from "../../failover/register.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import { rootsText } from "./roots-text.ts";

const wrong = (why: string): VexorError => new VexorError("SIGNING_RECORD", why);

/** Throws SIGNING_RECORD, and HOST_READ for a file that cannot be read. */
export const storedRecord = (
  host: HostReader, digest: string, identity: string,
): SigningRecord => {
  const path = recordPath(digest);
  const bytes = host.bytes(path, LONGEST_RECORD);
  if (bytes === null) throw wrong(`${path} is not there`);
  const text = Buffer.from(bytes).toString("utf8");
  if (host.digest(text) !== digest) throw wrong(`${path} is not what its name says`);
  const record = parseSigningRecord(text, identity);
  if (record === null) throw wrong(`${path} is not a signing record of ${identity}`);
  return record;
};

/** A file of another group, or of an identity of before, is left from then. */
export const receivedRecord = (
  host: HostReader, { group, identity }: Pick<ReceivedRecord, "group" | "identity">,
): ReceivedRecord | null => {
  if (host.isTree) return null;
  const { text } = rootsText(host, RECEIVED_PATH);
  const received = text === null ? null : readReceived(text);
  return received?.group === group && received.identity === identity ? received : null;
};

const directoryOf = (path: string): string => path.slice(0, path.lastIndexOf("/"));

/** What the keeper offers the other host once nothing here signs. */
export const noteStopped = (host: Host, { digest, slot }: StopProof): void => {
  host.makeDir(directoryOf(STOPPED_PATH));
  host.replace(STOPPED_PATH, renderStopped({ digest, slot }), 0o600);
};

export const keepRecord = (host: Host, { digest, slot, text }: SealedRecord): void => {
  const path = recordPath(digest);
  for (const one of [directoryOf(directoryOf(path)), directoryOf(path)]) host.makeDir(one);
  host.replace(path, text, 0o600);
  noteStopped(host, { digest, slot });
};
