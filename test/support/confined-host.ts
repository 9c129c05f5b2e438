/** A host as a sandbox leaves it: what lies beyond the given paths cannot be written. */
import { VexorError } from "../../src/engine/model/errors.ts";
import type { Host } from "../../src/ports/host.ts";

const RECORDS = ["/var", "/run"];

/** A file is replaced by way of its directory; a kernel file is written itself. */
const DIRECTORY_OF = ["replace", "putLink", "append", "remove", "makeDir", "removeDir"] as const;

export const confined = (host: Host, reach: readonly string[]): Host => {
  const check = (path: string): void => {
    const isFree = [...RECORDS, ...reach].some((one) => path === one || path.startsWith(`${one}/`));
    if (!isFree) throw new VexorError("HOST_WRITE", `${path} is out of reach`, { errno: "EROFS" });
  };
  const wrap = (name: typeof DIRECTORY_OF[number]) => (path: string, ...rest: never[]): void => {
    check(path.slice(0, path.lastIndexOf("/")) || "/var");
    (host[name] as (...args: unknown[]) => void)(path, ...rest);
  };
  return {
    ...host,
    ...Object.fromEntries(DIRECTORY_OF.map((name) => [name, wrap(name)])),
    put: (path, value, last) => {
      check(path);
      host.put(path, value, last);
    },
  };
};
