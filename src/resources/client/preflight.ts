/** What must be true of a client before another one is stopped for it. */
import { readUnitFiles, readUnitPath } from "../../detectors/unit-files.ts";
import type { FoundClient } from "../../engine/clients.ts";
import type { HostReader } from "../../engine/ports.ts";

/** Flags of the unit's command line that the binary's own help does not know. */
const unknownFlags = (host: HostReader, client: FoundClient): readonly string[] => {
  const { exe, part, argv, uid } = client;
  if (exe === null || !part?.help) return [];
  const help = host.versionOf(exe, part.help, uid);
  if (help === null) return [];
  return argv.map((word) => word.replace(/=.*/s, ""))
    .filter((word) => word.startsWith("--") && !help.includes(word));
};

/** The first thing that would make the start fail; null when nothing is known to. */
export const preflight = (host: HostReader, client: FoundClient): string | null => {
  const { unit, exe, part, places: { ledger } } = client;
  if (unit === null) return `${client.client} has no unit`;
  if (readUnitFiles(readUnitPath(host), unit).masked) return `${unit} is masked`;
  if (exe === null || host.stat(exe)?.kind !== "file") {
    return `${exe ?? "the binary that it starts"} does not exist: ${unit} could not start`;
  }
  if (ledger !== undefined && host.stat(ledger)?.kind !== "dir") {
    return `its ledger ${ledger} is no directory`;
  }
  if (host.isTree) return null;
  if (part?.version && client.version === null) {
    return `${exe} does not tell its version: it may not run here`;
  }
  const unknown = unknownFlags(host, client);
  return unknown.length > 0
    ? `${exe} (${client.version}) does not know ${unknown.join(", ")}, which ${unit} passes` : null;
};
