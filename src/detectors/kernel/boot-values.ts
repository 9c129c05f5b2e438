/** The value that a text written to a sysctl at boot has, and how to print it. */
import { quote, shorten } from "../../formats/quote.ts";
import { canonicalOf } from "./sysctl-set.ts";
import { takenOf, type RunningKernel, type WriteResult } from "./sysctl-taken.ts";

interface BootValue {
  /** What the key holds then; null when that is unknown. */
  readonly value: string | null;
  /** It changes nothing: the value is the one from before. */
  readonly isRefused: boolean;
  /** Where the value is unknown: what the text says. */
  readonly asks: string | null;
  /** Behind the text, where it does not simply come to what it says. */
  readonly remark: string;
}

/** What is known of a path below /proc/sys. */
interface KnownValues {
  liveOf(path: string): string | null;
  /** What it holds before anything at boot writes to it; null when that is not known. */
  beforeOf(path: string): string | null;
}

const remarkOn = (taken: WriteResult, said: string): string => {
  if (taken.holds === said) return "";
  if (taken.holds !== null) return `, which the kernel takes for ${taken.holds || "nothing"}`;
  return taken.why === "refused" ? ", which the kernel refuses"
    : ", and what the kernel makes of that is unknown";
};

export type ReadBootValue = (path: string, text: string) => BootValue;

export const bootValues = (kernel: RunningKernel, known: KnownValues): ReadBootValue =>
  (path, text) => {
    const before = known.beforeOf(path);
    const taken = takenOf(kernel, { path, text, live: known.liveOf(path), before });
    const isRefused = taken.holds === null && taken.why === "refused";
    const said = canonicalOf(path, text);
    return { value: isRefused ? before : taken.holds, isRefused, remark: remarkOn(taken, said),
      asks: taken.holds === null && !isRefused ? said : null };
  };

/** Whether a key that holds `value` may do so because that text was written to it. */
export const mayComeFrom = (
  kernel: RunningKernel, path: string, text: string, value: string,
): boolean => {
  const taken = takenOf(kernel, { path, text, live: value, before: null });
  return taken.holds === null ? taken.why === "unknown" : taken.holds === value;
};

/** Why a key would not hold `wanted` (canonical) once that is written; null when it may. */
export const whyOtherwise = (
  kernel: RunningKernel, path: string, wanted: string, live: string | null,
): string | null => {
  const taken = takenOf(kernel, { path, text: wanted, live, before: live });
  if (taken.holds === wanted) return null;
  if (taken.holds !== null) return `the kernel takes ${quote(wanted)} for ${shorten(taken.holds)}`;
  return taken.why === "refused" ? `the kernel refuses ${quote(wanted)}` : null;
};
