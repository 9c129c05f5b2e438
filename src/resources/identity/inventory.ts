/** The identity of each client that runs here: of another key, no path is known. */
import { readClients } from "../../detectors/clients/clients.ts";
import { allClients } from "../../detectors/clients/descriptors.ts";
import type { HostFile } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";

/** The system program's address: no validator signs with it. */
const NO_KEY = "11111111111111111111111111111111";

export const identityInventory = (
  host: HostReader, declared: HostFile | null,
): readonly Partial<HostFile>[] =>
  readClients(host, allClients(declared?.clients), []).flatMap(({ family, places: { identity } }) =>
    (family !== "solana" || !identity?.startsWith("/") ? []
      : [{ identity: { pubkey: NO_KEY, keypair: identity } }]));
