/** The journal of systemd, reached through standard error. */
import { fstatSync } from "node:fs";

/** Of syslog, as in sd-daemon(3): taken off the line's start. */
export const PRIORITY = { critical: "<2>", warning: "<4>", info: "<6>" } as const;

/** Whether standard error is the journal itself: then a line may say its priority. */
export const isJournal = (): boolean => {
  const [device, inode] = (process.env["JOURNAL_STREAM"] ?? "").split(":");
  if (!inode) return false;
  const stat = fstatSync(2);
  return String(stat.dev) === device && String(stat.ino) === inode;
};
