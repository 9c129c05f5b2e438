/** What the schema cannot tell of an `identity:` section: whether its keys are keys. */
import { decodeKey } from "../formats/base58.ts";
import { asError, VexorError } from "./errors.ts";
import type { Layer } from "./merge.ts";
import type { IdentityWant } from "./model.ts";

const decodePubkey = asError("PUBKEY_INVALID", decodeKey);

const wrongAt = (identity: IdentityWant): readonly [step: string, error: VexorError] | null => {
  for (const step of ["pubkey", "voteAccount"] as const) {
    const text = identity[step];
    try {
      if (text !== undefined) decodePubkey(text, `identity.${step}`);
    } catch (error) {
      if (error instanceof VexorError) return [step, error];
      throw error;
    }
  }
  if (identity.voteAccount === identity.pubkey) {
    return ["voteAccount", new VexorError("HOST_FILE_INVALID",
      "identity.voteAccount is the identity's own key; a vote account has another address")];
  }
  if (identity.unstaked === identity.keypair) {
    return ["unstaked", new VexorError("HOST_FILE_INVALID",
      "identity.unstaked is the staked keypair itself; wanted is a key of this machine's own",
      { hint: "Make one: solana-keygen new --no-bip39-passphrase -o FILE." })];
  }
  return null;
};

/** Throws PUBKEY_INVALID or HOST_FILE_INVALID with the place in the file. */
export const refuseWrongIdentity = ({ declaration: { identity }, document }: Layer): void => {
  const [step, error] = (identity && wrongAt(identity)) ?? [];
  if (step === undefined || error === undefined) return;
  throw new VexorError(error.code, error.message,
    { hint: error.hint, place: document.placeOf(["identity", step]) });
};
