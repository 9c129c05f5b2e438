/**
 * The duty of a validator client as a target: it signs here, or stands by. An Ethereum-like client
 * signs as soon as it runs. So it is started by the keeper's permit alone, and one that stands by
 * is stopped, proven to have stopped, exported and barred, before the other host hears of it.
 */
import { unitProcesses } from "../../detectors/systemd/unit-processes.ts";
import type { Change, Params } from "../../engine/model/model.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { readParams } from "../../engine/model/target-params.ts";
import type { ReportProgress, TargetDriver, WriteOutcome } from "../../engine/resource.ts";
import { assertClock } from "../../engine/run/clock.ts";
import { STOPPED_PATH } from "../../failover/signing-record.ts";
import { BASE58 } from "../../formats/base58.ts";
import { quote } from "../../formats/quote.ts";
import { shellWord } from "../../formats/shell-word.ts";
import type { Host } from "../../ports/host.ts";
import { permitIn } from "../shared/failover-permit.ts";
import { SERVICE_NAME } from "../shared/systemd.ts";
import {
  bar, dutyState, hasUnexported, letStart, noteExported, noteUnexported, SIGNS, STANDS_BY,
} from "./duty-state.ts";
import { sealHistory } from "./seal-history.ts";
import { startAndWait, stopService } from "./service.ts";
import type { ServiceParams } from "./service-params.ts";

export interface DutyParams extends
  Pick<ServiceParams, "unit" | "health" | "steadyFor" | "stopWithin" | "healthyWithin"> {
  /** The keys, by their one name. */
  readonly identity: string;
  /** Of the register: the epoch that permits a start; 0 where none does. */
  readonly epoch: string;
}

const SECONDS = "\\d{1,5}";
const PARAMS = {
  identity: { form: `${BASE58}{32,44}` }, epoch: { form: "\\d{1,16}" },
  health: { form: "[!-+--~]{1,2000}" }, steadyFor: { form: SECONDS },
  stopWithin: { form: SECONDS }, healthyWithin: { form: SECONDS },
};

export const dutyTarget = (
  { unit, identity, epoch, health, steadyFor, stopWithin, healthyWithin }: DutyParams,
): Required<Pick<Change, "target" | "params">> => ({
  target: `duty:${unit}`,
  params: { identity, epoch, health, steadyFor: String(steadyFor), stopWithin: String(stopWithin),
    healthyWithin: String(healthyWithin) },
});

/** Throws PLAN_INVALID. */
const readDuty = (name: string, given: Params = {}): DutyParams => {
  const found = readParams(name, `(${SERVICE_NAME})`, PARAMS, given);
  if (found === null) throw new VexorError("PLAN_INVALID", `${quote(name)} is not a duty target`);
  const { head: [unit = ""], params } = found;
  return { ...params, unit, steadyFor: Number(params.steadyFor),
    stopWithin: Number(params.stopWithin), healthyWithin: Number(params.healthyWithin) };
};

const serviceOf = (duty: DutyParams): ServiceParams => ({ ...duty, conflictingUnits: [] });

/** The keeper's permission ends with its hold of the register: it is looked at last of all. */
const assertPermitted = (host: Host, { unit, epoch }: DutyParams, isByRecord: boolean): void => {
  const permit = permitIn(host);
  if (permit?.epoch !== Number(epoch)) {
    throw new VexorError("CLIENT_DUTY", `${unit} is not started: the keeper does not permit it`);
  }
  if (!isByRecord || permit.by === "record") return;
  throw new VexorError("CLIENT_DUTY", `${unit} is not started: what the other host has signed is `
    + "not here");
};

/** One that runs already was there before its group was made: it goes on. */
const takeUp = async (host: Host, duty: DutyParams, report: ReportProgress): Promise<void> => {
  assertClock(host);
  const isRunning = unitProcesses(host, duty.unit).length > 0;
  assertPermitted(host, duty, !isRunning);
  host.remove(STOPPED_PATH);
  letStart(host, { identity: duty.identity, epoch: Number(duty.epoch) });
  assertPermitted(host, duty, !isRunning);
  if (!isRunning) await startAndWait(host, serviceOf(duty), report);
};

/** An export is of all that was signed only once nothing signs: it is the last of the steps. */
const standBy = async (host: Host, duty: DutyParams, report: ReportProgress): Promise<void> => {
  const { unit, identity } = duty;
  host.remove(STOPPED_PATH);
  bar(host);
  const isRunning = unitProcesses(host, unit).length > 0;
  if (isRunning) {
    noteUnexported(host);
    await stopService(host, serviceOf(duty), report);
  }
  if (isRunning || hasUnexported(host)) await sealHistory(host, unit, identity, report);
  noteExported(host);
};

const carryOut = async (
  host: Host, duty: DutyParams, value: string | null, report: ReportProgress,
): Promise<WriteOutcome> => {
  if (value === STANDS_BY) return standBy(host, duty, report);
  // An undo, which starts nothing: the other host may have taken the keys up since.
  if (value !== SIGNS || duty.epoch === "0") {
    report(`${duty.unit} stays as it is: only the keeper starts it`);
    return "queued";
  }
  return takeUp(host, duty, report);
};

export const dutyDriver: TargetDriver = {
  scheme: "duty",
  read: (host, name, params) => (host.isTree ? null : dutyState(host, readDuty(name, params).unit)),
  write: async (host, name, value, report = () => undefined, params) => {
    const duty = readDuty(name, params);
    return host.isTree ? undefined : carryOut(host, duty, value, report);
  },
  runsPrograms: true,
  consequences: (name, params) => ({ signs: true, interrupts: readDuty(name, params).unit }),
  shell: (name, value, params) => {
    const unit = shellWord(readDuty(name, params).unit);
    return value === SIGNS ? `: only the keeper starts ${unit}`
      : `systemctl stop ${unit} # then export what it has signed`;
  },
  writablePaths: () => ["/"], // the client's own program writes where it keeps its history
};
