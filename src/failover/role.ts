/**
 * What the register has said of this host last. The keeper writes it to the disk before it acts;
 * plans read it. It is one of two words, and never a guess: a text that is not whole says nothing.
 */

export const ROLE_PATH = "/var/lib/vexor-agent/failover/role.json";
export const ROLE_FORMAT = "vexor.failover-role/1";

export interface FailoverRole {
  readonly format: typeof ROLE_FORMAT;
  readonly group: string;
  readonly epoch: number;
  /** `active`: this host holds the register, and is the one that may sign. */
  readonly role: "active" | "standby";
}

export const renderRole = ({ group, epoch, role }: Omit<FailoverRole, "format">): string =>
  `${JSON.stringify({ format: ROLE_FORMAT, group, epoch, role })}\n`;

/** Null for a text that `renderRole` has not made. */
export const readRole = (text: string): FailoverRole | null => {
  try {
    const { group, epoch, role } = JSON.parse(text) as FailoverRole;
    const isSound = typeof group === "string" && Number.isSafeInteger(epoch) && epoch >= 0
      && (role === "active" || role === "standby");
    return isSound && renderRole({ group, epoch, role }) === text
      ? { format: ROLE_FORMAT, group, epoch, role } : null;
  } catch {
    return null;
  }
};
