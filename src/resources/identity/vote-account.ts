/**
 * The vote account as a setting: `identity/voteAccount`, where the host file names its key file. No
 * client can be told of another one while it runs, so the link that its start line names is turned
 * and the client restarted, with `restart: allowed`.
 */
import { editedPlace, nextAccount, runningAccount } from "../../detectors/solana/vote-account.ts";
import type { Blocker } from "../../engine/plan/blockers.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type {
  Address, Change, Claim, HostFile, Reading, Want,
} from "../../engine/model/model.ts";
import { shellWord } from "../../formats/shell-word.ts";
import { voteTarget, type Swap } from "./change-params.ts";
import { AGAIN, guardsAgainst, liftedGuards, makeLink, nobodyHears } from "./blockers.ts";
import type { Situation } from "./guards.ts";
import { situationOf, type Scene } from "./facts.ts";

export const VOTE: Address = "identity/voteAccount";

const LEFT = "a vote account is not changed because a line has left the host file";

const pathOf = ({ client }: Scene): string | null => {
  const said = client?.places.voteAccount;
  return said?.startsWith("/") ? said : null;
};

const linkOf = (scene: Scene): string | null => {
  const path = pathOf(scene);
  return path === null ? null : scene.host.link(path);
};

const situation = ({ host, want, client, live }: Scene): Situation | null =>
  (want && client && live !== null ? situationOf(host, want, client, live) : null);

/** Whoever starts as somebody else has not changed its vote account, but its identity. */
const comesUpAs = ({ host, bootPath, client, live }: Scene): Blocker | null => {
  const boots = bootPath === null ? null
    : host.port("keys").keypair(bootPath, client?.uid ?? undefined).pubkey;
  return boots === live ? null
    : { reason: `a restart would make it ${boots ?? "an unknown identity"}: it starts as that one`,
      waysOut: ["change the vote account on a machine that starts as whom it is"] };
};

/** Undo gives back what it has read; where nobody knows what that was, a person decides. */
const unknownStart = (scene: Scene): Blocker | null => {
  const { host, client } = scene;
  if (!client) return null;
  const [unit, place] = [client.unit ?? client.name, pathOf(scene)];
  const edited = editedPlace(host, client);
  const byHand = [`by hand, when it must not lead: systemctl restart ${shellWord(unit)}`];
  if (edited !== null) {
    return { reason: `${unit} would start with ${edited}, and was started with `
      + `${client.places.voteAccount ?? "another"}: Vexor could not give that one back`,
    waysOut: byHand };
  }
  return runningAccount(host, client) !== null ? null
    : { reason: `which account ${unit} has read cannot be told: ${place ?? "its configuration"} `
      + "was changed after it started, or is not a sound key: Vexor could not give that one back",
    waysOut: byHand };
};

const noLink = (scene: Scene): Blocker | null => {
  if (linkOf(scene) !== null) return null;
  const { client, want } = scene;
  const path = pathOf(scene);
  return { reason: path === null
    ? `its start line names ${client?.places.voteAccount ?? "no vote account"}, and no link that `
      + "could be turned"
    : `${path} is not a link that could be repointed`,
  waysOut: [`${makeLink(client, path, "/etc/solana/vote-account.json",
    want?.voteAccountKey?.keypair ?? "KEYPAIR")}; then, when it must not lead: systemctl restart `
    + shellWord(client?.unit ?? "UNIT")] };
};

const findBlocker = (scene: Scene): Blocker | null => {
  const { facts, live, want } = scene;
  const problem = facts?.problems.find(({ about }) => about === "voteAccountKey");
  if (problem) return { reason: problem.message, waysOut: [AGAIN] };
  const off = nobodyHears(scene);
  if (off) return off;
  if (want?.restart !== "allowed") {
    return { reason: "restart: a vote account only changes with a restart",
      waysOut: ["permit one in git: identity: {restart: allowed}"] };
  }
  if (live !== want.pubkey) {
    return { reason: `the identity changes as well: it is ${live ?? "unknown"}`,
      waysOut: ["one after the other: the vote account is next"] };
  }
  return noLink(scene) ?? unknownStart(scene) ?? comesUpAs(scene)
    ?? guardsAgainst({ want, now: situation(scene) });
};

const restartWarning = ({ client }: Scene): string =>
  `restart: ${client?.unit ?? "the client"} is restarted for it, and does not vote meanwhile`;

export const voteReading = (scene: Scene, claim: Claim | undefined): Reading => {
  const { host, client, want } = scene;
  const live = client && !host.isTree ? runningAccount(host, client) : null;
  const next = client && nextAccount(host, client);
  const isOther = live !== want?.voteAccount;
  return {
    address: VOTE, live, overriddenBy: null, default: null, ephemeral: null,
    immutable: want?.voteAccountKey === undefined ? LEFT : null,
    otherManagers: client?.evidence ?? [],
    boot: next === null ? [] : [{ value: next, owner: claim?.value === next ? "vexor" : "custom",
      evidence: { kind: "file", path: pathOf(scene) ?? client?.unit ?? "the start line",
        says: `leads to ${linkOf(scene) ?? "itself"}` } }],
    get blocker() { return isOther ? findBlocker(scene) : null; },
    get warnings() {
      return isOther && linkOf(scene) !== null
        ? [restartWarning(scene), ...liftedGuards({ want, now: situation(scene) })] : [];
    },
  };
};

export const voteWants = ({ want, host }: Scene, declaration: HostFile): readonly Want[] => {
  const { voteAccountKey: key, voteAccount } = want ?? {};
  if (key === undefined || host.isTree) return [];
  if (voteAccount === undefined) {
    throw new VexorError("HOST_FILE_INVALID",
      "identity.voteAccountKey is the key of no declared account",
      { at: ["identity", "voteAccountKey"], hint: "Declare it: voteAccount: ADDRESS." });
  }
  return [{ address: VOTE, rule: { value: voteAccount }, attributes: {}, why: want?.why ?? null,
    adopt: key.adopt ? String(key.adopt.from) : null,
    onDrift: want?.onDrift ?? declaration.onDrift ?? "report" }];
};

const swapOf = (scene: Scene, unit: string, boot: string, was: string): Swap => {
  const { host, live, want } = scene;
  const keys = [want?.voteAccountKey?.keypair, host.resolve(boot)]
    .filter((path): path is string => typeof path === "string");
  return { unit, how: "restart", voter: live ?? "", account: want?.voteAccount ?? "", boot, was,
    keys: [...new Set(keys)], rpc: want?.clusterRpc ?? "",
    watch: want?.guards?.votingElsewhere === undefined, tower: want?.guards?.tower === undefined };
};

/** After a reboot it has read the link as that stands: what it was before is what boot is owed. */
export const voteChange = (scene: Scene, to: string): readonly Change[] => {
  const { client, host } = scene;
  const [path, was] = [pathOf(scene), linkOf(scene)];
  if (!client?.unit || path === null || was === null) return [];
  const live = runningAccount(host, client);
  return [{ kind: "identity", from: live, to, for: [VOTE], reboot: live,
    ...voteTarget(swapOf(scene, client.unit, path, was)) }];
};
