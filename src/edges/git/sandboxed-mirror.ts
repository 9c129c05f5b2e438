/**
 * The mirror for root: each question is answered by a process that runs as the mirror's owner, and
 * what comes back is judged.
 */
import { chownSync, lstatSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { SourceSettings } from "../../engine/settings/agent-settings.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { FetchedRevision, RevisionSource } from "../../engine/source/types.ts";
import { askInSandbox, type FileOwner } from "./sandboxed.ts";
import { revisionIn, textIn, type MirrorRequest } from "./mirror-question.ts";

const USER = "vexor-agent";

/** The user that fetches, where there is one: root's own directories need no other. */
export const fetchingUser = (): FileOwner | null => {
  const [, uid, gid] = new RegExp(`^${USER}:[^:]*:(\\d+):(\\d+):`, "m")
    .exec(readFileSync("/etc/passwd", "utf8")) ?? [];
  return uid === undefined || gid === undefined ? null : { uid: Number(uid), gid: Number(gid) };
};

const refuse = (directory: string, why: string): VexorError =>
  new VexorError("HOST_WRITE", `${directory}, for the mirror, ${why}`,
    { errno: "EACCES", hint: "Name another directory with --mirror DIR." });

/** Null when there is none. Throws HOST_WRITE where it is not one: a link could lead anywhere. */
export const ownerOf = (directory: string): FileOwner | null => {
  const stats = lstatSync(directory, { throwIfNoEntry: false });
  if (stats === undefined) return null;
  if (stats.isDirectory()) return { uid: stats.uid, gid: stats.gid };
  throw refuse(directory, "is not a directory");
};

const make = (directory: string): FileOwner => {
  const owner = fetchingUser() ?? { uid: 0, gid: 0 };
  try {
    mkdirSync(dirname(directory), { recursive: true, mode: 0o755 });
    mkdirSync(directory, { mode: 0o700 });
    chownSync(directory, owner.uid, owner.gid);
    return owner;
  } catch (error) {
    throw refuse(directory, `cannot be made: ${(error as NodeJS.ErrnoException).code}`);
  }
};

export class SandboxedMirror implements RevisionSource {
  readonly #root: string;
  readonly #directory: string;
  readonly #settings: SourceSettings & { readonly url: string };

  constructor(
    root: string, directory: string, settings: SourceSettings & { readonly url: string },
  ) {
    this.#root = root;
    this.#directory = directory;
    this.#settings = settings;
  }

  async fetch(known: string | null): Promise<FetchedRevision> {
    const owner = ownerOf(this.#directory) ?? make(this.#directory);
    return revisionIn(await this.#ask(owner, { op: "fetch", known }));
  }

  async seen(known: string | null): Promise<FetchedRevision | null> {
    const answer = await this.#askIfThere({ op: "seen", known });
    return answer === null ? null : revisionIn(answer);
  }

  async find(prefix: string): Promise<string | null> {
    const id = textIn(await this.#askIfThere({ op: "find", prefix }));
    return id !== null && /^[0-9a-f]{40}$/.test(id) && id.startsWith(prefix) ? id : null;
  }

  async commit(id: string): Promise<string | null> {
    return textIn(await this.#askIfThere({ op: "commit", id }));
  }

  /** The agent does that. */
  tidy(): Promise<string | null> {
    return Promise.resolve(null);
  }

  watch(): () => void {
    return () => undefined;
  }

  async #askIfThere(ask: MirrorRequest): Promise<unknown> {
    const owner = ownerOf(this.#directory);
    return owner === null ? null : this.#ask(owner, ask);
  }

  #ask(owner: FileOwner, ask: MirrorRequest): Promise<unknown> {
    // A fetch, a question why it failed, and a clone may each take that long.
    const seconds = 4 * this.#settings.timeout + 120;
    const [root, directory, settings] = [this.#root, this.#directory, this.#settings];
    return askInSandbox({ owner, directory, writes: true, seconds, root },
      { mirror: { root, directory, settings, ask } });
  }
}
