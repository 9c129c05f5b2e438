/**
 * The agent's memory as files in its own directory; the part that has the rights ignores them.
 * Anything that runs as the agent may have put something else there.
 */
import { constants, lstatSync, unlinkSync } from "node:fs";
import { readPublication, type Publication } from "../../agent/publication.ts";
import { EMPTY_STATE, readMemory, type AgentMemory } from "../../agent/persistent-state.ts";
import type { StoredRecord, Revision } from "../../agent/ports.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Host } from "../../ports/host.ts";
import { boundedBytes } from "../linux/regular-file.ts";

export const AGENT_STATE = "/var/lib/vexor-agent/agent";
const MEMORY = `${AGENT_STATE}/memory.json`;
const GOOD = `${AGENT_STATE}/good.json`;
const TRIED = `${AGENT_STATE}/tried.json`;
const PUBLISHED = `${AGENT_STATE}/published.json`;
const LONGEST_MEMORY = 1024 * 1024;
/** A proof may have 32 MiB, and is written with some more characters. */
const LONGEST_REVISION = 64 * 1024 * 1024;

export interface StateFiles {
  loadMemory(): StoredRecord<AgentMemory>;
  saveMemory(memory: AgentMemory): void;
  loadGood(): StoredRecord<Revision | null>;
  saveGood(revision: Revision): void;
  loadTried(): StoredRecord<Revision | null>;
  saveTried(revision: Revision): void;
  loadPublication(): StoredRecord<Publication | null>;
  savePublication(publication: Publication): void;
}

const isRevision = (value: unknown): value is Revision => typeof value === "object"
  && value !== null && "id" in value && typeof value.id === "string" && "proof" in value
  && typeof value.proof === "object" && value.proof !== null;

const readRevision = (value: unknown): Revision | null => (isRevision(value) ? value : null);

/** Null where there is none. Throws HOST_READ for what is not a file of at most `longest` bytes. */
const read = (path: string, longest: number): string | null => {
  try {
    const bytes = boundedBytes(path, path, longest, constants.O_NOFOLLOW);
    return new TextDecoder().decode(bytes);
  } catch (error) {
    if (error instanceof VexorError) throw error;
    const { code = "EIO" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return null;
    throw new VexorError("HOST_READ", `${path} cannot be read: ${code}`);
  }
};

/** Removes what is neither a file nor a directory: the next record takes its place. */
const clearOddity = (path: string): void => {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat && !stat.isFile() && !stat.isDirectory()) unlinkSync(path);
};

/** A record that cannot be read is as good as none: nothing that is not safe hangs on it. */
const load = <T>(
  path: string, longest: number, parse: (document: unknown) => T | null,
): StoredRecord<T | null> => {
  try {
    const text = read(path, longest);
    if (text === null) return { value: null, lost: null };
    const value = parse(JSON.parse(text));
    return { value, lost: value === null ? `${path} is not what the agent wrote` : null };
  } catch (error) {
    return { value: null, lost: error instanceof VexorError ? error.message
      : `${path} is not the JSON that the agent wrote` };
  }
};

const loadRevision = (path: string): StoredRecord<Revision | null> =>
  load(path, LONGEST_REVISION, readRevision);

export const loadGoodAt = (root: string): StoredRecord<Revision | null> =>
  loadRevision(root + GOOD);

export const keepAt = (host: Host, root: string): StateFiles => {
  for (const path of ["/var", "/var/lib", "/var/lib/vexor-agent", AGENT_STATE]) host.makeDir(path);
  const put = (path: string, text: string): void => {
    clearOddity(`${root}${path}`);
    host.replace(path, text);
  };
  return {
    loadMemory: () => {
      const { value, lost } = load(`${root}${MEMORY}`, LONGEST_MEMORY, readMemory);
      return { value: value ?? EMPTY_STATE, lost };
    },
    saveMemory: (memory) => put(MEMORY, `${JSON.stringify(memory, null, 2)}\n`),
    loadGood: () => loadGoodAt(root),
    saveGood: (revision) => put(GOOD, `${JSON.stringify(revision)}\n`),
    loadTried: () => loadRevision(root + TRIED),
    saveTried: (revision) => put(TRIED, `${JSON.stringify(revision)}\n`),
    loadPublication: () => load(`${root}${PUBLISHED}`, LONGEST_MEMORY, readPublication),
    savePublication: (publication) => put(PUBLISHED, `${JSON.stringify(publication)}\n`),
  };
};
