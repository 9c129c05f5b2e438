/**
 * How each client takes a new identity. Its own program knows the protocol of its version (Agave's
 * setIdentity took a third parameter with 4.2), so Vexor runs that program. It never passes
 * `--force`, which would ignore a lock that an interrupted switch has left.
 */
import type { FoundClient } from "../../detectors/clients/descriptors.ts";
import { VexorError } from "../../engine/model/errors.ts";

export type SwapAdapter = "agave" | "fdctl" | "firedancer";

/** What the client needs, or need not have, to take an identity up. */
export interface Records {
  /** It must find a tower of this identity. */
  readonly withTower: boolean;
  /** The file that it takes its votes from; null where it finds that itself, or needs none. */
  readonly history: string | null;
  /** It need not find a vote history: only where no slot that may have a vote is open. */
  readonly isUnrequired: boolean;
}

interface HowToSwap {
  argv(exe: string, client: FoundClient, key: string, records: Records): readonly string[];
  /** What it says of a change that it has not begun: its checks come first. */
  readonly refuses: RegExp;
  /** `command` is what was run, for people who have to run it again. */
  explain(says: string, command: string): VexorError;
}

const failed = (says: string): VexorError =>
  new VexorError("IDENTITY_SWAP", `set-identity failed: ${says || "it says nothing"}`);

const locked = (says: string, command: string): VexorError => (says.includes("--force")
  ? new VexorError("IDENTITY_LOCKED", "an earlier set-identity was interrupted: the client has "
    + "locked its leader pipeline", { hint: "Make sure that no switch is in progress: `pgrep -af "
    + "set-identity` finds nothing, and the client's log names no switch in the last minute. Then, "
    + `by hand: fdctl ${command} --force; or restart the client.` }) : failed(says));

const early = (says: string): VexorError => (says.includes("start up is complete")
  ? new VexorError("IDENTITY_SWAP", "the client is still starting: it takes no identity yet",
    { hint: "Try again when vexor plan says that it is healthy." }) : failed(says));

const config = ({ places }: FoundClient): readonly string[] =>
  (places.config === undefined ? [] : ["--config", places.config]);

const tower = (required: boolean): readonly string[] => (required ? ["--require-tower"] : []);

const AGAVE_REFUSES = new RegExp(["start up is complete",
  "Unable to load (tower|vote history) file", "one staked identity to another",
  "read identity keypair", "wasn't expected"].join("|"));

export const ADAPTERS: Readonly<Record<SwapAdapter, HowToSwap>> = {
  agave: {
    argv: (exe, { places }, key, { withTower, isUnrequired }) => [exe, "--ledger",
      places.ledger ?? "ledger", "set-identity", ...tower(withTower),
      ...isUnrequired ? ["--do-not-require-vote-history"] : [], key],
    refuses: AGAVE_REFUSES,
    explain: early,
  },
  fdctl: {
    argv: (exe, client, key, { withTower }) =>
      [exe, "set-identity", ...config(client), ...tower(withTower), key],
    refuses: /--force|identity key file/,
    explain: locked,
  },
  firedancer: {
    argv: (exe, client, key, { history }) => [exe, "set-identity", ...config(client),
      ...history === null ? [] : ["--vote-history-file", history], key],
    refuses: /identity key file/,
    explain: failed,
  },
};

export const isSwapAdapter = (name: string | undefined): name is SwapAdapter =>
  name !== undefined && Object.hasOwn(ADAPTERS, name);
