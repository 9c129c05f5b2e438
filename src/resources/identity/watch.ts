/** What tells that the identity, the one at the next start or a key file may be another one. */
import { ROLE_PATH } from "../../failover/role.ts";
import { identityQuestion } from "../../detectors/solana/cluster-view.ts";
import { readClients } from "../../detectors/clients/clients.ts";
import { cgroupPlaces } from "../../detectors/processes/processes.ts";
import { readUnitPath } from "../../detectors/systemd/unit-files.ts";
import { readServiceCpus } from "../../detectors/systemd/service-cpus.ts";
import { allClients, type FoundClient } from "../../detectors/clients/descriptors.ts";
import type { HostFile } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import type { WatchSpec } from "../../engine/resource.ts";
import { keysOf, type IdentityFacts } from "./facts.ts";

const startOf = (host: HostReader, { unit }: FoundClient): readonly string[] => (unit === null ? []
  : cgroupPlaces(readServiceCpus(readUnitPath(host), unit).slices, unit));

/** While no client runs none can be asked: the agent watches for the start of any of them. */
const startsOf = ({ host, running }: IdentityFacts, known: HostFile): readonly string[] =>
  (running.length > 0 ? [] : readClients(host, allClients(known.clients))
    .filter(({ family, role }) => family === "solana" && role === "validator")
    .flatMap((one) => startOf(host, one)));

/** Any process may listen on its port: an answer is only a reason to look. */
export const watchIdentity = (facts: IdentityFacts, known: HostFile): WatchSpec => {
  const { host, want, running, isByRole } = facts;
  const role = isByRole ? [ROLE_PATH] : [];
  const files = [...new Set([...keysOf(facts), ...role, want?.voteAccountKey?.keypair ?? [],
    running.flatMap(({ places }) => places.identity ?? [])].flat())];
  const ports = host.isTree ? [] : running.flatMap(({ rpcPort }) => rpcPort ?? []);
  return {
    services: startsOf(facts, known), files,
    hidden: files.filter((path) => host.port("keys").keypair(path).pubkey === null),
    answers: [...new Set(ports)].map(identityQuestion),
  };
};
