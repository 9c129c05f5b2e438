/**
 * The commit of this checkout, read by simple-git. That library is for our own scripts only: it
 * refuses the settings that keep git harmless in another user's repository
 * (`src/edges/git/run.ts`).
 */
import { realpathSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { simpleGit } from "simple-git";

export interface OwnCommit {
  readonly id: string;
  /** `1a2b3c4d5e6f`, with `.dirty` when tracked files differ from that commit. */
  readonly name: string;
  /** How many commits lead to it. */
  readonly number: number;
  readonly at: Date;
  /** It has the tag of this version, and tracked files do not differ from it. */
  isTagged(version: string): boolean;
}

/** Null in a source archive, also in one that lies in another repository. */
export const ownCommit = async (): Promise<OwnCommit | null> => {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const git = simpleGit(root);
  try {
    if (await git.revparse(["--show-toplevel"]) !== realpathSync(root)) return null;
    const id = await git.revparse(["HEAD"]);
    const short = await git.revparse(["--short=12", "HEAD"]);
    const changed = await git.raw(["status", "--porcelain", "-uno"]);
    const number = Number(await git.raw(["rev-list", "--count", "HEAD"]));
    const seconds = Number(await git.raw(["log", "-1", "--format=%ct"]));
    const tags = (await git.raw(["tag", "--points-at", "HEAD"])).split("\n");
    return { id, name: changed === "" ? short : `${short}.dirty`, number,
      at: new Date(seconds * 1000),
      isTagged: (version) => changed === "" && tags.includes(`v${version}`) };
  } catch {
    return null; // without git, or where git does not trust the owner of the checkout
  }
};
