/**
 * Which of many places there are at all. Hardly any exists on one machine, and one listing of the
 * directory above them shows all that are in there.
 */
import type { HostReader } from "../../ports/host.ts";
import { remembered } from "../lazy.ts";
import { listIfAllowed } from "../read-if-allowed.ts";

export interface Listings {
  /** False only for what is not there. */
  mayExist(path: string): boolean;
  /** Each directory is listed once; none that may not be. */
  list(path: string): readonly string[];
}

/** Small ones, below which most places are. */
const LOOKED_THROUGH = /^\/(?:etc|run|usr\/local|var\/spool)\//;

export function readListings(host: HostReader): Listings {
  const list = remembered((path: string): readonly string[] =>
    (mayExist(path) ? listIfAllowed(host, path) : []));
  const isThere = remembered((path: string): boolean => {
    const leaf = path.lastIndexOf("/") + 1;
    const parent = path.slice(0, leaf - 1);
    return mayExist(parent) && list(parent).includes(path.slice(leaf));
  });
  const mayExist = (path: string): boolean =>
    !LOOKED_THROUGH.test(path) || isThere(path);
  return { mayExist, list };
}
