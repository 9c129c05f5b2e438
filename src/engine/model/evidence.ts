/** Why we believe something, and when in the boot it acts. */

/**
 * A span of the boot in which a boot source acts. If one span ends before another begins, it comes
 * first; spans that overlap may come in either order.
 */
export interface BootPhase {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** The file and line, the tool, the process. */
export interface Evidence {
  readonly kind: "file" | "tool" | "process" | "kernel" | "ledger";
  readonly path?: string;
  /** Line in `path`, from 1. */
  readonly line?: number;
  readonly says: string;
  /**
   * The value that it sets at each boot, the live one or another; null when that is unknown.
   * Left out, it does not act at boot, and only explains the live value.
   */
  readonly restores?: string | null;
  /** What it says, where what it brings by that is unknown. */
  readonly asks?: string;
  /** It could not be read: nothing is known of it but that it may. */
  readonly isUnread?: true;
  /** When in the boot; left out where that is not known. */
  readonly phase?: BootPhase;
}

/** Something that planning asks for and could not read. */
export interface UnreadPath {
  readonly path: string;
  /** What it takes to read it: `root`, or what stands in the way. */
  readonly needs: string;
}

/** `/etc/rc.local:2`, or what it says where it has no place. */
export const placeOf = ({ path, line, says }: Evidence): string => {
  if (path === undefined) return says;
  return line === undefined ? path : `${path}:${line}`;
};
