/**
 * The settings that the root helper uses: what agent.yaml says now, or, while an editor has left
 * something in it that cannot be used, what it said last. A slip of an editor must not end the
 * correcting of drift; only what was once read as it should be is ever gone back to.
 */
import { AGENT_SETTINGS } from "../../engine/settings/agent-files.ts";
import type { AgentSettings } from "../../engine/settings/agent-settings.ts";
import { VexorError, type ErrorCode } from "../../engine/model/errors.ts";
import type { Host } from "../../ports/host.ts";
import { prepareState } from "../../engine/run/store.ts";
import { readSettings, settingsFrom } from "../yaml/load-agent-settings.ts";

const KEPT = "/var/lib/vexor-agent/settings.yaml";

/** The file that it is a copy of may be kept from other users. */
const OWNERS_ONLY = 0o600;

const FORM: ReadonlySet<ErrorCode> = new Set(["AGENT_SETTINGS", "YAML_SYNTAX", "HOST_FILE_LIMIT"]);

/** A slip in its text has a place there; a file that is gone, or of others, has none. */
const isSlip = (error: unknown): error is VexorError =>
  error instanceof VexorError && FORM.has(error.code) && error.place !== null;

const keep = (host: Host, text: string): void => {
  if (host.read(KEPT) === text) return;
  prepareState(host);
  host.replace(KEPT, text, OWNERS_ONLY);
};

interface InForce {
  readonly settings: AgentSettings;
  /** What is wrong with the file, while it is not what is in force. */
  readonly problem: VexorError | null;
}

/** Throws as reading the settings does, where nothing was ever in force. */
export const settingsInForce = (host: Host, root: string, hostName: string): InForce => {
  const text = readSettings(host, root);
  try {
    const settings = settingsFrom(text, AGENT_SETTINGS, host, hostName);
    keep(host, text);
    return { settings, problem: null };
  } catch (error) {
    if (!isSlip(error)) throw error;
    const kept = host.read(KEPT);
    if (kept === null) throw error;
    return { settings: settingsFrom(kept, KEPT, host, hostName), problem: error };
  }
};
