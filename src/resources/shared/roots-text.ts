/** What root has left for plans: a file that others can write counts as none. */
import { VexorError } from "../../engine/model/errors.ts";
import type { HostReader } from "../../ports/host.ts";

/** `text` null and `why` null: there is no such file. */
export interface RootsText {
  readonly text: string | null;
  /** What keeps the file from counting. */
  readonly why: string | null;
}

const MAY_OTHERS_WRITE = 0o022;

const whyNotRoots = (host: HostReader, path: string): string | null => {
  const stat = host.link(path) === null ? host.stat(path) : null;
  if (stat?.kind !== "file") return `${path} is not a plain file`;
  return stat.uid === 0 && (stat.mode & MAY_OTHERS_WRITE) === 0 ? null
    : `${path} can be written by others than root`;
};

export const rootsText = (host: HostReader, path: string): RootsText => {
  try {
    const text = host.read(path);
    const why = text === null ? null : whyNotRoots(host, path);
    return { text: why === null ? text : null, why };
  } catch (error) {
    if (!(error instanceof VexorError && error.code === "HOST_READ")) throw error;
    return { text: null, why: `${path} cannot be read` };
  }
};
