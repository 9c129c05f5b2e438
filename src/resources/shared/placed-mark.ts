/** Which record of the other host a plan has put in place here last, by the mark that it leaves. */
import { PLACED_PATH, readPlaced, renderPlaced } from "../../failover/placed-record.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import { rootsText } from "./roots-text.ts";

const DIRECTORY = "/var/lib/vexor-agent/failover";
/** Where none was received, or what was given is not there any more. */
export const NO_RECORD = "none";

/** The value that was set last for this identity; null where none was. */
export const markedValue = (host: HostReader, identity: string): string | null => {
  const placed = readPlaced(rootsText(host, PLACED_PATH).text ?? "");
  return placed?.identity === identity ? placed.value : null;
};

export const setMark = (host: Host, identity: string, value: string): void => {
  if (value === NO_RECORD) return host.remove(PLACED_PATH);
  host.makeDir(DIRECTORY);
  host.replace(PLACED_PATH, renderPlaced({ identity, value }), 0o644);
};
