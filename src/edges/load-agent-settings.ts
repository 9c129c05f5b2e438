/** The agent's settings of a machine, or of a tree. */
import {
  AGENT_SETTINGS, parseAgentSettings, type AgentSettings,
} from "../engine/agent-settings.ts";
import { VexorError } from "../engine/errors.ts";
import type { HostReader } from "../engine/ports.ts";
import { LIMITS } from "../engine/host-file-source.ts";
import { readYaml } from "./yaml.ts";

/** Throws AGENT_SETTINGS, also when there is no such file; YAML_SYNTAX and HOST_FILE_LIMIT. */
export const loadAgentSettings = (host: HostReader, hostName: string): AgentSettings => {
  const bytes = host.bytes(AGENT_SETTINGS, LIMITS.bytes);
  if (bytes === null) {
    throw new VexorError("AGENT_SETTINGS", `${AGENT_SETTINGS} does not exist`,
      { hint: "Write one with source: {url: …} or {directory: …}; docs/agent.md explains it." });
  }
  return parseAgentSettings(new TextDecoder().decode(bytes), AGENT_SETTINGS, readYaml, hostName);
};
