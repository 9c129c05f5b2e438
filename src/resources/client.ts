/**
 * Which validator client runs on this machine: `client/active`, whose value is the client's name.
 *
 * A switch is two service targets and a few links: the old one is stopped and proven to have
 * stopped, the new one is started and reports itself healthy, and only then does boot follow. A
 * client that the operator has installed is the operator's: the first switch away from it needs
 * `adopt`.
 */
import { RELOAD_WRITE_RIGHTS, reloadUnits } from "./shared/reload.ts";
import { bootLinksOf, enablingLinks } from "../detectors/systemd/enablement-links.ts";
import {
  healthQuestion, readClientHealth, steadySeconds,
} from "../detectors/clients/client-health.ts";
import { keyOwners } from "../detectors/clients/strangers.ts";
import { SILENT } from "../detectors/clients/unknown.ts";
import { cgroupPlaces } from "../detectors/processes/processes.ts";
import { hinderedByReload } from "../detectors/systemd/reload.ts";
import { readUnitPath, unitPlaces } from "../detectors/systemd/unit-files.ts";
import { readServiceCpus } from "../detectors/systemd/service-cpus.ts";
import { allClients } from "../detectors/clients/descriptors.ts";
import type {
  Address, BootSource, Change, Claim, Evidence, HostFile, Reading, Want,
} from "../engine/model/model.ts";
import type { Host, HostReader } from "../ports/host.ts";
import type { Resource, Survey, WatchSpec } from "../engine/resource.ts";
import { bootFiles, attributesOf, type ClientSet } from "./client/boot.ts";
import {
  standbyWithoutHistory, findTransferBlocker, timeOfTransfer, transferChanges, withoutHistory,
  historyKindOf,
} from "./client/history-transfer.ts";
import { preflight } from "../detectors/clients/preflight.ts";
import {
  isUnit, liveOf, clientSetName, NONE, runningClients, readFacts, type ClientInput,
    type ClientFacts,
} from "./client/facts.ts";
import { readDutyFacts } from "./client/duty.ts";
import { GROUP_DRIVERS, groupChanges, groupReading, groupWants } from "./client/group.ts";
import { hasLeaderGaps } from "./client/leader-gap.ts";
import { serviceDriver } from "./client/service.ts";
import { serviceTarget } from "./client/service-params.ts";
import { RUNNING, STOPPED } from "./client/unit-state.ts";
import { clearTransferDirectories, slashingDriver } from "./client/slashing.ts";
import { towerDriver } from "./client/tower.ts";
import { turnedBack } from "./client/turned-back.ts";
import { isBooting } from "./shared/systemd.ts";
import {
  newcomerBlocker, nextIdentity, presentIdentity, standbyBlocker,
} from "./client/starting-identity.ts";
import { clientInventory } from "./client/inventory.ts";
import { clientSection, type ClientSpec } from "./client/section.ts";
import { CLIENT_ERRORS } from "./client/errors.ts";

const KIND = "client";
const ADDRESS: Address = "client/active";

const bootSources = (facts: ClientFacts, claim: Claim | undefined): readonly BootSource[] =>
  facts.candidates.filter(isUnit).flatMap((one) => bootLinksOf(facts.host, one.unit).slice(0, 1)
    .map(({ path }): BootSource => {
      const value = clientSetName(one, facts);
      return { value, owner: claim?.value === value ? "vexor" : "custom",
        evidence: { kind: "file", path, says: `${one.unit} starts at boot` } };
    }));

const findBlocker = (facts: ClientFacts, want: ClientSpec | null): Reading["blocker"] => {
  const running = runningClients(facts);
  if (running.length > 1) {
    return { ...(running.some(({ unit }) => unit !== null && unit === facts.desired?.unit)
      && { isBeside: true }),
    reason: `${running.length} validators run at once: ${liveOf(facts)}`,
      waysOut: ["stop all but one by hand: Vexor cannot tell which of them should sign"] };
  }
  const loose = running.find((one) => one.unit === null);
  if (loose) {
    return { reason: `${loose.client} runs outside any unit (pid ${loose.pids[0] ?? "?"})`,
      waysOut: ["run it as a systemd service: only then can a switch be rolled back"] };
  }
  const [old] = running;
  const uncarried = findTransferBlocker(facts, old);
  if (uncarried) return uncarried;
  const blocker = facts.desired && preflight(facts.host, facts.desired, facts.candidates);
  if (blocker) return { reason: blocker, waysOut: ["mend that, then plan again"] };
  return newcomerBlocker(facts, old) ?? standbyBlocker(facts, standbyOf(facts, want));
};

const evidenceOf = (facts: ClientFacts): readonly Evidence[] =>
  runningClients(facts).flatMap((one) => one.evidence);

const clientSetFrom = ({ desired, candidates }: ClientFacts, want: ClientSpec): ClientSet => {
  const others = candidates.filter(isUnit).map(({ unit }) => unit)
    .filter((unit) => unit !== desired?.unit);
  const before = candidates.find(({ state, unit }) =>
    state === RUNNING && unit !== desired?.unit)?.unit;
  const starting = candidates.filter(isUnit).filter(({ enabled }) => enabled).map(
    ({ unit }) => unit);
  return { unit: desired?.unit ?? "", others: [...new Set(others)].sort(),
    boot: [...new Set(starting)].sort(),
    standby: want.dual === "auto" ? before ?? others[0] ?? null : null,
    interlock: historyKindOf(desired) };
};

const standbyOf = (facts: ClientFacts, want: ClientSpec | null): string | null =>
  (want === null ? null : clientSetFrom(facts, want).standby);

const unhealthyNow = (
  { host, desired }: ClientFacts, probe: string | undefined,
): readonly string[] => {
  if (host.isTree || desired?.state !== RUNNING) return [];
  const { isHealthy, says } = readClientHealth(host, desired, probe);
  return isHealthy ? [] : [`${desired.client} runs, and is not healthy: ${says}`];
};

/** What may not be asked here is asked by the apply, before it stops anything. */
const unseen = ({ desired }: ClientFacts): readonly string[] =>
  (desired === null || desired.unasked === null || desired.state === RUNNING ? []
    : [`${desired.exe ?? desired.client} was not asked for its version: ${desired.unasked}`]);

/** Of what runs beside: one that does not tell what it is may sign. */
const silent = (
  { candidates }: ClientFacts,
): readonly string[] => candidates.flatMap(({ evidence }) =>
  evidence.flatMap(({ says }) => (says.includes(SILENT) ? [says] : []))).slice(0, MOST_SILENT);

const warningsOf = (facts: ClientFacts, want: ClientSpec | null): readonly string[] => [
  ...silent(facts),
  ...unhealthyNow(facts, want?.probe),
  ...unseen(facts),
  ...facts.strangers(),
  ...(want && liveOf(facts) !== wantedIn(facts, want)
    ? timeOfTransfer(facts, runningClients(facts)) : []),
  ...(want ? [...withoutHistory(facts), ...standbyWithoutHistory(facts, standbyOf(facts, want))]
    : []),
  ...[standbyBlocker(facts, standbyOf(facts, want))].flatMap((one) => one?.reason ?? []),
];

const MOST_SILENT = 3;

const REMOVED_FROM_FILE = "a client is not switched because a line has left the host file";

/** What the value is to be; null where the host file names no client. */
const wantedIn = (facts: ClientFacts, want: ClientSpec | null): string | null =>
  (want === null ? null : facts.desired && clientSetName(facts.desired, facts));

const readingOf = (facts: ClientFacts, { want, claim }: ClientInput): Reading => {
  const boot = bootSources(facts, claim);
  const live = liveOf(facts);
  return {
    address: ADDRESS, live, boot,
    immutable: want ? null : REMOVED_FROM_FILE,
    ephemeral: null, overriddenBy: null,
    default: boot.length > 0 ? null
      : { value: NONE, evidence: { kind: "file", path: "/etc/systemd/system",
        says: "no validator's unit starts at boot" } },
    otherManagers: evidenceOf(facts),
    get blocker() { return live === wantedIn(facts, want) ? null : findBlocker(facts, want); },
    get warnings() { return warningsOf(facts, want); },
  };
};

const STOP_SECONDS = 120;
const HEALTHY_SECONDS = 900;

/** The unit behind a live value: `agave`, `agave@sol.service`, `none`. */
const unitBehind = (value: string, facts: ClientFacts): string | null => {
  const [name = "", unit] = value.split("@");
  if (unit !== undefined) return unit;
  const { desired, candidates, claimed } = facts;
  if (claimed?.value === value) return claimed.unit;
  if (desired?.client === name) return desired.unit;
  return candidates.find((one) => one.client === name && one.unit !== null)?.unit ?? null;
};

/** Who runs stops before who shall run starts; a reboot starts whom boot starts. */
const changesTo = (facts: ClientFacts, want: ClientSpec | null, to: string): readonly Change[] => {
  const starting = unitBehind(to, facts);
  const units = [...new Set(facts.candidates.filter(isUnit).map(({ unit }) => unit))].sort();
  const change = (unit: string, from: string, into: string): Change => {
    const found = facts.candidates.find((one) => one.unit === unit);
    const probe = unit === facts.desired?.unit ? want?.probe : undefined;
    const health = found ? healthQuestion(found, probe) : "none";
    const target = serviceTarget({ unit, health,
      conflictingUnits: units.filter((one) => one !== unit),
      signsAs: into === STOPPED ? presentIdentity(facts.host, found) : undefined,
      startsAs: nextIdentity(facts.host, facts.known, unit),
      gap: into === STOPPED && hasLeaderGaps(facts, found) ? "wanted" : undefined,
      stopWithin: want?.stopWithin ?? STOP_SECONDS,
      healthyWithin: want?.healthyWithin ?? HEALTHY_SECONDS,
      steadyFor: want?.steadyFor ?? steadySeconds(found, health) });
    return { ...target, kind: KIND, from, to: into, for: [ADDRESS],
      reboot: bootLinksOf(facts.host, unit).length > 0 ? RUNNING : STOPPED };
  };
  const stopping = runningClients(facts).filter(isUnit).filter(({ unit }) => unit !== starting);
  return [
    ...stopping.map(({ unit }) => change(unit, RUNNING, STOPPED)),
    ...(starting === null ? []
      : [...transferChanges(facts, stopping.map(({ unit }) => unit), starting, ADDRESS),
        change(starting, STOPPED, RUNNING)]),
  ];
};

const wantOf = (want: ClientSpec, facts: ClientFacts, declaration: HostFile): Want => ({
  address: ADDRESS,
  rule: { value: wantedIn(facts, want) ?? want.active },
  adopt: want.adopt ? String(want.adopt.from) : null,
  why: want.why ?? null,
  onDrift: want.onDrift ?? declaration.onDrift ?? "correct",
  attributes: attributesOf(clientSetFrom(facts, want)),
  at: ["client"],
});

const survey = (host: HostReader, declaration: HostFile, claims: readonly Claim[]): Survey => {
  const want = declaration.client ?? null;
  const asked: ClientInput = { want, owners: keyOwners(host, declaration.identity),
    identity: declaration.identity ?? null,
    claim: claims.find(({ address }) => address === ADDRESS) };
  const facts = readFacts(host, asked, allClients(declaration.clients));
  const shared = readDutyFacts(host, declaration);
  return {
    wants: [...groupWants(shared), ...want ? [wantOf(want, facts, declaration)] : []],
    reading: (address) => groupReading(shared, address) ?? readingOf(facts, asked),
    changes: (address, to) => groupChanges(shared, address, to) ?? changesTo(facts, want, to),
    permit: (_, from) => `client: {active: ${want?.active ?? "…"}, adopt: {from: ${from}}}`,
    files: (after) => bootFiles(readUnitPath(host), asked.claim,
      after.find(({ address }) => address === ADDRESS)),
    watch: () => watchUnits(host, facts),
    unhealthy: () => {
      const { desired } = readFacts(host, asked, allClients(declaration.clients));
      const health = desired && readClientHealth(host, desired, want?.probe);
      return health && !health.isHealthy ? `${desired.client} is not healthy: ${health.says}`
        : null;
    },
  };
};

/** Which of them runs, and which of them starts at boot. */
const watchUnits = (host: HostReader, { candidates }: ClientFacts): WatchSpec => {
  const units = [...new Set(candidates.filter(isUnit).map(({ unit }) => unit))];
  const unitPath = readUnitPath(host);
  return {
    files: [...units.flatMap(unitPlaces),
      ...units.flatMap((unit) => enablingLinks(unitPath, unit).map(({ path }) => path))],
    services: units.flatMap((unit) =>
      cgroupPlaces(readServiceCpus(unitPath, unit).slices, unit)),
  };
};

const LINK = /^link:.*\/([^/]+)$/;
const BOOT_MS = 10_000;

/**
 * At boot, systemd has queued units by the links as they were: a change of links must be requested
 * from it.
 */
const requeue = async (host: Host, targets: readonly string[]): Promise<void> => {
  if (!await isBooting(host)) return;
  const units = new Set(targets.flatMap((target) => LINK.exec(target)?.[1] ?? []));
  for (const unit of units) {
    const verb = bootLinksOf(host, unit).length > 0 ? "start" : "stop";
    await host.run(["systemctl", verb, "--no-block", unit], BOOT_MS);
  }
};

const needsReload = (targets: readonly string[]): boolean =>
  targets.some((target) => /^(file|link|dir):/.test(target));

const settle = async (host: Host, targets: readonly string[]): Promise<void> => {
  if (host.isTree) return;
  const hasHistory = targets.some((target) => /^(slashing|duty|carried):/.test(target));
  if (hasHistory) await clearTransferDirectories(host);
  if (!needsReload(targets)) return;
  await reloadUnits(host);
  await requeue(host, targets);
};

const DROP_INS =
  /^\/etc\/systemd\/system\/[^/]+\.service\.d\/90-vexor-agent-(?:client|behind)\.conf$/;

export const client: Resource = {
  kind: KIND,
  section: clientSection,
  inventory: clientInventory,
  settleMs: 0,
  holdMs: ({ client: want }) => (want?.holdFor ?? 0) * 1000,
  filesFirst: true,
  needsGuardian: true,
  writeRights: [RELOAD_WRITE_RIGHTS],
  drivers: [serviceDriver, slashingDriver, towerDriver, ...GROUP_DRIVERS],
  bootFiles: [DROP_INS],
  errors: CLIENT_ERRORS,
  survey: (host, { declaration, claims }) => survey(host, declaration, claims),
  turnedBack,
  hindered: (host, targets, after) => (needsReload(targets) ? hinderedByReload(host, after) : null),
  settle,
};
