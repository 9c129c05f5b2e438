/** The agent's settings of a machine, or of a tree. */
import { AGENT_SETTINGS, DEPLOY_KEY, namesSource } from "../../engine/settings/agent-files.ts";
import { parseAgentSettings, type AgentSettings } from "../../engine/settings/agent-settings.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { HostReader } from "../../ports/host.ts";
import { LIMITS } from "../../engine/host-file/host-file-source.ts";
import { closing, othersMayWrite, trustedIn } from "../linux/trusted-path.ts";
import { readYaml } from "./yaml.ts";

/** A deploy key in its usual place is meant, also where the settings do not name it. */
const withDeployKey = (settings: AgentSettings, host: HostReader): AgentSettings => {
  const { source } = settings;
  const isMeant = source.url !== null && source.sshKey === null;
  return isMeant && host.stat(DEPLOY_KEY)?.kind === "file"
    ? { ...settings, source: { ...source, sshKey: DEPLOY_KEY } } : settings;
};

/** They say whom this host believes: a user who may write them decides that. */
const refuseOthers = (root: string): void => {
  const step = othersMayWrite(root + AGENT_SETTINGS, trustedIn(root));
  if (step === null) return;
  throw new VexorError("AGENT_SETTINGS", `others than root may write ${step}, on the way to `
    + AGENT_SETTINGS, { hint: closing(step) });
};

const ENROL = "Have it written, step by step: sudo vexor enrol URL. Or write it by hand: "
  + "man vexor-agent.yaml (docs/agent.md).";

/** Their text. Throws AGENT_SETTINGS when there is none, and when others than root may write it. */
export const readSettings = (host: HostReader, root: string): string => {
  const bytes = host.bytes(AGENT_SETTINGS, LIMITS.bytes);
  if (bytes === null) {
    throw new VexorError("AGENT_SETTINGS", `${AGENT_SETTINGS} does not exist`,
      { hint: ENROL });
  }
  refuseOthers(root);
  return new TextDecoder().decode(bytes);
};

/** Throws AGENT_SETTINGS, YAML_SYNTAX and HOST_FILE_LIMIT, each with its place in `file`. */
export const settingsFrom = (
  text: string, file: string, host: HostReader, hostName: string,
): AgentSettings => {
  if (!namesSource(text)) {
    throw new VexorError("AGENT_SETTINGS", `${file} names no source yet`, { hint: ENROL });
  }
  return withDeployKey(parseAgentSettings(text, file, readYaml, hostName), host);
};

/** Throws what either of them throws. */
export const loadAgentSettings = (
  host: HostReader, root: string, hostName: string,
): AgentSettings => settingsFrom(readSettings(host, root), AGENT_SETTINGS, host, hostName);
