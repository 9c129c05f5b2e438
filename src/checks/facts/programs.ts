/** The fact `clients`, as other facts use it. */
import { isKnown, type FactBook, type FactValue } from "../fact.ts";

/** A client that runs, or would start. */
export interface ProgramHere {
  readonly id: string;
  readonly name: string;
  readonly family: string;
  readonly role: string;
  readonly state: "running" | "stopped";
  readonly version: string | null;
  readonly unit: string | null;
  readonly pids?: readonly number[];
  readonly uid?: number | null;
  readonly argv?: readonly string[];
  readonly places?: Readonly<Record<string, string>>;
}

/** None where they cannot be seen; then `clients` itself says so. */
export const programsHere = (book: FactBook): readonly ProgramHere[] => {
  const fact = book.fact("clients");
  return isKnown(fact) ? fact.value as unknown as readonly ProgramHere[] : [];
};

export const pidsOf = (programs: readonly ProgramHere[]): readonly number[] =>
  programs.flatMap(({ pids }) => pids ?? []);

/** A detector's answer as a fact's value: its shape is plain data. */
export const asValue = (answer: unknown): FactValue => answer as FactValue;
