/**
 * The commit that a host file in a checkout stands for. Nothing that the checkout names is started.
 * It takes a moment: only what is kept for the record waits for it.
 */
import { existsSync, lstatSync, realpathSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { objectId } from "../../engine/source/git-objects.ts";
import { sha1 } from "../linux/hash.ts";
import { askInSandbox } from "../git/sandboxed.ts";
import { checkoutHead, type CheckoutHead } from "../git/checkout-head.ts";
import { headIn } from "../git/mirror-question.ts";

interface SourceFile {
  readonly file: string;
  readonly text: string;
}

const LONGEST_S = 10;

const checkoutOf = (path: string): string | null => {
  for (let at = dirname(path); ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (at === "/") return null;
  }
};

const isWritten = (listed: string, path: string, text: string): boolean => {
  const id = objectId("blob", new TextEncoder().encode(text), sha1);
  return listed.split("\0").includes(`100644 blob ${id}\t${path}`);
};

/** Root reads nothing of another user's checkout. */
const headOf = async (
  top: string, paths: readonly string[], root: string,
): Promise<CheckoutHead | null> => {
  const { uid, gid } = lstatSync(join(top, ".git"));
  if (process.geteuid?.() !== 0 || uid === 0) return checkoutHead(top, paths);
  const errand = { owner: { uid, gid }, directory: top, writes: false, seconds: LONGEST_S, root };
  return headIn(await askInSandbox(errand, { checkout: { top, paths } }));
};

const ask = async (
  top: string, files: readonly SourceFile[], root: string,
): Promise<string | null> => {
  const paths = files.map(({ file }) => relative(top, realpathSync(file)));
  const head = await headOf(top, paths, root);
  const isSame = head !== null && files.every(({ text }, at) =>
    isWritten(head.listed, paths[at] ?? "", text));
  return isSame ? head.commit : null;
};

/** HEAD's commit if all of these files are in it just as they are here, else null. */
export const commitOf = async (
  files: readonly SourceFile[], root: string,
): Promise<string | null> => {
  try {
    const top = checkoutOf(realpathSync(files.at(-1)?.file ?? ""));
    return top === null ? null : await ask(top, files, root);
  } catch {
    return null; // without git, or in a checkout that git does not like, there is no commit to name
  }
};
