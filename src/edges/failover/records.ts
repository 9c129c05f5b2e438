/** Signing records on the disk, under their digests: root's alone, and the newest few of them. */
import { isPlacedIn, PLACED_PATH } from "../../failover/placed-record.ts";
import type { RecordStore } from "../../failover/ports.ts";
import {
  isRecordDigest, LONGEST_RECORD, readStopped, RECEIVED_PATH, recordPath, renderReceived,
  STOPPED_PATH,
} from "../../failover/signing-record.ts";
import { SIGNED_EPOCH_PATH, signedEpochIn } from "../../failover/signed-epoch.ts";
import type { Host } from "../../ports/host.ts";

const PARENT = "/var/lib/vexor-agent/failover";
const DIRECTORY = `${PARENT}/records`;
const MOST_KEPT = 3;
const NEWEST_SLOT = /^[^[]{1,200}"slot":(\d{1,16}),"files"/;

const textOf = (host: Host, digest: string): string | null => {
  try {
    const bytes = host.bytes(recordPath(digest), LONGEST_RECORD);
    const text = bytes === null ? null : Buffer.from(bytes).toString("utf8");
    return text !== null && host.digest(text) === digest ? text : null;
  } catch {
    return null;
  }
};

/** A damaged one goes first. */
const slotOf = (host: Host, digest: string): number =>
  Number(NEWEST_SLOT.exec(textOf(host, digest) ?? "")?.[1] ?? -1);

const dropOld = (host: Host, latest: string): void => {
  const others = host.list(DIRECTORY).filter((name) => isRecordDigest(name) && name !== latest)
    .map((digest) => ({ digest, slot: slotOf(host, digest) }))
    .toSorted((one, other) => other.slot - one.slot);
  for (const { digest } of others.slice(MOST_KEPT - 1)) host.remove(recordPath(digest));
};

const isDone = (act: () => void): boolean => {
  try {
    act();
    return true;
  } catch {
    return false;
  }
};

export const recordStore = (host: Host): RecordStore => ({
  digestOf: (text) => host.digest(text),
  read: (digest) => (isRecordDigest(digest) ? textOf(host, digest) : null),
  keep: (text) => {
    const digest = host.digest(text);
    if (textOf(host, digest) === text) return true;
    const isKept = isDone(() => {
      for (const path of [PARENT, DIRECTORY]) host.makeDir(path);
      host.replace(recordPath(digest), text, 0o600);
    });
    // What was kept counts, also where an old one does not go.
    if (isKept) isDone(() => dropOld(host, digest));
    return isKept;
  },
  receive: (record) => isDone(() => {
    host.makeDir(PARENT);
    host.replace(RECEIVED_PATH, renderReceived(record), 0o600);
  }),
  isLastStop: (digest) => {
    try {
      return readStopped(host.read(STOPPED_PATH) ?? "")?.digest === digest;
    } catch {
      return false;
    }
  },
  signedEpoch: (identity) => {
    try {
      return signedEpochIn(host.read(SIGNED_EPOCH_PATH) ?? "", identity);
    } catch {
      return null;
    }
  },
  isPlaced: (identity, digest) => {
    try {
      return isPlacedIn(host.read(PLACED_PATH) ?? "", identity, digest);
    } catch {
      return false;
    }
  },
});
