/** What the machine itself must bring: a clock, a kernel and a systemd that are new enough. */
import { fine, finding, hidden, unknown, warning, type DoctorCheck,
  type DoctorContext } from "./check.ts";

type VersionFrom = readonly [major: number, minor: number];

/** What an older one lacks, newest first. */
const KERNEL: readonly (readonly [VersionFrom, string])[] = [
  [[5, 0], "which program moved a value (FAN_OPEN_EXEC)"],
  [[4, 20], "drift seen as it happens; it is polled each second (FAN_MARK_FILESYSTEM)"],
];
const OLDEST_SYSTEMD = 249;
const LARGE_ERROR_MS = 1000;

const isBefore = (found: VersionFrom, [major, minor]: VersionFrom): boolean =>
  found[0] < major || (found[0] === major && found[1] < minor);

export const kernelCheck = (release: string): DoctorCheck => {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(release) ?? [];
  if (major === undefined) return unknown("kernel", `release ${JSON.stringify(release)}`);
  const found: VersionFrom = [Number(major), Number(minor)];
  const lacks = KERNEL.filter(([since]) => isBefore(found, since)).map(([, what]) => what);
  return lacks.length === 0 ? fine("kernel", release)
    : warning("kernel", `${release} lacks: ${lacks.join("; ")}`);
};

/** `systemd 252 (252.39-1~deb12u1)`. */
export const systemdCheck = (said: string): DoctorCheck => {
  const version = /^systemd (\d+)/.exec(said)?.[1];
  if (version === undefined) {
    return finding("systemd", "systemd does not answer",
      "Vexor's agent, its timers and its sandboxes need it");
  }
  return Number(version) >= OLDEST_SYSTEMD ? fine("systemd", version)
    : finding("systemd", `${version} is older than ${OLDEST_SYSTEMD}: the units' sandboxes need it`,
      "upgrade the distribution");
};

/** timesyncd says so in a file, where a container hides the kernel's own answer. */
const TIMESYNCD = "/run/systemd/timesync/synchronized";
const START_NTP = "timedatectl set-ntp true, or install chrony; then: timedatectl";

const clockCheck = ({ host, edges }: DoctorContext): DoctorCheck => {
  const clock = edges.clock();
  if (clock === null) {
    return host.stat(TIMESYNCD) === null
      ? unknown("clock", "the kernel does not tell whether NTP sets this clock")
      : fine("clock", "synchronised by systemd-timesyncd");
  }
  const within = `within ${clock.maxErrorMs.toFixed(0)} ms`;
  if (!clock.isSynchronised) {
    return warning("clock", "NTP does not set this clock: ages of keys and commits are a guess",
      START_NTP);
  }
  return clock.maxErrorMs > LARGE_ERROR_MS
    ? warning("clock", `synchronised, but only ${within}`, START_NTP)
    : fine("clock", `synchronised, ${within}`);
};

const cgroupCheck = ({ host }: DoctorContext): DoctorCheck =>
  (host.stat("/sys/fs/cgroup/cgroup.controllers") === null
    ? warning("cgroups", "no unified hierarchy (cgroup v2): cpusets of services are not seen",
      "boot with systemd.unified_cgroup_hierarchy=1")
    : fine("cgroups", "v2"));

const fanotifyCheck = ({ edges, isRoot }: DoctorContext): DoctorCheck => {
  const why = edges.fanotify();
  if (why === null) return fine("fanotify", "names who moves a value");
  return isRoot ? warning("fanotify", `${why}: drift is polled, and its writer is not named`)
    : hidden("fanotify", "only root may ask for it");
};

export const machineChecks = (scene: DoctorContext, systemd: string): readonly DoctorCheck[] => [
  clockCheck(scene), systemdCheck(systemd),
  kernelCheck((scene.host.read("/proc/sys/kernel/osrelease") ?? "").trim()),
  cgroupCheck(scene), fanotifyCheck(scene),
];
