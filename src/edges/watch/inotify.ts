/**
 * Without fanotify: a watch for each kernel file, which reports that it was written, not by which
 * process.
 */
import { watch, type FSWatcher } from "node:fs";

export const createInotify = (written: (path: string) => void) => {
  const watchers = new Map<string, FSWatcher>();
  const add = (path: string): void => {
    try {
      const watcher = watch(path, { persistent: false }, () => written(path));
      watcher.on("error", () => watchers.delete(path));
      watchers.set(path, watcher);
    } catch {
      // absent, or the limit of watches is reached: the poll sees it all the same
    }
  };
  const keep = (paths: readonly string[]): void => {
    const wanted = new Set(paths);
    for (const [path, watcher] of watchers) {
      if (wanted.has(path)) continue;
      watcher.close();
      watchers.delete(path);
    }
    for (const path of wanted) if (!watchers.has(path)) add(path);
  };
  return { keep, close: (): void => keep([]) };
};
