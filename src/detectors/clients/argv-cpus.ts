/** CPUs that a client's command line gives to its threads. */
import { FormatError } from "../../formats/format-error.ts";
import { cpus, decodeCpuList } from "../../formats/cpu-set.ts";
import { valueOf } from "./descriptors.ts";

/** Agave's, by what they are for; older releases have the longer names. */
export const POH_FLAGS = ["--poh-pinned-cpu-core", "--experimental-poh-pinned-cpu-core"];
export const XDP_CORE_FLAGS = ["--xdp-cpu-cores", "--experimental-retransmit-xdp-cpu-cores"];

/** Empty where the flag is absent, or is not a list of CPUs. */
export const cpusOfFlag = (
  argv: readonly string[], flags: readonly string[],
): readonly number[] => {
  const value = valueOf(argv, flags);
  try {
    return value === null ? [] : cpus(decodeCpuList(value));
  } catch (error) {
    if (error instanceof FormatError) return [];
    throw error;
  }
};
