/** The distribution, as os-release(5) names it. */
import type { HostReader } from "../../ports/host.ts";
import { readIfAllowed } from "../read-if-allowed.ts";

const PLACES = ["/etc/os-release", "/usr/lib/os-release"];

const ASSIGNMENT = /^([A-Z0-9_]+)=(?:"([^"]*)"|'([^']*)'|(\S*))\s*$/;

/** Null where neither file is there. */
export const readOsRelease = (host: HostReader): ReadonlyMap<string, string> | null => {
  const path = PLACES.find((one) => host.stat(one) !== null);
  const text = path === undefined ? null : readIfAllowed(host, path);
  return text === null ? null : new Map(text.split("\n").flatMap((line) => {
    const [, key, ...values] = ASSIGNMENT.exec(line) ?? [];
    return key === undefined ? [] : [[key, values.find((one) => one !== undefined) ?? ""] as const];
  }));
};

/** Its own id, and those that it is like: `ubuntu`, `debian`. */
export const distributionsOf = (release: ReadonlyMap<string, string>): readonly string[] =>
  [release.get("ID") ?? "linux", ...(release.get("ID_LIKE") ?? "").split(/\s+/).filter(Boolean)];
