/** What can be wrong with a unit that a host file names. */
import { errorKind as kind } from "../../engine/model/error-kind.ts";

export const UNIT_ERRORS = {
  UNIT_INVALID: kind(1, "human", "A unit name is malformed or the unit does not exist.",
    "Name one of `systemctl list-unit-files --type=service` in full."),
};
