/** Has systemd read its unit files again, after drop-ins of ours have changed. */
import { VexorError } from "../../engine/model/errors.ts";
import type { WriteRights } from "../../engine/resource.ts";
import type { Host } from "../../ports/host.ts";
import { recordPins, putBack } from "./pins.ts";

const SCHEDULING = { capabilities: ["CAP_SYS_NICE"],
  unitProperties: ["SystemCallFilter=@resources"] };

/** A reload changes cpusets, and may lose the affinity of threads, which is then put back. */
export const RELOAD_WRITE_RIGHTS: WriteRights =
  { ...SCHEDULING, paths: /^\/etc\/systemd\/system\// };

/** Threads: their own affinity, and what a cpuset does to it. */
export const AFFINITY_WRITE_RIGHTS: readonly WriteRights[] = [
  { ...SCHEDULING, paths: /^\/proc\/\d+\//, isNoFile: true },
  { ...SCHEDULING, paths: /^\/sys\/fs\/cgroup\// },
];

const RELOAD_MS = 30_000;

export const needsReload = (targets: readonly string[]): boolean =>
  targets.some((target) => target.startsWith("file:/etc/systemd/system/"));

/** It also applies them to running units, as far as cpusets go. Throws COMMAND_FAILED. */
export const reloadUnits = async (host: Host): Promise<void> => {
  const pins = recordPins(host);
  const { code, stderr, timedOut } = await host.run(["systemctl", "daemon-reload"], RELOAD_MS);
  putBack(host, pins);
  if (code === 0) return;
  throw new VexorError("COMMAND_FAILED", timedOut ? "systemctl daemon-reload took more than 30 s"
    : `systemctl daemon-reload: ${stderr.trim() || `exit code ${code}`}`);
};

export const daemonReload = async (host: Host, targets: readonly string[]): Promise<void> => {
  if (needsReload(targets)) await reloadUnits(host);
};
