/** Whether the agent is configured at all. */
import { AGENT_SETTINGS } from "../../engine/settings/agent-files.ts";
import type { BaseContext } from "./context.ts";

/** What the package installs holds comments alone: no source, nothing to do, and no failure. */
export const isConfigured = ({ host }: BaseContext): boolean =>
  /^[^#\s]/m.test(host.read(AGENT_SETTINGS) ?? "");

export const formatUnconfigured = ({ host }: BaseContext): string => `${AGENT_SETTINGS} `
  + (host.stat(AGENT_SETTINGS) === null ? "does not exist" : "names no source yet");
