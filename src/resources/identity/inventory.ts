/** The identity of each client that runs here: of another key, no path is known. */
import { readClients } from "../../detectors/clients/clients.ts";
import { allClients } from "../../detectors/clients/descriptors.ts";
import type { HostFile } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";

/** The system program's address: no validator signs with it. */
const NO_KEY = "11111111111111111111111111111111";

/** With one, the role that the keeper has left is read as well. */
const ANY_GROUP: HostFile["failover"] = { group: "any", peer: { host: "any", url: "https://any" },
  register: { endpoints: ["https://any"] } };

export const identityInventory = (
  host: HostReader, declared: HostFile | null,
): readonly Partial<HostFile>[] => {
  const found = readClients(host, allClients(declared?.clients), [])
    .flatMap(({ family, places: { identity } }): readonly Partial<HostFile>[] =>
      (family !== "solana" || !identity?.startsWith("/") ? []
        : [{ identity: { pubkey: NO_KEY, keypair: identity } }]));
  return [...found, ...found.slice(0, 1).map((part) => ({ ...part, failover: ANY_GROUP }))];
};
