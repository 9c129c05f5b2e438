/** What moves a unit's processes besides its own files: scripts, cpusets that stray, TuneD. */
import { readStartTexts } from "../../detectors/systemd/start-command-pins.ts";
import type { PinTarget, ScriptPin } from "../../detectors/tools/pin-scripts.ts";
import type { CpuSet } from "../../formats/cpu-set.ts";
import type { Evidence } from "../../engine/model/model.ts";
import type { PinningFacts, ServiceFacts } from "./facts.ts";
import type { Pin } from "./wants.ts";

interface ManagerContext {
  /** As the pin's values are spelled, within the unit's cpuset limit. */
  readonly spelled: (cpus: CpuSet) => string;
  /** The live value is one that the unit's own files do not explain. */
  readonly isUnexplained: boolean;
}

const serviceTarget = (facts: PinningFacts, service: ServiceFacts): PinTarget => {
  const { unit, boot } = service; // to find its threads takes a look at each
  const stem = unit.replace(/\.service$/, "");
  const last = (key: string): string | null => boot.files.assignments.findLast((one) =>
    one.section === "Service" && one.key === key)?.value || null;
  return {
    names: [stem, last("PIDFile") ?? ""],
    user: last("User"),
    processes: () => service.threads.slice(0, 1).map((main) => facts.nameOf(main)),
    starts: () => readStartTexts(facts.host, boot.files),
  };
};

const threadTarget = (thread: string): PinTarget => ({
  names: thread.split(/[*?]+/).filter((part) => part.length > 2),
  user: null, processes: () => [thread], starts: () => [],
});

/** A manager that names other processes, or names few, counts only where it explains the value. */
const heldBy = (
  pin: ScriptPin, { spelled, isUnexplained }: ManagerContext,
): readonly Evidence[] => {
  const { evidence, phase, cpus, isNamed } = pin;
  if (phase === null) return isUnexplained ? [evidence] : [];
  if (!isNamed && !isUnexplained) return [];
  return [{ ...evidence, restores: cpus === null ? null : spelled(cpus), phase }];
};

/** A cpuset is not what taskset changes. */
const isRelevant = (pin: Pin, { isCpuset }: ScriptPin): boolean =>
  isCpuset || pin.enforce !== "cpuset";

const byScripts = (
  facts: PinningFacts, pin: Pin, { boot: { scripts } }: ServiceFacts, target: PinTarget,
  around: ManagerContext,
): readonly Evidence[] => facts.scriptPins(target)
  .filter((one) => isRelevant(pin, one) && !scripts.some(({ evidence }) =>
    evidence.path === one.evidence.path && evidence.line === one.evidence.line))
  .flatMap((one) => heldBy(one, around));

/** A start script pins at each start, to what is unknown; a stray limit ends with the boot. */
export const unitHolders = (
  facts: PinningFacts, pin: Pin, service: ServiceFacts, around: ManagerContext,
): readonly Evidence[] => [
  ...service.boot.scripts.filter(({ cpus }) => cpus === null)
    .map(({ evidence }): Evidence => ({ ...evidence, restores: null })),
  ...service.strayLimits,
  ...byScripts(facts, pin, service, serviceTarget(facts, service), around),
  ...facts.movers(),
];

/** Scripts that name the thread itself; TuneD moves threads one by one. */
export const threadHolders = (
  facts: PinningFacts, pin: Pin, service: ServiceFacts, around: ManagerContext,
): readonly Evidence[] => [
  ...byScripts(facts, pin, service, threadTarget(pin.thread ?? ""), around),
  ...facts.movers(),
];

/** Scripts that name its unit: what an administrator gives all of its threads. */
export const unitScripts = (
  facts: PinningFacts, pin: Pin, service: ServiceFacts, around: ManagerContext,
): readonly Evidence[] =>
  byScripts(facts, pin, service, serviceTarget(facts, service), around);
