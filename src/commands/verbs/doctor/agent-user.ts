/** Whether the agent's user may read a file: by owner, group and mode, on every step of the way. */
import type { FileStat, HostReader } from "../../../ports/host.ts";

const USER = "vexor-agent";

interface User {
  readonly uid: number;
  readonly gids: ReadonlySet<number>;
}

/** Null when there is no such user. */
export const agentUser = (host: HostReader): User | null => {
  const [, uid, gid] = new RegExp(`^${USER}:[^:]*:(\\d+):(\\d+):`, "m")
    .exec(host.read("/etc/passwd") ?? "") ?? [];
  if (uid === undefined) return null;
  const also = (host.read("/etc/group") ?? "").split("\n").map((line) => line.split(":"))
    .filter(([, , , members = ""]) => members.split(",").includes(USER))
    .map(([, , id]) => Number(id));
  return { uid: Number(uid), gids: new Set([Number(gid), ...also]) };
};

const may = ({ uid, gids }: User, stat: FileStat, bit: number): boolean => {
  if (stat.uid === uid) return (stat.mode & (bit << 6)) !== 0;
  return (stat.mode & (gids.has(stat.gid) ? bit << 3 : bit)) !== 0;
};

const [READ, ENTER] = [4, 1];

/** What keeps the user from reading it, as a path with its mode; null when nothing does. */
export const barrierTo = (host: HostReader, user: User, path: string): string | null => {
  const steps = path.split("/").slice(1, -1);
  const directories = ["/", ...steps.map((_, at) => `/${steps.slice(0, at + 1).join("/")}`)];
  const shut = [...directories.map((one) => [one, ENTER] as const), [path, READ] as const]
    .find(([one, bit]) => {
      const stat = host.stat(one);
      return stat === null || !may(user, stat, bit);
    })?.[0];
  if (shut === undefined) return null;
  const { mode = 0, uid = 0, gid = 0 } = host.stat(shut) ?? {};
  return `${shut} has mode ${(mode & 0o777).toString(8).padStart(4, "0")}, user ${uid}, group `
    + `${gid}`;
};
