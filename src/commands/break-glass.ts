/** A hand-made change that stays for a while, visibly: the agent does not set it back. */
import { secondsOf } from "../engine/duration.ts";
import { VexorError } from "../engine/errors.ts";
import { byWhom, printAnswer, tellAgent, whyOf } from "./asking.ts";
import { flag, text, type Call, type BareCommand } from "./context.ts";

const LONGEST_S = 7 * 86_400;

const durationOf = (call: Call): number => {
  const seconds = secondsOf(text(call, "for") ?? "");
  if (seconds !== null && seconds <= LONGEST_S) return seconds * 1000;
  throw new VexorError("USAGE", `--for ${JSON.stringify(text(call, "for") ?? "")} is no time`,
    { hint: "Write 90s, 5m or 4h; 7d at most." });
};

export const run: BareCommand = async (context, call) => {
  const address = call.args[0] ?? "";
  if (!/^[a-z-]+\/\S+$/.test(address)) {
    throw new VexorError("USAGE", `${JSON.stringify(address)} is no address`,
      { hint: "An address is a kind and a name: sysctl/vm.swappiness." });
  }
  const status = await tellAgent(context, flag(call, "end") ? { call: "mend-glass", address }
    : { call: "break-glass", address, forMs: durationOf(call), why: whyOf(call),
      by: byWhom(context) });
  printAnswer(context, call, status);
  return 0;
};
