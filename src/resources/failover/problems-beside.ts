/** What is wrong with `failover:` beside the rest of the host file. */
import { VexorError } from "../../engine/model/errors.ts";
import type { HostFile } from "../../engine/model/model.ts";
import type { Pointer } from "../../engine/host-file/host-file-source.ts";
import type { SectionProblem } from "../../engine/host-file/section.ts";
import { clusterRpcs } from "../shared/cluster-rpcs.ts";
import type { FailoverSpec } from "./spec.ts";

type Identity = NonNullable<HostFile["identity"]>;

const wrong = (at: Pointer, message: string, hint: string): SectionProblem =>
  ({ at, error: new VexorError("HOST_FILE_INVALID", message, { hint }) });

const ownName = ({ peer }: FailoverSpec, host: string): SectionProblem | null => {
  if (host === "any") {
    return wrong(["host"], "failover needs the name of the host; found any",
      "Write the machine's own name.");
  }
  return peer.host !== host ? null : wrong(["failover", "peer", "host"],
    `failover.peer.host is ${host}, which is this host; wanted is the other host of the group`,
    "Name the other host.");
};

/** The nodes that the slot bound of a takeover is asked of. */
const NODES = 2;

const missingIn = ({ unplanned }: FailoverSpec, identity: Identity): SectionProblem | null => {
  if (identity.unstaked === undefined) {
    return wrong(["identity"], "identity.unstaked is missing; with failover a host starts with "
      + "that key, always", "Name it: unstaked: FILE.");
  }
  if (identity.voteAccount === undefined) {
    return wrong(["identity"], "identity.voteAccount is missing; failover watches its votes",
      "Declare it: voteAccount: ADDRESS.");
  }
  const { length } = clusterRpcs(identity);
  return unplanned === undefined || length >= NODES ? null : wrong(["failover", "unplanned"],
    `failover.unplanned needs ${NODES} nodes in identity.clusterRpc, which tell when the other `
      + `host's votes can no longer come; found ${length}`,
    "Name nodes that do not depend on each other: clusterRpc: [https://…, https://…].");
};

const LIFTED = ["votingElsewhere", "tower"] as const;

const unsafeIn = ({ restart, guards }: Identity): SectionProblem | null => {
  if (restart !== undefined) {
    return wrong(["identity", "restart"], "identity.restart is allowed; with failover no client "
      + "may start with the staked key, as it would after a crash",
    "Take restart: out, and use a client that changes its identity while it runs.");
  }
  const lifted = LIFTED.find((name) => guards?.[name] !== undefined);
  return lifted === undefined ? null : wrong(["identity", "guards", lifted],
    `identity.guards lifts ${lifted}; with failover it would be lifted at each takeover`,
    "Take it out. A person can lift it once, after failover: has been taken out.");
};

/** The drivers of an identity know the shipped descriptors alone: such a host never takes it. */
const undescribed = ({ clients = {} }: HostFile): SectionProblem | null => {
  const [id] = Object.entries(clients).find(([, { family, parts }]) => family === "solana"
    && parts.some(({ role }) => role === "validator")) ?? [];
  return id === undefined ? null : wrong(["clients", id], `clients.${id} describes a validator of `
    + "Solana; with failover the keeper changes the identity of clients alone that Vexor "
    + "itself describes, so this host would never take it",
  `Take ${id} out of clients:, or take failover: out until Vexor describes it.`);
};

/** One group is of one family, and its keeper alone says when the client runs. */
const besideValidator = ({ identity, client }: HostFile): SectionProblem | null => {
  if (identity !== undefined) {
    return wrong(["failover", "validator"], "failover.validator is of an Ethereum-like validator, "
      + "and identity: of Solana's; one group is of one of them",
    "Take out the one that is not shared.");
  }
  return client === undefined ? null : wrong(["client"], "client: would start a client; with "
    + "failover.validator the keeper alone says where the client runs", "Take client: out.");
};

/** The first of them, from the root of the file. */
export const problemBeside = (spec: FailoverSpec, whole: HostFile): SectionProblem | null => {
  const { host, identity, client } = whole;
  const own = ownName(spec, host);
  if (own !== null) return own;
  if (spec.validator !== undefined) return besideValidator(whole);
  if (identity === undefined) {
    return wrong(["failover"], "failover needs identity:, which names the keys; found none",
      "Declare it: identity: {pubkey: …, keypair: …, unstaked: …, voteAccount: …}; or, of an "
        + "Ethereum-like validator, failover: {validator: {…}}.");
  }
  return missingIn(spec, identity) ?? unsafeIn(identity) ?? undescribed(whole)
    ?? (client?.dual !== "auto" ? null
    : wrong(["client", "dual"], "client.dual is auto; with failover the keeper alone says which "
      + "client starts after one has ended", "Write dual: off, or take it out."));
};
