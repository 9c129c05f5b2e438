/** What is wrong with a unit that a kind is told to look after. */
import { errorKind as kind } from "../../engine/model/error-kind.ts";

export const UNIT_ERRORS = {
  UNIT_INVALID: kind(1, "human", "A unit name is malformed or the unit does not exist.",
    "Name it in full, for example agave-validator.service."),
};
