/**
 * Listens to the reader, for as long as it takes: while it is not there, the caller does without,
 * and is told when it comes.
 */
import { connect } from "node:net";
import type { Writer } from "../../engine/watch.ts";
import { onLines } from "../agent/sockets.ts";
import { readLine } from "./lines.ts";

interface Told {
  wrote(path: string, writer: Writer): void;
  /** Something was not told. */
  lost(): void;
  /** From here on everything is told. */
  up(): void;
  /** From here on nothing is. */
  down(because: string): void;
}

const LONGEST_LINE = 64 * 1024;
const RETRY_MS = 10_000;
/** systemd starts the reader for the first connection. */
const FIRST_MS = 3_000;

interface Listening {
  /** Resolves once it is known whether the reader tells, or it is not worth waiting any longer. */
  readonly begun: Promise<void>;
  close(): void;
}

export const listenTo = (path: string, told: Told): Listening => {
  let isClosed = false;
  let close = (): void => undefined;
  let settle = (): void => undefined;
  const begun = new Promise<void>((resolve) => (settle = resolve));
  const patience = setTimeout(settle, FIRST_MS);
  const known = (): void => {
    clearTimeout(patience);
    settle();
  };

  const heed = (text: string): void => {
    const line = readLine(text);
    if (line === null || "lost" in line) return told.lost();
    if ("wrote" in line) return told.wrote(line.wrote, line.writer);
    if (line.because === null) told.up();
    else told.down(line.because);
    known();
  };

  const begin = (): void => {
    let why = "it hung up";
    const socket = connect(path);
    socket.on("error", (error: NodeJS.ErrnoException) => {
      why = error.code ?? error.message;
    });
    onLines(socket, (text) => {
      if (!isClosed) heed(text);
    }, LONGEST_LINE);
    const over = (): void => {
      if (isClosed) return;
      told.down(`vexor-watch.service: ${why}`);
      known();
      const timer = setTimeout(begin, RETRY_MS);
      close = () => clearTimeout(timer);
    };
    socket.on("close", over);
    close = () => void socket.destroy();
  };

  begin();
  return { begun, close: () => {
    isClosed = true;
    known();
    close();
  } };
};
