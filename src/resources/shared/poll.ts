/** Waiting for what a program does in its own time. */
import type { Host } from "../../ports/host.ts";

const POLL_MS = 200;

/** What `look` finds, once it finds something; null where it has not in time. */
export const findWithin = async <T>(
  host: Host, ms: number, look: () => T | null | Promise<T | null>, pollMs = POLL_MS,
): Promise<T | null> => {
  const end = host.now().getTime() + ms;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (host.now().getTime() >= end) return null;
    await host.sleep(pollMs);
  }
};

/** True when it came true in time. */
export const until = async (
  host: Host, ms: number, holds: () => boolean | Promise<boolean>, pollMs = POLL_MS,
): Promise<boolean> =>
  await findWithin(host, ms, async () => await holds() || null, pollMs) ?? false;
