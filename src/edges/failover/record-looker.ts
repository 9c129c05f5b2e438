/** The keeper's side of the process that looks at what the client has signed. */
import type { RecordLooker } from "../../failover/keeper-edges.ts";
import type { FailoverSettings } from "../../failover/settings.ts";
import { SELF } from "../linux/self-command.ts";
import { LineProcess } from "./line-process.ts";

const LOOK_MS = 20_000;
/** A record that is copied has 64 KiB at most, and more as JSON. */
const LONGEST = 512 * 1024;

export const startRecordLooker = (
  { units, identity: { pubkey, tower } }: Pick<FailoverSettings, "units" | "identity">,
): RecordLooker => {
  const looker = new LineProcess({ withinMs: LOOK_MS, longest: LONGEST,
    argv: [...SELF, "own-record", pubkey, tower ?? "-", ...units] });
  return {
    look: () => looker.ask({ line: "look", read: (line) => line }),
    close: () => looker.close(),
  };
};
