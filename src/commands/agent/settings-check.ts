/** Before the agent runs: what of its settings is missing or wrong. */
import type { AgentEdges, ConfiguredEdges } from "../../agent/ports.ts";
import { AGENT_SETTINGS } from "../../engine/settings/agent-files.ts";
import { VexorError, type ErrorCode } from "../../engine/model/errors.ts";
import { tellAgent } from "../shared/agent-client.ts";
import { isConfigured, formatUnconfigured } from "../shared/configured.ts";
import type { BaseContext, Context } from "../shared/context.ts";

/** systemd skips the unit, and its journal says why. */
export const askConfigured = (context: BaseContext): number => {
  if (isConfigured(context)) return 0;
  context.terminal.note(`vexor-agent is not configured: ${formatUnconfigured(context)}. `
    + "man vexor-agent.yaml shows what belongs there; then: systemctl start vexor-agent");
  return 1;
};

/** Throws what is wrong with the settings. */
export const checkSettings = async (context: BaseContext, isJson: boolean): Promise<number> => {
  await context.loadAgentSettings();
  context.terminal.print(isJson
    ? `${JSON.stringify({ format: "vexor.agent-check/1", valid: true })}\n`
    : `${AGENT_SETTINGS} is valid.\n`);
  return 0;
};

/** Asks the agent that runs to read its settings again; throws what it refuses. */
export const reload = async (context: BaseContext): Promise<number> => {
  await tellAgent(context, { call: "reload" });
  return 0;
};

const ABOUT_SETTINGS: ReadonlySet<ErrorCode> =
  new Set(["AGENT_SETTINGS", "YAML_SYNTAX", "HOST_FILE_LIMIT"]);

export interface CheckedEdges {
  readonly edges: AgentEdges;
  readonly configured: ConfiguredEdges;
}

/** Whatever is wrong with the settings: systemd need not try again before they were touched. */
export const edgesOf = async (context: Context): Promise<CheckedEdges> => {
  try {
    const edges = await context.agentEdges();
    return { edges, configured: edges.configure() };
  } catch (error) {
    if (!(error instanceof VexorError) || !ABOUT_SETTINGS.has(error.code)) throw error;
    const { message, hint, place } = error;
    throw new VexorError("AGENT_UNUSABLE", message, { hint, ...(place ? { place } : {}) });
  }
};
