/** What can be wrong with the CPUs that a host file names. */
import { errorKind as kind } from "../../engine/model/error-kind.ts";

export const CPU_ERRORS = {
  CPU_SET_INVALID: kind(1, "human", "A CPU set is malformed, empty or names absent CPUs.",
    "Name CPUs of this machine, as the kernel writes them: 0-3,8 or 0-31:2/4."),
};
