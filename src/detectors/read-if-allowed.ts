/** For evidence that is welcome but not vital: planning goes on where root alone may look. */
import { VexorError } from "../engine/errors.ts";
import type { HostReader } from "../engine/ports.ts";

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
