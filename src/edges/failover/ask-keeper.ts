/** Asking the keeper of this host, for verbs. */
import { VexorError } from "../../engine/model/errors.ts";
import { askAt } from "../agent/json-line-socket.ts";

export const KEEPER_SOCKET = "/run/vexor-agent/failover.sock";
const ASK_MS = 5_000;

/** Throws KEEPER_SILENT. */
export const askKeeper = async (
  root: string, request: object, withinMs = ASK_MS,
): Promise<string> => {
  try {
    return await askAt(`${root}${KEEPER_SOCKET}`, request, withinMs);
  } catch (error) {
    const { errno = "no answer in time" } = error as VexorError;
    throw new VexorError("KEEPER_SILENT",
      `the keeper of this host does not answer at ${KEEPER_SOCKET}: ${errno}`);
  }
};
