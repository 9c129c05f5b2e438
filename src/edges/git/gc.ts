/**
 * A mirror's objects: each fetch leaves a pack of its own, so from time to time git makes one of
 * them. No fetch waits for that. A mirror in which that fails is cloned again in the end.
 */
import { asVexorError } from "../../engine/model/errors.ts";
import type { Git } from "./git-directory.ts";
import { gitErrorText } from "./run.ts";
import type { StoreSize } from "./store.ts";

type ObjectCount = Omit<StoreSize, "bytes">;

export const TIDY: ObjectCount = { loose: 1000, packs: 20 };
export const UNTIDY: ObjectCount = { loose: 4000, packs: 100 };

const TIDY_MS = 60_000;
/**
 * What the branch does not lead to any more: an operator may ask about a commit that was refused.
 */
const KEPT = "2.weeks.ago";

export const isBeyond = (size: ObjectCount | null, most: ObjectCount): boolean =>
  size !== null && (size.loose > most.loose || size.packs > most.packs);

/** Null on success, else the reason. */
export const tidied = async (git: Git): Promise<string | null> => {
  try {
    const result = await git(["gc", "--quiet", `--prune=${KEPT}`], { timeoutMs: TIDY_MS });
    if (result.code === 0) return null;
    return result.timedOut ? `no end within ${TIDY_MS / 1000} s` : gitErrorText(result)
      || "git failed";
  } catch (error) {
    return asVexorError(error).message;
  }
};
