/** What processes report of themselves, in a time that they cannot stretch. */
declare module "./host.ts" {
  interface ReaderPorts {
    readonly processes: ProcessReader;
  }
}

/** What a process reports of itself. */
export interface ProcessText {
  /** The user whose rights it has; null in a tree, where that cannot be seen. */
  readonly owner: number | null;
  /** Null where it was not read in time. */
  readonly told: { readonly argv: readonly string[]; readonly status: string } | null;
}

export interface ProcessReader {
  /**
   * True when a process began after the entry at this path, and the file that a link there leads
   * to, were last changed: what it read at its start is what stands there. Null when that is
   * unknown, and in a tree.
   */
  startedAfter(pid: number, path: string): boolean | null;
  /**
   * Command line and status of processes; those that have ended are left out. A process can keep a
   * reader of its command line waiting for good, so another user's is read by a child with a
   * deadline. The first ones asked for come first.
   */
  processTexts(pids: readonly number[]): ReadonlyMap<number, ProcessText>;
}
