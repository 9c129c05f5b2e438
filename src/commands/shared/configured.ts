/** Whether the agent is configured at all. */
import { AGENT_SETTINGS, namesSource } from "../../engine/settings/agent-files.ts";
import type { BaseContext } from "./context.ts";

export const isConfigured = ({ host }: BaseContext): boolean =>
  namesSource(host.read(AGENT_SETTINGS) ?? "");

export const formatUnconfigured = ({ host }: BaseContext): string => `${AGENT_SETTINGS} `
  + (host.stat(AGENT_SETTINGS) === null ? "does not exist" : "names no source yet");
