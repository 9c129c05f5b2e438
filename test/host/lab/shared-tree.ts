/**
 * A machine's file system, of which it shares what programs and libraries there are with all others
 * until it writes there. A copy of a whole tree is 300 MB of disk and of page cache, and of each
 * program that runs another 120 MB; what Vexor writes (/etc, /var, /usr/local) is the machine's own.
 */
import { execa } from "execa";
import { createHash } from "node:crypto";
import { mkdir, readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { LAB, removeTree } from "./machine.ts";
import { cached } from "./tree.ts";

/** By their path in the tree. Nothing there is linked with what lies elsewhere. */
const SHARED = ["usr/bin", "usr/lib", "usr/share"];

/** For `find -xdev`: all that a container has on disk. */
export const ON_DISK = ["/", ...SHARED.map((path) => `/${path}`)].join(" ");

/** A directory with the executable, as it is now, by the name `vexor`; one for each checkout. */
async function programDirectory(binary: string): Promise<string> {
  const kind = `program-${createHash("sha256").update(binary).digest("hex").slice(0, 8)}`;
  const { size, mtimeMs, ino } = await stat(binary);
  return cached(kind, { size, mtimeMs, ino }, async (directory) => {
    for (const name of await readdir(LAB)) {
      const isOther = name.startsWith(kind) && name !== basename(directory);
      if (isOther && !name.endsWith(".lock")) await removeTree(join(LAB, name));
    }
    await execa("install", [binary, join(directory, "vexor")]);
  });
}

const copyAll = (names: readonly string[], from: string, to: string): Promise<unknown> =>
  execa("cp", ["-a", "--reflink=auto", ...names.map((name) => join(from, name)), to]);

const without = async (directory: string, left: readonly string[]): Promise<readonly string[]> =>
  (await readdir(directory)).filter((name) => !left.includes(name));

/** Makes `directory/root` of a tree; the executable, if any, is its /usr/bin/vexor. */
export async function shareTree(tree: string, directory: string, binary?: string): Promise<void> {
  const root = join(directory, "root");
  await mkdir(join(root, "usr"), { recursive: true });
  await copyAll(await without(tree, ["usr"]), tree, root);
  const names = SHARED.map((path) => basename(path));
  await copyAll(await without(join(tree, "usr"), names), join(tree, "usr"), join(root, "usr"));
  for (const path of SHARED) {
    const below = binary && path === "usr/bin" ? [await programDirectory(binary)] : [];
    await layOver([...below, join(tree, path)], directory, path);
  }
}

/** A copy where the cache itself lies on an overlay, as in a container: there is none above that. */
async function layOver(lower: readonly string[], directory: string, path: string): Promise<void> {
  const [own, place] = [join(directory, "own", basename(path)), join(directory, "root", path)];
  const [upper, work] = [join(own, "upper"), join(own, "work")];
  for (const each of [upper, work, place]) await mkdir(each, { recursive: true });
  const options = `lowerdir=${lower.join(":")},upperdir=${upper},workdir=${work}`;
  const argv = ["-t", "overlay", "lab", "-o", options, place];
  const { exitCode } = await execa("mount", argv, { reject: false });
  if (exitCode === 0) return;
  for (const from of lower.toReversed()) await copyAll(await readdir(from), from, place);
}
