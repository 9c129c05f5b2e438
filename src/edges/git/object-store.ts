/** Reading what was fetched: ids, and raw objects whose sizes are known before their bytes. */
import { VexorError } from "../../engine/model/errors.ts";
import type { RunResult } from "../../ports/host.ts";
import { INCOMING, type Git } from "./git-directory.ts";
import { gitErrorText } from "./run.ts";

const COMMIT = /^[0-9a-f]{40}$/;

export interface ObjectHead {
  readonly id: string;
  readonly type: string;
  readonly size: number;
}

interface RawObject extends ObjectHead {
  /** One character a byte. */
  readonly body: string;
}

/** The line before an object, and the end of the one after it. */
const LONGEST_HEAD = 100;

/** What lies here is of no use: a new clone may be. */
export class DamagedRepository extends VexorError {}

export const damaged = (what: string, result: RunResult): DamagedRepository => {
  const why = result.timedOut ? "no end in time" : gitErrorText(result) || "git failed";
  return new DamagedRepository("SOURCE_CORRUPT", `${what}: ${why}`);
};

const headsOf = (ids: readonly string[], result: RunResult): readonly ObjectHead[] => {
  const heads = result.stdout.split("\n").filter(Boolean).map((line) => {
    const [, id = "", type = "", size = ""] = /^([0-9a-f]{40}) (\w+) (\d+)$/.exec(line) ?? [];
    return { id, type, size: Number(size) };
  });
  const isWhole = heads.length === ids.length && heads.every(({ id }) => id !== "");
  if (result.code === 0 && isWhole) return heads;
  throw damaged("the mirror lacks an object", result);
};

const bodiesOf = (
  heads: readonly ObjectHead[], result: RunResult,
): readonly RawObject[] => {
  if (result.code !== 0) throw damaged("the mirror's objects cannot be read", result);
  let at = 0;
  return heads.map((head) => {
    const line = `${head.id} ${head.type} ${head.size}\n`;
    if (!result.stdout.startsWith(line, at)) throw damaged("git cat-file lost its way", result);
    const body = result.stdout.slice(at + line.length, at + line.length + head.size);
    at += line.length + head.size + 1;
    return { ...head, body };
  });
};

export class ObjectStore {
  readonly #git: Git;

  constructor(git: Git) {
    this.#git = git;
  }

  /** The commit last fetched; null when its object is not there. */
  async head(): Promise<string | null> {
    const { code, stdout } = await this.#git(["rev-parse", "--verify", "--quiet",
      "--end-of-options", `${INCOMING}^{commit}`]);
    const id = stdout.trim();
    return code === 0 && COMMIT.test(id) ? id : null;
  }

  async has(commit: string): Promise<boolean> {
    return (await this.#git(["rev-list", "--max-count=1", commit, "--"])).code === 0;
  }

  /** The commit that `prefix` begins; null when there is none, or more than one. */
  async find(prefix: string): Promise<string | null> {
    if (!/^[0-9a-f]{7,40}$/.test(prefix)) return null;
    const { code, stdout } = await this.#git(["rev-parse", "--verify", "--quiet",
      "--end-of-options", `${prefix}^{commit}`]);
    const id = stdout.trim();
    return code === 0 && id.startsWith(prefix) && COMMIT.test(id) ? id : null;
  }

  /** At most `most` + 1 ids, children before parents. Throws SOURCE_CORRUPT. */
  async list(options: readonly string[], revisions: readonly string[], most: number):
  Promise<readonly string[]> {
    const result = await this.#git(["rev-list", "--topo-order", `--max-count=${most + 1}`,
      ...options, ...revisions, "--"]);
    if (result.code !== 0) throw damaged("the mirror's history cannot be read", result);
    return result.stdout.split("\n").filter(Boolean);
  }

  /** Their types and sizes, in the order of the ids. Throws SOURCE_CORRUPT. */
  async sizes(ids: readonly string[]): Promise<readonly ObjectHead[]> {
    const input = ids.map((id) => `${id}\n`).join("");
    return headsOf(ids, await this.#git(["cat-file", "--batch-check"], { input }));
  }

  /** Whole objects, each of `largest` bytes at most: their sizes are asked before their bytes. */
  async objects(
    ids: readonly string[], largest: (one: ObjectHead) => number, total: number,
  ): Promise<readonly RawObject[]> {
    const heads = await this.sizes(ids);
    const size = heads.reduce((sum, head) => sum + Math.min(head.size, largest(head)), 0);
    if (heads.some((head) => head.size > largest(head)) || size > total) {
      throw new VexorError("SOURCE_LIMIT", `objects of more than ${size} bytes are asked for`);
    }
    return this.bodies(heads);
  }

  /** Whole objects, of which the sizes are known. Throws SOURCE_CORRUPT. */
  async bodies(heads: readonly ObjectHead[]): Promise<readonly RawObject[]> {
    const input = heads.map(({ id }) => `${id}\n`).join("");
    const limit = heads.reduce((sum, { size }) => sum + size + LONGEST_HEAD, 0);
    return bodiesOf(heads, await this.#git(["cat-file", "--batch"], { input, limit }));
  }
}
