/** What the keepers of this host have done, as far back as their record goes. */
import { readRecords } from "../../../failover/event.ts";
import { renderRecords } from "../../../render/handover.ts";
import { refuseWithoutRoot } from "../../shared/locked-run.ts";
import { flag, type BaseCommand } from "../../shared/context.ts";

export const run: BaseCommand = async (context, call) => {
  refuseWithoutRoot(context, "failover history");
  const records = readRecords((await context.keeperEdges()).events());
  const { terminal } = context;
  if (flag(call, "json")) for (const one of records) terminal.print(`${JSON.stringify(one)}\n`);
  else terminal.print(records.length === 0 ? "No keeper has run here.\n" : renderRecords(records));
  return 0;
};
