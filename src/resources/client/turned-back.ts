/**
 * A switch that goes back long after it was made. Who signs may have changed since: the client that
 * stops may be another identity by now, and the one that starts must not be one that it is not.
 */
import { readClients, readStoppedClient } from "../../detectors/clients/clients.ts";
import { allClients, type FoundClient } from "../../detectors/clients/descriptors.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Change, HostFile } from "../../engine/model/model.ts";
import { nameInScheme } from "../../engine/model/targets.ts";
import type { HostReader } from "../../ports/host.ts";
import { hasLeaderGaps } from "./leader-gap.ts";
import { readService, serviceTarget } from "./service-params.ts";
import { RUNNING, STOPPED } from "./unit-state.ts";
import { losesVotes, lostVotesBlocker } from "./tower-blockers.ts";
import type { KnownKeys } from "./known-keys.ts";
import { nextIdentity, presentIdentity, whyNewcomer } from "./starting-identity.ts";

const isService = ({ target }: Change): boolean => target.startsWith("service:");

/** Throws CLIENT_IDENTITY where the client that starts would take an identity up. */
const assertSame = (keys: KnownKeys, running: FoundClient, unit: string): void => {
  const starting = readStoppedClient(keys.host, keys.known, unit);
  if (starting?.family !== "solana") return;
  const blocker = whyNewcomer(keys, running, starting);
  if (blocker !== null) {
    throw new VexorError("CLIENT_IDENTITY", blocker.reason,
      { hint: blocker.waysOut.join("; or ") });
  }
  if (losesVotes(keys, running, starting) !== "yes") return;
  const { why, wayOut } = lostVotesBlocker(keys.host, running, starting);
  throw new VexorError("CLIENT_IDENTITY", `${unit} is not brought back: ${why}`, { hint: wayOut });
};

export const turnedBack = (
  host: HostReader, changes: readonly Change[], { clients, identity }: HostFile,
): readonly Change[] => {
  const services = changes.filter(isService);
  if (host.isTree || services.length === 0) return changes;
  const keys = { host, known: allClients(clients), identity: identity ?? null };
  const unitsTo = (value: string): readonly string[] =>
    services.filter(({ to }) => to === value).map(({ target }) => nameInScheme(target));
  const stopping = readClients(host, keys.known).filter(({ unit, state }) =>
    state === "running" && unit !== null && unitsTo(STOPPED).includes(unit));
  for (const running of stopping) {
    for (const unit of unitsTo(RUNNING)) assertSame(keys, running, unit);
  }
  const held = presentIdentity(host, stopping[0]);
  const gap = hasLeaderGaps(keys, stopping[0]) ? "tried" : undefined;
  return changes.map((change) => {
    if (change.params === undefined) return change; // of a version before 0.2
    if (change.target.startsWith("tower:") && held !== undefined) {
      return { ...change, params: { ...change.params, identity: held } };
    }
    if (!isService(change)) return change;
    const service = readService(nameInScheme(change.target), change.params);
    const isStop = change.to === STOPPED;
    return { ...change, ...serviceTarget({ ...service, signsAs: isStop ? held : undefined,
      startsAs: nextIdentity(host, keys.known, service.unit), gap: isStop ? gap : undefined }) };
  });
};
