/**
 * Who this machine validates as: `identity/active`, the identity of the running client, and
 * `identity/boot`, the one that it starts with. Both are public keys; the keypairs stay files.
 *
 * A machine with an `unstaked` key boots with that one and never takes the staked identity up again
 * by itself. The order is part of the safety: a machine that gives an identity up first stops
 * booting with it, one that takes it up boots with it last.
 */
import { readClusterView } from "../detectors/cluster-view.ts";
import { readClients } from "../detectors/clients.ts";
import { readIdentity, type IdentityFacts } from "../detectors/identity.ts";
import { readTowers, towerOf } from "../detectors/tower.ts";
import { allClients, type FoundClient } from "../engine/clients.ts";
import type {
  Address, BootSource, CellChange, Claim, Detail, HostFile, IdentityWant, Reading, Want,
} from "../engine/model.ts";
import type { HostReader } from "../engine/ports.ts";
import type { Resource, Survey } from "../engine/resource.ts";
import { isSwapAdapter } from "./identity/adapters.ts";
import { isDemotion, refusals, type Refusal, type Situation } from "./identity/guards.ts";
import { identity as swap, identityOf, swapCell } from "./identity/swap.ts";

const KIND = "identity";
const ACTIVE: Address = "identity/active";
const BOOT: Address = "identity/boot";

interface Scene {
  readonly host: HostReader;
  readonly want: IdentityWant | null;
  readonly facts: IdentityFacts | null;
  readonly client: FoundClient | null;
  readonly live: string | null;
  /** Null where nothing would change, or nobody runs. */
  readonly now: Situation | null;
  readonly bootPath: string | null;
}

const voteAccountOf = (
  host: HostReader, want: IdentityWant, client: FoundClient,
): string | null => {
  const said = want.voteAccount ?? client.places.voteAccount ?? null;
  return said?.startsWith("/") ? host.keypair(said).pubkey : said;
};

const situationOf = (
  host: HostReader, want: IdentityWant, client: FoundClient, live: string,
): Situation => {
  const voteAccount = voteAccountOf(host, want, client);
  const directory = want.tower ?? client.places.tower ?? client.places.ledger ?? null;
  const keepsTower = client.part?.can?.includes("requireTower") === true;
  return {
    want, live, voteAccount, keepsTower,
    view: readClusterView(host, { port: client.rpcPort ?? 0, voteAccount, leader: live,
      clusterRpc: want.clusterRpc ?? null }),
    tower: directory === null ? null : towerOf(readTowers(host, directory), want.pubkey),
  };
};

const sceneOf = (host: HostReader, want: IdentityWant | null, known: HostFile): Scene => {
  const running = readClients(host, allClients(known.clients)).filter((one) =>
    one.family === "solana" && one.role === "validator" && one.state === "running");
  const client = running.length === 1 ? running[0] ?? null : null;
  const live = client && !host.isTree ? identityOf(host, client) : null;
  return {
    host, want, client, live,
    facts: want && readIdentity(host, want, client?.uid ?? undefined),
    now: want && client && live !== null && live !== want.pubkey
      ? situationOf(host, want, client, live) : null,
    bootPath: client?.places.identity ?? null,
  };
};

const LEFT = "an identity is not changed because a line has left the host file";

/** Why nobody here could be told of another identity; null when one could. */
const whyNot = ({ client, live, want, host }: Scene): string | null => {
  if (want === null) return LEFT;
  if (host.isTree) return "nothing runs in a tree";
  if (!client) return "no validator runs here, or more than one: there is no identity to change";
  if (live === null) return `${client.unit ?? client.name} does not say who it is`;
  if (client.unit === null) return `${client.name} runs outside any unit`;
  return isSwapAdapter(client.part?.adapter) ? null
    : `${client.name} cannot change its identity while it runs, only by a restart`;
};

const lift = ({ guard }: Refusal): string =>
  `lift it in git, if you know better: guards: {${guard}: {skip: true, why: …}}`;

const lifted = (scene: Scene, { guard }: Refusal): string | undefined =>
  scene.want?.guards?.[guard]?.why;

const holding = (scene: Scene): readonly Refusal[] => (scene.now ? refusals(scene.now) : [])
  .filter((one) => lifted(scene, one) === undefined);

const contestedBy = (scene: Scene): Reading["contested"] => {
  const problem = scene.facts?.problems.find(({ about }) => about !== "tower");
  if (problem) return { reason: problem.message, waysOut: ["mend that, then plan again"] };
  const canReturn = keysOf(scene).some((path) => scene.host.keypair(path).pubkey === scene.live);
  if (scene.live !== null && !canReturn) {
    return { reason: `no keypair of the present identity ${scene.live ?? ""} is here: there would `
      + "be no way back",
    waysOut: ["name it with unstaked:, or put its file where the client has it"] };
  }
  const [first, ...more] = holding(scene);
  if (!first) return null;
  const also = more.map(({ guard, reason }) => `${guard}: ${reason}`);
  return { reason: `${first.guard}: ${first.reason}`, waysOut: [lift(first), ...also] };
};

const warningsOf = (scene: Scene): readonly string[] => (scene.now ? refusals(scene.now) : [])
  .flatMap((one) => {
    const why = lifted(scene, one);
    return why === undefined ? [] : [`guard ${one.guard} is lifted (${why}): ${one.reason}`];
  });

const BARE = {
  outranked: null, default: null, contested: null, warnings: [], liveOnly: null,
} as const;

const activeReading = (scene: Scene): Reading => ({
  ...BARE,
  address: ACTIVE, live: scene.live, boot: [], fixed: whyNot(scene),
  liveOnly: "what it starts with is identity/boot",
  holders: scene.client?.evidence ?? [],
  get contested() { return contestedBy(scene); },
  get warnings() { return warningsOf(scene); },
});

/** Key files that could be the present or the wanted identity's. */
const keysOf = ({ host, want, client, bootPath }: Scene): readonly string[] => {
  const boot = bootPath === null ? null : host.resolve(bootPath);
  const voters = client?.argv.flatMap((word, at, all) =>
    (all[at - 1] === "--authorized-voter" && word.startsWith("/") ? [word] : [])) ?? [];
  return [...new Set([want?.keypair, want?.unstaked, boot, ...voters])]
    .filter((path): path is string => typeof path === "string" && !/[,:]/.test(path));
};

const bootReading = (scene: Scene, claim: Claim | undefined): Reading => {
  const { host, bootPath, want } = scene;
  const base = { ...BARE, address: BOOT, holders: [], boot: [] };
  if (bootPath === null) {
    return { ...base, live: null, fixed: want ? "which key the client starts with is not in a file "
      + "that a link could lead to: set it in the client's own configuration" : LEFT };
  }
  const live = host.keypair(bootPath).pubkey;
  const source: BootSource = {
    value: live ?? "none", owner: claim?.value === live ? "vexor" : "custom",
    evidence: { kind: "file", path: bootPath,
      says: `leads to ${host.resolve(bootPath) ?? "nowhere"}` },
  };
  const fixed = host.link(bootPath) === null
    ? `${bootPath} is no link: make it one (ln -s) so that it can be turned` : null;
  // Boot does not go ahead alone: what keeps the live identity keeps the one at the next start.
  return { ...base, live, boot: [source], fixed,
    get contested() { return contestedBy(scene); } };
};

interface BootKey {
  readonly pubkey: string | null;
  readonly path: string;
}

const bootKey = ({ facts, want }: Scene): BootKey =>
  (want?.unstaked !== undefined ? { pubkey: facts?.unstaked?.pubkey ?? null, path: want.unstaked }
    : { pubkey: want?.pubkey ?? null, path: want?.keypair ?? "" });

const wantsOf = (
  scene: Scene, declaration: HostFile, claim: Claim | undefined,
): readonly Want[] => {
  const { want } = scene;
  if (!want) return [];
  const common = { adopt: want.adopt ? String(want.adopt.from) : null, why: want.why ?? null,
    onDrift: want.onDrift ?? declaration.onDrift ?? "report", detail: {} } as const;
  const active: readonly Want[] = scene.host.isTree ? []
    : [{ ...common, address: ACTIVE, rule: { value: want.pubkey } }];
  const { pubkey } = bootKey(scene);
  const boot: readonly Want[] = scene.bootPath === null || pubkey === null ? []
    : [{ ...common, address: BOOT, rule: { value: pubkey },
      detail: claim?.detail ?? { link: scene.host.link(scene.bootPath) ?? "" } }];
  return scene.now && isDemotion(scene.now) ? [...boot, ...active] : [...active, ...boot];
};

/** `detail.link` is how the link was written before Vexor came: it goes back to that very text. */
const bootChange = (scene: Scene, to: string, detail: Detail): readonly CellChange[] => {
  const { host, bootPath } = scene;
  const path = (scene.want === null ? detail["link"] : undefined)
    ?? [bootKey(scene).path, ...keysOf(scene)]
      .find((one) => one !== "" && host.keypair(one).pubkey === to);
  if (bootPath === null || path === undefined) return [];
  return [{ cell: `link:${bootPath}`, kind: KIND, from: host.link(bootPath), to: path,
    for: [BOOT] }];
};

const activeChange = (scene: Scene, to: string): readonly CellChange[] => {
  const { client, live, now, want } = scene;
  const adapter = client?.part?.adapter;
  if (!client?.unit || !isSwapAdapter(adapter)) return [];
  return [{ kind: KIND, from: live, to, for: [ACTIVE], reboot: null,
    cell: swapCell({ unit: client.unit, adapter, voter: now?.view.vote?.node ?? "",
      account: now?.voteAccount ?? "", keys: keysOf(scene),
      watch: want?.guards?.votingElsewhere === undefined }) }];
};

const survey = (host: HostReader, declaration: HostFile, claims: readonly Claim[]): Survey => {
  const scene = sceneOf(host, declaration.identity ?? null, declaration);
  const claim = claims.find(({ address }) => address === BOOT);
  return {
    wants: wantsOf(scene, declaration, claim),
    reading: (address) => (address === BOOT ? bootReading(scene, claim) : activeReading(scene)),
    changes: (address, to, detail) =>
      (address === BOOT ? bootChange(scene, to, detail) : activeChange(scene, to)),
    permit: (_, from) => `identity: {…, adopt: {from: ${from}}}`,
    files: () => [],
  };
};

export const identity: Resource = {
  kind: KIND,
  section: "identity",
  summary: "the identity that the validator signs with, now and after a restart",
  needs: ["read:/proc", "run:the client's own program", "write:the boot identity's link"],
  settleMs: 0,
  media: [swap],
  survey: (host, { declaration, claims }) => survey(host, declaration, claims),
};
