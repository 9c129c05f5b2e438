/** The permission of this host's keeper to take the identity up, where there is one now. */
import { ACT_UNIT, PERMIT_PATH, readPermit, type FailoverPermit } from "../../failover/permit.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { HostReader } from "../../ports/host.ts";

const textOf = (host: HostReader): string | null => {
  try {
    return host.read(PERMIT_PATH);
  } catch (error) {
    if (error instanceof VexorError && error.code === "HOST_READ") return null;
    throw error;
  }
};

/** CLOCK_BOOTTIME in ms; infinity where no kernel tells. */
const bootTime = (host: HostReader): number => {
  const ms = Number.parseFloat(host.read("/proc/uptime") ?? "") * 1_000;
  return Number.isFinite(ms) ? ms : Number.POSITIVE_INFINITY;
};

/** Whether the keeper can end this process: in its plan's unit, by whatever tree of cgroups. */
const isKeepers = (host: HostReader): boolean =>
  (host.read("/proc/self/cgroup") ?? "").split("\n").some((line) => line.endsWith(`/${ACT_UNIT}`));

/** Only root can enter the directory that it is in. */
export const permitIn = (host: HostReader): FailoverPermit | null => {
  const permit = readPermit(textOf(host) ?? "");
  return permit !== null && isKeepers(host) && bootTime(host) < permit.until ? permit : null;
};
