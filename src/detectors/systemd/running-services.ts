/** Services of the system that run, by the cgroups that systemd has made for them. */
import type { HostReader } from "../../ports/host.ts";
import { listIfAllowed, readIfAllowed } from "../read-if-allowed.ts";

const TREES = ["/sys/fs/cgroup", "/sys/fs/cgroup/systemd", "/sys/fs/cgroup/unified"];

/** Null where there is no systemd to ask. */
export const runningServices = (host: HostReader): readonly string[] | null => {
  const slices = TREES.map((tree) => `${tree}/system.slice`)
    .filter((path) => host.stat(path)?.kind === "dir");
  return slices.length === 0 ? null : [...new Set(slices.flatMap((slice) =>
    listIfAllowed(host, slice).filter((name) => name.endsWith(".service")
      && (readIfAllowed(host, `${slice}/${name}/cgroup.procs`) ?? "").trim() !== "")))].sort();
};
