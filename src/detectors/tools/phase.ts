/**
 * When in the boot a program acts, in systemd's order of a boot. The numbers are stations:
 * everything at one station has ended before the next begins.
 *
 * 0 kernel · 1 initramfs · 2 generators · 3 before systemd-sysctl · 4 systemd-sysctl · 5 the rest
 * of sysinit.target, network · 6 basic.target and what it starts · 7 the same, later · 8 the
 * machine is up · 9 a user logs in.
 *
 * tmpfiles, udev and units without default dependencies are not ordered against systemd-sysctl, nor
 * is anything in multi-user.target against the rest of it: their spans overlap.
 */
import type { BootPhase } from "../../engine/model/evidence.ts";

const phase = (name: string, from: number, to: number): BootPhase => ({ name, from, to });

export const PHASES = {
  commandLine: phase("kernel command line", 0, 0),
  initramfs: phase("initramfs", 1, 1),
  generator: phase("generator", 2, 2),
  earlyUnit: phase("early unit", 3, 5),
  modulesLoad: phase("modules-load", 3, 3),
  /** An `install` line of modprobe.d runs whenever the module is asked for. */
  module: phase("module", 3, 7),
  udev: phase("udev", 3, 6),
  tmpfiles: phase("tmpfiles", 3, 5),
  sysctlD: phase("sysctl.d", 4, 4),
  network: phase("network", 5, 7),
  unit: phase("unit", 6, 7),
  toolDaemon: phase("tool daemon", 6, 7),
  rcLocal: phase("rc.local", 6, 7),
  /** At the boot, and then each time that its hour comes. */
  cron: phase("cron", 6, 8),
  session: phase("session", 7, 9),
} as const;

/** Of what acts in both: from the beginning of the earlier one to the end of the later one. */
export const spanning = (one: BootPhase | null, other: BootPhase | null): BootPhase | null => {
  if (one === null || other === null || one.name === other.name) return one ?? other;
  return phase(`${one.name}, ${other.name}`, Math.min(one.from, other.from),
    Math.max(one.to, other.to));
};
