/** Incidents on the disk, the newest few. */
import type { Host } from "../../ports/host.ts";

const PARENT = "/var/lib/vexor-agent/failover";
const INCIDENTS = `${PARENT}/incidents`;
const MOST_KEPT = 20;
const LARGEST = 4 * 1024 * 1024;
const END = ".json";

/** What cannot be written is lost: no record keeps the keeper from its work. */
export const keepIncident = (host: Host, name: string, text: string): void => {
  try {
    for (const path of [PARENT, INCIDENTS]) host.makeDir(path);
    host.replace(`${INCIDENTS}/${name}${END}`, text, 0o600);
    for (const old of host.list(INCIDENTS).slice(0, -MOST_KEPT)) {
      host.remove(`${INCIDENTS}/${old}`);
    }
  } catch {
    // The journal has its phases as well.
  }
};

/** The oldest first: their names begin with their times. */
export const incidentNames = (host: Host): readonly string[] => {
  try {
    return host.list(INCIDENTS).filter((name) => name.endsWith(END))
      .map((name) => name.slice(0, -END.length)).toSorted();
  } catch {
    return [];
  }
};

export const incidentText = (host: Host, name: string): string | null => {
  try {
    const bytes = host.bytes(`${INCIDENTS}/${name}${END}`, LARGEST);
    return bytes === null ? null : Buffer.from(bytes).toString("utf8");
  } catch {
    return null;
  }
};
