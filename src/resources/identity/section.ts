/** `identity:` of the host file, with what its schema cannot tell: whether its keys are keys. */
import { decodePubkey } from "../../detectors/solana/pubkeys.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Permission } from "../../engine/model/model.ts";
import type { Section, SectionProblem } from "../../engine/host-file/section.ts";
import { clusterRpcs } from "../shared/cluster-rpcs.ts";

declare module "../../engine/model/model.ts" {
  interface HostFile {
    readonly identity?: IdentitySpec;
  }
}

const GUARDS = [
  "leaderSlot", "caughtUp", "votingElsewhere", "voteAccount", "tower", "fence",
] as const;
export type Guard = (typeof GUARDS)[number];

/** Public keys and paths: what is secret never stands in git. */
export interface IdentitySpec extends Permission {
  readonly pubkey: string;
  readonly keypair: string;
  readonly voteAccount?: string;
  /** Its file: with it, the vote account is a setting of its own. */
  readonly voteAccountKey?: { readonly keypair: string; readonly adopt?: Permission["adopt"] };
  /** The directory of the tower. */
  readonly tower?: string;
  /** The keypair to boot with, and to fall back to. */
  readonly unstaked?: string;
  /** Other nodes' RPCs, for what the client does not know, and to hold it against. */
  readonly clusterRpc?: string | readonly string[];
  /** What cannot change while the client runs may be changed by a restart. */
  readonly restart?: "allowed";
  /** Guards that are lifted. */
  readonly guards?: Readonly<Partial<Record<Guard, { readonly skip: true; readonly why: string }>>>;
}

const wrong = (step: string, error: VexorError): SectionProblem => ({ at: [step], error });

/** Where an RPC stands in the section. */
const placeOf = ({ clusterRpc }: IdentitySpec, at: number): SectionProblem["at"] =>
  ["clusterRpc", ...Array.isArray(clusterRpc) ? [at] : []];

/** Two that lead to one node are one witness. An address may hold a key: none is repeated. */
const misnamedNode = (identity: IdentitySpec): SectionProblem | null => {
  const hosts = clusterRpcs(identity).map((rpc) => URL.parse(rpc)?.host ?? null);
  const unreadable = hosts.indexOf(null);
  if (unreadable >= 0) {
    return { at: placeOf(identity, unreadable), error: new VexorError("HOST_FILE_INVALID",
      "identity.clusterRpc has an address that is not a URL", { hint: "Write https://HOST/PATH." }) };
  }
  const repeated = hosts.findIndex((host, at) => hosts.indexOf(host) < at);
  return repeated < 0 ? null
    : { at: placeOf(identity, repeated), error: new VexorError("HOST_FILE_INVALID",
      `identity.clusterRpc names ${hosts[repeated]} twice; wanted are nodes that do not depend on `
        + "each other", { hint: "Name a node of another operator, or leave this one out." }) };
};

const misspelt = (identity: IdentitySpec): SectionProblem | null => {
  for (const step of ["pubkey", "voteAccount"] as const) {
    const text = identity[step];
    try {
      if (text !== undefined) decodePubkey(text, `identity.${step}`);
    } catch (error) {
      if (error instanceof VexorError) return wrong(step, error);
      throw error;
    }
  }
  return null;
};

/** PUBKEY_INVALID or HOST_FILE_INVALID. */
const problemIn = (identity: IdentitySpec): SectionProblem | null => {
  const found = misspelt(identity);
  if (found) return found;
  if (identity.voteAccount === identity.pubkey) {
    return wrong("voteAccount", new VexorError("HOST_FILE_INVALID",
      "identity.voteAccount is the identity's own key; a vote account has another address"));
  }
  if (identity.unstaked === identity.keypair) {
    return wrong("unstaked", new VexorError("HOST_FILE_INVALID",
      "identity.unstaked is the staked keypair itself; wanted is a key of this machine's own",
      { hint: "Make one: solana-keygen new --no-bip39-passphrase -o FILE." }));
  }
  return misnamedNode(identity);
};

export const identitySection: Section = {
  key: "identity",
  problemIn,
  settingAt: ({ voteAccountKey }: IdentitySpec, name) => {
    if (name !== "voteAccount") return { at: [] };
    return voteAccountKey === undefined ? null : { at: ["voteAccountKey"], whyAt: [] };
  },
};
