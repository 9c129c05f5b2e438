/** Every sysctl of this kernel that is a setting: writable, readable, and as it is by itself. */
import { VexorError } from "../../engine/model/errors.ts";
import type { HostReader } from "../../ports/host.ts";
import { checkKey, procPath } from "./sysctl-keys.ts";

const SECRET = /(_key|_secret)$/;
const NOT_SETTINGS = new RegExp("^(?:kernel/(?:cad_pid|domainname|hostname|tainted"
  + "|hung_task_detect_count|sched_domain/.*"
  + "|perf_event_max_sample_rate)" // the kernel lowers it by itself
  + "|fs/(?:xfs/stats_clear|quota/.*)"
  // Spelled again with _ms; the kernel logs a complaint about a process that reads the old name.
  + "|net/ipv[46]/neigh/[^/]+/(?:base_reachable_time|retrans_time))$");
const WRITABLE = 0o222;
const READABLE = 0o444;

/** Their paths; without secrets, statistics and what Vexor never manages. */
export function settingsBelow(host: HostReader): readonly string[] {
  return keysBelow(host, "", WRITABLE);
}

/** The same, with those that only the kernel writes. */
export function readableKeys(host: HostReader): readonly string[] {
  return keysBelow(host, "", READABLE);
}

function keysBelow(host: HostReader, directory: string, needed: number): readonly string[] {
  return host.list(procPath(directory)).flatMap((name) => {
    const path = directory === "" ? name : `${directory}/${name}`;
    const stat = host.stat(procPath(path));
    if (stat?.kind === "dir") return keysBelow(host, path, needed);
    const setting = stat && (stat.mode & needed) !== 0 && (stat.mode & READABLE) !== 0;
    return setting && isKept(path) ? [path] : [];
  });
}

function isKept(path: string): boolean {
  if (SECRET.test(path) || NOT_SETTINGS.test(path)) return false;
  try {
    checkKey(path);
    return true;
  } catch (error) {
    if (error instanceof VexorError) return false;
    throw error;
  }
}
