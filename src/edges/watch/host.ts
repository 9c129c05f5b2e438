/**
 * Watches the machine by the fastest source, and polls beside it: kernel-made changes raise no
 * event, and an event may be lost. A poll's find waits a moment, so that an event which is on its
 * way can name the writer first.
 */
import type {
  DetectionMethod, WatchHost, WatchMethods, WatchTargets, Writer,
} from "../../engine/drift/watch.ts";
import { createRpcPoll } from "./rpc-poll.ts";
import { createFiles } from "./files.ts";
import { createKernelFiles, type KernelFiles } from "./kernel-files.ts";
import { READER_SOCKET } from "./lines.ts";
import { openWriteSource, type WriteEvents } from "./sources.ts";
import { createServices, createThreads } from "./threads.ts";

const THREADS_MS = 4000;
/** Of kernel files: where events report nearly everything, and where they may not. */
const KERNEL_MS = { fanotify: 4000, inotify: 1000, poll: 1000 } as const;
const GRACE_MS = 100;

interface WatchParts {
  readonly files: KernelFiles;
  readonly isOurs: (pid: number) => boolean;
  tell(path: string | null, how: DetectionMethod, writer?: Writer | null, ours?: boolean): void;
  /** Looks for what changed without an event of its own. */
  sweep(): void;
}

/** An IRQ's mask has two files; a write to one changes the other. */
const TWINS = /^(\/proc\/irq\/\d+\/smp_affinity)$/;

const writesFor = ({ files, isOurs, tell, sweep }: WatchParts): WriteEvents => ({
  wrote: (path, pid, writerOf) => {
    const watched = path.replace(TWINS, "$1_list");
    if (!files.has(watched)) return;
    const writer = writerOf();
    if (!files.hasChanged(watched) && !files.isSecret(watched)) return;
    tell(watched, "fanotify", writer, isOurs(pid));
    sweep(); // the kernel may have changed others along with it
  },
  lost: () => tell(null, "fanotify"),
  touched: (path) => {
    if (files.hasChanged(path)) tell(path, "inotify");
  },
});

const sweeper = (files: KernelFiles, tell: WatchParts["tell"]) => {
  const late = (path: string): void => {
    if (files.hasChanged(path)) tell(path, "poll");
  };
  return (): void => {
    for (const path of files.peek()) setTimeout(late, GRACE_MS, path);
  };
};

/** Every few seconds, whatever the events say; one timer for all, since each wake-up costs. */
const startPolls = (
  every: () => number, sweep: () => void, look: () => void,
): (() => void) => {
  let timer: NodeJS.Timeout;
  let unlooked = 0;
  const wait = (): void => {
    const ms = every();
    timer = setTimeout(() => {
      sweep();
      unlooked += ms;
      if (unlooked >= THREADS_MS) {
        look();
        unlooked = 0;
      }
      wait();
    }, ms);
  };
  wait();
  return () => clearTimeout(timer);
};

export const watchHost: WatchHost = async (targets, noticed, options = {}) => {
  const { reader = READER_SOCKET, isOurs, meansChanged } = options;
  let isOpen = true;
  const tell: WatchParts["tell"] = (path, how, writer = null, ours = false) => {
    if (isOpen) noticed({ path, at: Date.now(), how, writer, ours });
  };
  const kernelFiles = createKernelFiles();
  const sweep = sweeper(kernelFiles, tell);
  const parts: WatchParts = { files: kernelFiles, tell, sweep,
    isOurs: (pid) => pid === process.pid || (isOurs?.(pid) ?? false) };
  const [threads, services] = [createThreads(), createServices()];
  const files = createFiles((path) => tell(path, "files"));
  const answers = createRpcPoll((to) => tell(to, "poll"));
  const source = await openWriteSource(writesFor(parts), reader, (means) => {
    if (!isOpen) return;
    tell(null, "poll"); // between the one and the other, anything may have been missed
    meansChanged?.(means);
  });
  const keep = async (next: WatchTargets): Promise<void> => {
    kernelFiles.keep(next.kernelFiles);
    source.keep(next.kernelFiles);
    threads.keep(next.threads);
    services.keep(next.services);
    await Promise.all([files.keep(next.files), answers.keep(next.answers ?? [])]);
  };
  await keep(targets);
  const stopPolls = startPolls(() => KERNEL_MS[source.means().kernelFiles], () => {
    sweep();
    source.tend();
  }, () => {
    for (const kind of [threads, services, files]) {
      for (const path of kind.changed()) tell(path, "poll");
    }
    void answers.look();
  });
  return {
    get means(): WatchMethods { return source.means(); },
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
