/** What the keepers of both hosts have done, as far back as their records go. */
import { VexorError } from "../../../engine/model/errors.ts";
import { merged, readRecords, type KeeperRecord } from "../../../failover/event.ts";
import { renderRecords } from "../../../render/handover.ts";
import { flag, type BaseCommand, type BaseContext } from "../../shared/context.ts";

const ASK_MS = 25_000;

/** By the keeper of this host; null where it does not run, or the other one does not tell. */
const peersRecords = async (context: BaseContext): Promise<readonly KeeperRecord[] | null> => {
  try {
    const answer: unknown = JSON.parse(await context.askKeeper({ ask: "peer-events" }, ASK_MS));
    return Array.isArray(answer) ? answer as readonly KeeperRecord[] : null;
  } catch {
    return null;
  }
};

export const run: BaseCommand = async (context, call) => {
  if (!context.isRoot) {
    throw new VexorError("NOT_ROOT", "only root may read what the keeper has noted",
      { hint: "sudo vexor failover history" });
  }
  const own = readRecords((await context.keeperEdges()).events());
  const theirs = await peersRecords(context);
  const records = merged(own, theirs ?? []);
  const { terminal } = context;
  if (flag(call, "json")) for (const one of records) terminal.print(`${JSON.stringify(one)}\n`);
  else terminal.print(records.length === 0 ? "No keeper has run here.\n" : renderRecords(records));
  if (theirs === null) terminal.note("this host's alone: the other host has not told its part");
  return 0;
};
