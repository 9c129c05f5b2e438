/**
 * A container has /proc/sys mounted read-only, and only an apply would find that out. The sandbox
 * of each part of Vexor's own agent looks the same from within. So the mounts of the first process
 * are asked: they are those of the machine, or of the container, for every process that asks.
 */
import { VexorError } from "../../engine/model/errors.ts";
import { strictly } from "../../engine/plan/unread.ts";
import type { HostReader } from "../../ports/host.ts";

const MOUNTS = "/proc/1/mountinfo";
const POINT = 4;
const OPTIONS = 5;

interface ProcMount {
  readonly point: string;
  readonly isReadOnly: boolean;
}

/** Options of the file system itself stand last. */
const mountIn = (line: string): ProcMount => {
  const words = line.split(" ");
  const options = [words[OPTIONS] ?? "", words.at(-1) ?? ""].join(",").split(",");
  return { point: words[POINT] ?? "", isReadOnly: options.includes("ro") };
};

const isBelow = (path: string, point: string): boolean =>
  path === point || path.startsWith(`${point}/`);

/** What hides that process hides its mounts: then only an apply finds out, as before. */
const readMounts = (host: HostReader): readonly ProcMount[] => {
  try {
    return (strictly(host).read(MOUNTS) ?? "").split("\n")
      .filter((line) => / \/(?:proc|sys)/.test(line)).map(mountIn);
  } catch (error) {
    if (error instanceof VexorError) return [];
    throw error;
  }
};

/** Of a path below /proc or /sys, the read-only mount that it is in; null where there is none. */
export const readOnlyMounts = (host: HostReader): ((path: string) => string | null) => {
  const mounts = readMounts(host);
  return (path) => {
    let inner: ProcMount | null = null;
    for (const mount of mounts) {
      if (!isBelow(path, mount.point)) continue;
      if (inner === null || mount.point.length >= inner.point.length) inner = mount;
    }
    return inner?.isReadOnly === true ? inner.point : null;
  };
};

/** For people: what that means for a value. */
export const whyOnMount = (point: string): string =>
  `${point} is mounted read-only here, as in a container: set it on the machine around it`;
