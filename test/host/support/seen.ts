/** What systemd and the sampler see of clients, whichever they are. */
import type { Machine } from "../lab/machine.ts";

/** Whether it runs and whether it starts at boot: `active enabled`. */
export const unitState = async (machine: Pick<Machine, "exec">, unit: string): Promise<string> =>
  (await machine.exec(["sh", "-c", `systemctl is-active ${unit}; systemctl is-enabled ${unit}`]))
    .stdout.trim().replaceAll("\n", " ");

interface Moment {
  readonly mains: readonly string[];
}

/** Moments with more than one client, with what was there just before. */
export const momentsOfTwo = <T extends Moment>(seen: readonly T[]): readonly (readonly T[])[] =>
  seen.flatMap(({ mains }, at) => (mains.length > 1 ? [seen.slice(Math.max(0, at - 2), at + 2)] : []));
