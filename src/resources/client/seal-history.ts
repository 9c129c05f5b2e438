/**
 * What an Ethereum-like validator has signed, sealed as a record for the other host of its failover
 * group. A client that cannot export it is none the less stopped; then the seal is one that only
 * this host can meet: the other one does not take the keys up by it, and gives them back.
 */
import { gunzipSync, gzipSync } from "node:zlib";
import { asVexorError, VexorError } from "../../engine/model/errors.ts";
import type { ReportProgress } from "../../engine/resource.ts";
import {
  LONGEST_RECORD, renderSigningRecord, type SealedRecord, type SignedFile,
} from "../../failover/signing-record.ts";
import type { Interchange } from "../../formats/slashing-protection.ts";
import type { Host } from "../../ports/host.ts";
import { keepRecord, noteStopped, storedRecord } from "../shared/stored-record.ts";
import {
  assertProtected, exportHistory, importHistory, ownHistory, readExport, stoppedClient,
  type ExportedHistory,
} from "./slashing.ts";
import { LARGEST_EXPORT } from "./transfer-size.ts";

const FORM = "slashing-protection";

/** The newest epoch that any of its keys has attested to; null where none has. */
const newestEpoch = ({ keys }: Interchange): number | null => {
  let newest: bigint | null = null;
  for (const key of keys.values()) {
    for (const { target } of key.read().attestations) {
      if (newest === null || target > newest) newest = target;
    }
  }
  return newest === null ? null : Number(newest);
};

const sealed = (
  host: Host, identity: string, { text, history }: ExportedHistory,
): SealedRecord => {
  const slot = newestEpoch(history);
  const record = renderSigningRecord({ identity,
    files: [{ form: FORM, slot, bytes: gzipSync(text) }] });
  if (record.length <= LONGEST_RECORD) return { text: record, slot, digest: host.digest(record) };
  throw new VexorError("SLASHING_INVALID", `the record of what it has signed has `
    + `${record.length} characters, and ${LONGEST_RECORD} is the most`);
};

/** Of a client that has stopped. Whatever it says, nothing here signs. */
export const sealHistory = async (
  host: Host, unit: string, identity: string, report: ReportProgress,
): Promise<void> => {
  try {
    report(`${unit} exports what it has signed`);
    keepRecord(host, sealed(host, identity, await exportHistory(host, stoppedClient(host, unit))));
  } catch (error) {
    report(`what ${unit} has signed cannot be handed over: ${asVexorError(error).message}`);
    const digest = host.digest(`${identity} ${host.now().getTime()} ${host.read(BOOT_ID) ?? ""}`);
    noteStopped(host, { digest, slot: null });
  }
};

const BOOT_ID = "/proc/sys/kernel/random/boot_id";

const textIn = (file: SignedFile | undefined): string => {
  try {
    const bytes = gunzipSync(file?.bytes ?? new Uint8Array(), { maxOutputLength: LARGEST_EXPORT });
    return bytes.toString("utf8");
  } catch {
    throw new VexorError("SIGNING_RECORD", "the record has no slashing protection to be read");
  }
};

/** Its client then refuses all that the other host's refused, by its own export. */
export const placeHistory = async (
  host: Host, { unit, identity, digest }: {
    readonly unit: string; readonly identity: string; readonly digest: string;
  }, report: ReportProgress,
): Promise<void> => {
  const { files } = storedRecord(host, digest, identity);
  const text = textIn(files.find(({ form }) => form === FORM));
  const received = readExport(text, "what was received");
  const client = stoppedClient(host, unit);
  report(`${unit} takes over what the other host has signed`);
  const own = await ownHistory(host, client);
  await importHistory(host, client, text);
  assertProtected(received, (await exportHistory(host, client)).history, own);
};
