/**
 * A plain directory as a source, for the days before git: watched, and read whole each time. Its
 * files prove nothing, so the root helper reads them again itself.
 */
import { lstatSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import type { FSWatcher } from "chokidar";
import { VexorError } from "../../engine/model/errors.ts";
import { quote } from "../../formats/quote.ts";
import { loadFrom } from "../../engine/source/check-proof.ts";
import { filesFrom } from "../../engine/source/git-tree-files.ts";
import type { FetchedRevision, RevisionSource, SourcePorts } from "../../engine/source/types.ts";
import { declarationFiles } from "../yaml/host-file-reader.ts";
import { closing, othersMayWrite } from "../linux/trusted-path.ts";

/** An editor that saves by renaming takes a few events for one change. */
const SETTLE_MS = 150;

type DirectoryPorts = Pick<SourcePorts, "digest" | "readYaml" | "sections" | "now">;

interface DirectoryState {
  /** What there is, or what is wrong with it. */
  readonly id: string;
  readonly files: Readonly<Record<string, string>>;
  readonly error: VexorError | null;
}

const rootOf = (directory: string): string => {
  try {
    return realpathSync(directory);
  } catch {
    throw new VexorError("SOURCE_UNREACHABLE", `${directory} does not exist`);
  }
};

interface DirectoryPlace {
  readonly directory: string;
  /** Without links. */
  readonly root: string;
  /** Who may write there, beside root. */
  readonly trusted: number;
}

const isThere = ({ directory, root, trusted }: DirectoryPlace, path: string): boolean => {
  const file = join(root, path);
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return false;
  if (realpathSync(file) !== file) {
    throw new VexorError("SOURCE_FILE", `${quote(path)} is reached through a link; only `
      + "plain files are read");
  }
  const step = othersMayWrite(join(directory, path), trusted);
  if (step === null) return true;
  throw new VexorError("SOURCE_FILE", `others than root may write ${step}, on the way to `
    + quote(path), { hint: closing(step) });
};

const readInto = (
  files: Record<string, string>, { directory, trusted }: Omit<DirectoryPlace, "root">, path: string,
  ports: DirectoryPorts,
): void => {
  const root = rootOf(directory);
  const place = { directory, root, trusted };
  const source = filesFrom((one) => isThere(place, one), (one) => {
    const text = declarationFiles.read(join(root, one), one);
    if (text !== null) files[one] = text;
    return text;
  }, ports.digest);
  loadFrom(path, source, ports, directory);
};

const readDirectoryState = (
  place: Omit<DirectoryPlace, "root">, path: string, ports: DirectoryPorts,
): DirectoryState => {
  const files: Record<string, string> = {};
  const idWith = (extra: string): string =>
    `sha256:${ports.digest(JSON.stringify([Object.entries(files).sort(), extra]))}`;
  try {
    readInto(files, place, path, ports);
    return { id: idWith(""), files, error: null };
  } catch (error) {
    if (!(error instanceof VexorError)) throw error;
    return { id: idWith(error.message), files, error };
  }
};

export class DirectorySource implements RevisionSource {
  readonly #directory: string;
  readonly #path: string;
  readonly #ports: DirectoryPorts;
  readonly #trusted: number;

  /** `trusted`: who may write there, beside root. */
  constructor(directory: string, path: string, ports: DirectoryPorts, trusted: number) {
    this.#directory = directory;
    this.#trusted = trusted;
    this.#path = path;
    this.#ports = ports;
  }

  async fetch(): Promise<FetchedRevision> {
    const { id, files, error } = this.#look();
    if (error !== null) throw error;
    return {
      id, at: this.#ports.now().toISOString(),
      proof: { format: "vexor.proof/1", commit: null, path: this.#path, files, commits: [],
        trees: [] },
    };
  }

  seen(): Promise<FetchedRevision | null> {
    return this.fetch();
  }

  watch(changed: () => void): () => void {
    let { id } = this.#look();
    let watcher: FSWatcher | null = null;
    let timer: NodeJS.Timeout | undefined;
    let ended = false;
    const settle = (): void => {
      const now = this.#look();
      watcher?.add(this.#places(now));
      if (now.id === id) return;
      id = now.id;
      changed();
    };
    const soon = (): void => {
      clearTimeout(timer);
      if (!ended) timer = setTimeout(settle, SETTLE_MS);
    };
    void import("chokidar").then(({ watch }) => {
      if (ended) return;
      watcher = watch(this.#places(this.#look()), { depth: 0, ignoreInitial: true });
      // What changed before the watch stood has raised nothing.
      watcher.on("all", soon).on("error", soon).on("ready", soon);
    });
    return () => {
      ended = true;
      clearTimeout(timer);
      void watcher?.close();
    };
  }

  #look(): DirectoryState {
    const place = { directory: this.#directory, trusted: this.#trusted };
    return readDirectoryState(place, this.#path, this.#ports);
  }

  /** Directories, not files: a file that is replaced takes a watch on it away with it. */
  #places({ files }: DirectoryState): string[] {
    const paths = [this.#path, ...Object.keys(files)];
    return [...new Set([this.#directory, ...paths.map((path) =>
      dirname(join(this.#directory, path)))])];
  }
}
