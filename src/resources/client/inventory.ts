/** Each validator that a host file could switch to here. */
import { readClients } from "../../detectors/clients/clients.ts";
import { allClients } from "../../detectors/clients/descriptors.ts";
import type { HostFile } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";

/** Where there is none, one that is not here: also that has to be looked for. */
const ANY = "agave";

export const clientInventory = (
  host: HostReader, declared: HostFile | null,
): readonly Partial<HostFile>[] => {
  const described = declared?.clients === undefined ? {} : { clients: declared.clients };
  const found = readClients(host, allClients(declared?.clients), [])
    .filter(({ role }) => role === "validator");
  const named = found.flatMap(({ client: active, unit }) =>
    (unit === null ? [] : [{ ...described, client: { active, unit } }]));
  return [...named, { ...described, client: { active: ANY } }];
};
