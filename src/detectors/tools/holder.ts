/** What every tool is asked, and what a tool's own unit tells. */
import type { Evidence } from "../../engine/model.ts";
import type { HostReader } from "../../engine/ports.ts";

export type HeldKind = "sysctl" | "irq-affinity" | "cpu-pinning";

/**
 * Evidence that a tool sets this value, none when it does not. `name` is a sysctl's path below
 * /proc/sys, or the address without its kind; `live` is the canonical live value.
 */
export type Holders = (kind: HeldKind, name: string, live: string | null) => readonly Evidence[];

const CGROUPS = ["/sys/fs/cgroup", "/sys/fs/cgroup/systemd"];

export const isRunning = (host: HostReader, unit: string): boolean =>
  CGROUPS.some((root) => host.read(`${root}/system.slice/${unit}/cgroup.procs`)?.trim());

export const startsAtBoot = (host: HostReader, unit: string): boolean =>
  host.link(`/etc/systemd/system/multi-user.target.wants/${unit}`) !== null;
