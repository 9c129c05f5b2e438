/** What the running client of this host has signed by now, for a copy: it signs on meanwhile. */
import { readRunningClient } from "../../detectors/clients/clients.ts";
import { allClients } from "../../detectors/clients/descriptors.ts";
import type { VotingIdentity, SigningRecordFound } from "../../failover/signing-record.ts";
import type { Host } from "../../ports/host.ts";
import { awaitSettledRecord } from "./signing-record.ts";

export const signedNow = async (
  host: Host, { units, pubkey, tower }: VotingIdentity,
): Promise<SigningRecordFound> => {
  const running = units.flatMap((unit) => readRunningClient(host, allClients(), unit) ?? []);
  const [client, ...others] = running;
  if (client === undefined || others.length > 0) {
    return { record: null, why: `not exactly one of ${units.join(", ")} runs` };
  }
  const identity = { pubkey, keypair: "", ...tower === null ? {} : { tower } };
  return awaitSettledRecord(host, client, identity, 0);
};
