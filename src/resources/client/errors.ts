/** What is wrong with clients, and with what they have signed. */
import { errorKind as kind } from "../../engine/model/error-kind.ts";

export const CLIENT_ERRORS = {
  TOWER_BEHIND: kind(1, "human", "A client's tower lacks votes that another client has cast.",
    "Copy the tower of the client that voted last, once both have stopped."),
  SLASHING_INVALID: kind(1, "human", "A slashing-protection export cannot be read.",
    "Export it again, with the validator client stopped (EIP-3076, version 5)."),
  SLASHING_UNPROTECTED: kind(1, "human", "A slashing-protection history lacks what was signed.",
    "Import the newest export of the client that signed last, before any client starts."),
  CLIENT_UNKNOWN: kind(1, "human",
    "The declared client is not installed here, or several units run it.",
    "vexor clients lists what is installed."),
  CLIENT_SERVICE: kind(1, "human", "A client's service did not stop or start as asked.",
    "journalctl -u UNIT says why; the previous client runs again."),
  CLIENT_IDENTITY: kind(1, "human",
    "A client would start as an identity that the client before it does not have.",
    "Let it start as that one, or with the unstaked key; then identity: takes another up."),
  CLIENT_DUTY: kind(1, "human",
    "A client of a failover group is not started without its keeper's permission.",
    "vexor failover status says which host signs. Never start it by hand."),
  CLIENT_TWO: kind(1, "human", "Two validators would run at the same time.",
    "Stop the other one first."),
};
