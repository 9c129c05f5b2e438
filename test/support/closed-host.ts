/** A host of which one path cannot be read, nor, where it is a directory, what is below it. */
import { VexorError } from "../../src/engine/model/errors.ts";
import type { Host } from "../../src/ports/host.ts";

export interface Closed {
  readonly path: string;
  readonly errno: string;
  /** A directory; of a file, mode and size are known all the same. */
  readonly isDirectory: boolean;
}

/** `asked` is called when a read has failed there. */
export const closing = (
  host: Host, { path: closed, errno, isDirectory }: Closed, asked: () => void = () => undefined,
): Host => {
  const guard = <R>(act: (path: string) => R, isLook: boolean) => (path: string): R => {
    const isBelow = path.startsWith(`${closed}/`);
    if (isBelow || (path === closed && !(isLook && (isDirectory || errno !== "EIO")))) {
      asked();
      throw new VexorError("HOST_READ", `cannot read ${path}: ${errno}`, { errno });
    }
    return act(path);
  };
  return {
    ...host,
    read: guard(host.read, false), list: guard(host.list, false),
    stat: guard(host.stat, true), link: guard(host.link, true), resolve: guard(host.resolve, true),
    bytes: (path, limit) => guard((one) => host.bytes(one, limit), false)(path),
    bytesFor: (uid, path, limit) => guard((one) => host.bytesFor(uid, one, limit), false)(path),
    listFor: (uid, path) => guard((one) => host.listFor(uid, one), false)(path),
  };
};
