/** For evidence that is welcome but not vital: planning goes on where root alone may look. */
import { VexorError } from "../engine/model/errors.ts";
import type { HostReader } from "../ports/host.ts";

/** Text of a file; null when it is absent, a directory, or not ours to read. */
export function readIfAllowed(host: HostReader, path: string): string | null {
  try {
    return host.read(path);
  } catch (error) {
    if (error instanceof VexorError && error.code === "HOST_READ") return null;
    throw error;
  }
}

/** The same of a file that the user `uid` names, or has named for what runs as that user. */
export function readForUser(
  host: HostReader, uid: number | null, path: string, limit: number,
): string | null {
  try {
    const bytes = host.bytesFor(uid, path, limit);
    return bytes && new TextDecoder().decode(bytes);
  } catch (error) {
    if (error instanceof VexorError && error.code === "HOST_READ") return null;
    throw error;
  }
}

/** Names in a directory; none of one that only root may list. */
export function listIfAllowed(host: HostReader, path: string): readonly string[] {
  try {
    return host.list(path);
  } catch (error) {
    if (error instanceof VexorError && error.code === "HOST_READ") return [];
    throw error;
  }
}

const NOBODY = 65534;
const MOST_LINKS = 40;

/**
 * Who may decide what a path leads to: root, or the first other owner of a directory, link or file
 * on the way. What lies in a user's directory may be a link to a file that only root reads.
 */
export function weakestOwner(host: HostReader, path: string): number {
  let left = path.split("/");
  let at = "";
  let links = 0;
  while (left.length > 0) {
    const [step = "", ...rest] = left;
    left = rest;
    if (step === "" || step === ".") continue;
    if (step === "..") {
      at = at.slice(0, Math.max(0, at.lastIndexOf("/")));
      continue;
    }
    const target = host.link(`${at}/${step}`);
    if (target === null) {
      at = `${at}/${step}`;
      const uid = host.stat(at)?.uid ?? NOBODY;
      if (uid !== 0) return uid;
      continue;
    }
    if (++links > MOST_LINKS) return NOBODY;
    if (target.startsWith("/")) at = "";
    left = [...target.split("/"), ...rest];
  }
  return 0;
}
