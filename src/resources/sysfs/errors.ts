/** What can be wrong with a file below /sys. */
import { errorKind as kind } from "../../engine/model/error-kind.ts";

export const SYSFS_ERRORS = {
  SYSFS_NOT_TAKEN: kind(1, "human",
    "The kernel did not take the value for a file below /sys, or made another one of it.",
    "Ask for the value that the file holds after the write, or leave the setting out."),
};
