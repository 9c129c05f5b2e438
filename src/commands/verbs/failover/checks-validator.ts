/** What a planned handover of an Ethereum-like validator wants of this host: one look. */
import { readRunningClient, readStoppedClient } from "../../../detectors/clients/clients.ts";
import { allClients, type FoundClient } from "../../../detectors/clients/descriptors.ts";
import { beaconStateIn } from "../../../failover/beacon-lines.ts";
import type { CheckName, HandoverCheck, HostChecks } from "../../../failover/checks.ts";
import type { FailoverSettings, PairedValidator } from "../../../failover/settings.ts";
import { LOCK_PATH } from "../../../failover/validator-lock.ts";
import { looseObjectIn } from "../../../formats/loose-json.ts";
import type { HostReader } from "../../../ports/host.ts";
import { VERSION } from "../../../version.ts";

const ASK_MS = 3_000;
const GIB = 1024 ** 3;
const LEAST_DISK_GIB = 5;
/** In which a handover ends, with a slow client. */
const PROPOSAL_SLOTS = 12;

interface Looked {
  readonly host: HostReader;
  readonly unit: string;
  readonly validator: PairedValidator;
  readonly client: FoundClient | null;
  readonly runs: boolean;
}

type HostFinding = Pick<HandoverCheck, "isGood" | "says">;

const unknown = (says: string): HostFinding => ({ isGood: null, says });

/** What this host's own beacon node answers; null where it does not. */
const askOwn = (
  { host, validator: { beaconNodes: [own] } }: Looked, path: string,
): string | null => {
  const [answer] = host.port("questions").ask([
    { to: `${own.replace(/\/+$/, "")}${path}`, body: null, timeoutMs: ASK_MS }]);
  return answer?.status === 200 ? answer.body : null;
};

const dataIn = (text: string | null): Readonly<Record<string, unknown>> => {
  const { data } = looseObjectIn(text ?? "");
  return typeof data === "object" && data !== null ? data as Record<string, unknown> : {};
};

const client = ({ client: found, unit }: Looked): HostFinding => (found === null
  ? { isGood: false, says: `no validator client is known to run in ${unit}` }
  : { isGood: true, says: `${found.name} ${found.version ?? "of an unknown version"} in ${unit}` });

const identity = ({ runs, validator: { keys } }: Looked): HostFinding => ({ isGood: true,
  says: runs ? `signs with ${keys.length} keys` : "stands by" });

/** Only the keeper starts it: at boot, nothing does. */
const boot = ({ host, runs }: Looked): HostFinding => {
  const isLocked = host.stat(LOCK_PATH) !== null;
  if (runs) return { isGood: true, says: "starts at boot only once its keeper lets it" };
  return { isGood: isLocked, says: isLocked ? "is locked" : `${LOCK_PATH} is not there` };
};

const stateIn = (text: string | null): ReturnType<typeof beaconStateIn> => {
  try {
    return text === null ? null : beaconStateIn(JSON.parse(text));
  } catch {
    return null;
  }
};

const caughtUp = (looked: Looked): HostFinding => {
  const state = stateIn(askOwn(looked, "/eth/v1/node/syncing"));
  if (state === null) return { isGood: false, says: "its beacon node does not say how far it is" };
  return { isGood: state.isSynced, says: state.isSynced
    ? `its beacon node is synced, at slot ${state.head}`
    : `its beacon node is at slot ${state.head}, ${state.distance} behind, or has no execution` };
};

const record = ({ client: found, runs }: Looked): HostFinding => {
  if (!runs) return { isGood: true, says: "is received with the handover" };
  const isKnown = found?.part?.capabilities?.includes("slashingProtection") === true;
  return { isGood: isKnown, says: isKnown ? "is exported once the client has stopped"
    : "no way is known to export what it has signed" };
};

const disk = ({ host, client: found }: Looked): HostFinding => {
  const free = host.freeBytes(found?.places.datadir ?? "/");
  return free === null ? unknown("how much is free is unknown")
    : { isGood: free >= LEAST_DISK_GIB * GIB,
      says: `${(free / GIB).toFixed(1)} GiB free where its data is` };
};

const proposersIn = (text: string | null): readonly { pubkey: string; slot: number }[] => {
  const { data } = looseObjectIn(text ?? "");
  return Array.isArray(data) ? data.map((one: unknown) => {
    const { pubkey, slot } = (one ?? {}) as Readonly<Record<string, unknown>>;
    return { pubkey: String(pubkey).toLowerCase(), slot: Number(slot) };
  }) : [];
};

/** A block that is missed cannot be made up for: its slot is waited for. */
const leaderWindow = (looked: Looked): HostFinding => {
  if (!looked.runs) return { isGood: true, says: "proposes nothing" };
  const head = stateIn(askOwn(looked, "/eth/v1/node/syncing"))?.head ?? null;
  const perEpoch = Number(dataIn(askOwn(looked, "/eth/v1/config/spec"))["SLOTS_PER_EPOCH"]);
  if (head === null || !(perEpoch > 0)) {
    return { isGood: true, says: "what it proposes is unknown" };
  }
  const epoch = Math.floor(head / perEpoch);
  const soon = [epoch, epoch + 1].flatMap((one) =>
    proposersIn(askOwn(looked, `/eth/v1/validator/duties/proposer/${one}`)))
    .filter(({ pubkey, slot }) => looked.validator.keys.includes(pubkey) && slot > head)
    .map(({ slot }) => slot - head).toSorted((one, other) => one - other);
  const [next] = soon;
  return next === undefined ? { isGood: true, says: "proposes nothing soon" }
    : { isGood: next > PROPOSAL_SLOTS, says: `proposes a block in ${next} slots` };
};

const FINDINGS: readonly (readonly [CheckName, (looked: Looked) => HostFinding])[] = [
  ["client", client], ["identity", identity], ["boot", boot], ["caughtUp", caughtUp],
  ["record", record], ["disk", disk], ["leaderWindow", leaderWindow],
];

export const validatorChecks = (
  host: HostReader, { host: name, units: [unit = ""] }: FailoverSettings,
  validator: PairedValidator, at: number,
): HostChecks => {
  const running = readRunningClient(host, allClients(), unit);
  const looked: Looked = { host, unit, validator, runs: running !== null,
    client: running ?? readStoppedClient(host, allClients(), unit) };
  const root = dataIn(askOwn(looked, "/eth/v1/beacon/genesis"))["genesis_validators_root"];
  return { format: "vexor.failover-checks/1", host: name, at, version: VERSION,
    genesisHash: typeof root === "string" ? root : null,
    checks: FINDINGS.map(([check, find]) => ({ name: check, ...find(looked) })) };
};
