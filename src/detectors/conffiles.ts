/**
 * Files in /etc that are still as their Debian package brought them. dpkg records the MD5 of each
 * "conffile" it installs; as long as the file has it, its words are the distribution's (Ubuntu
 * sets vm.max_map_count that way) and not an administrator's. RPM keeps its record in a database
 * that only rpm reads, so there every file in /etc counts as the administrator's.
 */
import type { HostReader } from "../engine/ports.ts";

const STATUS = "/var/lib/dpkg/status";

/** Tells whether `text`, found at `path`, is what a package put there. Reads dpkg's record once. */
export const conffileCheck = (host: HostReader): ((path: string, text: string) => boolean) => {
  let status: string | null = null;
  return (path, text) => {
    status ??= host.read(STATUS) ?? "";
    return status.includes(`\n ${path} `) && status.includes(`\n ${path} ${host.md5(text)}`);
  };
};
