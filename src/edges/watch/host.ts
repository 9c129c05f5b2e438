/**
 * Watches the machine by whatever tells soonest, and polls beside it: kernel-made changes raise no
 * event, and an event may be lost. A poll's find waits a moment, so that an event which is on its
 * way can name the writer first.
 */
import { closeSync } from "node:fs";
import type {
  How, WatchHost, WatchMeans, WatchOptions, WatchTargets, Writer,
} from "../../engine/watch.ts";
import { VexorError } from "../../engine/errors.ts";
import { createAnswers } from "./answers.ts";
import { adoptDescriptor, storeDescriptors } from "./descriptors.ts";
import { listen, openFanotify, type Fanotify, type Heard } from "./fanotify.ts";
import { createFiles } from "./files.ts";
import { createInotify } from "./inotify.ts";
import { createKernelFiles, type KernelFiles } from "./kernel-files.ts";
import { createStarts, type Starts } from "./starts.ts";
import { createServices, createThreads } from "./threads.ts";
import { identify } from "./writer.ts";

const THREADS_MS = 4000;
/** Of kernel files: where events tell nearly everything, and where they may not. */
const KERNEL_MS = { fanotify: 4000, inotify: 1000, poll: 1000 } as const;
const GRACE_MS = 100;
/** Who writes one file after another is looked up once. */
const SAME_WRITER_MS = 200;

interface Parts {
  readonly files: KernelFiles;
  readonly starts: Starts;
  readonly isOurs: (pid: number) => boolean;
  tell(path: string | null, how: How, writer?: Writer | null, ours?: boolean): void;
  /** Looks for what changed without an event of its own. */
  sweep(): void;
}

/** An IRQ's mask has two files; whoever writes one has changed the other. */
const TWINS = /^(\/proc\/irq\/\d+\/smp_affinity)$/;

const heardBy = ({ files, starts, isOurs, tell, sweep }: Parts): Heard => {
  let last: { pid: number; at: number; writer: Writer } | null = null;
  const writerOf = (pid: number, status: string | null, at: number): Writer => {
    if (last?.pid === pid && at - last.at < SAME_WRITER_MS) return last.writer;
    const writer = identify(pid, status, (gone) => starts.find(gone, at));
    last = { pid, at, writer };
    return writer;
  };
  return {
    wrote: (path, pid, status) => {
      const watched = path.replace(TWINS, "$1_list");
      if (!files.has(watched)) return;
      const writer = writerOf(pid, status, Date.now());
      if (!files.hasChanged(watched) && !files.isSecret(watched)) return;
      tell(watched, "fanotify", writer, isOurs(pid));
      sweep(); // the kernel may have changed others along with it
    },
    lost: () => tell(null, "fanotify"),
  };
};

interface Source {
  readonly means: WatchMeans;
  keep(paths: readonly string[]): void;
  close(): void;
}

const byFanotify = (fd: number, parts: Parts): Source => {
  identify(process.pid, "", () => null); // code that runs for the first time would be too late
  const stop = listen(fd, heardBy(parts));
  return {
    means: { kernelFiles: "fanotify", because: null },
    keep: () => undefined,
    close: () => {
      stop();
      parts.starts.close();
      closeSync(fd);
    },
  };
};

const byInotify = ({ files, tell }: Parts, because: string): Source => {
  const { keep, close } = createInotify((path) => {
    if (files.hasChanged(path)) tell(path, "inotify");
  });
  return { means: { kernelFiles: "inotify", because }, keep, close };
};

const NAMES = { writes: "vexor-writes", starts: "vexor-starts" } as const;

/** What systemd starts before the agent, with the rights to. */
export const handWatch = (): void => {
  const opened = openFanotify(true);
  if (typeof opened === "string") throw new VexorError("NOT_ROOT", opened);
  const { writes, starts } = opened;
  storeDescriptors({ [NAMES.writes]: writes,
    ...(starts === null ? {} : { [NAMES.starts]: starts }) });
};

/** Given, or left with systemd for us, or opened here; a text says why there is none. */
const fanotifyFor = ({ fanotify }: WatchOptions): Fanotify | string => {
  const writes = fanotify ?? adoptDescriptor(NAMES.writes);
  return writes === null ? openFanotify() : { writes, starts: adoptDescriptor(NAMES.starts) };
};

const sweeper = (files: KernelFiles, tell: Parts["tell"]) => {
  const late = (path: string): void => {
    if (files.hasChanged(path)) tell(path, "poll");
  };
  return (): void => {
    for (const path of files.peek()) setTimeout(late, GRACE_MS, path);
  };
};

/** Every few seconds, whatever the events say. */
const startPolls = (
  { starts, sweep }: Parts, every: number, look: () => void,
): (() => void) => {
  let turn = 0;
  const timer = setInterval(() => { // one for both: each time it wakes up costs
    sweep();
    starts.empty(Date.now());
    turn += every;
    if (turn % THREADS_MS === 0) look();
  }, every);
  return () => clearInterval(timer);
};

export const watchHost: WatchHost = async (targets, noticed, options = {}) => {
  let isOpen = true;
  const tell: Parts["tell"] = (path, how, writer = null, ours = false) => {
    if (isOpen) noticed({ path, at: Date.now(), how, writer, ours });
  };
  const isOurs = (pid: number): boolean =>
    pid === process.pid || (options.isOurs?.(pid) ?? false);
  const kernelFiles = createKernelFiles();
  const fanotify = fanotifyFor(options);
  const starts = createStarts(typeof fanotify === "string" ? null : fanotify.starts);
  const parts: Parts = { files: kernelFiles, starts, isOurs, tell,
    sweep: sweeper(kernelFiles, tell) };
  const [threads, services] = [createThreads(), createServices()];
  const files = createFiles((path) => tell(path, "files"));
  const answers = createAnswers((to) => tell(to, "poll"));
  const source = typeof fanotify === "string" ? byInotify(parts, fanotify)
    : byFanotify(fanotify.writes, parts);
  const keep = async (next: WatchTargets): Promise<void> => {
    kernelFiles.keep(next.kernelFiles);
    source.keep(next.kernelFiles);
    threads.keep(next.threads);
    services.keep(next.services);
    await Promise.all([files.keep(next.files), answers.keep(next.answers ?? [])]);
  };
  await keep(targets);
  const every = KERNEL_MS[source.means.kernelFiles];
  const stopPolls = startPolls(parts, every, () => {
    for (const { changed } of [threads, services, files]) {
      for (const path of changed()) tell(path, "poll");
    }
    void answers.look();
  });
  return {
    means: source.means,
    retarget: keep,
    close: () => {
      isOpen = false;
      stopPolls();
      source.close();
      files.close();
      kernelFiles.keep([]);
    },
  };
};
