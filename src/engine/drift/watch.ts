/**
 * Watching the machine: what to watch, and what an event reports. An event is a reason to read
 * again, never a value to trust: the value may change between the event and its reading.
 */
import type { Query } from "../../ports/host.ts";

/** A process that wrote, as far as it could be read before it ended. */
export interface Writer {
  readonly pid: number;
  /** The kernel's name for it, 15 bytes at most; null when it was gone too soon. */
  readonly name: string | null;
  /** Empty when it could not be read. */
  readonly argv: readonly string[];
  readonly exe: string | null;
  readonly uid: number | null;
  /** Of `uid`, where /etc/passwd knows it. */
  readonly user: string | null;
  /** The user who logged in, before any sudo; null for a process that no login started. */
  readonly login: string | null;
  /** The systemd unit it belongs to. */
  readonly unit: string | null;
  /** Names of the processes that started it, nearest first. */
  readonly parents: readonly string[];
}

export type DetectionMethod = "fanotify" | "inotify" | "poll" | "files";

export interface ChangeEvent {
  /** One of the targets; null when anything may have changed, so all must be read again. */
  readonly path: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly how: DetectionMethod;
  /** Null when the way of watching tells no writer. */
  readonly writer: Writer | null;
  /** Vexor wrote it itself. */
  readonly ours: boolean;
}

export interface WatchTargets {
  /** Files of the kernel whose text is a value. */
  readonly kernelFiles: readonly string[];
  /** Real files, and directories with what is directly in them; need not exist yet. */
  readonly files: readonly string[];
  /** Cgroup directories whose threads' affinities count. */
  readonly threads: readonly string[];
  /** Cgroup directories of services whose coming and going counts. */
  readonly services: readonly string[];
  /** Whose answer counts, of this machine only; `to` stands for it. */
  readonly answers?: readonly Query[];
}

type OnChange = (notice: ChangeEvent) => void;

/** The best methods that this machine allows. Only fanotify names the writer. */
export interface WatchMethods {
  readonly kernelFiles: "fanotify" | "inotify" | "poll";
  /** Why it is not fanotify. */
  readonly because: string | null;
}

export interface Watch {
  /** As they are now. */
  readonly means: WatchMethods;
  /**
   * Watches these from now on; what is also in the old ones goes on without a gap. Once it has
   * resolved, nothing is missed any more: look again then at what is new.
   */
  retarget(targets: WatchTargets): Promise<void>;
  close(): void;
}

interface WatchOptions {
  /** The socket of the reader, which tells a process of the writes that it may not see itself. */
  readonly reader?: string;
  /** Whether a process is one of ours, besides this one. */
  readonly isOurs?: (pid: number) => boolean;
  /** Called when there are others than before. */
  readonly meansChanged?: (means: WatchMethods) => void;
}

/** Calls `noticed` until closed; never after `close` has returned. */
export type WatchHost = (
  targets: WatchTargets, noticed: OnChange, options?: WatchOptions,
) => Promise<Watch>;
