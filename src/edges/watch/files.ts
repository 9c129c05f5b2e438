/**
 * Real files and directories, by chokidar. What does not exist yet is watched for from the nearest
 * directory above it that does; everything else in there is left out before it is even looked at.
 * The kernel may have no watch left to give, and no event comes for what this user may not read: so
 * each target's stamp is read beside it, which shows all but an edit within a directory.
 */
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { createFileStamps } from "./file-stamps.ts";
import type { FSWatcher } from "chokidar";

const isAt = (path: string, above: string): boolean =>
  path === above || above === "/" || path.startsWith(`${above}/`);

/** The way to a target, the target, and what is directly in it. */
export const concernsTargets = (path: string, targets: readonly string[]): boolean =>
  targets.some((target) => isAt(target, path) || path === target || dirname(path) === target);

const nearest = (path: string): string => (existsSync(path) ? path : nearest(dirname(path)));

/** Roots that are not below another root. */
export const rootsOf = (paths: readonly string[]): readonly string[] => {
  const roots = [...new Set(paths)];
  return roots.filter((one) => !roots.some((other) => other !== one && isAt(one, other)));
};

const belongsTo = (path: string, targets: readonly string[]): boolean =>
  targets.some((target) => path === target || dirname(path) === target);

class WatchedFiles {
  readonly #changed: (path: string) => void;
  readonly #stamps = createFileStamps();
  #watcher: FSWatcher | null = null;
  #kept: readonly string[] = [];
  #turn = 0;

  constructor(changed: (path: string) => void) {
    this.#changed = changed;
  }

  async keep(targets: readonly string[]): Promise<void> {
    const kept = this.#kept;
    const same = targets.length === kept.length && targets.every((path, at) => path === kept[at]);
    if (same) return;
    this.#kept = targets;
    this.#stamps.keep(targets);
    await this.#start(targets);
  }

  /** Targets that no event has reported; from then on they are watched anew. */
  changed(): readonly string[] {
    const missed = this.#stamps.changed();
    if (missed.length > 0) void this.#start(this.#kept);
    return missed;
  }

  close(): void {
    this.#turn += 1;
    void this.#watcher?.close();
    this.#watcher = null;
  }

  async #start(targets: readonly string[]): Promise<void> {
    const mine = ++this.#turn;
    const { watch } = await import("chokidar");
    if (mine !== this.#turn) return; // others have been asked for meanwhile
    const fresh = watch([...rootsOf(targets.map(nearest))], {
      ignored: (path) => !concernsTargets(path, targets),
      ignoreInitial: true, ignorePermissionErrors: true,
    });
    fresh.on("all", (_, path) => {
      if (mine === this.#turn && belongsTo(path, targets)) this.#report(path);
    });
    fresh.on("error", () => this.#changed(targets[0] ?? "/")); // it cannot be watched: look
    const old = this.#watcher;
    this.#watcher = fresh;
    await new Promise<void>((resolve) => fresh.once("ready", () => resolve()));
    await old?.close();
  }

  /** An event's own path may lie in a target. */
  #report(path: string): void {
    this.#stamps.renew(path);
    this.#stamps.renew(dirname(path));
    this.#changed(path);
  }
}

/** Calls `changed` with the path of whatever came, changed or went. */
export const createFiles = (changed: (path: string) => void): WatchedFiles =>
  new WatchedFiles(changed);
