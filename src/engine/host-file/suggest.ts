/** The known word that a misspelt one probably means. */

/**
 * Edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`; some number beyond
 * `most` where it takes more than that.
 */
const distance = (a: string, b: string, most: number): number => {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let older: number[] = [];
  let old = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(row[j - 1]! + 1, old[j]! + 1, old[j - 1]! + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, older[j - 2]! + 1);
      row.push(cost);
    }
    if (Math.min(...row, ...old) > most) return most + 1;
    [older, old] = [old, row];
  }
  return old[b.length]!;
};

const LONGEST = 64;

/** The nearest of `words`, ignoring case, `-` and `_`; null when none is within `most` edits. */
export const suggest = (
  found: string, words: readonly string[], most = Math.max(1, Math.floor(found.length / 3)),
): string | null => {
  if (found.length > LONGEST) return null;
  const plain = (text: string): string => text.toLowerCase().replace(/[-_]/g, "");
  const wanted = plain(found);
  let best: string | null = null;
  let least = most + 1;
  for (const word of words) {
    const edits = distance(wanted, plain(word), least - 1);
    if (edits < least) [best, least] = [word, edits];
  }
  return best;
};
