/** `identity:` of the host file, with what its schema cannot tell: whether its keys are keys. */
import { decodePubkey } from "../../detectors/solana/pubkeys.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Permission } from "../../engine/model/model.ts";
import type { Section, SectionProblem } from "../../engine/host-file/section.ts";

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
  /** Another node's RPC, for what the client does not know. */
  readonly clusterRpc?: string;
  /** What cannot change while the client runs may be changed by a restart. */
  readonly restart?: "allowed";
  /** Guards that are lifted. */
  readonly guards?: Readonly<Partial<Record<Guard, { readonly skip: true; readonly why: string }>>>;
}

const wrong = (step: string, error: VexorError): SectionProblem => ({ at: [step], error });

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
  return null;
};

export const identitySection: Section = { key: "identity", problemIn };
