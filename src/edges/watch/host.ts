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
import { adoptDescriptor, storeDescriptor } from "./descriptors.ts";
import { listen, openFanotify, tellStarts, type Heard } from "./fanotify.ts";
import { createFiles } from "./files.ts";
import { createInotify } from "./inotify.ts";
import { createKernelFiles, type KernelFiles } from "./kernel-files.ts";
import { createStarts, type Starts } from "./starts.ts";
import { createServices, createThreads } from "./threads.ts";
import { identify } from "./writer.ts";

const KERNEL_MS = 2000;
const THREADS_MS = 4000;
const STARTS_MS = 10_000;
const GRACE_MS = 100;
/** How long starts are not listened to after there were too many. */
const DEAF_MS = 60_000;
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
  const writerOf = (pid: number, at: number): Writer => {
    if (last?.pid === pid && at - last.at < SAME_WRITER_MS) return last.writer;
    const writer = identify(pid, starts.find(pid, at));
    last = { pid, at, writer };
    return writer;
  };
  return {
    wrote: (path, pid) => {
      const watched = path.replace(TWINS, "$1_list");
      if (!files.has(watched)) return;
      const writer = writerOf(pid, Date.now());
      if (!files.hasChanged(watched) && !files.isSecret(watched)) return;
      tell(watched, "fanotify", writer, isOurs(pid));
      sweep(); // the kernel may have changed others along with it
    },
    started: (exe, pid) => starts.note(pid, exe, Date.now()),
    lost: () => tell(null, "fanotify"),
  };
};

/** Hears starts unless there are so many that hearing them costs too much. */
const boundStarts = (fd: number, starts: Starts): (() => void) => {
  let deafSince: number | null = null;
  const timer = setInterval(() => {
    const now = Date.now();
    if (deafSince === null && starts.tooMany(STARTS_MS)) {
      if (tellStarts(fd, false)) deafSince = now;
    } else if (deafSince !== null && Math.abs(now - deafSince) >= DEAF_MS) {
      deafSince = null;
      tellStarts(fd, true);
    }
  }, STARTS_MS);
  return () => clearInterval(timer);
};

interface Source {
  readonly means: WatchMeans;
  keep(paths: readonly string[]): void;
  close(): void;
}

const byFanotify = (fd: number, parts: Parts): Source => {
  let closed = false;
  const stopBounding = boundStarts(fd, parts.starts);
  void listen(fd, heardBy(parts), () => closed);
  return {
    means: { kernelFiles: "fanotify", because: null },
    keep: () => undefined,
    close: () => {
      closed = true;
      stopBounding();
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

const NAME = "fanotify";

/** What systemd starts before the agent, with the rights to. */
export const handWatch = (): void => {
  const fd = openFanotify(true);
  if (typeof fd === "string") throw new VexorError("NOT_ROOT", fd);
  storeDescriptor(fd, NAME);
  closeSync(fd);
};

const sourceFor = (parts: Parts, { fanotify: given }: WatchOptions): Source => {
  const fd = given ?? adoptDescriptor(NAME) ?? openFanotify();
  return typeof fd === "number" ? byFanotify(fd, parts) : byInotify(parts, fd);
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
const startPolls = ({ sweep, tell }: Parts, { threads, services }: {
  threads: ReturnType<typeof createThreads>; services: ReturnType<typeof createServices>;
}): (() => void) => {
  const timers = [
    setInterval(sweep, KERNEL_MS),
    setInterval(() => {
      for (const dir of [...threads.changed(), ...services.changed()]) tell(dir, "poll");
    }, THREADS_MS),
  ];
  return () => timers.forEach(clearInterval);
};

export const watchHost: WatchHost = async (targets, noticed, options = {}) => {
  let isOpen = true;
  const tell: Parts["tell"] = (path, how, writer = null, ours = false) => {
    if (isOpen) noticed({ path, at: Date.now(), how, writer, ours });
  };
  const isOurs = (pid: number): boolean =>
    pid === process.pid || (options.isOurs?.(pid) ?? false);
  const kernelFiles = createKernelFiles();
  const parts: Parts = { files: kernelFiles, starts: createStarts(), isOurs, tell,
    sweep: sweeper(kernelFiles, tell) };
  const [threads, services] = [createThreads(), createServices()];
  const files = createFiles((path) => tell(path, "files"));
  const source = sourceFor(parts, options);
  const keep = (next: WatchTargets): Promise<void> => {
    kernelFiles.keep(next.kernelFiles);
    source.keep(next.kernelFiles);
    threads.keep(next.threads);
    services.keep(next.services);
    return files.keep(next.files);
  };
  await keep(targets);
  const stopPolls = startPolls(parts, { threads, services });
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
