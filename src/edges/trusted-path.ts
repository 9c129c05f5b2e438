/** Whether nobody but root could have put there what a path leads to. */
import { statSync, type Stats } from "node:fs";
import { dirname } from "node:path";

const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;

const isOwn = ({ uid, mode }: Stats, owner: number): boolean =>
  (uid === 0 || uid === owner) && ((mode & OTHERS_WRITE) === 0 || (mode & STICKY) !== 0);

/** The file, and every directory that it could be replaced in; `owner` counts as root does. */
export const isRootsAlone = (path: string, owner = 0): boolean => {
  for (let at = path; ; at = dirname(at)) {
    const stats = statSync(at, { throwIfNoEntry: false });
    if (!stats || !isOwn(stats, owner)) return false;
    if (at === path && (stats.mode & OTHERS_WRITE) !== 0) return false;
    if (at === "/") return true;
  }
};
