/**
 * A running client as somebody to talk to: who it says it is, and whether it is really the client
 * that would hear us. An RPC port may be another's, and so may be the socket in a ledger; whoever
 * sits there could name any identity, or be handed the path of a key.
 */
import { askIdentity } from "../../detectors/cluster-view.ts";
import { readClients } from "../../detectors/clients.ts";
import { unitProcesses } from "../../detectors/unit-processes.ts";
import { allClients, type FoundClient } from "../../engine/clients.ts";
import type { Host, HostReader } from "../../engine/ports.ts";

/** The first process is the one that is asked and told. */
export type Running = FoundClient & { readonly unit: string };

export const runningIn = (host: HostReader, unit: string): Running | null =>
  readClients(host, allClients()).find((one): one is Running =>
    one.unit === unit && one.state === "running") ?? null;

/** Null where it keeps no such socket. */
const socketOf = ({ part, places: { ledger } }: FoundClient): string | null =>
  (part?.can?.includes("adminSocket") === true && ledger !== undefined
    ? `${ledger.replace(/\/+$/, "")}/admin.rpc` : null);

/** Why the socket in the ledger is not the client's; null when it is, or needs none. */
export const foreignSocket = (host: HostReader, client: FoundClient): string | null => {
  const path = socketOf(client);
  if (path === null || client.uid === null) return null;
  const stat = host.stat(path);
  if (stat === null) return null;
  if (stat.kind !== "other") return `${path} is no socket`;
  return stat.uid === client.uid ? null
    : `${path} belongs to user ${stat.uid}; ${client.client} runs as ${client.uid}`;
};

/** The RPC port, unless another program listens there. Without root nobody can tell. */
export const ownRpc = ({ rpcPort, ports }: FoundClient): number | null =>
  (rpcPort === null || (ports.length > 0 && !ports.includes(`tcp/${rpcPort}`)) ? null : rpcPort);

export const identityOf = (host: HostReader, client: FoundClient): string | null =>
  askIdentity(host, ownRpc(client),
    socketOf(client) === null || foreignSocket(host, client) !== null ? null
      : client.places.ledger ?? null, client.uid);

const POLL_MS = 200;

export interface Up {
  readonly client: Running;
  readonly identity: string;
}

/** Whoever has just been started again may need a moment; null when it does not come. */
export const awaitClient = async (
  host: Host, unit: string, ms: number,
): Promise<Up | null> => {
  for (const end = host.now().getTime() + ms; ;) {
    const client = runningIn(host, unit);
    const identity = client && identityOf(host, client);
    if (client && identity !== null) return { client, identity };
    if (host.now().getTime() >= end) return null;
    await host.sleep(POLL_MS);
  }
};

/** What it says when it runs and does not say who it is; it counts as nobody's identity. */
const UNKNOWN = "unknown";

/** Null only where nothing runs: what starts again will be who it is started as. */
export const liveIdentity = (host: HostReader, unit: string): string | null => {
  const client = runningIn(host, unit);
  if (!client) return unitProcesses(host, unit).length > 0 ? UNKNOWN : null;
  return identityOf(host, client) ?? UNKNOWN;
};
