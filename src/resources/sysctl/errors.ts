/** What is wrong with a kernel parameter. */
import { errorKind as kind } from "../../engine/model/error-kind.ts";

export const SYSCTL_ERRORS = {
  SYSCTL_REFUSED: kind(1, "human", "A sysctl name is malformed or would run code as root.",
    "Vexor never manages such a key."),
};
