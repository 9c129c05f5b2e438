/**
 * What reports writes to kernel files: fanotify's own queues where this process may have them, the
 * reader where it may listen to that, and inotify, which names no process, while neither does.
 */
import { closeSync } from "node:fs";
import type { WatchMethods, Writer } from "../../engine/drift/watch.ts";
import { listenTo } from "./by-reader.ts";
import { readFanotify, openFanotify, type Fanotify } from "./fanotify.ts";
import { createInotify } from "./inotify.ts";
import { createExecEvents } from "./exec-events.ts";
import { createWriters } from "./writer.ts";

export interface WriteEvents {
  /** The writer is looked up only for watched files: it takes a dozen files. */
  wrote(path: string, pid: number, writerOf: () => Writer): void;
  lost(): void;
  /** Written by an unknown process. */
  touched(path: string): void;
}

interface WriteSource {
  means(): WatchMethods;
  keep(paths: readonly string[]): void;
  /** To be called every few seconds. */
  tend(): void;
  close(): void;
}

const BY_FANOTIFY: WatchMethods = { kernelFiles: "fanotify", because: null };

const byFanotify = (
  { writes, starts: startsFd }: Fanotify, { wrote, lost }: WriteEvents,
): WriteSource => {
  const starts = createExecEvents(startsFd);
  const writerOf = createWriters(starts);
  const stop = readFanotify(writes, { lost, wrote: (path, pid) =>
    wrote(path, pid, () => writerOf(pid, Date.now())) });
  return {
    means: () => BY_FANOTIFY,
    keep: () => undefined,
    tend: () => starts.empty(Date.now()),
    close: () => {
      stop();
      starts.close();
      closeSync(writes);
    },
  };
};

/** `changed` is called when the reader has come or gone since this has resolved. */
const byReader = async (
  path: string, { wrote, lost, touched }: WriteEvents, why: string,
  changed: (means: WatchMethods) => void,
): Promise<WriteSource> => {
  let kept: readonly string[] = [];
  let hasBegun = false;
  let inotify: ReturnType<typeof createInotify> | null = null;
  let means: WatchMethods = BY_FANOTIFY;
  const turn = (next: WatchMethods): void => {
    if (next.because === means.because) return;
    means = next;
    if (means.kernelFiles === "inotify") {
      inotify ??= createInotify(touched);
      inotify.keep(kept);
    } else {
      inotify?.close();
      inotify = null;
    }
    if (hasBegun) changed(means);
  };
  const down = (because: string): void =>
    turn({ kernelFiles: "inotify", because: `${why}; ${because}` });
  down("vexor-watch.service has not answered yet");
  const { begun, close } = listenTo(path, { lost, down, up: () => turn(BY_FANOTIFY),
    wrote: (written, writer) => wrote(written, writer.pid, () => writer) });
  await begun;
  hasBegun = true;
  return {
    means: () => means,
    keep: (paths) => {
      kept = paths;
      inotify?.keep(paths);
    },
    tend: () => undefined,
    close: () => {
      close();
      inotify?.close();
    },
  };
};

/** The best that can be had; `changed` is called when that is no longer the same. */
export const openWriteSource = async (
  writes: WriteEvents, reader: string, changed: (means: WatchMethods) => void,
): Promise<WriteSource> => {
  const fanotify = openFanotify();
  return typeof fanotify === "string" ? byReader(reader, writes, fanotify, changed)
    : byFanotify(fanotify, writes);
};
