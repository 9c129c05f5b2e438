/** A core dump as the kernel writes it, of a process of a container that dies by SIGABRT. */
import { closeSync, openSync, readFileSync, readSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Container } from "../lab/container.ts";

const PATTERN = "/proc/sys/kernel/core_pattern";
const DUMPABLE = "/proc/sys/fs/suid_dumpable";
const PLACE = "/root/cores";
const CHUNK = 4 * 1024 * 1024;
/** What lies across the edge of two chunks is in the second one, too. */
const OVERLAP = 1024;

/** A setting of the whole kernel's is another one for a moment. */
const meanwhile = async <T>(path: string, value: string, act: () => Promise<T>): Promise<T> => {
  const before = readFileSync(path, "utf8");
  if (before.trim() === value) return act();
  writeFileSync(path, value);
  try {
    return await act();
  } finally {
    writeFileSync(path, before);
  }
};

/**
 * A pattern may lead to a program. And a process that has acted with another user's rights, as one
 * that reads a keypair has, leaves no core at all, unless the kernel is configured otherwise.
 */
const inFiles = <T>(act: () => Promise<T>): Promise<T> =>
  meanwhile(PATTERN, "core", () => meanwhile(DUMPABLE, "1", act));

/** Most of a core is memory that was reserved and never touched. */
const ZEROES = Buffer.alloc(CHUNK);

const search = (path: string, look: (chunk: Buffer) => readonly string[]): readonly string[] => {
  const fd = openSync(path, "r");
  const found: string[] = [];
  const chunk = Buffer.alloc(CHUNK);
  try {
    for (let at = 0; ; at += CHUNK - OVERLAP) {
      const size = readSync(fd, chunk, 0, CHUNK, at);
      if (size <= OVERLAP) return found;
      const bytes = chunk.subarray(0, size);
      if (!bytes.equals(ZEROES.subarray(0, size))) found.push(...look(bytes));
    }
  } finally {
    closeSync(fd);
  }
};

/**
 * Starts a command that may dump as much as it likes, kills it once `ready`, and tells what `look`
 * finds in its core.
 */
export const inCoreOf = async (
  container: Container, argv: readonly string[], ready: () => Promise<void>, kill: string,
  look: (chunk: Buffer) => readonly string[],
): Promise<readonly string[]> => inFiles(async () => {
  const sh = (script: string, ...args: readonly string[]) =>
    container.exec(["sh", "-c", script, "sh", ...args], { timeoutMs: 120_000 });
  await sh(`rm -rf ${PLACE}; mkdir ${PLACE}`);
  const begun = sh(`cd ${PLACE} && ulimit -c unlimited && exec "$@"`, ...argv);
  await ready();
  await sh(kill);
  await begun;
  const cores = readdirSync(join(container.root, PLACE));
  if (cores.length !== 1) throw new Error(`cores: ${cores.join(", ") || "none"}`);
  return search(join(container.root, PLACE, cores[0] ?? ""), look);
});
