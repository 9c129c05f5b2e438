/**
 * How each client takes a new identity. Its own program knows the protocol of its version (Agave's
 * setIdentity took a third parameter with 4.2), so Vexor runs that program. It never passes
 * `--force`, which would ignore a lock that an interrupted switch has left.
 */
import type { FoundClient } from "../../detectors/clients/descriptors.ts";
import { VexorError } from "../../engine/model/errors.ts";

export type SwapAdapter = "agave" | "fdctl" | "firedancer";

interface HowToSwap {
  /** `withTower`: the client must find a tower of this identity. */
  argv(exe: string, client: FoundClient, key: string, withTower: boolean): readonly string[];
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

export const ADAPTERS: Readonly<Record<SwapAdapter, HowToSwap>> = {
  agave: {
    argv: (exe, { places }, key, withTower) => [exe, "--ledger", places.ledger ?? "ledger",
      "set-identity", ...tower(withTower), key],
    explain: early,
  },
  fdctl: {
    argv: (exe, client, key, withTower) =>
      [exe, "set-identity", ...config(client), ...tower(withTower), key],
    explain: locked,
  },
  firedancer: {
    argv: (exe, client, key) => [exe, "set-identity", ...config(client), key],
    explain: failed,
  },
};

export const isSwapAdapter = (name: string | undefined): name is SwapAdapter =>
  name !== undefined && Object.hasOwn(ADAPTERS, name);
