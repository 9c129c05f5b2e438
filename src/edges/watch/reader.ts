/**
 * The one process with the right to watch all of /proc. It keeps fanotify's descriptors to itself
 * and reports, line by line, which process wrote to a sysctl or an interrupt. It takes no request:
 * a client can listen and hang up, and nothing else. It waits in poll(2) instead of an event loop
 * and has no timer, because it runs beside a validator for years.
 */
import { closeSync, readSync } from "node:fs";
import { VexorError } from "../../engine/model/errors.ts";
import { releaseMemory } from "../agent/release-memory.ts";
import { LIBC, loadFfi, type Ffi } from "../linux/ffi.ts";
import { createAudience, POLL, type AudienceRequest, type AudienceSockets } from "./audience.ts";
import { parseEvents } from "./fanotify-events.ts";
import { dispatchEvent, isOneFileGone, openFanotify, type Fanotify,
  type FanotifyListener } from "./fanotify.ts";
import { helloLine, isKernelFile, LOST_LINE, wroteLine } from "./lines.ts";
import { createExecEvents } from "./exec-events.ts";
import { createWriters } from "./writer.ts";

interface ReaderCalls {
  poll(fds: Uint8Array, count: number, timeoutMs: number): number;
  accept4(fd: number, address: null, size: null, flags: number): number;
  shutdown(fd: number, how: number): number;
  send(fd: number, text: Uint8Array, size: number, flags: number): bigint;
  __errno_location(): number;
}

const libcOf = (ffi: Ffi): ReaderCalls => ffi.dlopen(LIBC, {
  poll: { args: ["ptr", "u64", "i32"], returns: "i32" },
  accept4: { args: ["i32", "ptr", "ptr", "i32"], returns: "i32" },
  shutdown: { args: ["i32", "i32"], returns: "i32" },
  send: { args: ["i32", "ptr", "u64", "i32"], returns: "i64" },
  __errno_location: { args: [], returns: "ptr" },
}).symbols as ReaderCalls;

const SOCK_NONBLOCK_CLOEXEC = 0o2004000;
const SHUT_RD = 0;
const MSG_DONTWAIT_NOSIGNAL = 0x4040;
const EAGAIN = 11;

export interface ReaderIo extends AudienceSockets {
  /** What poll(2) found out about each, in order. */
  wait(asked: readonly AudienceRequest[], timeoutMs: number): readonly number[];
  /** Null when the one that wanted to connect is gone. */
  accept(): number | null;
  /** The next records of a queue; null when reading it failed. */
  read(fd: number): Uint8Array | null;
  /** Gives back memory. */
  releaseMemory(): void;
}

/** struct pollfd. */
const packed = (asked: readonly AudienceRequest[]): Buffer => {
  const bytes = Buffer.alloc(asked.length * 8);
  asked.forEach(({ fd, events }, at) => {
    bytes.writeInt32LE(fd, at * 8);
    bytes.writeInt16LE(events, at * 8 + 4);
  });
  return bytes;
};

/** Each record comes with an open descriptor, so only some are taken at a time. */
const RECORDS = Buffer.allocUnsafeSlow(128 * 24);

const NOTHING = new Uint8Array(0);

const readRecords = (fd: number): Uint8Array | null => {
  try {
    return RECORDS.subarray(0, readSync(fd, RECORDS, 0, RECORDS.length, null));
  } catch (error) {
    return isOneFileGone(error) ? NOTHING
      : null; // read(2) has taken it out of the queue all the same
  }
};

const ioOf = (ffi: Ffi, listening: number): ReaderIo => {
  const libc = libcOf(ffi);
  return {
    wait: (asked, timeoutMs) => {
      const bytes = packed(asked);
      const count = libc.poll(bytes, asked.length, timeoutMs);
      return asked.map((_, at) => (count > 0 ? bytes.readInt16LE(at * 8 + 6) : 0));
    },
    accept: () => {
      const fd = libc.accept4(listening, null, null, SOCK_NONBLOCK_CLOEXEC);
      if (fd < 0) return null;
      libc.shutdown(fd, SHUT_RD); // it has no output, and cannot leave anything behind
      return fd;
    },
    send: (fd, line) => {
      const bytes = Buffer.from(line);
      const sent = Number(libc.send(fd, bytes, bytes.length, MSG_DONTWAIT_NOSIGNAL));
      if (sent === bytes.length) return "sent";
      return sent < 0 && ffi.read.i32(libc.__errno_location()) === EAGAIN ? "full" : "gone";
    },
    read: readRecords, close: closeSync, releaseMemory,
  };
};

/** Started programs wait in the kernel's queue, which holds some 16,000 of them. */
const STARTS_MS = 15_000;
/** After this much quiet it gives back what it needed for the last thing that happened. */
const QUIET_MS = 2_000;
/** Without a listener there is nothing to read for; systemd starts it again for the next one. */
const ALONE_MS = 60_000;

class EventReader {
  readonly #io: ReaderIo;
  readonly #listening: number;
  readonly #now: () => number;
  readonly #writes: number | null;
  readonly #starts: ReturnType<typeof createExecEvents>;
  readonly #audience: ReturnType<typeof createAudience>;
  readonly #listener: FanotifyListener;
  #emptied: number;
  #alone: number;
  #isSlim = false;

  constructor(io: ReaderIo, listening: number, fanotify: Fanotify | string, now: () => number) {
    const { writes, starts } = typeof fanotify === "string" ? { writes: null, starts: null }
      : fanotify;
    this.#io = io;
    this.#listening = listening;
    this.#now = now;
    this.#writes = writes;
    this.#starts = createExecEvents(starts);
    this.#audience = createAudience(io,
      helloLine(typeof fanotify === "string" ? fanotify : null));
    this.#listener = this.#listenerOf();
    this.#emptied = now();
    this.#alone = now();
  }

  /** One wait and what came of it; false once it has been alone for long enough. */
  step(): boolean {
    const asked = [{ fd: this.#listening, events: POLL.IN }, ...this.#audience.asked(),
      ...this.#writes === null ? [] : [{ fd: this.#writes, events: POLL.IN }]];
    const told = this.#io.wait(asked, this.#isSlim ? STARTS_MS : QUIET_MS);
    told.forEach((found, at) => {
      const fd = asked[at]?.fd;
      if (found !== 0 && fd !== undefined) this.#handle(fd, found);
    });
    this.#tidy(told.every((found) => found === 0));
    return this.#now() - this.#alone < ALONE_MS;
  }

  #listenerOf(): FanotifyListener {
    const writerOf = createWriters(this.#starts);
    const audience = this.#audience;
    return {
      wrote: (path, pid) => {
        if (audience.size > 0 && isKernelFile(path)) {
          audience.tell(wroteLine(path, writerOf(pid, this.#now())));
        }
      },
      lost: () => audience.tell(LOST_LINE),
    };
  }

  #handle(fd: number, found: number): void {
    if (fd === this.#writes) return this.#read(fd);
    if (fd !== this.#listening) return this.#audience.handleReadable(fd, found);
    const fresh = this.#io.accept();
    if (fresh !== null) this.#audience.join(fresh);
  }

  #read(fd: number): void {
    const records = this.#io.read(fd);
    const events = records && parseEvents(records);
    if (events) for (const event of events) dispatchEvent(event, this.#listener);
    else this.#listener.lost();
  }

  #tidy(isQuiet: boolean): void {
    const at = this.#now();
    if (at - this.#emptied >= STARTS_MS) {
      this.#starts.empty(at);
      this.#emptied = at;
    }
    if (this.#audience.size > 0) this.#alone = at;
    this.#isSlim = isQuiet;
    if (isQuiet) this.#io.releaseMemory();
  }
}

/** Its steps: false once it has been alone for long enough. */
export const createReader = (
  io: ReaderIo, listening: number, fanotify: Fanotify | string, now = Date.now,
): (() => boolean) => {
  const reader = new EventReader(io, listening, fanotify, now);
  return () => reader.step();
};

const FIRST = 3;

/** The socket that systemd has opened for this very process. */
const listeningSocket = (): number => {
  const { LISTEN_PID: pid, LISTEN_FDS: count } = process.env as Record<string, string | undefined>;
  if (Number(pid) === process.pid && count === "1") return FIRST;
  throw new VexorError("USAGE", "vexor-watch.socket starts this, with one socket to listen at");
};

/** Reads and reports, until it has been without a listener for a minute. */
export const serveWrites = (): void => {
  const listening = listeningSocket();
  const ffi = loadFfi();
  if (!ffi) throw new VexorError("USAGE", "this runtime has no system calls");
  const step = createReader(ioOf(ffi, listening), listening, openFanotify(true));
  while (step());
};
