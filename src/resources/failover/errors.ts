/** What can go wrong with the service that a validator is bound to. */
import { errorKind as kind } from "../../engine/model/error-kind.ts";

export const FAILOVER_ERRORS = {
  FAILOVER_KEEPER: kind(1, "human", "The keeper's service did not start, or did not stop.",
    "journalctl -u vexor-failover says why."),
  FAILOVER_ACTIVE: kind(1, "human",
    "The keeper is not taken out of force on the host that may sign.",
    "Hand the identity over first: the other host would take it, and both would sign."),
  FAILOVER_SETTINGS: kind(1, "human", "The keeper cannot use what it was started with, or what it "
    + "has noted.", "vexor apply writes its settings anew."),
  FAILOVER_REGISTER: kind(1, "human", "There is a register of this group, or something in its "
    + "place.", "vexor failover status shows it. A register is made once for both hosts."),
  FAILOVER_LISTEN: kind(1, "human", "The keeper cannot listen for its peer, or for a manager.",
    "ss -ltnp shows what has the port; failover.peer.url names another one, on both hosts; "
    + "failover.manager.listen that for a manager."),
  FAILOVER_HANDOVER: kind(1, "human", "A handover has not begun, or did not end as it was meant.",
    "vexor failover plan names what hinders it, vexor failover history what has happened."),
  KEEPER_SILENT: kind(1, "human", "The keeper of this host does not answer.",
    "systemctl status vexor-failover says why."),
};
