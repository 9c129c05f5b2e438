/** What the keepers of this host have done, as far back as their record goes. */
import { VexorError } from "../../../engine/model/errors.ts";
import { readRecords } from "../../../failover/event.ts";
import { renderRecords } from "../../../render/handover.ts";
import { flag, type BaseCommand } from "../../shared/context.ts";

export const run: BaseCommand = async (context, call) => {
  if (!context.isRoot) {
    throw new VexorError("NOT_ROOT", "only root may read what the keeper has noted",
      { hint: "sudo vexor failover history" });
  }
  const records = readRecords((await context.keeperEdges()).events());
  const { terminal } = context;
  if (flag(call, "json")) for (const one of records) terminal.print(`${JSON.stringify(one)}\n`);
  else terminal.print(records.length === 0 ? "No keeper has run here.\n" : renderRecords(records));
  return 0;
};
