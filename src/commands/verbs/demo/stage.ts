/** What the demo is played on: a directory of its own, and real processes that work in it. */

export interface ProcessEnd {
  readonly pid: number;
  /** Null when a signal has ended it. */
  readonly exit: number | null;
  readonly signal: string | null;
  /** Both streams, in the order of their lines. */
  readonly output: string;
}

export interface DemoStage {
  readonly directory: string;
  /** Path and text; `-> target` makes a link, a path that ends in `/` a directory. */
  write(path: string, text: string): void;
  /** A program that works in the directory; it is sent SIGKILL once its output says `cue`. */
  run(argv: readonly string[], isColoured: boolean, cue?: string): Promise<ProcessEnd>;
  /** Waits for a key; false for Ctrl-C, and for a signal. Throws NO_TERMINAL. */
  key(prompt: string): Promise<boolean>;
  /** Removes the directory with all that is in it. */
  remove(): void;
}
