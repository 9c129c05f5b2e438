import { findDrift, type Drift } from "../../engine/drift/drift.ts";
import { formatValue } from "../../engine/model/rules.ts";
import { formatEvidence } from "../../render/plan.ts";
import { plural, printableLine, type Style } from "../../render/style.ts";
import { flag, type Command } from "../shared/context.ts";
import { ledgerOnlyRequest } from "../shared/load-and-plan.ts";

const MOVED = 2;

const line = (drift: Drift, style: Style): string => {
  const [why] = drift.evidence;
  const what = drift.where === "live" ? "is now" : "a reboot would bring";
  const because = why ? style.dim(`  ${printableLine(formatEvidence(why))}`) : "";
  const says = `${drift.address}: set to ${drift.set} (run ${drift.run}), ${what} `
    + formatValue(drift.found);
  return `${style.yellow("↺")} ${printableLine(says)}${because}\n`;
};

const holding = (count: number): string => (count === 0 ? "Vexor manages nothing here.\n"
  : `No drift: ${plural(count, "managed setting")} ${count === 1 ? "holds" : "hold"}.\n`);

export const run: Command = async (context, call) => {
  if (flag(call, "watch")) return (await import("./drift-watch.ts")).watchDrift(context, call);
  const request = ledgerOnlyRequest(context);
  const found = findDrift(request);
  const count = Object.keys(request.ledger.claims).length;
  context.terminal.print(flag(call, "json")
    ? `${JSON.stringify({ format: "vexor.drift/1", managed: count, drift: found }, null, 2)}\n`
    : found.map((drift) => line(drift, context.terminal.style)).join("")
      || holding(count));
  return found.length > 0 ? MOVED : 0;
};
