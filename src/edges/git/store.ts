/**
 * The mirror's directory: `store`, with objects as git keeps them, and `head`, the commit that was
 * fetched last. The user that fetches may have put anything there: what Vexor does not keep there
 * goes, and so does what a fetch that was killed has left.
 */
import {
  closeSync, constants, fstatSync, lstatSync, mkdirSync, mkdtempSync, openSync, readdirSync,
  readSync, renameSync, rmSync, utimesSync, writeFileSync, type Stats,
} from "node:fs";
import { VexorError } from "../../engine/model/errors.ts";

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

export interface StoreSize {
  readonly bytes: number;
  readonly loose: number;
  readonly packs: number;
}

export interface MirrorHead {
  readonly id: string;
  readonly fetchedAt: Date;
}

const PACK = /^pack-[0-9a-f]{40,64}\.(pack|idx|rev|mtimes)$/;
const LOOSE = /^[0-9a-f]{38}$/;
const FAN_OUT = /^[0-9a-f]{2}$/;
/** The name of something that may be at work: left alone while it is young. */
const PASSING = /^(?:\.?tmp[-_]|(?:incoming|old|head)-)/;
const HEAD = /^([0-9a-f]{40})\n$/;

type DirectoryEntry = readonly [name: string, stats: Stats];

const remove = (path: string): void =>
  rmSync(path, { recursive: true, force: true, maxRetries: 3 });

const entriesOf = (directory: string): readonly DirectoryEntry[] =>
  readdirSync(directory).flatMap((name) => {
    const stats = lstatSync(`${directory}/${name}`, { throwIfNoEntry: false });
    return stats === undefined ? [] : [[name, stats] as const];
  });

/** What is kept of a directory; the rest is removed, if it is not young and passing. */
const keepOf = (
  directory: string, ageMs: number, isKept: (name: string, stats: Stats) => boolean,
): readonly DirectoryEntry[] => entriesOf(directory).filter(([name, stats]) => {
  if (isKept(name, stats)) return true;
  // A time far ahead is as good as none.
  const isYoung = Math.abs(Date.now() - stats.mtimeMs) < ageMs;
  if (!PASSING.test(name) || !isYoung) remove(`${directory}/${name}`);
  return false;
});

const isDirectory = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

const sweepObjects = (store: string, ageMs: number): StoreSize => {
  const size = { bytes: 0, loose: 0, packs: 0 };
  const folders = keepOf(store, ageMs, (name, stats) =>
    stats.isDirectory() && (name === "pack" || FAN_OUT.test(name)));
  for (const [folder] of folders) {
    const form = folder === "pack" ? PACK : LOOSE;
    const files = keepOf(`${store}/${folder}`, ageMs, (name, stats) =>
      stats.isFile() && form.test(name));
    size.bytes += files.reduce((sum, [, stats]) => sum + stats.size, 0);
    if (folder === "pack") size.packs += files.filter(([name]) => name.endsWith(".pack")).length;
    else size.loose += files.length;
  }
  return size;
};

/** Bytes of all files below, whatever they are called. */
export const bytesBelow = (directory: string): number => entriesOf(directory).reduce(
  (sum, [name, stats]) => sum + (stats.isDirectory() ? bytesBelow(`${directory}/${name}`)
    : stats.size), 0);

/** Its own errors say what to do; `act` is what they call the deed. */
const orRefuse = <T>(code: "HOST_READ" | "HOST_WRITE", what: string, act: () => T): T => {
  try {
    return act();
  } catch (error) {
    if (error instanceof VexorError) throw error;
    const errno = (error as NodeJS.ErrnoException).code ?? "unknown";
    const verb = code === "HOST_READ" ? "read" : "written";
    throw new VexorError(code, `the mirror ${what} cannot be ${verb}: ${errno}`,
      { errno, hint: "Use sudo, or --mirror DIR." });
  }
};

const readHead = (path: string): MirrorHead | null => {
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() !== true) return null;
  const fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const bytes = Buffer.alloc(64);
    const [, id] = HEAD.exec(bytes.toString("latin1", 0, readSync(fd, bytes))) ?? [];
    return id === undefined ? null : { id, fetchedAt: fstatSync(fd).mtime };
  } finally {
    closeSync(fd);
  }
};

export class Store {
  readonly objects: string;
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    this.objects = `${directory}/store`;
  }

  /** Null when there is none, or none of use. Throws HOST_READ. */
  get head(): MirrorHead | null {
    return orRefuse("HOST_READ", this.#directory, () =>
      (isDirectory(this.objects) ? readHead(`${this.#directory}/head`) : null));
  }

  /**
   * Removes what has no place here; passing things when they are as old as that. It makes the
   * directory where there is none. Throws HOST_WRITE.
   */
  sweep(ageMs: number): StoreSize {
    return orRefuse("HOST_WRITE", this.#directory, () => {
      mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
      keepOf(this.#directory, ageMs, (name, stats) =>
        (name === "head" ? stats.isFile() : name === "store" && stats.isDirectory()));
      return this.sweepObjects(ageMs);
    });
  }

  sweepObjects(ageMs: number): StoreSize {
    return orRefuse("HOST_WRITE", this.#directory, () => (isDirectory(this.objects)
      ? sweepObjects(this.objects, ageMs) : { bytes: 0, loose: 0, packs: 0 }));
  }

  /** A directory for what one fetch brings, and its end, whatever has come of it. */
  async withIncoming<T>(use: (incoming: string) => Promise<T>): Promise<T> {
    const incoming = orRefuse("HOST_WRITE", this.#directory, () =>
      mkdtempSync(`${this.#directory}/incoming-`));
    try {
      return await use(incoming);
    } finally {
      remove(incoming);
    }
  }

  /** Adds what was fetched. An index comes last: without one, git does not see a pack. */
  add(incoming: string, head: string): void {
    orRefuse("HOST_WRITE", this.#directory, () => {
      const [from, to] = [`${incoming}/pack`, `${this.objects}/pack`];
      const names = isDirectory(from) ? readdirSync(from).filter((name) => PACK.test(name)) : [];
      mkdirSync(to, { recursive: true });
      const isIndex = (name: string): boolean => name.endsWith(".idx");
      for (const name of [...names.filter((one) => !isIndex(one)), ...names.filter(isIndex)]) {
        renameSync(`${from}/${name}`, `${to}/${name}`);
      }
      this.#setHead(head);
    });
  }

  /** Puts what was fetched in the place of all that there was. */
  replace(incoming: string, head: string): void {
    orRefuse("HOST_WRITE", this.#directory, () => {
      const old = mkdtempSync(`${this.#directory}/old-`);
      if (isDirectory(this.objects)) renameSync(this.objects, `${old}/store`);
      mkdirSync(this.objects);
      this.add(incoming, head);
      remove(old);
    });
  }

  #setHead(id: string): void {
    const path = `${this.#directory}/head`;
    if (this.head?.id === id) {
      const now = new Date();
      utimesSync(path, now, now);
      return;
    }
    const fresh = mkdtempSync(`${this.#directory}/head-`);
    writeFileSync(`${fresh}/head`, `${id}\n`, { flag: "wx" });
    renameSync(`${fresh}/head`, path);
    remove(fresh);
  }
}
