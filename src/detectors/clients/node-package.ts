/**
 * The version of a client that npm has installed, from the package.json that its script belongs to.
 * Read as the user whose program it is; nothing is started for it.
 */
import type { HostReader } from "../../ports/host.ts";
import { readForUser } from "../read-if-allowed.ts";
import { launchLength } from "./sub-command.ts";

const LARGEST = 256 * 1024;
/** Directories above the script: `bin/`, or `lib/cmds/validator/`. */
const MOST_UP = 5;
const VERSION = /^\d[\w.+-]{0,63}$/;

interface Package {
  readonly name?: unknown;
  readonly version?: unknown;
}

const parsed = (text: string | null): Package => {
  try {
    return (JSON.parse(text ?? "null") ?? {}) as Package;
  } catch {
    return {};
  }
};

const above = (path: string): string => path.slice(0, path.lastIndexOf("/"));

export interface PackageVersion {
  readonly path: string;
  readonly version: string;
}

/** Null where the program belongs to no package of this name, or that cannot be read. */
export const packageVersion = (
  host: HostReader, name: string,
  { exe, argv, uid }: {
    readonly exe: string; readonly argv: readonly string[]; readonly uid: number | null;
  },
): PackageVersion | null => {
  const script = argv[launchLength(exe, argv) - 1] ?? "";
  let directory = script.startsWith("/") ? above(host.resolve(script) ?? script) : "";
  for (let up = 0; directory !== "" && up < MOST_UP; up++, directory = above(directory)) {
    const path = `${directory}/package.json`;
    const found = parsed(readForUser(host, uid, path, LARGEST));
    if (found.name !== name) continue;
    const { version } = found;
    return typeof version === "string" && VERSION.test(version) ? { path, version } : null;
  }
  return null;
};
