/**
 * How a command begins that runs as another user: with no capability, and no way to a new one.
 * `init`: with the groups that the user is listed with; only of a user that has a name.
 */
export const runAs = (
  uid: number, gid: number | string, groups: "clear" | "init" = "clear",
): readonly string[] => ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, `--${groups}-groups`,
  "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", "--"];
