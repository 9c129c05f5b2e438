/**
 * The keeper of a host that shares its identity with another: `failover/keeper`, whose value names
 * the settings that it is started with.
 *
 * Two hosts have one key, and nothing in the key says which of them may use it. The keeper asks the
 * register, and the validator must not outlive it: so the validator's service is bound to the
 * keeper's, and dies with it. A restart or a crash of the keeper therefore ends the validator, by
 * design. Putting the keeper in force, and taking it out again, does not.
 */
import {
  nameOfKeys, readSettings, renderSettings, SETTINGS_FORMAT, type FailoverSettings,
} from "../failover/settings.ts";
import { allClients, type FoundClient } from "../detectors/clients/descriptors.ts";
import { lookAtClients } from "../detectors/clients/clients.ts";
import { installedAmong } from "../detectors/clients/lasting.ts";
import { keyOwners } from "../detectors/clients/strangers.ts";
import { cgroupPlaces } from "../detectors/processes/processes.ts";
import { hinderedByReload } from "../detectors/systemd/reload.ts";
import { bootLinksOf } from "../detectors/systemd/enablement-links.ts";
import { readServiceCpus } from "../detectors/systemd/service-cpus.ts";
import { readUnitPath, unitPlaces } from "../detectors/systemd/unit-files.ts";
import type { Address, Change, HostFile, Want } from "../engine/model/model.ts";
import { VexorError } from "../engine/model/errors.ts";
import type { Resource, Survey, SurveyInput } from "../engine/resource.ts";
import type { HostReader } from "../ports/host.ts";
import { clusterRpcs } from "./shared/cluster-rpcs.ts";
import { roleIn } from "./shared/failover-role.ts";
import { needsReload, RELOAD_WRITE_RIGHTS, reloadUnits } from "./shared/reload.ts";
import { FAILOVER_FILES, filesFor, KEEPER, SETTINGS, settingsOf } from "./failover/boot.ts";
import { FAILOVER_ERRORS } from "./failover/errors.ts";
import { keeperDriver, keeperTarget, readKeeperParams } from "./failover/keeper-driver.ts";
import { isDry, settingsInUse, STOPPED, valueOf } from "./failover/keeper-state.ts";
import { NONE, readingOf, type FailoverFacts } from "./failover/reading.ts";
import { failoverSection } from "./failover/section.ts";
import { isDryRun, keysOf, timingOf, type FailoverSpec } from "./failover/spec.ts";

const KIND = "failover";
const ADDRESS: Address = "failover/keeper";

/** Each validator that could sign with the shared keys here, running or not. */
const validatorsHere = (
  host: HostReader, declaration: HostFile, { validator }: FailoverSpec,
): readonly FoundClient[] => {
  const { clients } = lookAtClients(host, allClients(declaration.clients),
    keyOwners(host, declaration.identity), { isKnown: true });
  if (validator !== undefined) {
    return clients.filter((one) => one.unit === validator.unit && one.role === "validator"
        && one.family === "ethereum"
      && one.part?.capabilities?.includes("slashingProtection") === true);
  }
  return installedAmong(host, clients.filter(({ family, role, unit }) =>
    family === "solana" && role === "validator" && unit !== null && !unit.startsWith("vexor-")));
};

const unitsOf = (validators: readonly FoundClient[]): readonly string[] =>
  [...new Set(validators.flatMap(({ unit }) => unit ?? []))].sort();

/** After a kill systemd starts a validator again: one of these would sign then. */
const startingStaked = (
  host: HostReader, validators: readonly FoundClient[], { identity }: HostFile,
): FailoverFacts["startsStaked"] => {
  const found = validators.find(({ places, uid }) => places.identity !== undefined
    && host.port("keys").keypair(places.identity, uid ?? undefined).pubkey === identity?.pubkey);
  return found === undefined ? null
    : { unit: found.unit ?? found.name, path: found.places.identity ?? "" };
};

type Identity = FailoverSettings["identity"];

/** Of a validator, its keys by one name: the register and what was signed are of that name. */
const identityOf = (
  host: HostReader, { validator }: FailoverSpec, { identity }: HostFile,
): Identity => ({ pubkey: validator === undefined ? identity?.pubkey ?? ""
  : nameOfKeys(keysOf(validator), (text) => host.digest(text)),
keypair: identity?.keypair ?? "", unstaked: identity?.unstaked ?? "",
voteAccount: identity?.voteAccount ?? "", tower: identity?.tower ?? null,
clusterRpc: clusterRpcs(identity) });

/** The one text that both the claim and the keeper have. */
const settingsFor = (
  spec: FailoverSpec, { host, identity }: { readonly host: string; readonly identity: Identity },
  units: readonly string[],
): string => {
  const { group, peer, register, manager, validator } = spec;
  const { protocol = "grpc", endpoints, ca, certificate, key, login, olderEtcd } = register;
  return renderSettings({
    format: SETTINGS_FORMAT, host, group, peer: { host: peer.host, url: peer.url }, identity,
    ...validator === undefined ? {} : { validator: { keys: keysOf(validator),
      beaconNodes: [validator.beaconNode, ...validator.otherBeaconNodes ?? []] } },
    units,
    register: { protocol, endpoints, ca: ca ?? null, certificate: certificate ?? null,
      key: key ?? null, login: login ?? null, olderEtcd: olderEtcd ?? null },
    ...manager === undefined ? {} : { manager: { listen: manager.listen, ca: manager.ca ?? null,
      token: manager.token ?? null } },
    timing: timingOf(spec),
    unplanned: spec.unplanned === "allowed", failsafe: spec.failsafe === "allowed",
    strict: spec.strict === true, dryRun: isDryRun(spec),
  });
};

const wantOf = (
  spec: FailoverSpec, declaration: HostFile, { settings, value }: {
    readonly settings: string; readonly value: string;
  },
): Want => ({
  address: ADDRESS, rule: { value },
  adopt: spec.adopt ? String(spec.adopt.from) : null, why: spec.why ?? null,
  onDrift: spec.onDrift ?? declaration.onDrift ?? "correct",
  attributes: { settings }, at: [KIND],
});

/**
 * It brings its files, and takes them along: their own targets then find them done. One that may
 * hold the register goes on with the settings that it has: a restart would end the validator.
 */
const changesTo = (
  host: HostReader, to: string, settings: string | undefined,
): readonly Change[] => {
  if (host.isTree || settings === undefined) return [];
  const inUse = settingsInUse(host);
  const now = inUse === null ? STOPPED : valueOf(host, inUse);
  const next = to === NONE ? STOPPED : valueOf(host, settings);
  const isKept = inUse !== null && !isDry(inUse) && next !== STOPPED;
  if (now === next || isKept) return [];
  const reboot = bootLinksOf(host, KEEPER).length > 0 ? now : STOPPED;
  return [{ ...keeperTarget({ settings, before: inUse ?? "" }), kind: KIND, from: now, to: next,
    reboot, for: [ADDRESS] }];
};

const survey = (host: HostReader, { declaration, claims }: SurveyInput): Survey => {
  const unitPath = readUnitPath(host);
  const spec = declaration.failover ?? null;
  const claim = claims.find(({ address }) => address === ADDRESS);
  const validators = spec === null ? [] : validatorsHere(host, declaration, spec);
  const units = unitsOf(validators);
  const settings = spec === null ? null : settingsFor(spec,
    { host: declaration.host, identity: identityOf(host, spec, declaration) }, units);
  const wanted = settings === null ? null : valueOf(host, settings);
  const facts: FailoverFacts = { unitPath, spec, claim, units, wanted,
    get startsStaked() { return startingStaked(host, validators, declaration); } };
  return {
    wants: spec === null || settings === null || wanted === null ? []
      : [wantOf(spec, declaration, { settings, value: wanted })],
    reading: (address) => readingOf(facts, address),
    changes: (_, to, attributes) => changesTo(host, to, attributes["settings"]),
    permit: (_, from) => `failover: {…, adopt: {from: ${from}}}`,
    files: (after) => filesFor(unitPath, settingsOf(claim),
      settingsOf(after.find(({ address }) => address === ADDRESS))),
    watch: () => ({
      files: [SETTINGS, ...[KEEPER, ...units].flatMap(unitPlaces),
        ...bootLinksOf(host, KEEPER).map(({ path }) => path)],
      services: cgroupPlaces(readServiceCpus(unitPath, KEEPER).slices, KEEPER),
    }),
  };
};

const isKeepers = ({ target }: Change): boolean => target === `keeper:${KEEPER}`;

/** Throws FAILOVER_ACTIVE where the other host would take over from a validator that goes on. */
const turnedBack = (host: HostReader, changes: readonly Change[]): readonly Change[] => {
  const end = changes.find((one) => isKeepers(one) && one.from !== STOPPED);
  const { settings: text } = end ? readKeeperParams(KEEPER, end.params) : { settings: "" };
  const settings = readSettings(text);
  if (settings === null || settings.dryRun) return changes;
  if (roleIn(host, settings.group).role !== "active") return changes;
  throw new VexorError("FAILOVER_ACTIVE", `this host is the active one of ${settings.group}: `
    + `without its keeper, ${settings.peer.host} would take over, and both would sign`);
};

/** The keeper's files change with its state, also where no file is a target of its own. */
const isReloading = (targets: readonly string[]): boolean =>
  needsReload(targets) || targets.some((one) => one.startsWith("keeper:"));

/** All that a host file could ask of this kind here. */
const EVERYTHING: FailoverSpec = {
  group: "any", peer: { host: "any", url: "https://any" }, strict: true,
  register: { endpoints: ["https://any"] },
};

export const failover: Resource = {
  kind: KIND,
  section: failoverSection,
  settleMs: 0,
  needsGuardian: true,
  writeRights: [RELOAD_WRITE_RIGHTS],
  drivers: [keeperDriver],
  bootFiles: FAILOVER_FILES,
  errors: FAILOVER_ERRORS,
  inventory: () => [{ failover: EVERYTHING }],
  survey,
  turnedBack,
  hindered: (host, targets, after) => (isReloading(targets) ? hinderedByReload(host, after) : null),
  settle: async (host, targets) => {
    if (isReloading(targets) && !host.isTree) await reloadUnits(host);
  },
};
