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
import { voteTarget, type IdentityChangeParams } from "./change-params.ts";
import { clusterRpcs } from "../shared/cluster-rpcs.ts";
import { AGAIN, guardsAgainst, skippedGuards, makeLink, unreachableBlocker } from "./blockers.ts";
import { ticketWarnings, type GuardInput } from "./guards.ts";
import { guardInputOf, type IdentityFacts } from "./facts.ts";

export const VOTE: Address = "identity/voteAccount";

const REMOVED_FROM_FILE = "a vote account is not changed because a line has left the host file";

const pathOf = ({ client }: IdentityFacts): string | null => {
  const said = client?.places.voteAccount;
  return said?.startsWith("/") ? said : null;
};

const linkOf = (facts: IdentityFacts): string | null => {
  const path = pathOf(facts);
  return path === null ? null : facts.host.link(path);
};

const guardInput = ({ host, want, client, live }: IdentityFacts): GuardInput | null =>
  (want && client && live !== null ? guardInputOf(host, want, client, live) : null);

/** A client that starts with another identity changes that, and not its vote account. */
const comesUpAs = ({ host, bootPath, client, live }: IdentityFacts): Blocker | null => {
  const boots = bootPath === null ? null
    : host.port("keys").keypair(bootPath, client?.uid ?? undefined).pubkey;
  return boots === live ? null
    : { reason: `a restart would make it ${boots ?? "an unknown identity"}: it starts as that one`,
      waysOut: ["change the vote account on a machine that starts as whom it is"] };
};

/** Undo restores the account that was read. Where that is unknown, an operator must decide. */
const unknownStart = (facts: IdentityFacts): Blocker | null => {
  const { host, client } = facts;
  if (!client) return null;
  const [unit, place] = [client.unit ?? client.name, pathOf(facts)];
  const edited = editedPlace(host, client);
  const byHand = [`by hand, when it must not lead: systemctl restart ${shellWord(unit)}`];
  if (edited !== null) {
    return { reason: `${unit} would start with ${edited}, and was started with `
      + `${client.places.voteAccount ?? "another"}: Vexor could not give that one back`,
    waysOut: byHand };
  }
  return runningAccount(host, client) !== null ? null
    : { reason: `which account ${unit} has read is unknown: ${place ?? "its configuration"} `
      + "was changed after it started, or is not a sound key: Vexor could not give that one back",
    waysOut: byHand };
};

const noLink = (facts: IdentityFacts): Blocker | null => {
  if (linkOf(facts) !== null) return null;
  const { client, want } = facts;
  const path = pathOf(facts);
  return { reason: path === null
    ? `its start line names ${client?.places.voteAccount ?? "no vote account"}, and no link that `
      + "could be turned"
    : `${path} is not a link that could be repointed`,
  waysOut: [`${makeLink(client, path, "/etc/solana/vote-account.json",
    want?.voteAccountKey?.keypair ?? "KEYPAIR")}; then, when it must not lead: systemctl restart `
    + shellWord(client?.unit ?? "UNIT")] };
};

const findBlocker = (facts: IdentityFacts): Blocker | null => {
  const { keyFacts, live, want } = facts;
  const problem = keyFacts?.problems.find(({ about }) => about === "voteAccountKey");
  if (problem) return { reason: problem.message, waysOut: [AGAIN] };
  const off = unreachableBlocker(facts);
  if (off) return off;
  if (want?.restart !== "allowed") {
    return { reason: "restart: a vote account only changes with a restart",
      waysOut: ["permit one in git: identity: {restart: allowed}"] };
  }
  if (live !== want.pubkey) {
    return { reason: `the identity changes as well: it is ${live ?? "unknown"}`,
      waysOut: ["one after the other: the vote account is next"] };
  }
  return noLink(facts) ?? unknownStart(facts) ?? comesUpAs(facts)
    ?? guardsAgainst({ want, guardInput: guardInput(facts) });
};

const restartWarning = ({ client }: IdentityFacts): string =>
  `restart: ${client?.unit ?? "the client"} is restarted for it, and does not vote meanwhile`;

/** Since Alpenglow each epoch has a list of who votes for which account, made before it begins. */
const laterWarnings = (now: GuardInput | null): readonly string[] =>
  (now?.view.phase !== "alpenglow" ? []
    : ["who votes for an account is fixed for an epoch: an account or authorized voter that is new "
      + "on the chain votes from a later epoch on", ...ticketWarnings(now)]);

export const voteReading = (facts: IdentityFacts, claim: Claim | undefined): Reading => {
  const { host, client, want } = facts;
  const live = client && !host.isTree ? runningAccount(host, client) : null;
  const next = client && nextAccount(host, client);
  const isOther = live !== want?.voteAccount;
  return {
    address: VOTE, live, overriddenBy: null, default: null, ephemeral: null,
    immutable: want?.voteAccountKey === undefined ? REMOVED_FROM_FILE : null,
    otherManagers: client?.evidence ?? [],
    boot: next === null ? [] : [{ value: next, owner: claim?.value === next ? "vexor" : "custom",
      evidence: { kind: "file", path: pathOf(facts) ?? client?.unit ?? "the start line",
        says: `leads to ${linkOf(facts) ?? "itself"}` } }],
    get blocker() { return isOther ? findBlocker(facts) : null; },
    get warnings() {
      if (!isOther || linkOf(facts) === null) return [];
      const now = guardInput(facts);
      return [restartWarning(facts), ...laterWarnings(now),
        ...skippedGuards({ want, guardInput: now })];
    },
  };
};

export const voteWants = (
  { want, host }: IdentityFacts, declaration: HostFile,
): readonly Want[] => {
  const { voteAccountKey: key, voteAccount } = want ?? {};
  if (key === undefined || host.isTree) return [];
  if (voteAccount === undefined) {
    throw new VexorError("HOST_FILE_INVALID",
      "identity.voteAccountKey is the key of no declared account",
      { at: ["identity", "voteAccountKey"], hint: "Declare it: voteAccount: ADDRESS." });
  }
  return [{ address: VOTE, rule: { value: voteAccount }, attributes: {}, why: want?.why ?? null,
    at: ["identity", "voteAccountKey"],
    adopt: key.adopt ? String(key.adopt.from) : null,
    onDrift: want?.onDrift ?? declaration.onDrift ?? "report" }];
};

const changeParams = (
  facts: IdentityFacts, unit: string, boot: string, was: string,
): IdentityChangeParams => {
  const { host, live, want } = facts;
  const keys = [want?.voteAccountKey?.keypair, host.resolve(boot)]
    .filter((path): path is string => typeof path === "string");
  return { unit, method: "restart", voter: live ?? "", account: want?.voteAccount ?? "",
    linkPath: boot, previousLinkText: was,
    keys: [...new Set(keys)], through: "", imports: "", rpcs: clusterRpcs(want), epoch: "",
    requireSilence: want?.guards?.votingElsewhere === undefined,
      requireTower: want?.guards?.tower === undefined };
};

/** After a reboot it has read the link as that stands: what it was before is what boot is owed. */
export const voteChange = (facts: IdentityFacts, to: string): readonly Change[] => {
  const { client, host } = facts;
  const [path, was] = [pathOf(facts), linkOf(facts)];
  if (!client?.unit || path === null || was === null) return [];
  const live = runningAccount(host, client);
  return [{ kind: "identity", from: live, to, for: [VOTE], reboot: live,
    ...voteTarget(changeParams(facts, client.unit, path, was)) }];
};
