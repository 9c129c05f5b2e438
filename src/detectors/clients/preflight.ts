/** What must be true of a client before another one is stopped for it. */
import { askHealth, healthQuestion } from "./client-health.ts";
import { lockHolders } from "../processes/locks.ts";
import type { FoundClient } from "./descriptors.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { FileStat, HostReader } from "../../ports/host.ts";

const FLAG = /--[A-Za-z][\w.-]*/g;

/** Flags of the unit's command line that the binary's own help does not know. */
const unknownFlags = (host: HostReader, client: FoundClient): readonly string[] => {
  const { exe, part, argv, uid } = client;
  if (exe === null || !part?.help) return [];
  const [answer] = host.port("programs").askPrograms([{ path: exe, question: part.help, uid }]);
  const help = answer?.said ?? null;
  if (help === null) return [];
  const known = new Set(help.match(FLAG));
  return argv.map((word) => word.replace(/=.*/s, ""))
    .filter((word) => /^--[A-Za-z][\w.-]*$/.test(word) && !known.has(word));
};

const GIB = 1024 ** 3;
/** Below it a client cannot even write its tower or its signing history for long. */
const LEAST_FREE = GIB;

const spaceFlaw = (host: HostReader, { places }: FoundClient): string | null => {
  for (const place of ["ledger", "accounts", "datadir"] as const) {
    const path = places[place];
    const free = path?.startsWith("/") ? host.freeBytes(path) : null;
    if (free !== null && free < LEAST_FREE) {
      return `its ${place} ${path ?? ""} has ${Math.floor(free / 1024 ** 2)} MiB of space left; `
        + "1 GiB is the least";
    }
  }
  return null;
};

/** An unreadable path is taken to exist: planning needs no root. */
export const look = (host: HostReader, path: string): FileStat | "unseen" | null => {
  try {
    return host.stat(path);
  } catch (error) {
    if (error instanceof VexorError) return "unseen";
    throw error;
  }
};

const isThere = (host: HostReader, path: string, wanted: FileStat["kind"]): boolean => {
  const stat = look(host, path);
  return stat === "unseen" || stat?.kind === wanted;
};

const fileFlaw = (host: HostReader, { unit, exe, places }: FoundClient): string | null => {
  if (exe === null || !isThere(host, exe, "file")) {
    return `${exe ?? "the binary that it starts"} does not exist: ${unit ?? ""} could not start`;
  }
  const { ledger, datadir, identity } = places;
  if (ledger !== undefined && !isThere(host, ledger, "dir")) {
    return `its ledger ${ledger} is not a directory`;
  }
  if (datadir?.startsWith("/") && !isThere(host, datadir, "dir")) {
    return `its data directory ${datadir} does not exist`;
  }
  if (identity?.startsWith("/") && !isThere(host, identity, "file")) {
    return `its identity ${identity} is not a file`;
  }
  return null;
};

/** Those who will have stopped by then may hold it now. */
const lockFlaw = (
  host: HostReader, { places: { ledger }, pids }: FoundClient, validators: readonly FoundClient[],
): string | null => {
  if (ledger === undefined) return null;
  const stopping = new Set([...pids, ...validators.flatMap((one) => one.pids)]);
  const [holder] = lockHolders(host, `${ledger}/ledger.lock`).filter((pid) => !stopping.has(pid));
  return holder === undefined ? null : `its ledger ${ledger} is locked by pid ${holder}`;
};

/** Without its beacon node a validator signs nothing, and neither could the old one afterwards. */
const nodeFlaw = (host: HostReader, client: FoundClient): string | null => {
  const question = healthQuestion(client, undefined);
  if (!question.startsWith("node:")) return null;
  const { isHealthy, says } = askHealth(host, question);
  return isHealthy ? null : `the beacon node that it works with is not healthy: ${says}`;
};

/** The first thing that would make the start fail; null when nothing is known to. */
export const preflight = (
  host: HostReader, client: FoundClient, validators: readonly FoundClient[],
): string | null => {
  const { unit, exe, part } = client;
  if (unit === null) return `${client.client} has no unit`;
  const flaw = fileFlaw(host, client) ?? lockFlaw(host, client, validators);
  if (flaw !== null || host.isTree) return flaw;
  if (part?.version && client.version === null && client.unasked === null) {
    return `${exe ?? ""} does not tell its version: it may not run here`;
  }
  const unknown = unknownFlags(host, client);
  if (unknown.length > 0) {
    return `${exe ?? ""} (${client.version ?? "?"}) does not know ${unknown.join(", ")}, `
      + `which ${unit} passes`;
  }
  return spaceFlaw(host, client) ?? nodeFlaw(host, client);
};
