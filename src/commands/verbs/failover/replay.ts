/** Plays an incident again: each event that changed something, and what the keeper decided. */
import { VexorError } from "../../../engine/model/errors.ts";
import { isAsRecorded, readIncident, replay } from "../../../failover/incident.ts";
import { quote } from "../../../formats/quote.ts";
import { renderReplay, renderTimeline } from "../../../render/incident.ts";
import { flag, type BaseCommand } from "../../shared/context.ts";

const HINT = { hint: "Incidents are in /var/lib/vexor-agent/failover/incidents." } as const;
const LARGEST = 4 * 1024 * 1024;

export const run: BaseCommand = async (context, call) => {
  const [, path] = call.args;
  if (path === undefined) throw new VexorError("USAGE", "vexor failover replay takes a file", HINT);
  const text = context.readLimited(path, LARGEST);
  const incident = text === null ? null : readIncident(text);
  if (incident === null) {
    throw new VexorError("HOST_READ", `${quote(path)} ${text === null ? "is not there"
      : "is not an incident that a keeper has written"}`, HINT);
  }
  const { terminal } = context;
  const steps = replay(incident);
  const noted = (incident.timeline?.records ?? []).map((record) => ({ record }));
  terminal.print(flag(call, "json")
    ? [...steps, ...noted].map((one) => `${JSON.stringify(one)}\n`).join("")
    : renderReplay(incident, steps) + renderTimeline(incident));
  if (isAsRecorded(incident)) return 0;
  terminal.note("this version decides otherwise than the keeper that wrote it");
  return 1;
};
