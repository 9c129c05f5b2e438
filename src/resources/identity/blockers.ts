/** Why an identity cannot be changed here, or not now, and what would help. */
import { foreignSocket } from "../../detectors/clients/live-identity.ts";
import { namedAccount } from "../../detectors/solana/vote-account.ts";
import type { Blocker } from "../../engine/plan/blockers.ts";
import type { Reading } from "../../engine/model/model.ts";
import { shellPath, shellWord } from "../../formats/shell-word.ts";
import { isDemotion, guardFailures, ticketWarnings, type GuardFailure } from "./guards.ts";
import { bootLink, keysOf, needsRestart, restarts, type IdentityFacts } from "./facts.ts";

export const REMOVED_FROM_FILE = "an identity is not changed because a line has left the host file";

/** Why an identity is nothing that could be changed here at all. */
export const whyNot = ({ want, host }: IdentityFacts): string | null => {
  if (want === null) return REMOVED_FROM_FILE;
  return host.isTree ? "nothing runs in a tree" : null;
};

const howToSkip = ({ guard }: GuardFailure): string =>
  `lift it in git, if you know better: guards: {${guard}: {skip: true, why: …}}`;

const skipReason = (
  facts: Pick<IdentityFacts, "want">, { guard }: GuardFailure,
): string | undefined =>
  facts.want?.guards?.[guard]?.why;

const failuresInForce = (
  facts: Pick<IdentityFacts, "guardInput" | "want">,
): readonly GuardFailure[] =>
  (facts.guardInput ? guardFailures(facts.guardInput) : []).filter(
    (one) => skipReason(facts, one) === undefined);

/** How to make the file that a client starts with one that can be turned; nothing restarts. */
export const makeLink = (
  client: IdentityFacts["client"], path: string | null, example: string, key: string,
): string => {
  const { places: { config }, unit } = client ?? { places: {}, unit: null };
  const named = config ?? unit ?? null;
  const place = named === null ? "its start command" : shellWord(named);
  if (path === null) {
    return `name a link there (${place}), as ${example} is one, and make it: `
      + `ln -s ${shellPath(key)} ${example}`;
  }
  const kept = shellPath(path.replace(/(\.\w+)?$/, "-key$1"));
  const [link, fresh] = [shellPath(path), shellPath(`${path}.new`)];
  return `keep its name in ${place}, and make it a link: cp -p ${link} ${kept} && `
    + `ln -s ${kept} ${fresh} && mv -T ${fresh} ${link}; then name ${kept} in `
    + "the host file";
};

const howToLink = ({ client, want, bootPath }: IdentityFacts): string =>
  makeLink(client, bootPath, "/etc/solana/identity.json", want?.keypair ?? "KEYPAIR");

const notALink = ({ bootPath }: IdentityFacts): string => (bootPath === null
  ? "which key the client starts with is not in a file that a link could lead to"
  : `${bootPath} is not a link that could be repointed`);

/** What it starts with cannot be turned, and how that is mended. */
export const whyNotBoot = (facts: IdentityFacts): string =>
  `${notALink(facts)}: ${howToLink(facts)}`;

/** A client that gives up an identity, and would start with it again, has not given it up. */
const willReturnBlocker = (facts: IdentityFacts): Blocker | null => {
  const { guardInput, live } = facts;
  if (guardInput === null || bootLink(facts) !== null) return null;
  if (needsRestart(facts) === null && !isDemotion(guardInput)) return null;
  return { reason: `it would be ${live ?? "the same"} again at the next start: ${notALink(facts)}`,
    waysOut: [howToLink(facts)] };
};

/** No client can be told of another vote account: it is part of how it is started. */
const otherAccountBlocker = ({ host, client, want, live }: IdentityFacts): Blocker | null => {
  const started = client && namedAccount(host, client);
  if (!client || started === null || want?.voteAccount === undefined) return null;
  if (started === want.voteAccount) return null;
  if (want.voteAccountKey !== undefined) {
    return live === want.pubkey ? null : { reason: "the vote account changes as well",
      waysOut: [`one after the other: let pubkey: be ${live ?? "the present one"} until the vote `
        + "account has changed"] };
  }
  const unit = client.unit ?? client.name;
  const place = client.evidence.find(({ kind }) => kind === "file");
  const where = client.places.config ?? (place ? `${place.path ?? ""}:${place.line ?? 1}` : unit);
  return { reason: `restart: ${unit} votes with the account ${started}; the host file declares `
    + `${want.voteAccount}, and a vote account only changes with a restart`,
  waysOut: [`name the new one in ${shellWord(where)}, then by hand: systemctl restart `
    + shellWord(unit),
    "or declare its key file, where the start line names a link: identity: {voteAccountKey: "
      + "{keypair: FILE}, restart: allowed}"] };
};

const irreversibleBlocker = (facts: IdentityFacts): Blocker | null => {
  const { host, live } = facts;
  const isHere = (path: string): boolean => host.port("keys").keypair(path).pubkey === live;
  if (live === null || keysOf(facts).some(isHere)) return null;
  return { reason: `no keypair of the present identity ${live} is here: there would be no way back`,
    waysOut: ["name its file: as unstaked: in the host file, with --authorized-voter, or by the "
      + "link that the client starts with"] };
};

export const AGAIN = "mend that, then plan again";

/** Where another one could sign as well, no identity is changed; one that is in force stays. */
const severalRunningBlocker = ({ running, host }: IdentityFacts): Blocker | null =>
  (host.isTree || running.length < 2
  ? null : { reason: `more than one validator runs here: ${running.map(({ name, unit, pids }) =>
    `${name} (${unit ?? "no unit"}, pid ${pids[0] ?? "?"})`).join(", ")}`,
  waysOut: ["vexor clients lists them; stop all but the one that shall sign"] });

/** Why no client can take another identity now. */
export const unreachableBlocker = (facts: IdentityFacts): Blocker | null =>
  severalRunningBlocker(facts) ?? socketBlocker(facts);

const socketBlocker = (facts: IdentityFacts): Blocker | null => {
  const { client, live, host, want } = facts;
  if (host.isTree) return null;
  if (!client) {
    return { reason: "no validator runs here: there is no identity to change",
      waysOut: ["vexor clients lists them; start the one that shall sign"] };
  }
  const door = foreignSocket(host, client);
  if (door !== null) return { reason: door, waysOut: [AGAIN] };
  const name = client.unit ?? client.name;
  if (live === null) {
    return { reason: `${name} does not say who it is`,
      waysOut: ["wait until its RPC or admin socket answers getIdentity, then plan again"] };
  }
  if (client.unit === null) {
    return { reason: `${client.name} runs outside any unit`,
      waysOut: ["run it as a systemd service: only then can a change be rolled back"] };
  }
  const restart = needsRestart(facts);
  return restart === null || want?.restart === "allowed" ? null
    : { reason: `restart: ${restart}`,
      waysOut: ["permit one in git: identity: {restart: allowed}"] };
};

/** Two that decide who signs would both be right, one after the other. */
const otherOwner = ({ client, live, want }: IdentityFacts): Blocker | null => {
  const line = client?.places.failover;
  if (client === null || line === undefined || live === want?.pubkey) return null;
  return { reason: `${client.name}'s own failover decides who signs here (${line})`,
    waysOut: [`leave the identity to it: take identity: out of the host file, and see ${shellPath(
      client.exe ?? "firedancer")} failover`, `or take [failover] out of ${line}, and restart `
      + shellWord(client.unit ?? client.name)] };
};

/** What the register takes away is given up, in whatever order the staked key is. */
const giveUpBlocker = (facts: IdentityFacts): Reading["blocker"] => {
  const problem = facts.keyFacts?.problems.find(({ about }) => about === "unstaked");
  return problem ? { reason: problem.message, waysOut: [AGAIN] } : socketBlocker(facts);
};

export const findIdentityBlocker = (facts: IdentityFacts): Reading["blocker"] => {
  if (facts.role === "standby") return giveUpBlocker(facts);
  const problem = facts.keyFacts?.problems.find(({ about }) =>
    !["tower", "voteAccountKey"].includes(about));
  if (problem) return { reason: problem.message, waysOut: [AGAIN] };
  const isInForce = facts.live !== null && facts.live === facts.want?.pubkey;
  const off = (isInForce ? socketBlocker : unreachableBlocker)(facts)
    ?? otherOwner(facts) ?? otherAccountBlocker(facts) ?? irreversibleBlocker(facts)
    ?? willReturnBlocker(facts);
  return off ?? guardsAgainst(facts);
};

const WHICH = "find out which one is wrong or behind: wait for it, or take it out of clusterRpc: "
  + "in git";

/** Nodes that contradict each other, and the guards that refuse, of which none is lifted. */
export const guardsAgainst = (
  facts: Pick<IdentityFacts, "guardInput" | "want">,
): Blocker | null => {
  const contradiction = facts.guardInput?.view.contradiction ?? null;
  if (contradiction !== null) return { reason: contradiction, waysOut: [WHICH] };
  const [first, ...more] = failuresInForce(facts);
  if (!first) return null;
  const also = more.map(({ guard, reason }) => `${guard}: ${reason}`);
  return { reason: `${first.guard}: ${first.reason}`,
    waysOut: [first.hint, howToSkip(first), ...also] };
};

/** Said where nothing is blocked by it. */
const unknownRole = ({ roleUnknown, live, want }: IdentityFacts): readonly string[] =>
  (roleUnknown === null || live !== want?.pubkey ? []
    : [`which host is active is unknown, so this one stays unstaked: ${roleUnknown}`]);

export const warningsOf = (facts: IdentityFacts): readonly string[] => [
  ...unknownRole(facts),
  ...[otherAccountBlocker(facts)].flatMap((one) =>
    (one ? [`${one.reason}: ${one.waysOut[0]}`] : [])),
  ...(facts.guardInput && restarts(facts)
    ? [`restart: ${needsRestart(facts) ?? ""}: it is restarted, and `
    + "starts with that identity by itself from then on"] : []),
  ...facts.guardInput ? ticketWarnings(facts.guardInput) : [],
  ...skippedGuards(facts),
  ...[severalRunningBlocker(facts)].flatMap((one) => one?.reason ?? []),
  ...facts.strangers(),
];

export const skippedGuards = (
  facts: Pick<IdentityFacts, "guardInput" | "want">,
): readonly string[] =>
  (facts.guardInput ? guardFailures(facts.guardInput) : []).flatMap((one) => {
    const why = skipReason(facts, one);
    return why === undefined ? [] : [`guard ${one.guard} is lifted (${why}): ${one.reason}`];
  });
