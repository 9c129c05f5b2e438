/**
 * Which boot of the machine this is. The kernel's boot id tells, except in a container:
 * systemd-nspawn covers it with one of its own, and a sandboxed unit sees through to the machine's.
 * /run is the same to both and is empty after a boot, so a mark that the first run leaves there
 * settles it.
 */
import { VexorError } from "../model/errors.ts";
import type { Snapshot } from "../model/model.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import { RUNTIME } from "./store.ts";

const MARK = `${RUNTIME}/root/boot`;

export const bootIdOf = (host: Pick<HostReader, "read">): string =>
  (host.read("/proc/sys/kernel/random/boot_id") ?? "").trim();

/** The mark of this boot, made if there is none; the caller holds the lock. A tree has one boot. */
export const markOfBoot = (host: Host): string | undefined => {
  if (host.isTree) return undefined;
  const found = host.read(MARK)?.trim();
  if (found) return found;
  const mark = host.digest(`${bootIdOf(host)} ${host.now().toISOString()}`).slice(0, 32);
  try {
    host.replace(MARK, `${mark}\n`);
    return mark;
  } catch (error) {
    if (!(error instanceof VexorError)) throw error;
    return undefined; // the kernel's id has to do
  }
};

/** Whether run-time values of this snapshot are of the present boot. */
export const isOfThisBoot = (
  host: HostReader, { bootId, boot }: Pick<Snapshot, "bootId" | "boot">,
): boolean => {
  const mark = boot === undefined ? null : host.read(MARK)?.trim() ?? null;
  return mark === null ? bootId === bootIdOf(host) : mark === boot;
};
