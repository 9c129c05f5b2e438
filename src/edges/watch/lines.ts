/**
 * What the reader reports to the agent: lines of JSON of bounded length. They hold a path and a
 * process, only of writes to sysctls and interrupts, and never come with a descriptor.
 */
import type { Writer } from "../../engine/drift/watch.ts";

export const READER_SOCKET = "/run/vexor-agent/watch.sock";
const WATCH_FORMAT = "vexor.watch/1";

/** The first line: from here on every write is reported, unless it says why none is. */
interface HelloLine {
  readonly format: typeof WATCH_FORMAT;
  readonly because: string | null;
}

interface WriteLine {
  readonly wrote: string;
  readonly writer: Writer;
}

/** Some writes were not reported: anything may have changed. */
interface LostLine {
  readonly lost: true;
}

export type WatchLine = HelloLine | WriteLine | LostLine;

const KERNEL_FILE = /^\/proc\/(?:sys|irq)\/[^\0-\x1f\x7f]{1,512}$/;

/** Whether the reader reports writes to it: a sysctl, or what belongs to an interrupt. */
export const isKernelFile = (path: string): boolean => KERNEL_FILE.test(path);

const LONGEST_TEXT = 200;

const clip = <T>(value: T): T => (typeof value === "string"
  ? value.slice(0, LONGEST_TEXT) as T & string : value);

const clipped = (writer: Writer): Writer => ({
  ...writer,
  name: clip(writer.name), exe: clip(writer.exe), user: clip(writer.user),
  login: clip(writer.login), unit: clip(writer.unit),
  argv: writer.argv.map(clip), parents: writer.parents.map(clip),
});

const printed = (line: WatchLine): string => `${JSON.stringify(line)}\n`;

export const helloLine = (because: string | null): string =>
  printed({ format: WATCH_FORMAT, because });
export const wroteLine = (wrote: string, writer: Writer): string =>
  printed({ wrote, writer: clipped(writer) });
export const LOST_LINE = printed({ lost: true });

/** Null when it is not a line of the reader's. */
export const readLine = (text: string): WatchLine | null => {
  try {
    const line = JSON.parse(text) as Partial<HelloLine & WriteLine & LostLine> | null;
    const isLine = line?.format === WATCH_FORMAT || line?.lost === true
      || (typeof line?.wrote === "string" && typeof line.writer?.pid === "number");
    return isLine ? line as WatchLine : null;
  } catch {
    return null;
  }
};
