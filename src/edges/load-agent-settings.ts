/** The agent's settings of a machine, or of a tree. */
import {
  AGENT_SETTINGS, DEPLOY_KEY, parseAgentSettings, type AgentSettings,
} from "../engine/agent-settings.ts";
import { VexorError } from "../engine/errors.ts";
import type { HostReader } from "../engine/ports.ts";
import { LIMITS } from "../engine/host-file-source.ts";
import { readYaml } from "./yaml.ts";

/** A deploy key in its usual place is meant, also where the settings do not name it. */
const withDeployKey = (settings: AgentSettings, host: HostReader): AgentSettings => {
  const { source } = settings;
  const isMeant = source.url !== null && source.sshKey === null;
  return isMeant && host.stat(DEPLOY_KEY)?.kind === "file"
    ? { ...settings, source: { ...source, sshKey: DEPLOY_KEY } } : settings;
};

/** Throws AGENT_SETTINGS, also when there is no such file; YAML_SYNTAX and HOST_FILE_LIMIT. */
export const loadAgentSettings = (host: HostReader, hostName: string): AgentSettings => {
  const bytes = host.bytes(AGENT_SETTINGS, LIMITS.bytes);
  if (bytes === null) {
    throw new VexorError("AGENT_SETTINGS", `${AGENT_SETTINGS} does not exist`,
      { hint: "Write one with source: {url: …} or {directory: …}; man vexor-agent.yaml, and "
        + "docs/agent.md in the sources, explain it." });
  }
  const text = new TextDecoder().decode(bytes);
  return withDeployKey(parseAgentSettings(text, AGENT_SETTINGS, readYaml, hostName), host);
};
