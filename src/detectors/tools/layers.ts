/**
 * Directories that shut each other out by file name, as systemd, udev and tmpfiles have them: a
 * name found in /etc hides the same name in /run, and so on down, also when it is empty or a link
 * to /dev/null. What is left is read in the order of the names.
 */
import type { Listings } from "./listings.ts";

export const layersOf = (folder: string): readonly string[] =>
  ["/etc", "/run", "/usr/local/lib", "/usr/lib", "/lib"].map((parent) => `${parent}/${folder}`);

/** Where an administrator writes: what the distribution ships stands below /usr/lib. */
export const adminLayersOf = (folder: string): readonly string[] => layersOf(folder).slice(0, 3);

/** Paths of the files that count; a masked one has no text. */
export function layeredFiles(
  listings: Listings, directories: readonly string[], suffix: string,
): readonly string[] {
  const first = new Map<string, string>();
  for (const directory of directories) {
    for (const name of listings.list(directory)) {
      if (name.endsWith(suffix) && !first.has(name)) first.set(name, `${directory}/${name}`);
    }
  }
  return [...first].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
}
