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

const KEY = "[1-9A-HJ-NP-Za-km-z]{0,44}";
const PATH = "[^,\\u0000-\\u001f]*";
const HOW = "agave|fdctl|firedancer|restart";
const OLD_HEAD = `(${SERVICE_NAME}),(${HOW})`;
const PARAMS = {
  voter: { form: KEY }, account: { form: KEY }, watch: { form: "[01]", missing: "1" },
  tower: { form: "[01]", missing: "1" }, rpc: { form: "[\\w.!~*'()%-]*", missing: "" },
  boot: { form: PATH, missing: "" }, was: { form: PATH, missing: "" },
  keys: { form: "[^,\\u0000-\\u001f]+" }, through: { form: KEY, missing: "" },
  imports: { form: PATH, missing: "" },
};

const KEYS = ":";

const paramsOf = (change: IdentityChangeParams): Params => {
  const { method, voter, account, requireSilence, requireTower, rpcs, linkPath, previousLinkText,
    keys, through, imports } = change;
  return { how: method, voter, account, watch: requireSilence ? "1" : "0",
    tower: requireTower ? "1" : "0", rpc: rpcs.join(" "), boot: linkPath, was: previousLinkText,
    keys: keys.join(KEYS), through, imports };
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
    params: { ...found.params, rpc: decodeURIComponent(found.params.rpc) } };
};

const fromParams = (name: string, params: Params): ParsedParams | null => {
  const found = readParams(name, `(${SERVICE_NAME})`,
    { ...PARAMS, how: { form: HOW }, rpc: { form: "(\\S+( \\S+)*)?", missing: "" } }, params);
  return found && { ...found, head: [...found.head, found.params.how] };
};

export const readChangeParams = (name: string, given?: Params): IdentityChangeParams => {
  const found = given === undefined ? fromName(name) : fromParams(name, given);
  if (found === null) {
    throw new VexorError(
      "PLAN_INVALID", `${quote(withoutSecrets(name))} is not an identity target`);
  }
  const { head: [unit = "", how], params } = found;
  const { voter, account, watch, tower, rpc, boot, was, keys, through, imports } = params;
  return { unit, method: how as IdentityChangeParams["method"], voter, account,
    requireSilence: watch === "1",
    requireTower: tower === "1", rpcs: rpc.split(" ").filter(Boolean), linkPath: boot,
      previousLinkText: was,
      keys: keys.split(KEYS), through, imports };
};
