/**
 * Which of many places there are at all. Hardly any exists on one machine, and one listing of the
 * directory above them tells it of all that are in there.
 */
import type { HostReader } from "../engine/ports.ts";
import { listIfAllowed } from "./read-if-allowed.ts";

export interface Glance {
  /** False only for what is not there. */
  mayBe(path: string): boolean;
  /** Each directory is listed once; none that may not be. */
  list(path: string): readonly string[];
}

/** Small ones, below which most places are. */
const LOOKED_THROUGH = /^\/(?:etc|run|usr\/local|var\/spool)\//;
const TOP = /^\/(?:usr\/local|var\/spool|[^/]+)/;

export function glanceAt(host: HostReader): Glance {
  const listed = new Map<string, readonly string[]>();
  const list = (path: string): readonly string[] => {
    const before = listed.get(path);
    if (before) return before;
    const names = mayBe(path) ? listIfAllowed(host, path) : [];
    listed.set(path, names);
    return names;
  };
  const mayBe = (path: string): boolean => {
    if (!LOOKED_THROUGH.test(path)) return true;
    let at = TOP.exec(path)?.[0] ?? "";
    for (const step of path.slice(at.length + 1).split("/")) {
      if (!list(at).includes(step)) return false;
      at = `${at}/${step}`;
    }
    return true;
  };
  return { mayBe, list };
}
