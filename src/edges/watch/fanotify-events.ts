/** The records that a fanotify descriptor gives, as bytes. */
import { closeSync, readlinkSync } from "node:fs";

export const FAN = {
  MODIFY: 0x2, OPEN_EXEC: 0x1000, Q_OVERFLOW: 0x4000, ON_CHILD: 0x8000000,
} as const;

export interface FanEvent {
  readonly mask: number;
  /** Open, and ours to close; below zero it is the error that kept it from being opened. */
  readonly fd: number;
  readonly pid: number;
}

const RECORD_BYTES = 24;
const VERSION = 3;

/** Null when this is not what we have asked the kernel for. */
export const parseEvents = (bytes: Uint8Array): readonly FanEvent[] | null => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const events: FanEvent[] = [];
  for (let at = 0; at < bytes.length;) {
    if (bytes.length - at < RECORD_BYTES || view.getUint8(at + 4) !== VERSION) return null;
    const length = view.getUint32(at, true);
    if (length < RECORD_BYTES) return null;
    events.push({ mask: view.getUint32(at + 8, true), fd: view.getInt32(at + 16, true),
      pid: view.getInt32(at + 20, true) });
    at += length;
  }
  return events;
};

/** Whatever an event reports, its descriptor is closed. */
export const takeEventPath = (fd: number): string | null => {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return null;
  } finally {
    closeSync(fd);
  }
};
