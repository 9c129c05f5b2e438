/**
 * Who a running client says it is, and whether it is really the client that says so: an RPC port
 * may be another's, and so may be the socket in a ledger. A process at that address could name any
 * identity, or receive the path of a key.
 */
import type { FoundClient } from "./descriptors.ts";
import type { HostReader } from "../../ports/host.ts";
import { askIdentity } from "../solana/cluster-view.ts";

/** Null where it keeps no such socket. */
const socketOf = ({ part, places: { ledger } }: FoundClient): string | null =>
  (part?.capabilities?.includes("adminSocket") === true && ledger !== undefined
    ? `${ledger.replace(/\/+$/, "")}/admin.rpc` : null);

/** Why the socket in the ledger is not the client's; null when it is, or needs none. */
export const foreignSocket = (host: HostReader, client: FoundClient): string | null => {
  const path = socketOf(client);
  if (path === null || client.uid === null) return null;
  const stat = host.stat(path);
  if (stat === null) return null;
  if (stat.kind !== "other") return `${path} is not a socket`;
  return stat.uid === client.uid ? null
    : `${path} belongs to user ${stat.uid}; ${client.client} runs as ${client.uid}`;
};

/** The RPC port, unless another program listens there. Without root it is unknown. */
export const ownRpc = ({ rpcPort, ports }: FoundClient): number | null =>
  (rpcPort === null || (ports.length > 0 && !ports.includes(`tcp/${rpcPort}`)) ? null : rpcPort);

export const identityOf = (host: HostReader, client: FoundClient): string | null =>
  askIdentity(host, ownRpc(client),
    socketOf(client) === null || foreignSocket(host, client) !== null ? null
      : client.places.ledger ?? null, client.uid);
