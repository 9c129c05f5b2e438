/**
 * What the client of these services has signed: the keeper has this looked at by a process of its
 * own, for a disk may take seconds, and a renewal waits for nothing. That process stays: to start
 * one for each look costs as much as half of all that the keeper does in the meantime.
 */
import { renderCopy } from "../../failover/evidence.ts";
import type { BaseCommand } from "../shared/context.ts";

export const run: BaseCommand = async (context, { args }) => {
  const [pubkey = "", tower = "", ...units] = args;
  const look = async (): Promise<string> => renderCopy(
    await context.signedNow({ pubkey, tower: tower === "-" ? null : tower, units }));
  // A keeper of an older version starts one for each look, and asks nothing.
  if (await context.answerLines(look) === 0) context.terminal.print(await look());
  return 0;
};
