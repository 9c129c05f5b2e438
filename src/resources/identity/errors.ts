/** What is wrong with keys, and with a change of who signs. */
import { errorKind as kind } from "../../engine/model/error-kind.ts";

export const IDENTITY_ERRORS = {
  PUBKEY_INVALID: kind(1, "human", "A public key is misspelt.",
    "base58 has no 0, O, I and l; copy the key from `solana-keygen pubkey FILE`."),
  IDENTITY_MISMATCH: kind(1, "human", "The key on this host is not the declared one.",
    "Correct pubkey: in the host file, or name the right key file."),
  KEYPAIR_MISSING: kind(1, "human", "A keypair file does not exist.",
    "Put it there with mode 0600, or correct its path in the host file."),
  KEYPAIR_KIND: kind(1, "human", "A keypair is not a regular file.", "Name the file itself."),
  KEYPAIR_LINK: kind(1, "human", "A keypair is reached through a link that other users can change.",
    "Keep the link and the key where only root or the key's owner can write."),
  KEYPAIR_OWNER: kind(1, "human", "A keypair file belongs to another user.",
    "chown it to the user that the client runs as."),
  KEYPAIR_MODE: kind(1, "human", "Users other than its owner can read a keypair file.",
    "chmod 600 it; if another user had access, treat the key as known."),
  KEYPAIR_FORMAT: kind(1, "human", "A keypair file is not a JSON array of 64 bytes.",
    "Restore it from its backup; `solana-keygen` writes this form."),
  KEYPAIR_MISMATCH: kind(1, "human", "The two halves of a keypair do not belong together.",
    "Restore it from its backup: signing with such a pair can give the secret away."),
  IDENTITY_SWAP: kind(1, "human", "A running client did not take the new identity.",
    "The previous identity is back; the client's log says more."),
  FAILOVER_STANDBY: kind(1, "human",
    "The register does not say that this host may take the identity up.",
    "Have the keeper of this host take the register, or hand the identity over from the other "
    + "host."),
  IDENTITY_LOCKED: kind(1, "human", "An interrupted switch has locked the client.",
    "Make sure that no set-identity runs (`pgrep -af set-identity`), then repeat it by hand with "
    + "--force, or restart the client. Vexor never passes --force."),
  ADMIN_SOCKET: kind(1, "human", "The socket in the client's ledger is not the client's own.",
    "Find out who made it (`ls -l LEDGER/admin.rpc`, `ss -xlp`), remove it, restart the client."),
  CLUSTER_CONTRADICTED: kind(1, "human", "Two nodes contradict each other about the cluster.",
    "Find out which one is wrong or behind; wait for it, or take it out of clusterRpc: in git."),
  TOWER_INVALID: kind(1, "human", "The client would not accept a tower file.",
    "Copy it again from the host that voted last, after it has stopped voting."),
  VOTE_HISTORY_UNUSED: kind(1, "human", "A client does not show that it uses its vote history.",
    "The client's log says whether it votes. Vexor has given the identity up there again."),
  VOTE_HISTORY_LOST: kind(1, "human", "A client votes without the votes of its vote history.",
    "It may have voted against votes of its own. Before it votes again as that identity, look at "
    + "its log, and wait until its newest vote is final."),
  VOTE_HISTORY_INVALID: kind(1, "human", "The client would not accept a vote history.",
    "Copy it again from the host that voted last, after it has stopped voting."),
};
