/**
 * What the client of these services has signed: the keeper has this looked at by a process of its
 * own, for a disk may take seconds, and a renewal waits for nothing.
 */
import { renderCopy } from "../../failover/evidence.ts";
import type { BaseCommand } from "../shared/context.ts";

export const run: BaseCommand = async (context, { args }) => {
  const [pubkey = "", tower = "", ...units] = args;
  const found = await context.signedNow({ pubkey, tower: tower === "-" ? null : tower, units });
  context.terminal.print(renderCopy(found));
  return 0;
};
