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

/** One thing wrong, as data; it quotes nothing that could be secret. */
export interface Problem {
  readonly code: string;
  /** What was found and what was wanted. */
  readonly message: string;
}

/** A question to a program, by JSON over HTTP or over its unix socket. */
export interface Query {
  /** `http://127.0.0.1:8899/`, `https://…`, or `unix:/ledger/admin.rpc`. */
  readonly to: string;
  /** Body of a POST, or what is sent to the socket; null is a GET. */
  readonly body: string | null;
  readonly timeoutMs: number;
}

export interface QueryReply {
  /** HTTP status; 200 for a socket that answered. Null when no program answered. */
  readonly status: number | null;
  /** At most 4 MiB. */
  readonly body: string;
  /** Why there is no answer. */
  readonly problem: string | null;
}

/**
 * What only some kinds of setting need of the machine, by the name of its port. Each port adds its
 * methods here (`src/ports/`), and the edges make it.
 */
export interface ReaderPorts {}

/** Ports that write. Each method calls its last argument right before it changes anything. */
export interface WriterPorts {}

export interface HostReader {
  /** True when the tree is not the running machine (`--root`): no service or process is touched. */
  readonly isTree: boolean;
  /** UTF-8 text of a file; null when it is absent. Throws HOST_READ for anything else. */
  read(path: string): string | null;
  /**
   * Names in a directory, sorted; empty when it is absent or no directory. A name that is not UTF-8
   * comes as `formats/file-names.ts` spells it, and means the same file to every other method.
   */
  list(path: string): readonly string[];
  /** Space that is left where this path is; null in a tree, and where that is unknown. */
  freeBytes(path: string): number | null;
  /** Follows links, as if the root were `/`. */
  stat(path: string): FileStat | null;
  /** The text of a symbolic link; null when `path` is not one. */
  link(path: string): string | null;
  /** The path with every link followed, as if the root were `/`; null when it leads nowhere. */
  resolve(path: string): string | null;
  /** SHA-256 of a text, in hex. */
  digest(text: string): string;
  /** What dpkg records of a file. It shows that a file was edited, and secures nothing. */
  md5(content: string | Uint8Array): string;
  /** Bytes of a regular file; null when it is absent. Throws HOST_READ, also beyond `limit`. */
  bytes(path: string, limit: number): Uint8Array | null;
  /**
   * The same for a file that the user `uid` names, by a command line, a configuration or a script:
   * opened with that user's rights alone, or those of `nobody` where it is unknown who it is.
   */
  bytesFor(uid: number | null, path: string, limit: number): Uint8Array | null;
  /** `list` of a directory that the user `uid` names, with that user's rights as well. */
  listFor(uid: number | null, path: string): readonly string[];
  /**
   * The process that holds the lock at this path; null when none does, and `unknown` where that is
   * not ours to see.
   */
  lockHolder(path: string): number | null | "unknown";
  port<K extends keyof ReaderPorts>(name: K): ReaderPorts[K];
}

/** Called right before a write takes effect; what it throws keeps the write from being done. */
export type LastLook = () => void;

export interface RunResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

export interface Host extends HostReader {
  /** One write to a kernel file that exists; never creates. Throws HOST_WRITE with the errno. */
  put(path: string, value: string, last?: LastLook): void;
  /** Durable whole-file replacement; keeps mode and owner of an existing file, else 0644. */
  replace(path: string, text: string, mode?: number, last?: LastLook): void;
  /** Durable symbolic link at `path`; replaces a link, and nothing else. */
  putLink(path: string, target: string, last?: LastLook): void;
  /** Durable append of whole lines; creates the file. */
  append(path: string, text: string): void;
  /** Durable removal; absent is fine. */
  remove(path: string, last?: LastLook): void;
  /** Removes the temp file that an interrupted `replace` of this path left, if any. */
  clearTemp(path: string): void;
  /** One durable directory (mode 0755); existing is fine, parents are not made. */
  makeDir(path: string): void;
  /** Removes an empty directory; absent or not empty is fine. */
  removeDir(path: string): void;
  /** Runs argv without a shell, bounded as a process group. Under `--root` it does nothing. */
  run(argv: readonly string[], timeoutMs: number): Promise<RunResult>;
  /**
   * Takes the host's one lock, or throws LOCKED naming the holder; `waits`: or sleeps until it has
   * it. The kernel frees it at its holder's death.
   */
  lock(path: string, holder: string, waits?: boolean): () => void;
  writer<K extends keyof WriterPorts>(name: K): WriterPorts[K];
  sleep(ms: number): Promise<void>;
  now(): Date;
}

/** The same host, where this port reads differently. */
export const withPort = <H extends HostReader, K extends keyof ReaderPorts>(
  host: H, name: K, part: Partial<ReaderPorts[K]>,
): H => {
  const port: HostReader["port"] = (asked) => (asked as keyof ReaderPorts === name
    ? { ...host.port(asked), ...part } : host.port(asked));
  return { ...host, port };
};

type Method = (...args: readonly unknown[]) => unknown;

/** A writing port with each of its methods wrapped, whatever they are. */
export const eachMethod = <T extends object>(port: T, wrap: (act: Method) => Method): T =>
  Object.fromEntries(Object.entries(port).map(([name, act]) =>
    [name, wrap(act as Method)])) as T;
