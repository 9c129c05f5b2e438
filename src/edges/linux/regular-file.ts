/**
 * Regular files, and nothing else, by a name that another user may have chosen. Opening is an act:
 * a watchdog is armed, a tape rewound, a pipe waited for. So the file is found first (O_PATH
 * touches nothing), looked at, and then that very file is opened.
 */
import { closeSync, constants, fstatSync, openSync, readSync, statfsSync } from "node:fs";
import { VexorError } from "../../engine/model/errors.ts";
import { osPath } from "./os-path.ts";
import { rightsOf, withRights } from "./rights.ts";

const { O_NOCTTY, O_NONBLOCK, O_RDONLY } = constants;
const READING = O_RDONLY | O_NONBLOCK | O_NOCTTY;
/** Node has no name for it. */
export const O_PATH = 0o10_000_000;

/** proc, sysfs, debugfs, tracefs, securityfs, cgroup, cgroup2, pstore, bpf, configfs, selinuxfs */
const KERNELS = new Set([0x9fa0, 0x62656572, 0x64626720, 0x74726163, 0x73636673, 0x27e0eb,
  0x63677270, 0x6165676c, 0xcafe4a11, 0x62656570, 0xf97cff8c]);

const assertRegular = (held: number, path: string): void => {
  if (fstatSync(held).isFile()) return;
  throw new VexorError("HOST_READ", `${path} is not a regular file`, { errno: "EINVAL" });
};

export const isKernels = (path: string): boolean => KERNELS.has(statfsSync(path).type);

/** /proc/self is the process that looks, so a user who names it would have root look at itself. */
export const refuseKernels = (held: number, path: string): void => {
  if (!isKernels(`/proc/self/fd/${held}`)) return;
  throw new VexorError("HOST_READ", `${path} is a file of the kernel`, { errno: "EINVAL" });
};

/** `path` is what errors call the file; `flags` say how it is found. */
export const openRegular = (
  file: string, path: string, flags = 0, check: typeof assertRegular = assertRegular,
): number => {
  const held = openSync(osPath(file), O_PATH | flags);
  try {
    check(held, path);
    return openSync(`/proc/self/fd/${held}`, READING);
  } finally {
    closeSync(held);
  }
};

/** Room for what the file holds now; one that grows meanwhile is read on, up to the limit. */
const readAll = (fd: number, path: string, limit: number): Uint8Array => {
  try {
    let bytes = Buffer.alloc(Math.min(fstatSync(fd).size, limit) + 1);
    for (let size = 0; ; ) {
      if (size === bytes.length) bytes = Buffer.concat([bytes], Math.min(2 * size, limit + 1));
      const count = readSync(fd, bytes, size, bytes.length - size, null);
      size += count;
      if (size > limit) throw new VexorError("HOST_READ", `${path} has more than ${limit} bytes`);
      if (count === 0) return bytes.subarray(0, size);
    }
  } finally {
    closeSync(fd);
  }
};

/** Throws HOST_READ, or what open and read throw. */
export const boundedBytes = (
  file: string, path: string, limit: number, flags = 0, check?: typeof assertRegular,
): Uint8Array => readAll(openRegular(file, path, flags, check), path, limit);

/** The same for a file that the user `uid` names, directly or by a program or file of theirs. */
export const bytesFor = (uid: number, path: string, limit: number): Uint8Array =>
  readAll(withRights(rightsOf(uid), () => openRegular(path, path, 0, (held) => {
    assertRegular(held, path);
    refuseKernels(held, path);
  })), path, limit);
