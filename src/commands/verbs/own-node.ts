/**
 * Which process is the client of these services, and how its node is asked: the keeper has this
 * looked up by a process of its own, for a look may take seconds, and a renewal waits for nothing.
 */
import { allClients, type FoundClient } from "../../detectors/clients/descriptors.ts";
import { readRunningClient } from "../../detectors/clients/clients.ts";
import { ownRpc } from "../../detectors/clients/live-identity.ts";
import { readTicket } from "../../detectors/solana/admission-ticket.ts";
import type { OwnNode } from "../../failover/own-node.ts";
import type { HostReader } from "../../ports/host.ts";
import type { BaseCommand } from "../shared/context.ts";

const runningIn = (host: HostReader, units: readonly string[]): FoundClient | null => {
  for (const unit of units) {
    const found = readRunningClient(host, allClients(), unit);
    if (found !== null && found.role === "validator") return found;
  }
  return null;
};

const ownNode = (host: HostReader, client: FoundClient): OwnNode | null => {
  const [pid] = client.pids;
  return pid === undefined ? null : { pid, rpcPort: ownRpc(client),
    hasTicket: readTicket(host, client)?.isAdmitted ?? null };
};

export const run: BaseCommand = async ({ host, terminal }, { args }) => {
  const client = runningIn(host, args);
  terminal.print(`${JSON.stringify(client && ownNode(host, client))}\n`);
  return 0;
};
