/**
 * A key file's second name: an operator who replaces or removes the first one later by mistake has
 * not lost the key. It is a hard link, so no secret is read or written, mode and owner are the
 * file's own, and overwriting or shredding the file takes both names. The directory lies beside the
 * key, since links stay on one file system, and only root may enter it. The way to both goes by
 * descriptors: the directory around them mostly belongs to the client's user.
 */
import {
  closeSync, constants, fstatSync, linkSync, lstatSync, mkdirSync, openSync, unlinkSync, type Stats,
} from "node:fs";
import { basename, dirname } from "node:path";
import { VexorError } from "../../engine/model/errors.ts";
import { syncDirectory } from "./durable-file.ts";
import { keyPath } from "./key-path.ts";

const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = constants;
const PRIVATE = 0o700;
const KEPT = ".vexor-agent-keys";

const within = <T>(directory: string, use: (at: string, stats: Stats) => T): T => {
  const fd = openSync(directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  try {
    return use(`/proc/self/fd/${fd}`, fstatSync(fd));
  } finally {
    closeSync(fd);
  }
};

const make = (path: string): void => {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) mkdirSync(path, { mode: PRIVATE });
};

const refuseOpen = ({ uid, mode }: Stats, path: string): void => {
  if (uid === process.geteuid?.() && (mode & 0o7777) === PRIVATE) return;
  throw new VexorError("HOST_WRITE", `${path} is not root's alone: key files are kept in there`,
    { hint: "Look at what is in there, then remove it." });
};

const isFile = (path: string, { ino, dev }: Stats): boolean => {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.ino === ino && found.dev === dev;
};

/**
 * A user who may turn a step of the way elsewhere would have root make a directory there. The key
 * itself shows which directory is meant: no user puts it where they may not write.
 */
const refuseElsewhere = (key: string, stats: Stats, path: string): void => {
  if (isFile(key, stats)) return;
  throw new VexorError("HOST_WRITE", `${path} was replaced, or the way to it, while it was kept`);
};

/** The file may be exchanged on the way: what was linked is looked at afterwards. */
const link = (from: string, to: string, stats: Stats): void => {
  if (lstatSync(to, { throwIfNoEntry: false })?.ino === stats.ino) return;
  linkSync(from, to);
  if (isFile(to, stats)) return;
  unlinkSync(to);
  throw new VexorError("HOST_WRITE", `${basename(to)} was replaced while it was kept`);
};

/** Named after the file and its inode: a key that was replaced meanwhile is kept, too. */
export const keepKeyFile = (root: string, path: string): void => {
  const { end, stats } = keyPath(root, path);
  if (!stats?.isFile()) return;
  within(dirname(root + end), (beside) => {
    refuseElsewhere(`${beside}/${basename(end)}`, stats, end);
    make(`${beside}/${KEPT}`);
    within(`${beside}/${KEPT}`, (kept, look) => {
      refuseOpen(look, `${dirname(end)}/${KEPT}`);
      const name = `${basename(end)}.${stats.ino}`;
      link(`${beside}/${basename(end)}`, `${kept}/${name}`, stats);
      syncDirectory(`${kept}/.`);
    });
    syncDirectory(`${beside}/.`);
  });
};
