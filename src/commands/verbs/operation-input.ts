/** An operation as it comes in: nothing that is not exactly one gets any further. */
import { OPERATION, type Operation } from "../../agent/operation.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Address } from "../../engine/model/model.ts";
import { isPlanId } from "../../engine/plan/plan-id.ts";

const OPS: ReadonlySet<unknown> = new Set(
  ["plan", "apply", "accept", "check", "facts", "confirm", "undo"]);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isAddresses = (value: unknown): value is readonly Address[] => Array.isArray(value)
  && value.every((one) => typeof one === "string" && /^[a-z-]+\/[\w./:@\\-]{1,300}$/.test(one));

const FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  proof: isRecord,
  except: isAddresses,
  plan: isPlanId,
  run: (value) => Number.isSafeInteger(value) && Number(value) > 0,
  why: (value) => typeof value === "string" && value.length <= 2_000,
};

const NEEDS: Readonly<Record<Operation["op"], readonly string[]>> = {
  plan: ["proof", "except"], accept: ["proof"], facts: ["proof"],
  apply: ["proof", "except", "plan"],
  check: ["run"], confirm: ["run"], undo: ["run", "why"],
};

export const invalid = (why: string): VexorError => new VexorError("OPERATION_INVALID", why);

/** Throws OPERATION_INVALID: nothing that is not exactly an operation gets any further. */
export const readOperation = (text: string): Operation => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid("the request is not JSON");
  }
  if (!isRecord(value) || value["format"] !== OPERATION || !OPS.has(value["op"])) {
    throw invalid(`the request is no ${OPERATION}`);
  }
  const needs = NEEDS[value["op"] as Operation["op"]];
  const odd = Object.keys(value).find((key) => !["format", "op", ...needs].includes(key));
  if (odd !== undefined) throw invalid(`${value["op"] as string} takes no ${JSON.stringify(odd)}`);
  const wrong = needs.find((key) => !FIELDS[key]?.(value[key]));
  if (wrong !== undefined) throw invalid(`${value["op"] as string} needs a sound ${wrong}`);
  return value as unknown as Operation;
};
