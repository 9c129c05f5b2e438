/** What cannot stay as it was while a file, a link or the names in a directory change. */
import { lstatSync, statSync, type BigIntStats } from "node:fs";

type Stat = (path: string, options: { readonly bigint: true }) => BigIntStats;

const stampOf = (stat: Stat, path: string): string => {
  try {
    const { dev, ino, ctimeNs } = stat(path, { bigint: true });
    return `${dev}:${ino}:${ctimeNs}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "unknown";
  }
};

/** Of a link both count: the link, and what it leads to. */
export const markOf = (path: string): string =>
  `${stampOf(lstatSync, path)} ${stampOf(statSync, path)}`;
