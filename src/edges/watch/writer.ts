/**
 * Who wrote: everything about a process that /proc shows, in the order in which it vanishes. A
 * writer may end within a tenth of a millisecond. Its memory goes first (command line, executable),
 * name, user and cgroup stay until its parent has taken note of its end. A process of another user
 * than root can keep a reader of its command line waiting, and one that ends can keep a reader of
 * its status: of that one only the name, the program, the user and the unit are reported.
 */
import { readlinkSync, statSync } from "node:fs";
import type { Writer } from "../../engine/drift/watch.ts";
import { isTrustedOwner } from "../linux/process-texts.ts";
import { textFrom, readSmall } from "./read-small.ts";
import type { ExecEvents } from "./exec-events.ts";

const field = (status: string, name: string): string | null =>
  new RegExp(`^${name}:\\s*(.*)$`, "m").exec(status)?.[1] ?? null;

/** Tab, newline and backslash of a name are written as escapes; other odd bytes are not shown. */
const nameIn = (status: string): string => clean(textFrom(field(status, "Name") ?? ""));

const clean = (text: string): string => text.replace(/[\p{Cc}\ufffd]/gu, "?");

const UNIT = /\/([^/]+\.(?:service|scope|socket|mount|swap))(?=\/|$)/g;

/** The innermost unit of the line that systemd manages: `0::` or, in a hybrid tree, its own. */
export const unitIn = (cgroup: string | null): string | null => {
  const lines = (cgroup ?? "").split("\n");
  for (const prefix of [/^\d+:name=systemd:/, /^0::/]) {
    const line = lines.find((one) => prefix.test(one));
    const unit = [...(line ?? "").matchAll(UNIT)].at(-1)?.[1];
    if (unit !== undefined) return clean(textFrom(unit));
  }
  return null;
};

const NOBODY_LOGGED_IN = "4294967295";

const users = new Map<string, string>();

const readUsers = (): void => {
  users.clear();
  for (const line of (readSmall("/etc/passwd") ?? "").split("\n")) {
    const [name = "", , uid = ""] = line.split(":");
    if (!users.has(uid)) users.set(uid, clean(textFrom(name)));
  }
};

const userOf = (uid: string | null): string | null => {
  if (uid === null) return null;
  if (!users.has(uid)) readUsers(); // a user may have been added since
  return users.get(uid) ?? null;
};

const MOST_PARENTS = 5;

const ownerOf = (pid: number | string): number | null => {
  try {
    return statSync(`/proc/${pid}`).uid;
  } catch {
    return null;
  }
};

const statusOf = (pid: number | string, owner: number | null): string | null =>
  (owner !== null && isTrustedOwner(owner) ? readSmall(`/proc/${pid}/status`) : null);

const commOf = (pid: number | string): string | null => {
  const comm = readSmall(`/proc/${pid}/comm`);
  return comm === null ? null : clean(textFrom(comm.replace(/\n$/, "")));
};

/** Up to the first that is another user's. */
const parentsOf = (status: string): readonly string[] => {
  const parents: string[] = [];
  let above = field(status, "PPid");
  while (above !== null && above !== "0" && above !== "1" && parents.length < MOST_PARENTS) {
    const next = statusOf(above, ownerOf(above));
    const name = next === null ? commOf(above) : nameIn(next);
    if (name === null) break;
    parents.push(name);
    above = next === null ? null : field(next, "PPid");
  }
  return parents;
};

const exeOf = (pid: number): string | null => {
  try {
    return clean(readlinkSync(`/proc/${pid}/exe`));
  } catch {
    return null; // it has ended, or we may not know
  }
};

const MOST_ARGS = 32;

const argvOf = (pid: number): readonly string[] =>
  (readSmall(`/proc/${pid}/cmdline`) ?? "").split("\0").slice(0, -1).slice(0, MOST_ARGS)
    .map((word) => clean(textFrom(word)));

const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

const COMM = 15;

/** `programOf` is asked for the program of a process that /proc no longer shows. */
export const identify = (pid: number, programOf: (pid: number) => string | null): Writer => {
  const owner = ownerOf(pid);
  const status = statusOf(pid, owner);
  const cgroup = readSmall(`/proc/${pid}/cgroup`);
  const login = readSmall(`/proc/${pid}/loginuid`)?.trim() ?? NOBODY_LOGGED_IN;
  const argv = status === null ? [] : argvOf(pid);
  const exe = exeOf(pid) ?? programOf(pid);
  const uid = status === null ? owner?.toString() ?? null
    : field(status, "Uid")?.split(/\s/)[0] || null;
  return {
    pid, argv, exe,
    name: status === null ? commOf(pid) ?? (exe && baseName(exe).slice(0, COMM)) : nameIn(status),
    uid: uid === null ? null : Number(uid), user: userOf(uid),
    login: login === NOBODY_LOGGED_IN ? null : userOf(login) ?? login,
    unit: unitIn(cgroup),
    parents: status ? parentsOf(status) : [],
  };
};

/** Who writes one file after another is looked up once. */
const SAME_WRITER_MS = 200;

/** Tells who a process is that has just written. */
export const createWriters = (starts: ExecEvents): ((pid: number, at: number) => Writer) => {
  identify(process.pid, () => null); // code that runs for the first time would be too late
  let last: { readonly at: number; readonly writer: Writer } | null = null;
  return (pid, at) => {
    if (last?.writer.pid === pid && at - last.at < SAME_WRITER_MS) return last.writer;
    const writer = identify(pid, (gone) => starts.find(gone, at));
    last = { at, writer };
    return writer;
  };
};
