/** How a client replaces what it remembers of its votes. */
import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const sync = (path: string): void => {
  const fd = openSync(path, "r");
  fsyncSync(fd);
  closeSync(fd);
};

/** `syncs`: so that a power cut takes nothing that the client has written, and a test sees the rest. */
export const replaceRecord = (path: string, bytes: Uint8Array, syncs: boolean): void => {
  const temporary = `${path}.new`;
  writeFileSync(temporary, bytes);
  if (syncs) sync(temporary);
  renameSync(temporary, path);
  if (syncs) sync(dirname(path));
};
