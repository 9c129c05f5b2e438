/** A descriptor as a stream, which Bun reads from its event loop without a timer of any kind. */

interface BunStreams {
  file(fd: number): { stream(): ReadableStream<Uint8Array> };
}

/** Null in another runtime. Cancelling it closes a copy of the descriptor, which it holds. */
export const readerOf = (fd: number): ReadableStreamDefaultReader<Uint8Array> | null => {
  const { Bun: bun } = globalThis as { Bun?: BunStreams };
  return bun ? bun.file(fd).stream().getReader() : null;
};
