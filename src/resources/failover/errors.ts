/** What can go wrong with the service that a validator is bound to. */
import { errorKind as kind } from "../../engine/model/error-kind.ts";

export const FAILOVER_ERRORS = {
  FAILOVER_KEEPER: kind(1, "human", "The keeper's service did not start, or did not stop.",
    "journalctl -u vexor-failover says why."),
  FAILOVER_ACTIVE: kind(1, "human",
    "The keeper is not taken out of force on the host that may sign.",
    "Hand the identity over first: the other host would take it, and both would sign."),
};
