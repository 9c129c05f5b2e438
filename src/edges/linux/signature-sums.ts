/** What the signature of a file is judged with. */
import type { BaseContext } from "../../commands/shared/context.ts";
import { isSigned } from "./ed25519.ts";
import { digest, sha512 } from "./hash.ts";

type SignatureSums = Awaited<ReturnType<BaseContext["signatureSums"]>>;

export const SIGNATURE_SUMS: SignatureSums = { signed: isSigned, sha256: digest, sha512 };
