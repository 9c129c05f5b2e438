/**
 * An operator's approval of a plan, in a file that only root writes: an attacker who controls the
 * agent cannot approve. It is for one plan and one apply. The apply removes it before the run
 * begins, so that a crash never leaves it behind. It also ends as soon as root makes another plan.
 */
import type { Approval } from "./approval.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import { prepareState, STATE } from "./store.ts";

const FORMAT = "vexor.approval/1";
const PATH = `${STATE}/approval.json`;
/** Of earlier versions, whose plans had short ids: none of them counts any more. */
const OLD_PATH = `${STATE}/approved`;

/** Null when there is none, and for a record that Vexor did not write: then nothing is approved. */
const readApproval = (host: HostReader): Approval | null => {
  const text = host.read(PATH);
  if (text === null) return null;
  try {
    const value = JSON.parse(text) as Approval & { readonly format?: string };
    return value.format === FORMAT ? value : null;
  } catch {
    return null;
  }
};

/** The word on this very plan. */
export const approvalOf = (host: HostReader, plan: string): Approval | null => {
  const approval = readApproval(host);
  return approval?.plan === plan ? approval : null;
};

/** Durable. An earlier one ends. */
export const approve = (host: Host, approval: Approval): void => {
  prepareState(host);
  host.replace(PATH, `${JSON.stringify({ format: FORMAT, ...approval }, null, 2)}\n`);
  host.remove(OLD_PATH);
};

/** Durable: before the run that it allows begins. */
export const useUpApproval = (host: Host): void => host.remove(PATH);

/** Root has made `plan`: a word on another one was given for a machine that is not so any more. */
export const endOtherApprovals = (host: Host, plan: string): void => {
  if (host.stat(PATH) !== null && approvalOf(host, plan) === null) host.remove(PATH);
};
