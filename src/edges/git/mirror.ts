/**
 * The agent's own copy of the branch, in a directory of the user that fetches: objects, and nothing
 * else that git reads. It may be lost or damaged at any time: what must last is kept elsewhere.
 */
import { VexorError } from "../../engine/model/errors.ts";
import type { RunResult } from "../../ports/host.ts";
import { withoutSecrets } from "../../formats/quote.ts";
import { INCOMING, inGitDirectory, type Git } from "./git-directory.ts";
import { damaged, ObjectStore } from "./object-store.ts";
import { remoteOf, gitErrorText, type Remote } from "./run.ts";
import { hintFor } from "./ssh-hint.ts";
import { bytesBelow, Store, type MirrorHead, type StoreSize } from "./store.ts";
import { isBeyond, tidied, TIDY, UNTIDY } from "./gc.ts";

const DAY_MS = 24 * 3_600_000;
const MIB = 1024 * 1024;
const NO_SUCH_REF = 2;
/** Nothing that git does here takes longer, but a fetch that may. */
const PASSED_MS = 10 * 60_000;

interface FetchOptions {
  readonly git: Git;
  readonly remote: Remote;
  readonly timeoutMs: number;
}

const fetchWith = ({ git, remote, timeoutMs }: FetchOptions): Promise<RunResult> =>
  git(["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head",
    "--no-auto-maintenance", "--end-of-options", remote.url,
    `+refs/heads/${remote.branch}:${INCOMING}`], { timeoutMs });

const SHA256_ID = /^[0-9a-f]{64}\t/;

/**
 * Returns if the other side is healthy, so that the fault lies in what it sends or in what is here.
 * That is found out by asking once more: git's words are for people.
 */
const refuseUnreachable = async (
  failed: RunResult, { git, remote, timeoutMs }: FetchOptions,
): Promise<void> => {
  const { branch } = remote;
  const url = withoutSecrets(remote.url);
  const unreachable = (why: string): VexorError => new VexorError("SOURCE_UNREACHABLE", why);
  if (failed.timedOut) throw unreachable(`${url} took longer than ${timeoutMs / 1000} s`);
  const probe = await git(["ls-remote", "--quiet", "--exit-code", "--end-of-options", remote.url,
    `refs/heads/${branch}`], { timeoutMs });
  if (probe.code === NO_SUCH_REF) {
    throw new VexorError("SOURCE_SETUP", `${url} has no branch ${branch}`,
      { hint: `Push it: git push origin HEAD:${branch}, or name another: branch: in agent.yaml.` });
  }
  if (probe.code !== 0) {
    const { byPerson = false, ...extras } = hintFor(failed.stderr, remote) ?? {};
    throw new VexorError(byPerson ? "SOURCE_SETUP" : "SOURCE_UNREACHABLE",
      `${url}: ${gitErrorText(failed) || "git failed"}`, extras);
  }
  if (!SHA256_ID.test(probe.stdout)) return;
  throw new VexorError("SOURCE_CORRUPT", `${url} names its objects by SHA-256; Vexor reads SHA-1`,
    { hint: "Keep host files in a repository with SHA-1 object ids, as git makes it." });
};

const tooLarge = ({ url, branch, maxSize }: Remote): VexorError => new VexorError("SOURCE_LIMIT",
  `branch ${branch} of ${withoutSecrets(url)} takes more than ${maxSize / MIB} MiB`,
    { hint: "Keep large files out of that repository, or raise maxSize: in agent.yaml." });

/** git takes no shallow history from a server, and calls that no failure. */
const withheld = ({ url, branch }: Remote): VexorError => new VexorError("SOURCE_CORRUPT",
  `${withoutSecrets(url)} does not give the whole history of branch ${branch}`,
  { hint: "Serve a full clone: git fetch --unshallow, in the repository on the server." });

interface FetchResult {
  readonly head: string | null;
  readonly result: RunResult;
}

export class Mirror {
  readonly #store: Store;
  readonly #remote: Remote;
  readonly #timeoutMs: number;
  #size: StoreSize | null = null;
  #tidying: Promise<string | null> | null = null;
  #untilMs = 0;

  constructor(directory: string, settings: Omit<Remote, "scheme">, timeoutMs: number) {
    this.#remote = remoteOf(settings);
    this.#timeoutMs = timeoutMs;
    this.#store = new Store(directory);
  }

  /** The commit last fetched. Throws HOST_READ when that is not for this user to know. */
  get head(): MirrorHead | null {
    return this.#store.head;
  }

  reading<T>(use: (store: ObjectStore) => Promise<T>): Promise<T> {
    return inGitDirectory(this.#remote, { objects: this.#store.objects,
      head: this.head?.id ?? null }, (git) => use(new ObjectStore(git)));
  }

  /** The branch's newest commit. Throws SOURCE_UNREACHABLE, _SETUP, _CORRUPT, _LIMIT, _TOOLS. */
  async fetch(): Promise<string> {
    if (this.#tidying === null) this.#sweep();
    const known = this.head;
    if (known === null) return this.renew();
    const head = await this.#store.withIncoming(async (incoming) => {
      const { head: fresh, result } = await this.#fetchInto(incoming, known.id);
      if (result.code !== 0 || fresh === null) return null;
      this.#store.add(incoming, fresh);
      return fresh;
    });
    if (head === null) return this.renew();
    if (head !== known.id) this.#sweep();
    const isTooLarge = this.#size !== null && this.#size.bytes > this.#remote.maxSize;
    return isTooLarge || isBeyond(this.#size, UNTIDY) ? this.renew() : head;
  }

  /**
   * Packs what has grown, beside all fetches. Null when there was nothing to do, or on success;
   * else what came of it, and then no other try is made for a day.
   */
  async tidy(now: number): Promise<string | null> {
    if (this.#tidying !== null || now < this.#untilMs || !isBeyond(this.#size, TIDY)) return null;
    this.#size = null;
    this.#tidying = inGitDirectory(this.#remote, { objects: this.#store.objects,
      head: this.head?.id ?? null }, tidied);
    const why = await this.#tidying;
    this.#tidying = null;
    if (why === null) return null;
    this.#store.sweepObjects(0);
    this.#untilMs = now + DAY_MS;
    return why;
  }

  /** Clones beside the mirror, and only when that is whole puts it in the mirror's place. */
  async renew(): Promise<string> {
    await this.#tidying; // it would go on in the new one, of which it knows nothing
    return this.#store.withIncoming(async (incoming) => {
      const { head, result } = await this.#fetchInto(incoming, null);
      if (result.code !== 0) {
        throw damaged(`${withoutSecrets(this.#remote.url)} answers, but what it sends is damaged `
          + "or not whole", result);
      }
      if (head === null) throw withheld(this.#remote);
      if (bytesBelow(incoming) > this.#remote.maxSize) throw tooLarge(this.#remote);
      this.#store.replace(incoming, head);
      this.#sweep();
      return head;
    });
  }

  #sweep(): void {
    this.#size = this.#store.sweep(Math.max(PASSED_MS, 3 * this.#timeoutMs));
  }

  /** On top of what there is, if `known` is not null. */
  #fetchInto(incoming: string, known: string | null): Promise<FetchResult> {
    const more = known === null ? {} : { more: this.#store.objects };
    const place = { objects: incoming, head: known, ...more };
    return inGitDirectory(this.#remote, place, async (git) => {
      const fetching = { git, remote: this.#remote, timeoutMs: this.#timeoutMs };
      const result = await fetchWith(fetching);
      if (result.code === 0) return { result, head: await new ObjectStore(git).head() };
      if (bytesBelow(incoming) >= this.#remote.maxSize) throw tooLarge(this.#remote);
      await refuseUnreachable(result, fetching);
      return { result, head: null };
    });
  }
}
