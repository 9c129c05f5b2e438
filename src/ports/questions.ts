/** Questions to programs that run. */
import type { QueryReply, Query } from "./host.ts";

declare module "./host.ts" {
  interface ReaderPorts {
    readonly questions: QuestionPort;
  }
}

interface QuestionPort {
  /**
   * Asks all at once, in a process without privileges (of the user `uid`, else `nobody`) that is
   * gone when the longest time is up. No program answers in a tree.
   */
  ask(questions: readonly Query[], uid?: number): readonly QueryReply[];
}
