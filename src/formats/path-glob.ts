/** `keys/**` over relative paths: `**` is any number of directories, the rest as in a shell. */
import { matchesGlob } from "./glob.ts";

const ANY = "**";

/** Takes at most the product of the two depths, times what a name takes. */
export const matchesPath = (pattern: string, path: string): boolean => {
  const names = path.split("/");
  /** Which of the first names the steps so far can stand for. */
  let reached: readonly boolean[] = [true, ...names.map(() => false)];
  for (const step of pattern.split("/")) {
    const before = reached;
    const next: boolean[] = [];
    for (let count = 0; count <= names.length; count++) {
      const name = names[count - 1];
      const isReached = step === ANY ? before[count] === true || next[count - 1] === true
        : name !== undefined && before[count - 1] === true && matchesGlob(step, name);
      next.push(isReached);
    }
    reached = next;
  }
  return reached.at(-1) === true;
};
