/** The settings of a validator that this host shares with another: its duty, and its record. */
import type { Address, Change, Reading, Want } from "../../engine/model/model.ts";
import {
  CARRIED, carriedChange, carriedDriver, carriedReading, carriedWants,
} from "./carried.ts";
import { DUTY, dutyChange, dutyReading, dutyWants, type DutyFacts } from "./duty.ts";
import { dutyDriver } from "./duty-driver.ts";

export const GROUP_DRIVERS = [dutyDriver, carriedDriver];

/** The record first: it is there before this host signs. */
export const groupWants = (facts: DutyFacts | null): readonly Want[] =>
  [...carriedWants(facts), ...dutyWants(facts)];

/** Null for an address of another setting. */
export const groupReading = (facts: DutyFacts | null, address: Address): Reading | null => {
  if (address === DUTY) return dutyReading(facts);
  return address === CARRIED ? carriedReading(facts) : null;
};

/** Null as above. */
export const groupChanges = (
  facts: DutyFacts | null, address: Address, to: string,
): readonly Change[] | null => {
  if (address === DUTY) return dutyChange(facts, to);
  return address === CARRIED ? carriedChange(facts, to) : null;
};
