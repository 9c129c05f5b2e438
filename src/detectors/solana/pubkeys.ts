/** Public keys as people paste them; a misspelt one is PUBKEY_INVALID. */
import { asError } from "../../engine/model/errors.ts";
import { decodeKey } from "../../formats/base58.ts";

export const decodePubkey = asError("PUBKEY_INVALID", decodeKey);
