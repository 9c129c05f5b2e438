/**
 * What the next boot brings: of all that set a value while the machine starts, the last one's.
 *
 * Boot sources have an order of their own, and the last of them stands for them all. Other managers
 * act in phases of the boot. Of those that no other certainly follows, either may be last: where
 * they do not agree, or one brings a value that is unknown, the answer is not known.
 */
import { placeOf, type Evidence, type BootPhase } from "../model/evidence.ts";
import type { Owner, Reading } from "../model/model.ts";

/** Something that sets the value at boot: a boot source or another manager. */
export interface BootAct {
  readonly owner: Owner;
  /** Null when it is unknown. */
  readonly value: string | null;
  readonly evidence: Evidence;
}

export interface RebootForecast {
  readonly value: string | null;
  /** Why the value is not known; null where it is. */
  readonly unknown: string | null;
  /** Those that may be last. With a value, all of them bring it. */
  readonly last: readonly BootAct[];
}

type RebootSources = Pick<Reading, "boot" | "otherManagers" | "default" | "ephemeral">;

const isBefore = (one: BootPhase | undefined, other: BootPhase | undefined): boolean =>
  one !== undefined && other !== undefined && one.to < other.from;

const NONE: readonly BootAct[] = [];

/** Other managers that act at each boot. */
export const actsOfOtherManagers = (
  { otherManagers }: Pick<Reading, "otherManagers">,
): readonly BootAct[] =>
  (otherManagers.length === 0 ? NONE : otherManagers.flatMap((evidence): readonly BootAct[] =>
    (evidence.restores === undefined ? NONE
      : [{ owner: "custom", value: evidence.restores, evidence }])));

/** All of them, as far as their order is known: what comes later in the boot comes later here. */
export const actsOf = (reading: Pick<Reading, "boot" | "otherManagers">): readonly BootAct[] => {
  const held = actsOfOtherManagers(reading);
  return held.length === 0 ? reading.boot : [...reading.boot, ...held].toSorted((one, other) =>
    (one.evidence.phase?.from ?? Infinity) - (other.evidence.phase?.from ?? Infinity) || 0);
};

/** `/etc/rc.local:2 brings 30 at boot`. */
export const formatBootAct = ({ value, evidence }: BootAct): string => {
  if (value !== null) return `${placeOf(evidence)} brings ${value} at boot`;
  return evidence.isUnread ? `${placeOf(evidence)} ${evidence.says}`
    : `${placeOf(evidence)} brings an unknown value at boot`;
};

const whyUnknown = (last: readonly BootAct[]): string => {
  const untold = last.find(({ value }) => value === null);
  if (untold) return formatBootAct(untold);
  const other = last.find(({ value }) => value !== last[0]?.value);
  return `${[last[0], other].flatMap((act) => (act ? [formatBootAct(act)] : [])).join(" and ")}: `
    + "which of them comes last is unknown";
};

const NO_DEFAULT = "nothing sets it at boot, and the kernel's default is not known";

export const rebootOf = (reading: RebootSources): RebootForecast => {
  if (reading.ephemeral !== null) return { value: null, unknown: reading.ephemeral, last: NONE };
  const source = reading.boot.at(-1);
  const held = actsOfOtherManagers(reading);
  const acts = source ? [source, ...held] : held;
  if (acts.length === 0) {
    const value = reading.default?.value ?? null;
    return { value, unknown: value === null ? NO_DEFAULT : null, last: NONE };
  }
  return lastOf(acts);
};

const lastOf = (acts: readonly BootAct[]): RebootForecast => {
  const last = acts.filter(({ evidence }) =>
    !acts.some((other) => isBefore(evidence.phase, other.evidence.phase)));
  const value = last[0]?.value ?? null;
  return value !== null && last.every((act) => act.value === value)
    ? { value, unknown: null, last } : { value: null, unknown: whyUnknown(last), last };
};

/**
 * The same without Vexor: what an undo after a reboot may restore. A setting that no boot file can
 * carry has a value after a boot as well.
 */
export const rebootWithoutUs = (reading: Omit<RebootSources, "ephemeral">): string | null => {
  const { boot, otherManagers, default: fallback } = reading;
  return rebootOf({ otherManagers, default: fallback, ephemeral: null,
    boot: boot.filter(({ owner }) => owner !== "vexor") }).value;
};
