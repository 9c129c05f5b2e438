/** A hand-made change that stays for a while, visibly: the agent does not set it back. */
import { secondsOf } from "../../formats/duration.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { assertAddressed } from "../shared/addressed.ts";
import { byWhom, printAnswer, tellAgent, whyOf } from "../shared/agent-client.ts";
import type { ApiRequest, Status } from "../../agent/api.ts";
import { flag, text, type Invocation, type Command, type Context } from "../shared/context.ts";
import { untilUnlocked } from "../shared/patience.ts";

const LONGEST_S = 7 * 86_400;
const TIMES = "Write 90s, 5m or 4h; 7d at most.";

const durationOf = (call: Invocation): number => {
  const written = text(call, "for");
  if (written === null) {
    throw new VexorError("USAGE", "vexor break-glass wants a time: for how long the change stays",
      { hint: `vexor break-glass ${call.args[0]} --for 4h --why REASON. ${TIMES}` });
  }
  const seconds = secondsOf(written);
  if (seconds !== null && seconds <= LONGEST_S) return seconds * 1000;
  throw new VexorError("USAGE", `--for ${JSON.stringify(written)} is not a time`, { hint: TIMES });
};

const PATIENCE_MS = 60_000;
/** A run that writes this setting is waited for: what it writes comes after no answer. */
const tellBetweenRuns = (context: Context, ask: ApiRequest): Promise<Status> =>
  untilUnlocked(context, PATIENCE_MS, () => tellAgent(context, ask));

export const run: Command = async (context, call) => {
  const [address] = call.args;
  if (address === undefined) {
    throw new VexorError("USAGE", "vexor break-glass wants an address",
      { hint: "For example: vexor break-glass sysctl/vm.swappiness --for 4h --why REASON" });
  }
  if (flag(call, "end")) {
    printAnswer(context, call, await tellAgent(context, { call: "end-break-glass", address }));
    return 0;
  }
  const ask = { call: "break-glass", address, forMs: durationOf(call), why: whyOf(call),
    by: byWhom(context) } as const;
  assertAddressed(context, address);
  printAnswer(context, call, await tellBetweenRuns(context, ask));
  return 0;
};
