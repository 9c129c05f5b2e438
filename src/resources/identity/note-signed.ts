/**
 * What an identity has signed here, noted once it has been given up: the other host goes on from
 * it.
 */
import type { ReportProgress } from "../../engine/resource.ts";
import type { Host } from "../../ports/host.ts";
import type { IdentityChangeParams } from "./change-params.ts";
import type { RunningUnit } from "./running-client.ts";
import { keepRecord } from "../shared/stored-record.ts";
import { awaitSettledRecord } from "./signing-record.ts";

/**
 * Without a record the identity is given up all the same: the other host then waits until all that
 * may have been voted for is final.
 */
export const noteSigned = async (
  host: Host, client: RunningUnit, { voter: pubkey, imports }: IdentityChangeParams,
  report: ReportProgress,
): Promise<void> => {
  const { record, why } = await awaitSettledRecord(host, client,
    { pubkey, keypair: "", ...imports === "" ? {} : { tower: imports } });
  if (record === null) report(`what ${pubkey} has signed cannot be handed over: ${why}`);
  else keepRecord(host, record);
};
