/**
 * `vexor sync --wait`: until the newest commit has converged, was refused, or needs an operator.
 */
import type { AgentAbsent, Status } from "../../agent/api.ts";
import type { ConditionWord } from "../../agent/condition.ts";
import { renderHeadline } from "../../render/status.ts";
import { askAgent, printAnswer } from "../shared/agent-client.ts";
import { timeoutOf } from "../shared/timeout.ts";
import { flag, text, type BaseContext, type Invocation } from "../shared/context.ts";

const USUAL = "5m";
const LOOK_MS = 250;
const CANNOT_TELL = 1;

const AWAY: ReadonlySet<ConditionWord> = new Set(["unreachable", "never-fetched"]);

/** Says how it goes, once for each thing that there is to say. */
const reporter = ({ terminal, host }: BaseContext, call: Invocation) => {
  let said = "";
  return (answer: Status | AgentAbsent): void => {
    const { is, says } = answer.condition;
    if (`${is} ${says}` === said) return;
    said = `${is} ${says}`;
    terminal.note(renderHeadline(answer, host.now().getTime()).trimEnd());
    if (!AWAY.has(is)) return;
    terminal.note("vexor: the agent tries again by itself; this waits until the source answers, "
      + `${text(call, "timeout") ?? USUAL} at most`);
  };
};

/** `first`: the answer to the sync that is waited for. Resolves to the exit code. */
export const waitForSync = async (
  context: BaseContext, call: Invocation, first: Status,
): Promise<number> => {
  const { host, terminal } = context;
  const end = performance.now() + timeoutOf(call, USUAL);
  const report = reporter(context, call);
  let ticket = first.syncs;
  let answer: Status | AgentAbsent = first;
  while (performance.now() < end) {
    await host.sleep(LOOK_MS);
    answer = await askAgent(context, { call: "status" });
    if (answer.state === null) {
      report(answer); // it may be restarted, as an upgrade does
      continue;
    }
    if (answer.syncs.since !== ticket.since) {
      answer = await askAgent(context, { call: "sync", retry: flag(call, "retry") });
      if (answer.state !== null) ticket = answer.syncs;
      continue;
    }
    const isDone = answer.syncs.done >= ticket.asked;
    if (isDone && answer.condition.exit !== CANNOT_TELL) {
      printAnswer(context, call, answer);
      return answer.condition.exit;
    }
    report(answer);
  }
  terminal.note(`vexor: not done after ${text(call, "timeout") ?? USUAL}`);
  printAnswer(context, call, answer);
  return CANNOT_TELL;
};
