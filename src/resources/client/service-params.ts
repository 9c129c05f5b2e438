/** All that a start or a stop of a client's service takes: the undo of a run has no host file. */
import type { HealthQuestion } from "../../detectors/clients/client-health.ts";
import type { Change, Params } from "../../engine/model/model.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { readOldTargetName, readParams } from "../../engine/model/target-params.ts";
import { BASE58 } from "../../formats/base58.ts";
import { quote, withoutSecrets } from "../../formats/quote.ts";
import { SERVICE_NAME } from "../shared/systemd.ts";
import type { Gap } from "./leader-gap.ts";

export interface ServiceParams {
  readonly unit: string;
  /** Seconds until it is killed. */
  readonly stopWithin: number;
  /** Seconds until it must be healthy. */
  readonly healthyWithin: number;
  /** Seconds that it must stay healthy. */
  readonly steadyFor: number;
  readonly health: HealthQuestion;
  /** Services that must not run beside it. */
  readonly conflictingUnits: readonly string[];
  /** Who it is, and must still be when it is stopped; left out where that does not matter. */
  readonly signsAs?: string | undefined;
  /** Whose key it starts with; left out where that does not matter. */
  readonly startsAs?: string | undefined;
  /** It is stopped between leader slots; left out of one that leads none, or tells of none. */
  readonly gap?: Gap | undefined;
}

const KEY = `(?:${BASE58}{32,44})?`;

const PARAMS = {
  stopWithin: { form: "\\d{1,5}", formerly: "stop" },
  healthyWithin: { form: "\\d{1,5}", formerly: "well" },
  steadyFor: { form: "\\d{1,5}", formerly: "steady", missing: "3" },
  health: { form: "[!-+--~]{1,2000}" },
  conflictingUnits: { form: `(?:${SERVICE_NAME})?(?:\\+${SERVICE_NAME})*`, formerly: "rivals" },
  signsAs: { form: KEY, formerly: "is", missing: "" },
  startsAs: { form: KEY, formerly: "as", missing: "" },
  gap: { form: "(?:wanted|tried)?", missing: "" },
};

const UNITS = "+";

export const serviceTarget = (
  service: ServiceParams,
): Required<Pick<Change, "target" | "params">> => {
  const { unit, health, signsAs, startsAs, gap } = service;
  return { target: `service:${unit}`, params: { stopWithin: String(service.stopWithin),
    healthyWithin: String(service.healthyWithin), steadyFor: String(service.steadyFor), health,
    conflictingUnits: service.conflictingUnits.join(UNITS), ...signsAs ? { signsAs } : {},
    ...startsAs ? { startsAs } : {}, ...gap ? { gap } : {} } };
};

/** Of records of every version. */
export const readService = (name: string, given?: Params): ServiceParams => {
  const head = `(${SERVICE_NAME})`;
  const found = given === undefined ? readOldTargetName(name, head, PARAMS)
    : readParams(name, head, PARAMS, given);
  if (found === null) {
    throw new VexorError("PLAN_INVALID", `${quote(withoutSecrets(name))} is not a service target`);
  }
  const { head: [unit = ""], params: { gap, ...params } } = found;
  return { ...params, unit, stopWithin: Number(params.stopWithin),
    healthyWithin: Number(params.healthyWithin), steadyFor: Number(params.steadyFor),
    conflictingUnits: params.conflictingUnits.split(UNITS).filter(Boolean),
    ...gap ? { gap: gap as Gap } : {} };
};
