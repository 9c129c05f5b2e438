/** What the verbs that talk to the agent share. */
import { API, readResponse, type AgentAbsent, type ApiRequest,
  type Status } from "../../agent/api.ts";
import { errorFrom } from "../../agent/refusal.ts";
import { isStatus } from "../../agent/status-form.ts";
import { asVexorError, VexorError } from "../../engine/model/errors.ts";
import { renderAbsent, renderStatus } from "../../render/status.ts";
import { flag, text, type Invocation, type BaseContext } from "./context.ts";

const LONGEST_BY = 100;

export const byWhom = (context: BaseContext): string => context.who.slice(0, LONGEST_BY);

export const whyOf = (call: Invocation): string => {
  const why = text(call, "why")?.trim();
  if (why) return why;
  throw new VexorError("USAGE", `vexor ${call.verb} wants a reason`,
    { hint: `vexor ${call.verb} … --why "REASON": it is shown wherever it matters.` });
};

/** The agent's response; without an agent, the reason. Throws what the agent refuses. */
export const askAgent = async (
  context: BaseContext, ask: ApiRequest,
): Promise<Status | AgentAbsent> => {
  let line: string;
  try {
    line = await context.askAgent({ format: API, ...ask });
  } catch (error) {
    const silent = asVexorError(error);
    if (silent.code !== "AGENT_SILENT") throw silent;
    return (await import("./agent-absent.ts")).absentOf(context, silent);
  }
  return statusIn(line);
};

const statusIn = (line: string): Status => {
  const answer = readResponse(line);
  if ("refused" in answer) throw errorFrom(answer.refused);
  if ("status" in answer && isStatus(answer.status)) return answer.status;
  throw new VexorError("OPERATION_INVALID", "what the agent answers is not a status");
};

/** Null where no agent answers, or its response is malformed. */
export const statusIfAnswered = async (context: BaseContext): Promise<Status | null> => {
  try {
    return statusIn(await context.askAgent({ format: API, call: "status" }));
  } catch (error) {
    if (error instanceof VexorError) return null;
    throw error;
  }
};

/** Throws what the agent refuses, and AGENT_SILENT without a response. */
export const tellAgent = async (context: BaseContext, ask: ApiRequest): Promise<Status> => {
  const answer = await askAgent(context, ask);
  if (answer.state !== null) return answer;
  const { says, todo, is } = answer.condition;
  throw new VexorError("AGENT_SILENT", `the agent ${is === "not-configured" ? "is not configured"
    : "does not run"}: ${says}`, { hint: todo.join("; ") || "Start it." });
};

/** `fresh`: so many pieces of news are shown at least. */
export const renderAnswer = (
  { terminal, host }: BaseContext, answer: Status | AgentAbsent, fresh = 0,
): string => {
  const now = host.now().getTime();
  return answer.state === null ? renderAbsent(answer, terminal.style, now)
    : renderStatus(answer, terminal.style, now, fresh);
};

export const printAnswer = (
  context: BaseContext, call: Invocation, answer: Status | AgentAbsent,
): void =>
  context.terminal.print(flag(call, "json") ? `${JSON.stringify(answer, null, 2)}\n`
    : renderAnswer(context, answer));
