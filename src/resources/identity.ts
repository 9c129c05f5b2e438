/**
 * Who this machine validates as: `identity/active`, the identity of the running client,
 * `identity/boot`, the one that it starts with, and `identity/voteAccount`, whom it votes for. All
 * are public keys; the keypairs stay files.
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
import { identityTarget, type Swap } from "./identity/change-params.ts";
import { findBlocker, LEFT, warningsOf, whyNot, whyNotBoot } from "./identity/blockers.ts";
import { isDemotion } from "./identity/guards.ts";
import {
  bootLink, keysOf, needsRestart, restarts, sceneOf, type Scene,
} from "./identity/facts.ts";
import { identityDriver as swap } from "./identity/driver.ts";
import { voteAccountDriver } from "./identity/vote-account-driver.ts";
import { VOTE, voteChange, voteReading, voteWants } from "./identity/vote-account.ts";
import { watchIdentity } from "./identity/watch.ts";
import { identitySection } from "./identity/section.ts";
import { IDENTITY_ERRORS } from "./identity/errors.ts";

const KIND = "identity";
const ACTIVE: Address = "identity/active";
const BOOT: Address = "identity/boot";

const BARE = {
  overriddenBy: null, default: null, blocker: null, warnings: [], ephemeral: null,
} as const;

const activeReading = (scene: Scene): Reading => ({
  ...BARE,
  address: ACTIVE, live: scene.live, boot: [], immutable: whyNot(scene),
  ephemeral: "what it starts with is identity/boot",
  otherManagers: scene.client?.evidence ?? [],
  get blocker() { return findBlocker(scene); },
  get warnings() { return warningsOf(scene); },
});

const whyBootIsFixed = (scene: Scene): string | null => {
  if (bootLink(scene) !== null) return null;
  return scene.want === null ? LEFT : whyNotBoot(scene);
};

const bootReading = (scene: Scene, claim: Claim | undefined): Reading => {
  const { host, bootPath, client } = scene;
  const base = { ...BARE, address: BOOT, otherManagers: [], boot: [] };
  const immutable = whyBootIsFixed(scene);
  if (bootPath === null) return { ...base, live: null, immutable };
  const live = host.port("keys").keypair(bootPath, client?.uid ?? undefined).pubkey;
  const source: BootSource = {
    value: live ?? "none", owner: claim?.value === live ? "vexor" : "custom",
    evidence: { kind: "file", path: bootPath,
      says: `leads to ${host.resolve(bootPath) ?? "nowhere"}` },
  };
  // Boot does not go ahead alone: what keeps the live identity keeps the one at the next start.
  return { ...base, live, boot: [source], immutable,
    get blocker() { return findBlocker(scene); } };
};

interface BootKey {
  readonly pubkey: string | null;
  readonly path: string;
}

/** Who can only be told at its start starts with the identity itself. */
const bootKey = (scene: Scene): BootKey => {
  const { facts, want } = scene;
  return want?.unstaked === undefined || needsRestart(scene) !== null
    ? { pubkey: want?.pubkey ?? null, path: want?.keypair ?? "" }
    : { pubkey: facts?.unstaked?.pubkey ?? null, path: want.unstaked };
};

/** Turned first when what it starts with then is the safer one, whatever happens in between. */
const isBootFirst = (scene: Scene): boolean => {
  const { now, want } = scene;
  if (now === null) return false;
  return isDemotion(now) || (want?.unstaked !== undefined && needsRestart(scene) === null);
};

/** A permission to change the identity is one for its link, while that leads to a declared key. */
const bootAdopt = ({ want, facts, host, bootPath, client }: Scene): string | null => {
  if (!want?.adopt || bootPath === null) return null;
  const { pubkey } = host.port("keys").keypair(bootPath, client?.uid ?? undefined);
  const isDeclared = pubkey !== null && [want.pubkey, facts?.unstaked?.pubkey].includes(pubkey);
  return isDeclared ? pubkey : String(want.adopt.from);
};

const wantsOf = (
  scene: Scene, declaration: HostFile, claim: Claim | undefined,
): readonly Want[] => {
  const { want } = scene;
  if (!want) return [];
  const common = { adopt: want.adopt ? String(want.adopt.from) : null, why: want.why ?? null,
    onDrift: want.onDrift ?? declaration.onDrift ?? "report", attributes: {} } as const;
  const active: readonly Want[] = scene.host.isTree ? []
    : [{ ...common, address: ACTIVE, rule: { value: want.pubkey } }];
  const { pubkey } = bootKey(scene);
  const boot: readonly Want[] = scene.bootPath === null || pubkey === null ? []
    : [{ ...common, address: BOOT, rule: { value: pubkey }, adopt: bootAdopt(scene),
      attributes: claim?.attributes ?? { link: scene.host.link(scene.bootPath) ?? "" } }];
  const vote = voteWants(scene, declaration);
  return [...(isBootFirst(scene) ? [...boot, ...active] : [...active, ...boot]), ...vote];
};

/** `detail.link` is how the link was written before Vexor came: it goes back to that very text. */
const bootChange = (scene: Scene, to: string, attributes: Attributes): readonly Change[] => {
  const { host, bootPath } = scene;
  const path = (scene.want === null ? attributes["link"] : undefined)
    ?? [bootKey(scene).path, ...keysOf(scene)]
      .find((one) => one !== "" && host.port("keys").keypair(one).pubkey === to);
  if (bootPath === null || path === undefined) return [];
  return [{ target: `link:${bootPath}`, kind: KIND, from: host.link(bootPath), to: path,
    for: [BOOT] }];
};

/** Where nobody knows whom the account belongs to, the wanted identity is taken for the voter. */
const swapOf = (scene: Scene, unit: string): Swap => {
  const { client, now, want, bootPath } = scene;
  const adapter = client?.part?.adapter;
  return {
    unit, how: isSwapAdapter(adapter) ? adapter : "restart",
    voter: now?.view.vote?.node ?? want?.pubkey ?? "", account: now?.voteAccount ?? "",
    watch: want?.guards?.votingElsewhere === undefined, tower: want?.guards?.tower === undefined,
    rpc: want?.clusterRpc ?? "", boot: bootPath ?? "", was: bootLink(scene) ?? "",
    keys: keysOf(scene),
  };
};

const activeChange = (scene: Scene, to: string): readonly Change[] => {
  const { client, live } = scene;
  if (!client?.unit || (needsRestart(scene) !== null && !restarts(scene))) return [];
  return [{ kind: KIND, from: live, to, for: [ACTIVE], reboot: null,
    ...identityTarget(swapOf(scene, client.unit)) }];
};

const survey = (host: HostReader, declaration: HostFile, claims: readonly Claim[]): Survey => {
  const scene = sceneOf(host, declaration.identity ?? null, declaration);
  const claim = claims.find(({ address }) => address === BOOT);
  return {
    wants: wantsOf(scene, declaration, claim),
    reading: (address) => {
      if (address === BOOT) return bootReading(scene, claim);
      if (address !== VOTE) return activeReading(scene);
      return voteReading(scene, claims.find((one) => one.address === VOTE));
    },
    changes: (address, to, attributes) => {
      if (address === BOOT) return bootChange(scene, to, attributes);
      return address === VOTE ? voteChange(scene, to) : activeChange(scene, to);
    },
    permit: (address, from) => (address === VOTE
      ? `identity: {…, voteAccountKey: {…, adopt: {from: ${from}}}}`
      : `identity: {…, adopt: {from: ${from}}}`),
    files: () => [],
    watch: () => watchIdentity(scene, declaration),
  };
};

export const identity: Resource = {
  kind: KIND,
  section: identitySection,
  settleMs: 0,
  needsGuardian: true,
  drivers: [swap, voteAccountDriver],
  errors: IDENTITY_ERRORS,
  survey: (host, { declaration, claims }) => survey(host, declaration, claims),
};
