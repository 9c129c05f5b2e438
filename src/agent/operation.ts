/**
 * What the agent may ask of the part that has the rights. One request, then lines of progress, then
 * one line with the answer, all JSON. The asker is not trusted: the host file comes with its proof
 * and is checked again, a plan is made again and must be the one that was meant.
 */
import { asVexorError, type ErrorCode, type SourceLocation } from "../engine/model/errors.ts";
import { ERRORS } from "../engine/model/errors-table.ts";
import type { CheckResult } from "../engine/run/health.ts";
import type { Pointer } from "../engine/host-file/host-file-source.ts";
import type { Address, Plan, PlanItem } from "../engine/model/model.ts";
import type { Proof } from "../engine/source/types.ts";

export const OPERATION = "vexor.operation/1";

export type Operation =
  | { readonly op: "plan"; readonly proof: Proof; readonly except: readonly Address[] }
  | { readonly op: "apply"; readonly proof: Proof; readonly except: readonly Address[];
    /** Id of the plan that is meant. */
    readonly plan: string }
  /** The proven revision holds: later ones must build on it. */
  | { readonly op: "accept"; readonly proof: Proof }
  /** Runs the commands among the health checks of the agent's run that waits, once. */
  | { readonly op: "check"; readonly run: number }
  /** Records what the review of a change would read of this host, and signs it for the host. */
  | { readonly op: "facts"; readonly proof: Proof }
  | { readonly op: "confirm"; readonly run: number }
  | { readonly op: "undo"; readonly run: number; readonly why: string };

/** A run that waits for its confirmation. */
export interface UnconfirmedRun {
  readonly run: number;
  readonly deadline: string;
  /** The revision it was for. */
  readonly commit: string | null;
}

/** What a host publishes of itself. */
export interface SignedFacts {
  readonly text: string;
  /** As `ssh-keygen -Y sign` writes it. */
  readonly signature: string;
  /** Of what was found; the hour of the recording is not in it. */
  readonly digest: string;
}

export interface OperationResult {
  readonly plan?: Plan;
  /** What would be decided about the settings that the plan leaves out. */
  readonly aside?: readonly PlanItem[];
  readonly waiting?: UnconfirmedRun | null;
  /** What is wrong with the settings, while the ones from before are in force. */
  readonly settings?: OperationError;
  readonly facts?: SignedFacts;
  readonly run?: number;
  /** Of the commands among the health checks. */
  readonly checks?: readonly CheckResult[];
  /** The run that was applied is rolled back unless its health is shown and it is confirmed. */
  readonly waits?: boolean;
  /** Addresses that turned out to be unchangeable here, with the reason. */
  readonly impossible?: Readonly<Record<Address, string>>;
}

export interface OperationError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly retry: "now" | "later" | "human";
  /** Where in the declaration it lies; its place in the files is known where they were read. */
  readonly at?: Pointer;
  /** Of what the other side has read itself. */
  readonly place?: SourceLocation;
}

export const operationRefusal = (thrown: unknown): OperationError => {
  const { code, message, hint, at, place } = asVexorError(thrown);
  return { code, message, hint, retry: ERRORS[code].retry, ...(at ? { at } : {}),
    ...(place ? { place } : {}) };
};

export type OperationMessage =
  | { readonly progress: string }
  | { readonly done: OperationResult }
  | { readonly refused: OperationError };

/** Asks; throws a VexorError where the answer is a refusal, `LOST` where there is none in time. */
export type Operate = (
  operation: Operation, timeoutMs: number, progress: (text: string) => void,
) => Promise<OperationResult>;
