/**
 * The agent's own copy of the branch: a bare repository without a work tree, in a directory of the
 * user that fetches. It may be lost or damaged at any time: what must last is kept elsewhere.
 */
import { chownSync, existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { VexorError } from "../../engine/errors.ts";
import type { RunResult } from "../../engine/ports.ts";
import { damaged, INCOMING, ObjectStore } from "./object-store.ts";
import { remoteOf, runnerFor, saysGit, type Remote, type Run } from "./run.ts";
import { hintFor } from "./ssh-hint.ts";
import { isBeyond, sizeOf, tidied, TIDY, UNTIDY, type Size } from "./tidy.ts";

const LOCAL_MS = 30_000;
const DAY_MS = 24 * 3_600_000;
const NO_SUCH_REF = 2;

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

interface Fetching {
  readonly run: Run;
  readonly remote: Remote;
  readonly timeoutMs: number;
}

/** `owner`: whose directory it becomes where it is made. */
const makeDirectory = (directory: string, owner: Owner | null): void => {
  if (existsSync(directory)) return;
  try {
    mkdirSync(dirname(directory), { recursive: true, mode: 0o755 });
    mkdirSync(directory, { mode: 0o700 });
    if (owner !== null) chownSync(directory, owner.uid, owner.gid);
  } catch (error) {
    const errno = (error as NodeJS.ErrnoException).code ?? "unknown";
    throw new VexorError("HOST_WRITE", `${directory}, for the mirror, cannot be made: ${errno}`,
      { errno, hint: "Use sudo, or --mirror DIR." });
  }
};

const fetchInto = (repository: string, { run, remote, timeoutMs }: Fetching): Promise<RunResult> =>
  run(["git", `--git-dir=${repository}`, "fetch", "--quiet", "--no-tags", "--no-recurse-submodules",
    "--no-write-fetch-head", "--no-auto-maintenance", "--end-of-options", remote.url,
    `+refs/heads/${remote.branch}:${INCOMING}`], timeoutMs);

const SHA256_ID = /^[0-9a-f]{64}\t/;

/**
 * Returns if the other side is well, so that the fault lies in what it sends or in what is here.
 * That is found out by asking once more: git's words are for people.
 */
const refuseUnreachable = async (
  failed: RunResult, { run, remote, timeoutMs }: Fetching,
): Promise<void> => {
  const { url, branch } = remote;
  const unreachable = (why: string): VexorError => new VexorError("SOURCE_UNREACHABLE", why);
  if (failed.timedOut) throw unreachable(`${url} took longer than ${timeoutMs / 1000} s`);
  const probe = await run(["git", "ls-remote", "--quiet", "--exit-code", "--end-of-options", url,
    `refs/heads/${branch}`], timeoutMs);
  if (probe.code === NO_SUCH_REF) throw unreachable(`${url} has no branch ${branch}`);
  if (probe.code !== 0) {
    const hint = hintFor(failed.stderr, remote);
    throw new VexorError("SOURCE_UNREACHABLE", `${url}: ${saysGit(failed) || "git failed"}`,
      hint === null ? {} : { hint });
  }
  if (!SHA256_ID.test(probe.stdout)) return;
  throw new VexorError("SOURCE_CORRUPT", `${url} names its objects by SHA-256; Vexor reads SHA-1`,
    { hint: "Keep host files in a repository with SHA-1 object ids, as git makes it." });
};

const runLocal = async ({ run }: Fetching, argv: readonly string[]): Promise<void> => {
  const result = await run(argv, LOCAL_MS);
  if (result.code !== 0) throw damaged("the mirror cannot be written", result);
};

/** A repository on this host belongs to somebody else, and git wants to be told that it counts. */
const allowRemote = async (directory: string, fetching: Fetching): Promise<void> => {
  const { scheme, url } = fetching.remote;
  const path = url.replace(/^file:\/\//, "").replace(/\/$/, "");
  if (scheme !== "file") return;
  await runLocal(fetching, ["git", "config", "--file", `${directory}/gitconfig`, "--replace-all",
    "safe.directory", path]);
};

export class Mirror {
  readonly store: ObjectStore;
  readonly #directory: string;
  readonly #fetching: Fetching;
  readonly #owner: Owner | null;
  /** What need not be asked again at every poll. */
  #head: string | null = null;
  #isAllowed = false;
  #size: Size | null = null;
  #tidying: Promise<string | null> | null = null;
  #untilMs = 0;

  constructor(
    directory: string, settings: Omit<Remote, "scheme">, timeoutMs: number, owner: Owner | null,
  ) {
    const remote = remoteOf(settings);
    const own = remote.scheme === "file" ? `${directory}/gitconfig` : "/dev/null";
    this.#fetching = { remote, timeoutMs, run: runnerFor(directory, remote, own) };
    this.#directory = directory;
    this.#owner = owner;
    this.store = new ObjectStore(`${directory}/repo.git`, this.#fetching.run);
  }

  /** The newest commit of the branch. Throws SOURCE_UNREACHABLE, SOURCE_CORRUPT, SOURCE_TOOLS. */
  async fetch(): Promise<string> {
    makeDirectory(this.#directory, this.#owner);
    if (!this.#isAllowed) await allowRemote(this.#directory, this.#fetching);
    this.#isAllowed = true;
    if (!this.store.exists) return this.renew();
    const repository = `${this.#directory}/repo.git`;
    const result = await fetchInto(repository, this.#fetching);
    if (result.code !== 0) {
      await refuseUnreachable(result, this.#fetching);
      return this.renew();
    }
    await this.#local("touch", repository);
    const head = await this.store.head();
    if (head === null) return this.renew();
    if (head !== this.#head) this.#size = await sizeOf(this.store);
    if (isBeyond(this.#size, UNTIDY)) return this.renew();
    this.#head = head;
    return head;
  }

  /**
   * Packs what has grown, beside all fetches. Null when there was nothing to do or it went well;
   * else what came of it, and then no other try is made for a day.
   */
  async tidy(now: number): Promise<string | null> {
    if (this.#tidying !== null || now < this.#untilMs || !isBeyond(this.#size, TIDY)) return null;
    this.#size = null;
    this.#tidying = tidied(this.store);
    const why = await this.#tidying;
    this.#tidying = null;
    if (why !== null) this.#untilMs = now + DAY_MS;
    return why;
  }

  /** Clones beside the mirror, and only when that is whole puts it in the mirror's place. */
  async renew(): Promise<string> {
    await this.#tidying; // it would go on in the new one, of which it knows nothing
    this.#size = null;
    const [repository, fresh] = [`${this.#directory}/repo.git`, `${this.#directory}/fresh.git`];
    await this.#local("rm", "-rf", "--", fresh);
    await this.#local("git", "init", "--quiet", "--bare", "--template=", "--object-format=sha1",
      "--", fresh);
    const result = await fetchInto(fresh, this.#fetching);
    if (result.code !== 0) {
      await refuseUnreachable(result, this.#fetching);
      throw damaged(`${this.#fetching.remote.url} answers, but what it sends is damaged or not `
        + "whole", result);
    }
    await this.#local("rm", "-rf", "--", repository);
    await this.#local("mv", "-T", "--", fresh, repository);
    this.#head = await this.store.head();
    if (this.#head !== null) return this.#head;
    throw damaged("what was fetched cannot be found again", result);
  }

  #local(...argv: readonly string[]): Promise<void> {
    return runLocal(this.#fetching, argv);
  }
}
