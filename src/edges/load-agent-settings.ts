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

/** Their text. Throws AGENT_SETTINGS when there is no such file. */
export const readSettings = (host: HostReader): string => {
  const bytes = host.bytes(AGENT_SETTINGS, LIMITS.bytes);
  if (bytes === null) {
    throw new VexorError("AGENT_SETTINGS", `${AGENT_SETTINGS} does not exist`,
      { hint: "Write one with source: {url: …} or {directory: …}; "
        + "man vexor-agent.yaml (docs/agent.md) explains it." });
  }
  return new TextDecoder().decode(bytes);
};

/** Throws AGENT_SETTINGS, YAML_SYNTAX and HOST_FILE_LIMIT, each with its place in `file`. */
export const settingsFrom = (
  text: string, file: string, host: HostReader, hostName: string,
): AgentSettings => withDeployKey(parseAgentSettings(text, file, readYaml, hostName), host);

/** Throws what either of them throws. */
export const loadAgentSettings = (host: HostReader, hostName: string): AgentSettings =>
  settingsFrom(readSettings(host), AGENT_SETTINGS, host, hostName);
