/** Incidents on the disk, the newest few. */
import type { Host } from "../../ports/host.ts";

const PARENT = "/var/lib/vexor-agent/failover";
const INCIDENTS = `${PARENT}/incidents`;
const MOST_KEPT = 20;

/** What cannot be written is lost: no record keeps the keeper from its work. */
export const keepIncident = (host: Host, name: string, text: string): void => {
  try {
    for (const path of [PARENT, INCIDENTS]) host.makeDir(path);
    host.replace(`${INCIDENTS}/${name}.json`, text, 0o600);
    for (const old of host.list(INCIDENTS).slice(0, -MOST_KEPT)) {
      host.remove(`${INCIDENTS}/${old}`);
    }
  } catch {
    // The journal has its phases as well.
  }
};
