/**
 * The keeper's permission to take the identity up, for the plan that it has made for that. It ends
 * with the hold of the register, and is renewed with it; it does not outlive a boot. Without one
 * nothing takes the identity up on a host of a group.
 */

/**
 * The unit of what the keeper has done. Its name is fixed: a kill, also the keeper's last act, ends
 * it with the client. So a permit counts in there alone: a change of identity that went on
 * elsewhere would reach the client that systemd starts after the kill.
 */
export const ACT_UNIT = "vexor-failover-act.service";

export const PERMIT_PATH = "/run/vexor-agent/root/failover-permit.json";
const FORMAT = "vexor.failover-permit/1";

export interface FailoverPermit {
  readonly group: string;
  readonly epoch: number;
  /**
   * What proves that no vote of the other host can contradict one from here: its signing record is
   * in place (`record`), or all that it may have voted for is final (`bound`).
   */
  readonly by: "record" | "bound";
  /** CLOCK_BOOTTIME in ms: the hold of the register is certain until then. */
  readonly until: number;
}

export const renderPermit = ({ group, epoch, by, until }: FailoverPermit): string =>
  `${JSON.stringify({ format: FORMAT, group, epoch, by, until })}\n`;

/** Null for a text that `renderPermit` has not made. */
export const readPermit = (text: string): FailoverPermit | null => {
  try {
    const { group, epoch, by, until } = JSON.parse(text) as FailoverPermit;
    const isSound = typeof group === "string" && Number.isSafeInteger(epoch) && epoch > 0
      && (by === "record" || by === "bound") && Number.isFinite(until);
    return isSound && renderPermit({ group, epoch, by, until }) === text
      ? { group, epoch, by, until } : null;
  } catch {
    return null;
  }
};
