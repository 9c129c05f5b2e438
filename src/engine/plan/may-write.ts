/** Whether a user may make and replace files in a directory, as far as its mode alone can tell. */
import type { FileStat } from "../../ports/host.ts";

const [OWNER, GROUP, OTHERS] = [0o200, 0o020, 0o002];

/** Who is in a group is not looked up: one that may write counts for everybody. */
export const mayWrite = ({ uid: owner, mode }: Pick<FileStat, "uid" | "mode">, uid: number) =>
  uid === 0 || (mode & (GROUP | OTHERS)) !== 0 || (owner === uid && (mode & OWNER) !== 0);
