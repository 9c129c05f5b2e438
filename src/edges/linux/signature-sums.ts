/** What the signature of a file is judged with. */
import type { BaseContext } from "../../commands/shared/context.ts";
import { isSigned } from "./ed25519.ts";
import { digest, sha512 } from "./hash.ts";

export const SIGNATURE_SUMS: Awaited<ReturnType<BaseContext["signatureSums"]>> =
  { signed: isSigned, sha256: digest, sha512 };
