/** What several kinds ask of systemd. */
import type { Host } from "../../ports/host.ts";

/** A service's name as a part of a regular expression. */
export const SERVICE_NAME = "[A-Za-z0-9][\\w.@:\\\\-]*\\.service";

const ANSWER_MS = 10_000;

/** While the machine boots, a start waits for the boot: an undo must not hold that up. */
export const isBooting = async (host: Host): Promise<boolean> => {
  const { stdout } = await host.run(["systemctl", "is-system-running"], ANSWER_MS);
  return ["initializing", "starting"].includes(stdout.trim());
};
