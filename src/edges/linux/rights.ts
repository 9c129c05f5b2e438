/**
 * Programs started, and files opened, with the rights of another user; a file with those of the
 * user who named it. The kernel has two user ids for that, those of file access, of the calling
 * thread alone: with them root's own way around every mode is off, and nothing of the process
 * belongs to that user, as it would with other ids.
 */
import { readFileSync } from "node:fs";
import { VexorError } from "../../engine/model/errors.ts";
import { LIBC, loadFfi, type Ffi } from "./ffi.ts";
import { runAs } from "../../formats/run-as.ts";

export const NOBODY = 65534;

/** What starts a program as `nobody`, or as `uid`; nothing when we are not root ourselves. */
export const withoutPrivileges = (uid = NOBODY): readonly string[] =>
  (process.geteuid?.() === 0 ? runAs(uid, NOBODY) : []);

interface Rights {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
}

/** The fields of each line that holds this text somewhere. */
const linesWith = (path: string, part: string): readonly (readonly string[])[] => {
  try {
    return readFileSync(path, "utf8").split("\n").filter((line) => line.includes(part))
      .map((line) => line.split(":"));
  } catch {
    return [];
  }
};

/** Root opens every file, whatever its groups are. */
const ROOT: Rights = { uid: 0, gid: 0, groups: [] };

/** By /etc/passwd and /etc/group; a user whom they do not list has no groups. */
export const rightsOf = (uid: number): Rights => {
  if (uid === 0) return ROOT;
  const [name, , , gid] = linesWith("/etc/passwd", String(uid))
    .find(([, , id]) => id === String(uid)) ?? [];
  if (name === undefined) return { uid, gid: NOBODY, groups: [] };
  const groups = linesWith("/etc/group", name).filter(([, , , members = ""]) =>
    members.split(",").includes(name)).map(([, , id]) => Number(id));
  return { uid, gid: Number(gid), groups: groups.filter(Number.isSafeInteger) };
};

/** The uid of a user by name; null when /etc/passwd has none of that name. */
export const uidNamed = (name: string): number | null => {
  const [, , uid] = linesWith("/etc/passwd", name).find(([own]) => own === name) ?? [];
  return uid === undefined ? null : Number(uid);
};

interface RightsCalls {
  setfsuid(uid: number): number;
  setfsgid(gid: number): number;
  syscall(number: number, size: number, groups: Uint32Array | null): number;
}

/** setgroups(2) itself, for this thread: the library's function changes every thread. */
const SETGROUPS: Readonly<Record<string, number>> = { x64: 116, arm64: 159 };
const NEITHER = 0xffff_ffff;

const libcOf = (ffi: Ffi): RightsCalls => ffi.dlopen(LIBC, {
  setfsuid: { args: ["u32"], returns: "i32" },
  setfsgid: { args: ["u32"], returns: "i32" },
  syscall: { args: ["i64", "i64", "ptr"], returns: "i64_fast" },
}).symbols as RightsCalls;

let libc: RightsCalls | null | undefined;

const loaded = (): RightsCalls | null => {
  if (libc !== undefined) return libc;
  const ffi = SETGROUPS[process.arch] === undefined ? null : loadFfi();
  return (libc = ffi && libcOf(ffi));
};

const take = (calls: RightsCalls, { uid, gid, groups }: Rights): boolean => {
  const list = Uint32Array.from(groups);
  const done = calls.syscall(SETGROUPS[process.arch] ?? -1, list.length, list.length ? list : null);
  calls.setfsgid(gid);
  calls.setfsuid(uid);
  // Neither call reports a failure; what is in force is asked with an id that does not exist.
  return done === 0 && calls.setfsgid(NEITHER) === gid && calls.setfsuid(NEITHER) === uid;
};

/** `act` is synchronous. Throws HOST_READ where these rights cannot be taken. */
export const withRights = <T>(rights: Rights, act: () => T): T => {
  if (process.geteuid?.() !== 0 || rights.uid === 0) return act();
  const calls = loaded();
  if (calls === null) {
    throw new VexorError("HOST_READ",
      `only the packaged executable can open files as user ${rights.uid}`, { errno: "ENOSYS" });
  }
  const own = { uid: 0, gid: process.getegid?.() ?? 0, groups: process.getgroups?.() ?? [] };
  try {
    if (take(calls, rights)) return act();
    throw new VexorError("HOST_READ", `the rights of user ${rights.uid} cannot be taken`,
      { errno: "EPERM" });
  } finally {
    calls.setfsuid(0); // the groups are root's to change
    // oxlint-disable-next-line no-unsafe-finally -- nothing may go on with another user's rights
    if (!take(calls, own)) throw new VexorError("INTERNAL", "root's own rights did not come back");
  }
};
