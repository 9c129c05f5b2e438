/** The agent's memory as files in its own directory; the part that has the rights ignores them. */
import { EMPTY, isMemory, type Memory } from "../../agent/memory.ts";
import type { Kept, Revision } from "../../agent/ports.ts";
import { VexorError } from "../../engine/errors.ts";
import type { Host } from "../../engine/ports.ts";
import { clearOddity, readOwnFile } from "./own-file.ts";

const AGENT_STATE = "/var/lib/vexor-agent/agent";
const MEMORY = `${AGENT_STATE}/memory.json`;
const GOOD = `${AGENT_STATE}/good.json`;
const LONGEST_MEMORY = 1024 * 1024;
/** A proof may have 32 MiB, and is written with some more characters. */
const LONGEST_GOOD = 64 * 1024 * 1024;

export interface Keep {
  loadMemory(): Kept<Memory>;
  saveMemory(memory: Memory): void;
  loadGood(): Kept<Revision | null>;
  saveGood(revision: Revision): void;
}

const isRevision = (value: unknown): value is Revision => typeof value === "object"
  && value !== null && "id" in value && typeof value.id === "string" && "proof" in value
  && typeof value.proof === "object" && value.proof !== null;

/** A record that cannot be read is as good as none: nothing that is not safe hangs on it. */
const load = <T>(
  path: string, longest: number, is: (value: unknown) => value is T,
): Kept<T | null> => {
  try {
    const text = readOwnFile(path, longest);
    if (text === null) return { value: null, lost: null };
    const value: unknown = JSON.parse(text);
    return is(value) ? { value, lost: null }
      : { value: null, lost: `${path} is not what the agent wrote` };
  } catch (error) {
    return { value: null, lost: error instanceof VexorError ? error.message
      : `${path} is not the JSON that the agent wrote` };
  }
};

export const loadGoodAt = (root: string): Kept<Revision | null> =>
  load(`${root}${GOOD}`, LONGEST_GOOD, isRevision);

export const keepAt = (host: Host, root: string): Keep => {
  for (const path of ["/var", "/var/lib", "/var/lib/vexor-agent", AGENT_STATE]) host.makeDir(path);
  const put = (path: string, text: string): void => {
    clearOddity(`${root}${path}`);
    host.replace(path, text);
  };
  return {
    loadMemory: () => {
      const { value, lost } = load(`${root}${MEMORY}`, LONGEST_MEMORY, isMemory);
      return { value: { ...EMPTY, ...value }, lost };
    },
    saveMemory: (memory) => put(MEMORY, `${JSON.stringify(memory, null, 2)}\n`),
    loadGood: () => loadGoodAt(root),
    saveGood: (revision) => put(GOOD, `${JSON.stringify(revision)}\n`),
  };
};
