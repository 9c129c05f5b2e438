/** The keys by which hosts sign their facts, as the base lists them: a change brings none. */
import { hostKeyPath } from "../facts/judge.ts";
import { isPlainFile, type RevisionRange } from "./ports.ts";

/** By host, one key a line; null where the base lists the keys of no host at all. */
export type HostKeys = ReadonlyMap<string, string> | null;

const LARGEST_KEYS = 64 * 1024;
const KEYS_OF_A_HOST = /^keys\/hosts\/[^/]+\.pub$/;

export const hostKeysOf = async (
  range: RevisionRange, hosts: readonly string[],
): Promise<HostKeys> => {
  const { prefix, trees: { base } } = range;
  const isKeys = (path: string): boolean =>
    path.startsWith(prefix) && KEYS_OF_A_HOST.test(path.slice(prefix.length));
  if (![...base.keys()].some(isKeys)) return null;
  const listed = hosts.flatMap((host) => {
    const entry = base.get(prefix + hostKeyPath(host));
    return entry !== undefined && isPlainFile(entry) ? [[host, entry.id] as const] : [];
  });
  const texts = new Map<string, string>();
  for await (const batch of range.blobs(listed.map(([, id]) => id), LARGEST_KEYS)) {
    for (const [id, bytes] of batch) texts.set(id, new TextDecoder().decode(bytes ?? undefined));
  }
  return new Map(listed.map(([host, id]) => [host, texts.get(id) ?? ""]));
};
