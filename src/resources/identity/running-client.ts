/** A running client that can be asked for its identity. */
import { readRunningClient } from "../../detectors/clients/clients.ts";
import { identityOf } from "../../detectors/clients/live-identity.ts";
import { unitProcesses } from "../../detectors/systemd/unit-processes.ts";
import { allClients, type FoundClient } from "../../detectors/clients/descriptors.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import { findWithin } from "../shared/poll.ts";

/** Its first process answers questions and takes the identity. */
export type RunningUnit = FoundClient & { readonly unit: string };

export const runningClientOf = (host: HostReader, unit: string): RunningUnit | null => {
  const client = readRunningClient(host, allClients(), unit);
  return client && { ...client, unit };
};


export interface RunningIdentity {
  readonly client: RunningUnit;
  readonly identity: string;
}

/** A client that has just started may need a moment; null when it does not answer in time. */
export const awaitClient = (
  host: Host, unit: string, ms: number,
): Promise<RunningIdentity | null> => findWithin(host, ms, () => {
  const client = runningClientOf(host, unit);
  const identity = client && identityOf(host, client);
  return client && identity !== null ? { client, identity } : null;
});

/** A running client that does not tell its identity; equal to no identity. */
export const UNKNOWN = "unknown";

/** Null only where nothing runs: what starts again will be who it is started as. */
export const liveIdentity = (host: HostReader, unit: string): string | null => {
  const client = runningClientOf(host, unit);
  if (!client) return unitProcesses(host, unit).length > 0 ? UNKNOWN : null;
  return identityOf(host, client) ?? UNKNOWN;
};
