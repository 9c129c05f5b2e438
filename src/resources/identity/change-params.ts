/**
 * An identity's target, with all that changing it takes as parameters: the undo of a run has no
 * host file, and must act in the same way.
 */
import { readOldTargetName, readParams } from "../../engine/model/target-params.ts";
import type { Change, Params } from "../../engine/model/model.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { quote, withoutSecrets } from "../../formats/quote.ts";
import { SERVICE_NAME } from "../shared/systemd.ts";
import type { SwapAdapter } from "./adapters.ts";
import { BASE58 } from "../../formats/base58.ts";

export interface IdentityChangeParams {
  readonly unit: string;
  /** `restart`: it only takes the identity that it finds when it starts. */
  readonly method: SwapAdapter | "restart";
  /** The owner of the vote account: the key that needs a tower. Empty where it is unknown. */
  readonly voter: string;
  /** Empty where no vote account is known. */
  readonly account: string;
  /** The other machine is watched for votes before this one begins; not where git lifted that. */
  readonly requireSilence: boolean;
  /** Without a good tower, or enough time, it is not taken up; git may have lifted that, too. */
  readonly requireTower: boolean;
  /**
   * Of the register that decides who signs: the epoch that permits taking the identity up, 0 where
   * none does. Empty where no register decides.
   */
  readonly epoch: string;
  /** Other nodes' RPCs. */
  readonly rpcs: readonly string[];
  /**
   * The link to the key that it starts with, and its text before; empty where that is not a link.
   */
  readonly linkPath: string;
  readonly previousLinkText: string;
  readonly keys: readonly string[];
  /** Where the client takes its record of votes from; empty where it keeps one itself, or none. */
  readonly imports: string;
  /** Agave 4.3 goes from one staked identity to another by this key; empty where none is known. */
  readonly through: string;
}

const KEY = `${BASE58}{0,44}`;
const PATH = "[^,\\u0000-\\u001f]*";
const METHOD = "agave|fdctl|firedancer|restart";
const OLD_HEAD = `(${SERVICE_NAME}),(${METHOD})`;
const PARAMS = {
  voter: { form: KEY }, account: { form: KEY },
  requireSilence: { form: "[01]", formerly: "watch", missing: "1" },
  requireTower: { form: "[01]", formerly: "tower", missing: "1" },
  rpcs: { form: "[\\w.!~*'()%-]*", formerly: "rpc", missing: "" },
  linkPath: { form: PATH, formerly: "boot", missing: "" },
  previousLinkText: { form: PATH, formerly: "was", missing: "" },
  keys: { form: "[^,\\u0000-\\u001f]+" }, through: { form: KEY, missing: "" },
  imports: { form: PATH, missing: "" }, epoch: { form: "\\d{0,16}", missing: "" },
};

const KEYS = ":";

const paramsOf = (change: IdentityChangeParams): Params => {
  const { method, voter, account, requireSilence, requireTower, rpcs, linkPath, previousLinkText,
    keys, through, imports, epoch } = change;
  return { method, voter, account, requireSilence: requireSilence ? "1" : "0",
    requireTower: requireTower ? "1" : "0", rpcs: rpcs.join(" "), linkPath, previousLinkText,
    keys: keys.join(KEYS), through, imports, epoch };
};

type IdentityTarget = Required<Pick<Change, "target" | "params">>;

export const identityTarget = (change: IdentityChangeParams): IdentityTarget =>
  ({ target: `identity:${change.unit}`, params: paramsOf(change) });

/** For its vote account: `linkPath`, `previousLinkText` and `keys` are those of the account. */
export const voteTarget = (change: IdentityChangeParams): IdentityTarget =>
  ({ target: `vote:${change.unit}`, params: paramsOf(change) });

interface ParsedParams {
  readonly head: readonly string[];
  readonly params: Readonly<Record<keyof typeof PARAMS, string>>;
}

/** Before 0.2 all stood in the name: `sol.service,agave,voter=PUBKEY,…,keys=/a:/b`. */
const fromName = (name: string): ParsedParams | null => {
  const found = readOldTargetName(name, OLD_HEAD, PARAMS);
  return found && { ...found,
    params: { ...found.params, rpcs: decodeURIComponent(found.params.rpcs) } };
};

const fromParams = (name: string, params: Params): ParsedParams | null => {
  const found = readParams(name, `(${SERVICE_NAME})`,
    { ...PARAMS, method: { form: METHOD, formerly: "how" },
      rpcs: { ...PARAMS.rpcs, form: "(\\S+( \\S+)*)?" } }, params);
  return found && { ...found, head: [...found.head, found.params.method] };
};

export const readChangeParams = (name: string, given?: Params): IdentityChangeParams => {
  const found = given === undefined ? fromName(name) : fromParams(name, given);
  if (found === null) {
    throw new VexorError(
      "PLAN_INVALID", `${quote(withoutSecrets(name))} is not an identity target`);
  }
  const { head: [unit = "", method], params } = found;
  const { requireSilence, requireTower, rpcs, keys } = params;
  return { ...params, unit, method: method as IdentityChangeParams["method"],
    requireSilence: requireSilence === "1", requireTower: requireTower === "1",
    rpcs: rpcs.split(" ").filter(Boolean), keys: keys.split(KEYS) };
};
