/**
 * Listens to the reader, for as long as it takes: while it is not there, the caller does without,
 * and is called when it comes.
 */
import type { Writer } from "../../engine/drift/watch.ts";
import { readLine } from "./lines.ts";
import { listenAt } from "./unix-stream.ts";

interface ReaderEvents {
  wrote(path: string, writer: Writer): void;
  /** An event was not reported. */
  lost(): void;
  /** From here on everything is reported. */
  up(): void;
  /** From here on nothing is. */
  down(because: string): void;
}

const LONGEST_LINE = 64 * 1024;
const RETRY_MS = 10_000;
/** systemd starts the reader for the first connection. */
const FIRST_MS = 3_000;

interface ReaderConnection {
  /**
   * Resolves once it is known whether the reader reports, or it is not worth waiting any longer.
   */
  readonly begun: Promise<void>;
  close(): void;
}

/** Bytes in, whole lines out; one that is too long is given in pieces, which make no sense. */
const linesOf = (heard: (line: string) => void): ((bytes: Uint8Array) => void) => {
  const decoder = new TextDecoder();
  let rest = "";
  return (bytes) => {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > LONGEST_LINE) {
      lines.push(rest);
      rest = "";
    }
    lines.forEach(heard);
  };
};

export const listenTo = (path: string, told: ReaderEvents): ReaderConnection => {
  let isClosed = false;
  let close = (): void => undefined;
  let settle = (): void => undefined;
  const begun = new Promise<void>((resolve) => (settle = resolve));
  const patience = setTimeout(settle, FIRST_MS);
  const known = (): void => {
    clearTimeout(patience);
    settle();
  };

  const handleText = (text: string): void => {
    const line = readLine(text);
    if (line === null || "lost" in line) return told.lost();
    if ("wrote" in line) return told.wrote(line.wrote, line.writer);
    if (line.because === null) told.up();
    else told.down(line.because);
    known();
  };

  const begin = (): void => {
    const heard = linesOf((text) => {
      if (!isClosed) handleText(text);
    });
    const over = (why: string): void => {
      told.down(`vexor-watch.service: ${why}`);
      known();
      const timer = setTimeout(begin, RETRY_MS);
      close = () => clearTimeout(timer);
    };
    close = listenAt(path, { heard, over });
  };

  begin();
  return { begun, close: () => {
    isClosed = true;
    known();
    close();
  } };
};
