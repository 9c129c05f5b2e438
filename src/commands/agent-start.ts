/** Before the agent runs: whether it is configured at all, and what of its settings is wrong. */
import type { AgentEdges } from "../agent/ports.ts";
import { AGENT_SETTINGS } from "../engine/agent-settings.ts";
import { VexorError, type ErrorCode } from "../engine/errors.ts";
import type { Context } from "./context.ts";

/** What the package installs holds comments alone: no source, nothing to do, and no failure. */
export const checkSettings = ({ host, terminal }: Context): number => {
  const text = host.read(AGENT_SETTINGS);
  if (text !== null && /^[^#\s]/m.test(text)) return 0;
  terminal.note(`vexor-agent is not configured: ${AGENT_SETTINGS} `
    + `${text === null ? "does not exist" : "names no source yet"}. `
    + "man vexor-agent.yaml shows what belongs there; then: systemctl start vexor-agent");
  return 1;
};

const ABOUT_SETTINGS: ReadonlySet<ErrorCode> =
  new Set(["AGENT_SETTINGS", "YAML_SYNTAX", "HOST_FILE_LIMIT"]);

/** Whatever is wrong with the settings: systemd need not try again before they were touched. */
export const edgesOf = async (context: Context): Promise<AgentEdges> => {
  try {
    return await context.agentEdges();
  } catch (error) {
    if (!(error instanceof VexorError) || !ABOUT_SETTINGS.has(error.code)) throw error;
    const { message, hint, place } = error;
    throw new VexorError("AGENT_UNUSABLE", message, { hint, ...(place ? { place } : {}) });
  }
};
