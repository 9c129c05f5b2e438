/** What one apply knows and is asked to do, and how it hears of a signal. */
import type { Approval } from "./approval.ts";
import type { ComparingHost, ExpectedValues } from "./compare-before-write.ts";
import type { ConfirmTimer } from "./guardian.ts";
import type { Journal } from "./store.ts";
import type { RunContext } from "./undo.ts";
import { VexorError } from "../model/errors.ts";
import type { Address, RunStarter, Plan, Snapshot } from "../model/model.ts";
import type { PlanRequest } from "../plan/plan.ts";
import type { ReportProgress } from "../resource.ts";

type Progress = (step: string) => void;

export interface ApplyOptions {
  /** Who applies, for people. */
  readonly by: string;
  readonly begunBy: RunStarter;
  /** The plan was made under the lock that is held: there is no need to make it again. */
  readonly isFresh?: true;
  readonly approval?: Approval;
  readonly progress: Progress;
  /** True once the operator has asked to stop: the run is then rolled back. */
  readonly interrupted?: () => boolean;
  readonly confirm?: ConfirmTimer;
}

export interface ApplyContext extends RunContext {
  readonly request: PlanRequest;
  readonly plan: Plan;
  readonly options: ApplyOptions;
  readonly run: number;
  readonly snapshot: Snapshot;
  readonly journal: Journal;
  readonly impossible: Map<Address, string>;
  readonly compare: ComparingHost;
  readonly expected: ExpectedValues;
}

const interrupted = (): VexorError => new VexorError("APPLY_FAILED", "interrupted by a signal");

/** Each news once, and an ear for signals between them. */
export const progressReporter = ({ options }: ApplyContext): ReportProgress => {
  let last = "";
  return (text) => {
    if (options.interrupted?.()) throw interrupted();
    if (text !== last) options.progress(text);
    last = text;
  };
};

export const throwIfInterrupted = async ({ options, host }: ApplyContext): Promise<void> => {
  await host.sleep(0); // a signal is only heard between turns of the event loop
  if (options.interrupted?.()) throw interrupted();
};
