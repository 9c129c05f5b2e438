/**
 * The name of an identity's cell, which says all that changing it takes, so that whoever undoes the
 * run later, without the host file, goes about it in the same way:
 * `sol.service,agave,voter=PUBKEY,account=VOTE,watch=1,tower=1,rpc=…,boot=…,was=…,keys=/a:/b`.
 */
import { readCellName } from "../../engine/cell-params.ts";
import { VexorError } from "../../engine/errors.ts";
import { quote, withoutSecrets } from "../../formats/quote.ts";
import { SERVICE_NAME } from "../shared/systemd.ts";
import type { SwapAdapter } from "./adapters.ts";

export interface Swap {
  readonly unit: string;
  /** `restart`: it only takes the identity that it finds when it starts. */
  readonly how: SwapAdapter | "restart";
  /** Whom the vote account belongs to: the key that needs a tower. Empty where nobody knows. */
  readonly voter: string;
  /** Empty where no vote account is known. */
  readonly account: string;
  /** The other machine is watched for votes before this one begins; not where git lifted that. */
  readonly watch: boolean;
  /** Without a good tower, or enough time, it is not taken up; git may have lifted that, too. */
  readonly tower: boolean;
  /** Another node's RPC; empty where there is none. */
  readonly rpc: string;
  /** The link to the key that it starts with, and its text before; empty where that is no link. */
  readonly boot: string;
  readonly was: string;
  readonly keys: readonly string[];
}

const KEY = "[1-9A-HJ-NP-Za-km-z]{0,44}";
const PATH = "[^,\\u0000-\\u001f]*";
const HEAD = `(${SERVICE_NAME}),(agave|fdctl|firedancer|restart)`;
const PARAMS = {
  voter: { form: KEY }, account: { form: KEY }, watch: { form: "[01]", missing: "1" },
  tower: { form: "[01]", missing: "1" }, rpc: { form: "[\\w.!~*'()%-]*", missing: "" },
  boot: { form: PATH, missing: "" }, was: { form: PATH, missing: "" },
  keys: { form: "[^,\\u0000-\\u001f]+" },
};

const swapName = (swap: Swap): string => {
  const { unit, how, voter, account, watch, tower, rpc, boot, was, keys } = swap;
  return `${unit},${how},voter=${voter},account=${account},watch=${watch ? 1 : 0}`
    + `,tower=${tower ? 1 : 0},rpc=${encodeURIComponent(rpc)},boot=${boot},was=${was}`
    + `,keys=${keys.join(":")}`;
};

export const swapCell = (swap: Swap): string => `identity:${swapName(swap)}`;

/** The same for its vote account: `boot`, `was` and `keys` are those of the account. */
export const voteCell = (swap: Swap): string => `vote:${swapName(swap)}`;

export const swapOf = (name: string): Swap => {
  const found = readCellName(name, HEAD, PARAMS);
  if (found === null) {
    throw new VexorError("PLAN_INVALID", `${quote(withoutSecrets(name))} is not an identity cell`);
  }
  const { head: [unit = "", how], params } = found;
  const { voter, account, watch, tower, rpc, boot, was, keys } = params;
  return { unit, how: how as Swap["how"], voter, account, watch: watch === "1",
    tower: tower === "1", rpc: decodeURIComponent(rpc), boot, was, keys: keys.split(":") };
};
