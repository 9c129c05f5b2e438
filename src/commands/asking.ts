/** What the verbs that talk to the agent share. */
import { API, readAnswer, type Ask, type Status } from "../agent/api.ts";
import { VexorError } from "../engine/errors.ts";
import { renderStatus } from "../render/status.ts";
import { flag, text, type Call, type BareContext } from "./context.ts";

const LONGEST_BY = 100;

export const byWhom = (context: BareContext): string => context.who.slice(0, LONGEST_BY);

export const whyOf = (call: Call): string => {
  const why = text(call, "why")?.trim();
  if (why) return why;
  throw new VexorError("USAGE", `vexor ${call.verb} wants a reason`,
    { hint: `vexor ${call.verb} … --why "REASON": it is shown wherever it matters.` });
};

/** Throws what the agent refuses. */
export const tellAgent = async (context: BareContext, ask: Ask): Promise<Status> => {
  const answer = readAnswer(await context.askAgent({ format: API, ...ask }));
  if ("status" in answer) return answer.status;
  if (!("refused" in answer)) throw new VexorError("OPERATION_INVALID", "no status was answered");
  const { code, message, hint } = answer.refused;
  throw new VexorError(code, message, { hint });
};

export const printStatus = (context: BareContext, call: Call, status: Status): void => {
  const { terminal, host } = context;
  terminal.print(flag(call, "json") ? `${JSON.stringify(status, null, 2)}\n`
    : renderStatus(status, terminal.style, host.now().getTime()));
};
