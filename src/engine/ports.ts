/** The only doors to the machine. A detector gets a HostReader: it has no method that writes. */
import type { ErrorCode } from "./errors.ts";
import type { AskedProgram, ProgramAnswer } from "./program-questions.ts";

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
  readonly code: ErrorCode;
  /** What was found and what was wanted. */
  readonly message: string;
}

/** What may be known of a keypair file: nothing of its secret half is ever in here. */
export interface KeypairFact {
  readonly path: string;
  /** The file that links on the way lead to; null when there are none, or they lead nowhere. */
  readonly leadsTo: string | null;
  /** Of the file itself; null when there is none. */
  readonly stat: FileStat | null;
  /** In base58; null unless the file is a sound keypair. */
  readonly pubkey: string | null;
  readonly problems: readonly Problem[];
}

/** A question to a program, by JSON over HTTP or over its unix socket. */
export interface Question {
  /** `http://127.0.0.1:8899/`, `https://…`, or `unix:/ledger/admin.rpc`. */
  readonly to: string;
  /** Body of a POST, or what is sent to the socket; null is a GET. */
  readonly body: string | null;
  readonly timeoutMs: number;
}

export interface Answer {
  /** HTTP status; 200 for a socket that answered. Null when nobody answered. */
  readonly status: number | null;
  /** At most 4 MiB. */
  readonly body: string;
  /** Why there is no answer. */
  readonly problem: string | null;
}

/** What a process tells of itself. */
export interface ProcessText {
  /** The user whose rights it has; null in a tree, where that cannot be seen. */
  readonly owner: number | null;
  /** Null where it did not tell in time. */
  readonly told: { readonly argv: readonly string[]; readonly status: string } | null;
}

/** What is known of processes. */
interface ProcessReader {
  /**
   * The online CPUs that a thread may use, as a kernel CPU list, asked of the kernel: a sixth of
   * the time that its status file takes. Null where only that file can tell: the thread is gone, or
   * this is no running machine.
   */
  affinity(tid: number): string | null;
  /**
   * True when a process began after the entry at this path, and the file that a link there leads
   * to, were last changed: what it read at its start is what stands there. Null when that cannot be
   * told, and in a tree.
   */
  startedAfter(pid: number, path: string): boolean | null;
  /**
   * Command line and status of processes; those that have ended are left out. A process can keep a
   * reader of its command line waiting for good, so another user's is read by a child with a
   * deadline. The first ones asked for come first.
   */
  processTexts(pids: readonly number[]): ReadonlyMap<number, ProcessText>;
  /**
   * The process that holds the lock at this path; null when none does, and `unknown` where that is
   * not ours to see.
   */
  lockHolder(path: string): number | null | "unknown";
}

export interface HostReader extends ProcessReader {
  /** True when the tree is not the running machine (`--root`): no service or process is touched. */
  readonly isTree: boolean;
  /** UTF-8 text of a file; null when it is absent. Throws HOST_READ for anything else. */
  read(path: string): string | null;
  /**
   * Names in a directory, sorted; empty when it is absent or no directory. A name that is not UTF-8
   * comes as `formats/file-names.ts` spells it, and means the same file to every other method.
   */
  list(path: string): readonly string[];
  /** Space that is left where this path is; null in a tree, and where that cannot be told. */
  freeBytes(path: string): number | null;
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
  /** What dpkg records of a file. It tells one that was edited, and secures nothing. */
  md5(content: string | Uint8Array): string;
  /**
   * What these programs print when they are asked: as nobody, in a sandbox, with an end, each file
   * once. Control characters are gone. In the order of the questions; in a tree nothing is said.
   */
  askPrograms(asked: readonly AskedProgram[]): readonly ProgramAnswer[];
  /**
   * Asks all at once, in a process without privileges (of the user `uid`, else nobody) that is
   * gone when the longest time is up. Nobody answers in a tree.
   */
  ask(questions: readonly Question[], uid?: number): readonly Answer[];
  /** Bytes of a regular file; null when it is absent. Throws HOST_READ, also beyond `limit`. */
  bytes(path: string, limit: number): Uint8Array | null;
  /**
   * The same for a file that the user `uid` names, by a command line, a configuration or a script:
   * opened with that user's rights alone, or those of `nobody` where it is unknown who it is.
   */
  bytesFor(uid: number | null, path: string, limit: number): Uint8Array | null;
  /** `list` of a directory that the user `uid` names, with that user's rights as well. */
  listFor(uid: number | null, path: string): readonly string[];
  /** Checks a keypair file without telling its secret; `owner` is the uid that must own it. */
  keypair(path: string, owner?: number): KeypairFact;
  /** True when this is the key's Ed25519 signature of the message. */
  signed(pubkey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
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
  /**
   * Durable whole file that the user `uid` owns, in a directory of that user's; refused where that
   * user could not have put it there.
   */
  placeFor(uid: number, path: string, bytes: Uint8Array, mode: number): void;
  /** Durable symbolic link at `path`; replaces a link, and nothing else. */
  putLink(path: string, target: string, last?: LastLook): void;
  /**
   * A second name for a key file, in a directory beside it that only root may enter: the same file,
   * so its mode and owner stay, and no byte of it is read. Nothing is done where none is there.
   */
  keepKey(path: string): void;
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
  /** Affinity of one thread, as a kernel CPU list. */
  setAffinity(tid: number, cpus: string, last?: LastLook): void;
  /** Runs argv without a shell, bounded as a process group. Under `--root` it does nothing. */
  run(argv: readonly string[], timeoutMs: number): Promise<RunResult>;
  /**
   * Takes the host's one lock, or throws LOCKED naming the holder; `waits`: or sleeps until it has
   * it. The kernel frees it at its holder's death.
   */
  lock(path: string, holder: string, waits?: boolean): () => void;
  sleep(ms: number): Promise<void>;
  now(): Date;
}
