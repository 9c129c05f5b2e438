/**
 * Who this machine validates as: `identity/active`, the identity of the running client,
 * `identity/boot`, the one that it starts with, and `identity/voteAccount`, whom it votes for. All
 * are public keys; the keypairs stay files. Beside them, `identity/record` is what another host has
 * signed, where a failover has brought it here.
 *
 * A machine with an `unstaked` key boots with that one and never takes the staked identity up again
 * by itself. The order is part of the safety: a machine that gives an identity up first stops
 * booting with it, one that takes it up boots with it last.
 */
import type {
  Address, BootSource, Change, Claim, Attributes, HostFile, Reading, Want,
} from "../engine/model/model.ts";
import type { HostReader } from "../ports/host.ts";
import type { Resource, Survey } from "../engine/resource.ts";
import { isSwapAdapter } from "./identity/adapters.ts";
import { identityTarget, type IdentityChangeParams } from "./identity/change-params.ts";
import { findIdentityBlocker, REMOVED_FROM_FILE, warningsOf, whyNot,
  whyNotBoot } from "./identity/blockers.ts";
import { isDemotion } from "./identity/guards.ts";
import {
  bootLink, importsFrom, keysOf, needsRestart, restarts, readFacts, type IdentityFacts,
} from "./identity/facts.ts";
import { identityDriver } from "./identity/driver.ts";
import { voteAccountDriver } from "./identity/vote-account-driver.ts";
import { VOTE, voteChange, voteReading, voteWants } from "./identity/vote-account.ts";
import { findSwitch } from "./identity/switched-away.ts";
import { recordDriver } from "./identity/record-driver.ts";
import {
  RECORD, recordChange, recordFacts, recordReading, recordWants,
} from "./identity/record.ts";
import { KEEPER_DECIDES, roleBlocker, unpermittedBlocker } from "./identity/role.ts";
import { watchIdentity } from "./identity/watch.ts";
import { identityInventory } from "./identity/inventory.ts";
import { identitySection } from "./identity/section.ts";
import { clusterRpcs } from "./shared/cluster-rpcs.ts";
import { isKeeperInForce } from "./shared/failover-role.ts";
import { IDENTITY_ERRORS } from "./identity/errors.ts";

const KIND = "identity";
const ACTIVE: Address = "identity/active";
const BOOT: Address = "identity/boot";

const BARE = {
  overriddenBy: null, default: null, blocker: null, warnings: [], ephemeral: null,
} as const;

/** Where the role is unknown, the identity stays as it is. */
const expectedByRole = ({ roleUnknown, live, want }: IdentityFacts): string | null =>
  (roleUnknown === null ? want?.pubkey ?? null : live);

/** Null where it decides nothing, or permits what is wanted. */
const registerBlocker = (
  { roleUnknown, live, role, permit, want, isByRole, host }: IdentityFacts, { failover }: HostFile,
): Reading["blocker"] => {
  if (!isByRole) {
    return live !== null && live !== want?.pubkey && isKeeperInForce(host) ? KEEPER_DECIDES : null;
  }
  if (roleUnknown !== null) return live === null ? null : roleBlocker(roleUnknown);
  const isTakenUp = role === "active" && live !== null && live !== want?.pubkey;
  return isTakenUp && permit === null ? unpermittedBlocker(failover?.group ?? "") : null;
};

const activeReading = (facts: IdentityFacts, declaration: HostFile): Reading => ({
  ...BARE,
  address: ACTIVE, live: facts.live, boot: [], immutable: whyNot(facts),
  ephemeral: "what it starts with is identity/boot",
  otherManagers: facts.client?.evidence ?? [],
  endedBy: findSwitch(facts, declaration),
  ...(facts.isByRole ? { expected: expectedByRole(facts) } : {}),
  get blocker() {
    return registerBlocker(facts, declaration) ?? findIdentityBlocker(facts);
  },
  get warnings() { return warningsOf(facts); },
});

const whyBootIsFixed = (facts: IdentityFacts): string | null => {
  if (bootLink(facts) !== null) return null;
  return facts.want === null ? REMOVED_FROM_FILE : whyNotBoot(facts);
};

const bootReading = (facts: IdentityFacts, claim: Claim | undefined): Reading => {
  const { host, bootPath, client } = facts;
  const base = { ...BARE, address: BOOT, otherManagers: [], boot: [] };
  const immutable = whyBootIsFixed(facts);
  if (bootPath === null) return { ...base, live: null, immutable };
  const live = host.port("keys").keypair(bootPath, client?.uid ?? undefined).pubkey;
  const source: BootSource = {
    value: live ?? "none", owner: claim?.value === live ? "vexor" : "custom",
    evidence: { kind: "file", path: bootPath,
      says: `leads to ${host.resolve(bootPath) ?? "nowhere"}` },
  };
  // Boot does not go ahead alone: what keeps the live identity keeps the one at the next start.
  return { ...base, live, boot: [source], immutable,
    get blocker() { return findIdentityBlocker(facts); } };
};

interface BootKey {
  readonly pubkey: string | null;
  readonly path: string;
}

/** Who can only be told at its start starts with the identity itself. */
const bootKey = (facts: IdentityFacts): BootKey => {
  const { keyFacts, want, isByRole } = facts;
  return want?.unstaked === undefined || (needsRestart(facts) !== null && !isByRole)
    ? { pubkey: want?.pubkey ?? null, path: want?.keypair ?? "" }
    : { pubkey: keyFacts?.unstaked?.pubkey ?? null, path: want.unstaked };
};

/** Turned first when what it starts with then is the safer one, whatever happens in between. */
const isBootFirst = (facts: IdentityFacts): boolean => {
  const { guardInput, want } = facts;
  if (guardInput === null) return false;
  return isDemotion(guardInput) || (want?.unstaked !== undefined && needsRestart(facts) === null);
};

/** A permission to change the identity is one for its link, while that leads to a declared key. */
const bootAdopt = (facts: IdentityFacts): string | null => {
  const { want, host, bootPath, client, isByRole } = facts;
  if ((!want?.adopt && !isByRole) || bootPath === null) return null;
  const { pubkey } = host.port("keys").keypair(bootPath, client?.uid ?? undefined);
  return pubkey !== null && isDeclared(facts, pubkey) ? pubkey : activeAdopt(facts);
};

const isDeclared = ({ declared, keyFacts }: IdentityFacts, pubkey: string): boolean =>
  [declared?.pubkey, keyFacts?.unstaked?.pubkey].includes(pubkey);

/** A register that git names decides between the two keys that git names: that is a permission. */
const activeAdopt = (facts: IdentityFacts): string | null => {
  const { want, live, isByRole } = facts;
  if (isByRole && live !== null && isDeclared(facts, live)) return live;
  return want?.adopt ? String(want.adopt.from) : null;
};

const wantsOf = (
  facts: IdentityFacts, declaration: HostFile, claim: Claim | undefined,
): readonly Want[] => {
  const { want } = facts;
  if (!want) return [];
  const common = { adopt: activeAdopt(facts), why: want.why ?? null,
    onDrift: want.onDrift ?? declaration.onDrift ?? "report", attributes: {},
    at: ["identity"] } as const;
  const active: readonly Want[] = facts.host.isTree ? []
    : [{ ...common, address: ACTIVE, rule: { value: want.pubkey } }];
  const { pubkey } = bootKey(facts);
  const boot: readonly Want[] = facts.bootPath === null || pubkey === null ? []
    : [{ ...common, address: BOOT, rule: { value: pubkey }, adopt: bootAdopt(facts),
      attributes: claim?.attributes ?? { link: facts.host.link(facts.bootPath) ?? "" } }];
  const vote = voteWants(facts, declaration);
  return [...(isBootFirst(facts) ? [...boot, ...active] : [...active, ...boot]), ...vote];
};

/** `detail.link` is how the link was written before Vexor came: it goes back to that very text. */
const bootChange = (
  facts: IdentityFacts, to: string, attributes: Attributes,
): readonly Change[] => {
  const { host, bootPath } = facts;
  const path = (facts.want === null ? attributes["link"] : undefined)
    ?? [bootKey(facts).path, ...keysOf(facts)]
      .find((one) => one !== "" && host.port("keys").keypair(one).pubkey === to);
  if (bootPath === null || path === undefined) return [];
  return [{ target: `link:${bootPath}`, kind: KIND, from: host.link(bootPath), to: path,
    for: [BOOT] }];
};

/** Where the account's owner is unknown, the wanted identity is taken for the voter. */
const changeParams = (facts: IdentityFacts, unit: string): IdentityChangeParams => {
  const { client, guardInput, want, declared, bootPath, isByRole, permit } = facts;
  const adapter = client?.part?.adapter;
  return {
    unit, method: isSwapAdapter(adapter) ? adapter : "restart",
    voter: guardInput?.view.vote?.node ?? declared?.pubkey ?? "",
      account: guardInput?.voteAccount ?? "",
    requireSilence: want?.guards?.votingElsewhere === undefined,
    requireTower: want?.guards?.tower === undefined && permit?.by !== "bound",
    epoch: isByRole ? String(permit?.epoch ?? 0) : "",
    rpcs: clusterRpcs(want), linkPath: bootPath ?? "", previousLinkText: bootLink(facts) ?? "",
    imports: (client && importsFrom(want, client)) ?? "", keys: keysOf(facts),
    through: facts.keyFacts?.unstaked?.pubkey ?? "",
  };
};

const activeChange = (facts: IdentityFacts, to: string): readonly Change[] => {
  const { client, live } = facts;
  if (!client?.unit || (needsRestart(facts) !== null && !restarts(facts))) return [];
  return [{ kind: KIND, from: live, to, for: [ACTIVE], reboot: null,
    ...identityTarget(changeParams(facts, client.unit)) }];
};

const survey = (host: HostReader, declaration: HostFile, claims: readonly Claim[]): Survey => {
  const facts = readFacts(host, declaration.identity ?? null, declaration);
  const record = recordFacts(facts, declaration);
  const claim = claims.find(({ address }) => address === BOOT);
  return {
    wants: [...recordWants(facts, record), ...wantsOf(facts, declaration, claim)],
    reading: (address) => {
      if (address === RECORD) return recordReading(facts, record);
      if (address === BOOT) return bootReading(facts, claim);
      if (address !== VOTE) return activeReading(facts, declaration);
      return voteReading(facts, claims.find((one) => one.address === VOTE));
    },
    changes: (address, to, attributes) => {
      if (address === RECORD) return recordChange(facts, record, to);
      if (address === BOOT) return bootChange(facts, to, attributes);
      return address === VOTE ? voteChange(facts, to) : activeChange(facts, to);
    },
    permit: (address, from) => (address === VOTE
      ? `identity: {…, voteAccountKey: {…, adopt: {from: ${from}}}}`
      : `identity: {…, adopt: {from: ${from}}}`),
    files: () => [],
    watch: () => watchIdentity(facts, declaration),
  };
};

export const identity: Resource = {
  kind: KIND,
  section: identitySection,
  settleMs: 0,
  needsGuardian: true,
  drivers: [identityDriver, voteAccountDriver, recordDriver],
  errors: IDENTITY_ERRORS,
  inventory: identityInventory,
  survey: (host, { declaration, claims }) => survey(host, declaration, claims),
};
