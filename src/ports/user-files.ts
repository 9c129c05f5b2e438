/** Files that Vexor writes for another user. */
import type { LastLook } from "./host.ts";

declare module "./host.ts" {
  interface WriterPorts {
    readonly userFiles: UserFileWriter;
  }
}

interface UserFileWriter {
  /**
   * Durable whole file that the user `uid` owns, in a directory of that user's; refused where that
   * user could not have put it there.
   */
  placeFor(uid: number, path: string, bytes: Uint8Array, mode: number, last?: LastLook): void;
}
