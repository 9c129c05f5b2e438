/**
 * A mirror's objects: each fetch leaves a pack of its own, so from time to time git makes one of
 * them. No fetch waits for that. A mirror in which that fails is cloned again in the end.
 */
import { asVexorError } from "../../engine/errors.ts";
import { saysGit } from "./run.ts";
import type { ObjectStore } from "./object-store.ts";

export interface Size {
  readonly loose: number;
  readonly packs: number;
}

export const TIDY: Size = { loose: 1000, packs: 20 };
export const UNTIDY: Size = { loose: 4000, packs: 100 };

const TIDY_MS = 60_000;
/** What no branch leads to any more: somebody may still ask about a commit that was refused. */
const KEPT = "2.weeks.ago";

export const sizeOf = async (store: ObjectStore): Promise<Size> => {
  const { stdout } = await store.git(["count-objects", "-v"]);
  const number = (name: string): number =>
    Number(new RegExp(`^${name}: (\\d+)$`, "m").exec(stdout)?.[1] ?? 0);
  return { loose: number("count"), packs: number("packs") };
};

export const isBeyond = (size: Size | null, most: Size): boolean =>
  size !== null && (size.loose > most.loose || size.packs > most.packs);

/** Null when it went well, else why not. `--force`: whoever was killed has left a lock. */
export const tidied = async (store: ObjectStore): Promise<string | null> => {
  try {
    const result = await store.git(["gc", "--quiet", "--force", `--prune=${KEPT}`],
      { timeoutMs: TIDY_MS });
    if (result.code === 0) return null;
    return result.timedOut ? `no end within ${TIDY_MS / 1000} s` : saysGit(result) || "git failed";
  } catch (error) {
    return asVexorError(error).message;
  }
};
