/**
 * Paths below `--root DIR`, resolved as if DIR were `/`: an absolute link inside the tree stays
 * inside the tree, and `..` never climbs out of it.
 */
import { lstatSync, readlinkSync, realpathSync } from "node:fs";
import { osPath } from "./os-path.ts";

const MAX_LINKS = 40;

const parts = (path: string): string[] => path.split("/").filter((part) => part && part !== ".");

const linkText = (path: string): string | null => {
  try {
    const file = osPath(path);
    return lstatSync(file).isSymbolicLink() ? readlinkSync(file) : null;
  } catch {
    return null; // absent or unreadable: the caller that opens the path reports it
  }
};

/** Most paths lead through no link at all, and one call can show it. */
const isReal = (path: string): boolean => {
  try {
    return realpathSync(path) === path;
  } catch {
    return false; // absent, or a step on the way is: the walk below ends where it should
  }
};

/** The same of the directory: what stands in last place may be a link, but no step elsewhere. */
const isInReal = (path: string): boolean => {
  const end = path.lastIndexOf("/");
  return !["", ".", ".."].includes(path.slice(end + 1)) && isReal(path.slice(0, end));
};

/** A link that is left in the path would lead where the kernel takes it: out of the tree. */
const tooManyLinks = (path: string): Error =>
  Object.assign(new Error(`ELOOP: too many symbolic links, ${path}`), { code: "ELOOP" });

/**
 * The real path of `path` below `root`; `follow` decides about a link in last place. Throws ELOOP,
 * as the kernel does.
 */
export const rootedPath = (root: string, path: string, follow: boolean): string => {
  if (root === "") return path;
  const file = root + path;
  if (follow ? isReal(file) : isInReal(file)) return file;
  const todo = parts(path);
  let done: string[] = [];
  for (let links = 0; todo.length > 0; ) {
    const part = todo.shift() ?? "";
    if (part === "..") {
      done.pop();
      continue;
    }
    const here = [...done, part];
    const target = todo.length > 0 || follow ? linkText(`${root}/${here.join("/")}`) : null;
    if (target === null) {
      done = here;
      continue;
    }
    if (++links > MAX_LINKS) throw tooManyLinks(path);
    if (target.startsWith("/")) done = [];
    todo.unshift(...parts(target));
  }
  return `${root}/${done.join("/")}`;
};
