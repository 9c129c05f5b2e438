/** User names as /etc/passwd has them; users of a directory service stay unknown. */
import type { HostReader } from "../../engine/ports.ts";

/** `User=` of a unit: a name or a number; none is root. */
export const uidOf = (host: HostReader, user: string | null): number | null => {
  if (user === null) return 0;
  if (/^\d+$/.test(user)) return Number(user);
  const line = (host.read("/etc/passwd") ?? "").split("\n")
    .find((one) => one.startsWith(`${user}:`));
  const uid = line?.split(":")[2];
  return uid !== undefined && /^\d+$/.test(uid) ? Number(uid) : null;
};
