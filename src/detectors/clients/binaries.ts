/**
 * Clients that lie on disk without a unit: where their installers and guides put them. A name alone
 * says little (`validator`), so a program that others share its name with must say what it is.
 */
import {
  plainName, recognise, type ClientDescriptors, type FoundClient, type Match,
} from "../../engine/clients.ts";
import { VexorError } from "../../engine/errors.ts";
import type { HostReader } from "../../engine/ports.ts";

const PLACES = ["/usr/bin", "/usr/local/bin", "/usr/local/sbin", "/opt/*", "/opt/*/bin",
  "/home/*/bin", "/home/*/*/bin", "/home/*/.local/bin",
  "/home/*/.local/share/solana/install/active_release/bin",
  "/root/.local/share/solana/install/active_release/bin"];

const namesIn = (host: HostReader, directory: string): readonly string[] => {
  try {
    return host.list(directory);
  } catch (error) {
    if (error instanceof VexorError) return [];
    throw error;
  }
};

/** Directories that a pattern means; only whole parts are patterns. */
const directories = (host: HostReader, pattern: string): readonly string[] =>
  pattern.slice(1).split("/").reduce<readonly string[]>((paths, part) =>
    paths.flatMap((path) => (part === "*" ? namesIn(host, path || "/").filter((name) =>
      !name.startsWith(".")) : [part]).map((name) => `${path}/${name}`)), [""]);

/** Runtimes (java, node) run anything: only their command line says what. */
const partsNamed = (known: ClientDescriptors): ReadonlyMap<string, readonly Match[]> => {
  const named = new Map<string, Match[]>();
  for (const [id, descriptor] of Object.entries(known)) {
    for (const part of descriptor.parts.filter(({ says }) => !says)) {
      for (const exe of part.exe) {
        const match = { id, descriptor, part };
        named.set(exe, [...named.get(exe) ?? [], match]);
      }
    }
  }
  return named;
};

const versionOf = (host: HostReader, path: string, matches: readonly Match[]): string | null => {
  const asked = matches.find(({ part }) => part.version)?.part.version;
  return asked ? host.versionOf(path, asked, null)?.split("\n")[0]?.trim() ?? null : null;
};

const installed = (
  host: HostReader, path: string, exe: string, matches: readonly Match[],
): readonly FoundClient[] => {
  const version = versionOf(host, path, matches);
  const match = recognise(matches, { exe, argv: [path] }, version);
  if (!match) return [];
  const { id, descriptor, part } = match;
  return [{
    client: id, name: descriptor.name, family: descriptor.family, role: part.role, unit: null,
    state: "installed", enabled: false, pids: [], uid: null, exe: path, argv: [path], version,
    places: {}, rpcPort: null, ports: [], part,
    evidence: [{ kind: "file", path, says: "no unit and no process runs it" },
      ...(version === null ? [] : [{ kind: "tool", says: `it says: ${version}` } as const])],
  }];
};

const isFile = (host: HostReader, path: string): boolean => {
  try {
    return host.stat(path)?.kind === "file";
  } catch (error) {
    if (error instanceof VexorError) return false;
    throw error;
  }
};

/** Each file once, whatever links lead to it; `used` are paths that run, or would. */
export const readBinaries = (
  host: HostReader, known: ClientDescriptors, used: readonly (string | null)[],
): readonly FoundClient[] => {
  const named = partsNamed(known);
  const seen = new Set(used.flatMap((path) => (path === null ? [] : [host.resolve(path) ?? path])));
  const found: FoundClient[] = [];
  for (const directory of PLACES.flatMap((pattern) => directories(host, pattern))) {
    for (const name of namesIn(host, directory)) {
      const matches = named.get(plainName(name));
      const path = `${directory}/${name}`;
      if (!matches || !isFile(host, path)) continue;
      const file = host.resolve(path) ?? path;
      if (seen.has(file)) continue;
      seen.add(file);
      found.push(...installed(host, path, name, matches));
    }
  }
  return found;
};
