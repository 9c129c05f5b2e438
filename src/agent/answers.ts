/** What each call on the socket does to the agent. */
import { VexorError } from "../engine/errors.ts";
import type { Ask } from "./api.ts";
import type { Agent } from "./driver.ts";
import { approved, glassBroken, glassMended, resumed, retried, suspended } from "./memory.ts";

const approve = (agent: Agent, plan: string): void => {
  const { machine } = agent;
  if (machine.plan?.id !== plan || machine.plan.closed?.by !== "approval") {
    throw new VexorError("NOTHING_TO_APPROVE", `plan ${plan} does not wait for an approval`,
      { hint: "vexor status shows the plan that waits." });
  }
  agent.said((memory) => approved(memory, plan), "opened");
};

/** Throws what the asker is told. */
export const heed = (agent: Agent, ask: Ask, now: number): void => {
  const at = new Date(now).toISOString();
  switch (ask.call) {
    case "status": return;
    case "sync":
      return agent.said((memory) => (ask.retry ? retried(memory, agent.revision?.id ?? null)
        : memory), "sync");
    case "suspend":
      return agent.said((memory) => suspended(memory, { why: ask.why, by: ask.by, at }), null);
    case "resume": return agent.said(resumed, "opened");
    case "approve": return approve(agent, ask.plan);
    case "break-glass":
      return agent.said((memory) => glassBroken(memory, { address: ask.address, since: now,
        until: now + ask.forMs, why: ask.why, by: ask.by }), "noticed");
    case "mend-glass":
      return agent.said((memory) => glassMended(memory, ask.address), "noticed");
  }
};
