/** The CPUs that one thread may use, read from the kernel and set in it. */
import type { LastLook } from "./host.ts";

declare module "./host.ts" {
  interface ReaderPorts {
    readonly threads: ThreadReader;
  }
  interface WriterPorts {
    readonly threads: ThreadWriter;
  }
}

interface ThreadReader {
  /**
   * The online CPUs that a thread may use, as a kernel CPU list, asked of the kernel: a sixth of
   * the time that its status file takes. Null where only that file has it: the thread is gone, or
   * this is not a running machine.
   */
  affinity(tid: number): string | null;
}

interface ThreadWriter {
  /** Affinity of one thread, as a kernel CPU list. */
  setAffinity(tid: number, cpus: string, last?: LastLook): void;
}
