/**
 * How large a signing history is, and how long it takes to carry, told from the files that it lies
 * in: a client that never prunes grows by 15 MB of export for each key and year. Known before the
 * old client is stopped, so that a history which cannot be carried never stops it.
 */
import type { StoppedClient } from "../../detectors/clients/clients.ts";
import type { Adapter } from "../../detectors/clients/descriptors.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { DIRECTORY_LOCK, roundedSize } from "../../formats/signing-history.ts";
import type { HostReader } from "../../ports/host.ts";
import { historyFile } from "./history-place.ts";
import type { TransferBlocker } from "./start-interlock.ts";

/** What a text may hold in every runtime; some 32 years of one key. */
export const LARGEST_EXPORT = 500_000_000;

/** Of an export: three numbers, a root, their names and the indentation. */
const RECORD_BYTES = 190;

interface TransferPace {
  /** Bytes that one record takes on the client's disk. */
  readonly onDisk: number;
  /** Seconds that a command takes before it begins, and records that it moves in one. */
  readonly start: number;
  readonly perSecond: number;
}

const NATIVE: TransferPace = { onDisk: 100, start: 1, perSecond: 5000 };
const PACES: Readonly<Partial<Record<Adapter, TransferPace>>> = {
  lodestar: { onDisk: 75, start: 8, perSecond: 1000 },
  teku: { onDisk: 100, start: 8, perSecond: 5000 },
};

const paceOf = ({ part }: StoppedClient): TransferPace => PACES[part?.adapter ?? "none"] ?? NATIVE;

const sizeOf = (host: HostReader, path: string): number => host.stat(path)?.size ?? 0;

/** Rounded up; null where it is not ours to see, or not there. */
const bytesOnDisk = (host: HostReader, file: string): number | null => {
  try {
    if (!file.endsWith(`/${DIRECTORY_LOCK}`)) {
      const found = host.stat(file);
      return found && roundedSize(found.size);
    }
    const directory = file.slice(0, -DIRECTORY_LOCK.length - 1);
    const names = host.list(directory);
    return names.length === 0 ? null : roundedSize(names.reduce((sum, name) =>
      sum + sizeOf(host, `${directory}/${name}`), 0));
  } catch (error) {
    if (error instanceof VexorError) return null;
    throw error;
  }
};

/** Records in the history of this client, rounded up; null where its files tell nothing. */
export const recordsOf = (host: HostReader, client: StoppedClient): number | null => {
  const file = historyFile(host, client);
  const bytes = file === null ? null : bytesOnDisk(host, file);
  return bytes === null ? null : Math.ceil(bytes / paceOf(client).onDisk);
};

export const exportedRecords = (text: string): number => Math.ceil(text.length / RECORD_BYTES);

const LEAST_MS = 300_000;
/** Ten times slower than the slowest that was measured. */
const MS_PER_RECORD = 10;
const MOST_MS = 4 * 3_600_000;

/** How long one command may take with so many records. */
export const limitFor = (records: number): number =>
  Math.min(LEAST_MS + records * MS_PER_RECORD, MOST_MS);

const seconds = ({ start, perSecond }: TransferPace, records: number): number =>
  start + records / perSecond;

/** An export of the old one; of the new one an export, an import and another export. */
const transferSeconds = (
  host: HostReader, from: StoppedClient, to: StoppedClient,
): { readonly records: number; readonly seconds: number } | null => {
  const records = recordsOf(host, from);
  if (records === null) return null;
  const own = recordsOf(host, to) ?? 0;
  return { records, seconds: Math.ceil(seconds(paceOf(from), records) + seconds(paceOf(to), own)
    + 2 * seconds(paceOf(to), records + own)) };
};

const MIB = 1024 * 1024;
const TRANSFERS = "/run";

/** Why what this client has signed is too much to carry; null where nothing says so. */
export const findTooLarge = (
  host: HostReader, client: StoppedClient,
): TransferBlocker | null => {
  const bytes = (recordsOf(host, client) ?? 0) * RECORD_BYTES;
  const size = `an export of ${client.unit} takes about ${Math.ceil(bytes / MIB)} MiB`;
  if (bytes > LARGEST_EXPORT) {
    return { why: `${size}, and ${Math.floor(LARGEST_EXPORT / MIB)} MiB is the most`,
      wayOut: "export it by hand, cut it down to the newest entries of each key (EIP-3076), and "
        + "import it into the client that shall run" };
  }
  const free = bytes === 0 ? null : host.freeBytes(TRANSFERS);
  if (free === null || free > 2 * bytes) return null;
  return { why: `${size} and is there twice for a moment, and ${TRANSFERS} has `
    + `${Math.floor(free / MIB)} MiB of space left`, wayOut: `make space in ${TRANSFERS}` };
};

const MINUTE = 60;

const inWords = (all: number): string =>
  (all < 2 * MINUTE ? `${all} s` : `${Math.ceil(all / MINUTE)} minutes`);

/** A sentence for people; null where nothing is known. */
export const describeTransfer = (
  host: HostReader, from: StoppedClient, to: StoppedClient,
): string | null => {
  const found = transferSeconds(host, from, to);
  return found && `what ${from.unit} has signed (about ${found.records} records) takes about `
    + `${inWords(found.seconds)} to carry; neither it nor ${to.unit} runs meanwhile`;
};
