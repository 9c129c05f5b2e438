/**
 * The order of durability, read off a log of system calls: a name is on disk once its directory is
 * synced, text once its file is, and no value moves before the intent to move it is on disk.
 */
import { basename, dirname, join } from "node:path";
import type { Call } from "./strace.ts";

const JOURNAL = /^\/var\/lib\/vexor-agent\/runs\/\d+\/journal\.jsonl$/;
const OURS = /^\/(var\/lib|run)\/vexor-agent(\/|$)/;
const STATE_PARENT = "/var/lib";
/** A power cut takes all of it, synced or not. */
const RUNTIME = "/run/";
const RECORDS = ["plan.json", "snapshot.json"];
const SYNCS = new Set(["fsync", "fdatasync"]);

const target = (path: string): string => {
  const [, name] = /^\.(.+)\.vexor-tmp$/.exec(basename(path)) ?? [];
  return name === undefined ? path : join(dirname(path), name);
};

/** The tree's file or directory that holds a target; an IRQ's target names it, its path numbers it. */
const placeOf = (target: string): string => {
  const [scheme = "", name = ""] = target.split(/:(.*)/s);
  if (scheme === "sysctl") return `/proc/sys/${name}`;
  if (scheme === "sysfs") return `/sys/${name}`;
  if (scheme === "irq") return `/proc/irq/${Number(name.at(-1)) + 24}`;
  const [process = "", thread = ""] = name.split("/");
  return scheme === "thread" ? `/proc/${process}/task/${thread}/status` : name;
};

const targetsIn = ({ text }: Call): readonly string[] =>
  [...text.matchAll(/\\"type\\":\\"intent\\",\\"targets\\":(\[.*?\])/g)].flatMap(([, targets = "[]"]) =>
    JSON.parse(targets.replaceAll("\\\"", '"')) as readonly string[]);

const isSyncOf = (call: Call | undefined, path: string): boolean =>
  call !== undefined && SYNCS.has(call.syscall) && call.path === path;

/** What must come right after a call, or null: the sync of what it wrote, or of the directory. */
const syncAfter = ({ syscall, path, text }: Call): string | null => {
  if (text.includes(" = -1 ") || path.startsWith(RUNTIME)) return null;
  if (JOURNAL.test(path) && syscall === "write") return path;
  if (["rename", "renameat", "renameat2", "mkdir", "mkdirat", "rmdir"].includes(syscall)) {
    return dirname(path);
  }
  return syscall.startsWith("unlink") && target(path) === path ? dirname(path) : null;
};

const unsynced = (calls: readonly Call[]): readonly string[] => calls.flatMap((call, at) => {
  const wanted = syncAfter(call);
  return wanted === null || isSyncOf(calls[at + 1], wanted) ? []
    : [`${wanted} is not synced after ${call.text}`];
});

/** Renames of files whose text was not synced after the last write; a link has none. */
const renamedEarly = (calls: readonly Call[]): readonly string[] => calls.flatMap((call, at) => {
  if (!call.syscall.startsWith("rename")) return [];
  const last = calls.slice(0, at).findLast(({ path }) => path === call.path);
  const isLink = last?.syscall.startsWith("symlink") === true;
  return isLink || isSyncOf(last, call.path) ? [] : [`renamed before it was synced: ${call.text}`];
});

const isValue = ({ syscall, path }: Call): boolean =>
  !OURS.test(path) && path !== STATE_PARENT && !SYNCS.has(syscall);

/** Values written without a durable intent, or before the run's records are in their place. */
const unannounced = (calls: readonly Call[]): readonly string[] => {
  const durable = new Set<string>();
  const records = new Set<string>();
  let said: readonly string[] = [];
  return calls.flatMap((call) => {
    if (JOURNAL.test(call.path) && call.syscall === "write") said = targetsIn(call);
    if (JOURNAL.test(call.path) && SYNCS.has(call.syscall)) {
      for (const target of said) durable.add(placeOf(target));
    }
    if (call.syscall.startsWith("rename")) records.add(basename(target(call.path)));
    if (!isValue(call)) return [];
    const place = target(call.path).replace(/^(\/proc\/irq\/\d+)\/.*/, "$1")
      .replace(/^\/proc\/(\d+)\/status$/, "/proc/$1/task/$1/status");
    return [
      ...(durable.has(place) ? [] : [`no durable intent names it: ${call.text}`]),
      ...RECORDS.filter((name) => !records.has(name))
        .map((name) => `${name} comes after ${call.text}`),
    ];
  });
};

/** Every breach of the order, in words; empty when all is well. */
export const disorder = (calls: readonly Call[]): readonly string[] =>
  [...unsynced(calls), ...renamedEarly(calls), ...unannounced(calls)];
