/**
 * What other nodes of the cluster say, against a node that lies or is wrong alone. A number counts
 * as reached once two nodes say so. With three, one that is wrong changes nothing. With two, it can
 * keep this host from taking the identity, and do no more.
 */

/** So many must say it. */
const ENOUGH = 2;

const descending = (numbers: readonly number[]): readonly number[] =>
  numbers.toSorted((one, other) => other - one);

/** The highest that two say is reached; null where fewer than two tell. */
export const reachedByTwo = (numbers: readonly number[]): number | null =>
  descending(numbers)[ENOUGH - 1] ?? null;

/**
 * The highest that must be taken for true where a lower one would have this host act: of two, each
 * may be the one that is behind.
 */
export const highestToHeed = (numbers: readonly number[]): number | null => {
  if (numbers.length < ENOUGH) return null;
  return descending(numbers)[numbers.length > ENOUGH ? ENOUGH - 1 : 0] ?? null;
};

/** What all that tell say, where two do; null where they contradict each other. */
export const agreedByAll = <T>(said: readonly T[]): T | null => {
  const [first] = said;
  return said.length >= ENOUGH && first !== undefined && said.every((one) => one === first)
    ? first : null;
};

export interface WitnessNode {
  /** Its host and port. */
  readonly name: string;
  readonly url: string;
}

const OWN_HOSTS: readonly string[] = ["127.0.0.1", "localhost", "[::1]"];

/** Each host once: two addresses of one are one witness. The own node is none. */
export const witnessesAt = (
  urls: readonly string[], ownPort: number | null,
): readonly WitnessNode[] => [...new Map(urls.flatMap((url) => {
  const at = URL.parse(url);
  const isOwn = OWN_HOSTS.includes(at?.hostname ?? "") && at?.port === String(ownPort);
  return at === null || isOwn ? [] : [[at.host, { name: at.host, url }] as const];
})).values()];
