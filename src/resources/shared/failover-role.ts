/** Which part this host has in its failover group, by the word that its keeper has left. */
import { readRole, ROLE_PATH, type FailoverRole } from "../../failover/role.ts";
import { readSettings } from "../../failover/settings.ts";
import type { HostReader } from "../../ports/host.ts";
import { rootsText } from "./roots-text.ts";

/** `why`: what keeps the word from counting. */
export type RoleFound =
  | { readonly role: FailoverRole["role"]; readonly epoch: number; readonly why: null }
  | { readonly role: null; readonly epoch: null; readonly why: string };

const none = (why: string): RoleFound => ({ role: null, epoch: null, why });

export const roleIn = (host: HostReader, group: string): RoleFound => {
  const { text, why } = rootsText(host, ROLE_PATH);
  if (why !== null) return none(why);
  if (text === null) return none("its keeper has not said yet which host is active");
  const found = readRole(text);
  if (found === null) return none(`${ROLE_PATH} is damaged`);
  return found.group === group ? { role: found.role, epoch: found.epoch, why: null }
    : none(`${ROLE_PATH} is of the group ${found.group}; the host file declares ${group}`);
};

/** Written with a keeper, and taken away with it. */
const SETTINGS_PATH = "/etc/vexor-agent/failover.json";

/** Whether a keeper of this host decides who signs, whatever a host file says. */
export const isKeeperInForce = (host: HostReader): boolean =>
  readSettings(rootsText(host, SETTINGS_PATH).text ?? "")?.dryRun === false;
