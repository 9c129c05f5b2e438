/**
 * Which programs could sign here. Any account may start a program under a validator's name; one
 * that is neither root's, nor of a user that a validator's unit runs as, nor of the owner of the
 * declared keypair, has no key to sign with. It is shown, and decides nothing.
 */
import { VexorError } from "../../engine/model/errors.ts";
import type { IdentityEntry } from "./identity.ts";
import type { HostReader } from "../../ports/host.ts";
import type { RunningProgram } from "./running-programs.ts";
import type { UnitProgram } from "./units.ts";
import { uidOf } from "./accounts.ts";

export type CouldSign = (program: RunningProgram) => boolean;

/** The user that the declared keypair belongs to; none where there is none to see. */
export const keyOwners = (
  host: HostReader, want: IdentityEntry | null | undefined,
): readonly number[] => {
  if (!want) return [];
  try {
    const stat = host.stat(want.keypair);
    return stat === null ? [] : [stat.uid];
  } catch (error) {
    if (error instanceof VexorError) return [];
    throw error;
  }
};

/** Only root starts what is in a unit of the system's; anything else is judged by its user. */
export const couldSign = (
  host: HostReader, running: readonly RunningProgram[], units: readonly UnitProgram[],
  owners: readonly number[],
): CouldSign => {
  const signers = new Set([0, ...owners,
    ...units.flatMap(({ user }) => uidOf(host, user) ?? []),
    ...running.flatMap(({ isLoose, uid }) => (isLoose || uid === null ? [] : [uid]))]);
  return ({ isLoose, uid, login }) => !isLoose
    || [uid, login].some((one) => one !== null && signers.has(one));
};
