/** The vote history that a unit votes on from once it has started. */
import { readStoppedClient } from "../../detectors/clients/clients.ts";
import { allClients } from "../../detectors/clients/descriptors.ts";
import { historyOf, readTowers } from "../../detectors/solana/tower.ts";
import type { HostReader } from "../../ports/host.ts";
import { givenHistory, type GivenHistory } from "../shared/vote-history-proof.ts";
import { ledgerOf, votingKeyOf } from "../shared/tower-location.ts";

/** Null of a client that keeps none, has none, or would refuse the one that it has. */
export const historyToUse = (host: HostReader, unit: string): GivenHistory | null => {
  const client = readStoppedClient(host, allClients(), unit);
  const ledger = client && ledgerOf(client);
  if (!client || ledger === null) return null;
  const signer = votingKeyOf(host, client);
  const fact = historyOf(readTowers(host, ledger, client.uid, signer), signer);
  return fact === null || fact.content === null ? null : givenHistory(host, fact, client.uid);
};
