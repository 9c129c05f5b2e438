/** Which part this host has in its failover group, by the word that its keeper has left. */
import { readRole, ROLE_PATH, type FailoverRole } from "../../failover/role.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { HostReader } from "../../ports/host.ts";

/** `why`: what keeps the word from counting. */
export type RoleFound =
  | { readonly role: FailoverRole["role"]; readonly epoch: number; readonly why: null }
  | { readonly role: null; readonly epoch: null; readonly why: string };

const none = (why: string): RoleFound => ({ role: null, epoch: null, why });

const MAY_OTHERS_WRITE = 0o022;

/** Anybody else's word counts as none. */
const whyNotRoots = (host: HostReader): string | null => {
  const stat = host.link(ROLE_PATH) === null ? host.stat(ROLE_PATH) : null;
  if (stat?.kind !== "file") return `${ROLE_PATH} is not a plain file`;
  return stat.uid === 0 && (stat.mode & MAY_OTHERS_WRITE) === 0 ? null
    : `${ROLE_PATH} can be written by others than root`;
};

const textOf = (host: HostReader): string | null | undefined => {
  try {
    return host.read(ROLE_PATH);
  } catch (error) {
    if (error instanceof VexorError && error.code === "HOST_READ") return undefined;
    throw error;
  }
};

export const roleIn = (host: HostReader, group: string): RoleFound => {
  const text = textOf(host);
  if (text === undefined) return none(`${ROLE_PATH} cannot be read`);
  if (text === null) return none("its keeper has not said yet which host is active");
  const unsafe = whyNotRoots(host);
  if (unsafe !== null) return none(unsafe);
  const found = readRole(text);
  if (found === null) return none(`${ROLE_PATH} is damaged`);
  return found.group === group ? { role: found.role, epoch: found.epoch, why: null }
    : none(`${ROLE_PATH} is of the group ${found.group}; the host file declares ${group}`);
};
