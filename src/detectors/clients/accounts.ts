/** User and group names as /etc has them; those of a directory service stay unknown. */
import type { HostReader } from "../../ports/host.ts";

export interface UserAccount {
  readonly uid: number;
  readonly gid: number;
  /** It has a line in /etc/passwd, and so may be in more groups than this one. */
  readonly isListed: boolean;
}

const NUMBER = /^\d{1,9}$/;

const fieldsOf = (host: HostReader, file: string, name: string): readonly string[] =>
  (host.read(file) ?? "").split("\n").filter((line) => line.includes(name))
    .map((line) => line.split(":"))
    .find(([own, , id]) => own === name || (NUMBER.test(name) && id === name)) ?? [];

/** `User=` and `Group=` of a unit, names or numbers; none is root. Null when they are unknown. */
export const accountOf = (
  host: HostReader, user: string | null, group: string | null,
): UserAccount | null => {
  const own = user === null || user === "root" ? ["root", "", "0", "0"]
    : fieldsOf(host, "/etc/passwd", user);
  const uid = own[2] ?? user ?? "";
  const gid = group === null ? own[3] ?? "" : fieldsOf(host, "/etc/group", group)[2] ?? group;
  if (!NUMBER.test(uid) || !NUMBER.test(gid)) return null;
  return { uid: Number(uid), gid: Number(gid), isListed: own.length > 3 };
};

/** `User=` alone: a number needs no line anywhere. */
export const uidOf = (host: HostReader, user: string | null): number | null => {
  if (user === null) return 0;
  const uid = NUMBER.test(user) ? user : fieldsOf(host, "/etc/passwd", user)[2] ?? "";
  return NUMBER.test(uid) ? Number(uid) : null;
};
