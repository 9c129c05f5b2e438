/** The only doors to the machine. A detector gets a HostReader: it has no method that writes. */

export interface FileStat {
  readonly kind: "file" | "dir" | "link" | "other";
  /** Permission bits, 0o7777 at most. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes. */
  readonly size: number;
}

export interface HostReader {
  /** True when the tree is not the running machine (`--root`): no service or process is touched. */
  readonly isTree: boolean;
  /** UTF-8 text of a file; null when it is absent. Throws HOST_READ for anything else. */
  read(path: string): string | null;
  /** Names in a directory, sorted; empty when it is absent or no directory. */
  list(path: string): readonly string[];
  /** Follows links, as if the root were `/`. */
  stat(path: string): FileStat | null;
  /** The text of a symbolic link; null when `path` is not one. */
  link(path: string): string | null;
  /** The path with every link followed, as if the root were `/`; null when it leads nowhere. */
  resolve(path: string): string | null;
  /**
   * Values of /proc/sys keys (as paths) in a fresh network namespace, by path; keys it does not
   * have, and everything when namespaces are not permitted, are left out. The one detector query
   * that starts a process: call it once, and only when an answer hangs on it.
   */
  freshNetns(paths: readonly string[]): ReadonlyMap<string, string>;
  /** SHA-256 of a text, in hex. */
  digest(text: string): string;
}

export interface RunResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

export interface Host extends HostReader {
  /** One write to a kernel file that exists; never creates. Throws HOST_WRITE with the errno. */
  put(path: string, value: string): void;
  /** Durable whole-file replacement; keeps mode and owner of an existing file. */
  replace(path: string, text: string): void;
  /** Durable append of whole lines; creates the file. */
  append(path: string, text: string): void;
  /** Durable removal; absent is fine. */
  remove(path: string): void;
  /** Removes the temp file that an interrupted `replace` of this path left, if any. */
  clearTemp(path: string): void;
  /** One durable directory (mode 0755); existing is fine, parents are not made. */
  makeDir(path: string): void;
  /** Removes an empty directory; absent or not empty is fine. */
  removeDir(path: string): void;
  /** Affinity of one thread, as a kernel CPU list. */
  setAffinity(tid: number, cpus: string): void;
  /** Runs argv without a shell, bounded as a process group. Under `--root` it does nothing. */
  run(argv: readonly string[], timeoutMs: number): Promise<RunResult>;
  /** Takes the host's one lock or throws LOCKED naming the holder; the kernel frees it at death. */
  lock(path: string, holder: string): () => void;
  sleep(ms: number): Promise<void>;
  now(): Date;
}
