/**
 * An identity's target, with all that changing it takes as parameters: whoever undoes the run
 * later, without the host file, goes about it in the same way.
 */
import { readOldTargetName, readParams } from "../../engine/model/target-params.ts";
import type { Change, Params } from "../../engine/model/model.ts";
import { VexorError } from "../../engine/model/errors.ts";
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
const HOW = "agave|fdctl|firedancer|restart";
const OLD_HEAD = `(${SERVICE_NAME}),(${HOW})`;
const PARAMS = {
  voter: { form: KEY }, account: { form: KEY }, watch: { form: "[01]", missing: "1" },
  tower: { form: "[01]", missing: "1" }, rpc: { form: "[\\w.!~*'()%-]*", missing: "" },
  boot: { form: PATH, missing: "" }, was: { form: PATH, missing: "" },
  keys: { form: "[^,\\u0000-\\u001f]+" },
};

const KEYS = ":";

const paramsOf = (swap: Swap): Params => {
  const { how, voter, account, watch, tower, rpc, boot, was, keys } = swap;
  return { how, voter, account, watch: watch ? "1" : "0", tower: tower ? "1" : "0", rpc, boot, was,
    keys: keys.join(KEYS) };
};

type Target = Required<Pick<Change, "target" | "params">>;

export const identityTarget = (swap: Swap): Target =>
  ({ target: `identity:${swap.unit}`, params: paramsOf(swap) });

/** The same for its vote account: `boot`, `was` and `keys` are those of the account. */
export const voteTarget = (swap: Swap): Target =>
  ({ target: `vote:${swap.unit}`, params: paramsOf(swap) });

interface Read {
  readonly head: readonly string[];
  readonly params: Readonly<Record<keyof typeof PARAMS, string>>;
}

/** Before 0.2 all stood in the name: `sol.service,agave,voter=PUBKEY,…,keys=/a:/b`. */
const fromName = (name: string): Read | null => {
  const found = readOldTargetName(name, OLD_HEAD, PARAMS);
  return found && { ...found,
    params: { ...found.params, rpc: decodeURIComponent(found.params.rpc) } };
};

const fromParams = (name: string, params: Params): Read | null => {
  const found = readParams(name, `(${SERVICE_NAME})`,
    { ...PARAMS, how: { form: HOW }, rpc: { form: "[^\\s]*", missing: "" } }, params);
  return found && { ...found, head: [...found.head, found.params.how] };
};

export const swapOf = (name: string, given?: Params): Swap => {
  const found = given === undefined ? fromName(name) : fromParams(name, given);
  if (found === null) {
    throw new VexorError(
      "PLAN_INVALID", `${quote(withoutSecrets(name))} is not an identity target`);
  }
  const { head: [unit = "", how], params } = found;
  const { voter, account, watch, tower, rpc, boot, was, keys } = params;
  return { unit, how: how as Swap["how"], voter, account, watch: watch === "1",
    tower: tower === "1", rpc, boot, was, keys: keys.split(KEYS) };
};
