/**
 * What is mounted where, by /proc/self/mountinfo: `36 35 98:0 /root /mnt ro,noatime shared:1 - ext4
 * /dev/sda1 rw`. The fields before the dash vary in number; of two mounts at one place the later
 * one is seen. A space in a path is written as `\040`.
 */
import type { HostReader } from "../../ports/host.ts";
import { textIn } from "../small-files.ts";

export interface MountPoint {
  readonly path: string;
  readonly type: string;
  readonly source: string;
  /** Of the mount and of the file system. */
  readonly options: readonly string[];
  /** `259:1`; that of no block device begins with 0. */
  readonly device: string;
}

const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));

const parseLine = (line: string): readonly MountPoint[] => {
  const [left = "", right] = line.split(" - ");
  const [, , device = "", , path = "", options = ""] = left.split(" ");
  if (right === undefined || path === "") return [];
  const [type = "", source = "", more = ""] = right.split(" ");
  return [{ path: unescaped(path), type, source: unescaped(source), device,
    options: [...new Set([...options.split(","), ...more.split(",")])].filter(Boolean) }];
};

/** Null where the kernel does not tell. */
export const readMounts = (host: HostReader): readonly MountPoint[] | null => {
  const text = textIn(host, "/proc/self/mountinfo");
  return text === null ? null : text.split("\n").flatMap(parseLine);
};

const isBelow = (path: string, mount: string): boolean =>
  mount === "/" || path === mount || path.startsWith(`${mount}/`);

/** The one that holds this path. */
export const mountOf = (mounts: readonly MountPoint[], path: string): MountPoint | undefined =>
  mounts.filter((one) => isBelow(path, one.path))
    .reduce<MountPoint | undefined>((best, one) =>
      (best === undefined || one.path.length >= best.path.length ? one : best), undefined);
