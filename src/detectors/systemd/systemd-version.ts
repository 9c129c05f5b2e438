/** Which systemd this machine has, by the name of its own library; nothing is run. */
import type { HostReader } from "../../ports/host.ts";

const PLACES: readonly string[] = [
  ...["x86_64-linux-gnu", "aarch64-linux-gnu"].map((one) => `/usr/lib/${one}/systemd`),
  "/usr/lib64/systemd", "/usr/lib/systemd", "/lib/systemd",
];

const LIBRARY = /^libsystemd-shared-(\d+)/;

/** Null where none is there, or several are. */
const systemdVersion = (host: HostReader): number | null => {
  const found = new Set(PLACES.filter((place) => host.stat(place) !== null).flatMap(host.list)
    .flatMap((name) => LIBRARY.exec(name)?.[1] ?? []));
  const [version] = found;
  return found.size === 1 ? Number(version) : null;
};

/** Whether systemd is older than this version; false where its version is not known. */
export const isOlder = (host: HostReader, than: number): boolean => {
  const version = systemdVersion(host);
  return version !== null && version < than;
};

/** Whether it is this version or a later one; false where its version is not known. */
export const isAtLeast = (host: HostReader, version: number): boolean =>
  (systemdVersion(host) ?? 0) >= version;
