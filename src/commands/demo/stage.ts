/** What the demo is played on: a directory of its own, and real processes that work in it. */

/** A file whose text says when a process is to be killed. */
export interface Cue {
  readonly file: string;
  readonly says: string;
}

export interface Ended {
  readonly pid: number;
  /** Null when a signal has ended it. */
  readonly exit: number | null;
  readonly signal: string | null;
  /** Both streams, in the order of their lines. */
  readonly output: string;
}

export interface Stage {
  readonly directory: string;
  /** Path and text; `-> target` makes a link, a path that ends in `/` a directory. */
  write(path: string, text: string): void;
  /** A program that works in the directory; it is sent SIGKILL once the cue is there. */
  run(argv: readonly string[], isColoured: boolean, cue?: Cue): Promise<Ended>;
  /** Waits for a key; false for Ctrl-C, and for a signal. Throws NO_TERMINAL. */
  key(prompt: string): Promise<boolean>;
  /** Removes the directory with all that is in it. */
  remove(): void;
}
