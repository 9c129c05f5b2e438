/**
 * Clients that lie on disk without a unit: where their installers and guides put them. A name alone
 * says little (`validator`), so a program that others share its name with must say what it is.
 */
import {
  stripReleaseSuffix, recognise, type ClientDescriptors, type ClientPart, type FoundClient,
  type ClientMatch,
} from "./descriptors.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { HostReader } from "../../ports/host.ts";
import { readVersions, versionEvidence, type ProgramVersion } from "./versions.ts";

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

/** Only its command line says what it is: runtimes (java, node) run anything. */
const isMute = ({ commandLineContains, identifyBy }: ClientPart): boolean =>
  commandLineContains !== undefined
    || (identifyBy !== undefined && identifyBy.version === undefined);

const partsNamed = (known: ClientDescriptors): ReadonlyMap<string, readonly ClientMatch[]> => {
  const named = new Map<string, ClientMatch[]>();
  for (const [id, descriptor] of Object.entries(known)) {
    for (const part of descriptor.parts.filter((one) => !isMute(one))) {
      for (const exe of part.exe) {
        const match = { id, descriptor, part };
        named.set(exe, [...named.get(exe) ?? [], match]);
      }
    }
  }
  return named;
};

interface BinaryOnDisk {
  readonly path: string;
  readonly name: string;
  readonly matches: readonly ClientMatch[];
}

const installed = (
  { path, name, matches }: BinaryOnDisk, told: ProgramVersion,
): readonly FoundClient[] => {
  const match = recognise(matches, { exe: name, argv: [path] }, told.version);
  if (!match) return [];
  const { id, descriptor, part } = match;
  return [{
    client: id, name: descriptor.name, family: descriptor.family, role: part.role, unit: null,
    state: "installed", enabled: false, pids: [], uid: null, exe: path, argv: [path], ...told,
    places: {}, rpcPort: null, ports: [], part,
    evidence: [{ kind: "file", path, says: "no unit and no process runs it" },
      ...versionEvidence(told)],
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
const lying = (
  host: HostReader, known: ClientDescriptors, used: readonly (string | null)[],
): readonly BinaryOnDisk[] => {
  const named = partsNamed(known);
  const seen = new Set(used.flatMap((path) => (path === null ? [] : [host.resolve(path) ?? path])));
  const found: BinaryOnDisk[] = [];
  for (const directory of PLACES.flatMap((pattern) => directories(host, pattern))) {
    for (const name of namesIn(host, directory)) {
      const matches = named.get(stripReleaseSuffix(name));
      const path = `${directory}/${name}`;
      if (!matches || !isFile(host, path)) continue;
      const file = host.resolve(path) ?? path;
      if (seen.has(file)) continue;
      seen.add(file);
      found.push({ path, name, matches });
    }
  }
  return found;
};

export const readBinaries = (
  host: HostReader, known: ClientDescriptors, used: readonly (string | null)[],
): readonly FoundClient[] => {
  const found = lying(host, known, used);
  const versions = readVersions(host, found.map(({ path: exe, matches }) =>
    ({ exe, matches, uid: null, isService: false })));
  return found.flatMap((one, at) =>
    installed(one, versions[at] ?? { version: null, unasked: null }));
};
