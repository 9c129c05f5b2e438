// Generated from the tables of errors by `npm run generate`; do not edit.
export const ERRORS = {
 "USAGE": {
  "exit": 64,
  "retry": "human",
  "about": "The command line is not valid.",
  "hint": "See vexor help."
 },
 "NO_TERMINAL": {
  "exit": 64,
  "retry": "human",
  "about": "A verb that writes cannot ask for consent: there is no terminal.",
  "hint": "Add --yes."
 },
 "HOST_FILE_MISSING": {
  "exit": 1,
  "retry": "human",
  "about": "The host file cannot be read.",
  "hint": "Name it with -f FILE."
 },
 "HOST_FILE_UNTRUSTED": {
  "exit": 1,
  "retry": "human",
  "about": "Other users can change a host file that Vexor has found by itself, or the link that leads to it.",
  "hint": "Check the file, then name it with -f FILE."
 },
 "HOST_FILE_LIMIT": {
  "exit": 1,
  "retry": "human",
  "about": "The host file is too large, too deep, or has too many aliases.",
  "hint": "The limits are 256 KiB, depth 32 and 16 aliases."
 },
 "YAML_SYNTAX": {
  "exit": 1,
  "retry": "human",
  "about": "The host file is not valid YAML.",
  "hint": "Fix the line it names."
 },
 "HOST_FILE_INVALID": {
  "exit": 1,
  "retry": "human",
  "about": "The host file breaks the schema.",
  "hint": "man vexor-host.yaml (docs/host-file.md) lists every key."
 },
 "HOST_FILE_EDIT": {
  "exit": 1,
  "retry": "human",
  "about": "A host file cannot be edited so that all other bytes and values stay.",
  "hint": "Write it by hand; vexor validate checks the file."
 },
 "NOT_ADOPTABLE": {
  "exit": 1,
  "retry": "human",
  "about": "A permission to replace a custom value is not needed, or not enough.",
  "hint": "vexor plan says why a setting is blocked, and what the ways out are."
 },
 "EXTENDS_INVALID": {
  "exit": 1,
  "retry": "human",
  "about": "A host file, or a file that it extends, is outside the repository; or files extend each other in a circle.",
  "hint": "Paths are relative to the file that names them, and stay inside the repository."
 },
 "HOST_MISMATCH": {
  "exit": 1,
  "retry": "human",
  "about": "The host file is for another machine.",
  "hint": "Plan on the machine that the file is for; vexor validate checks the file of any machine. A file with `host: any` is read only where -f names it."
 },
 "AGENT_SETTINGS": {
  "exit": 1,
  "retry": "human",
  "about": "The agent's settings are missing, or break their schema.",
  "hint": "man vexor-agent.yaml (docs/agent.md) lists every key of /etc/vexor-agent/agent.yaml."
 },
 "AGENT_UNUSABLE": {
  "exit": 78,
  "retry": "human",
  "about": "The agent cannot start with the settings it has.",
  "hint": "man vexor-agent.yaml (docs/agent.md) lists every key of /etc/vexor-agent/agent.yaml."
 },
 "SOURCE_UNREACHABLE": {
  "exit": 1,
  "retry": "later",
  "about": "The source of the host file does not answer.",
  "hint": "The last accepted state stays in force; the next poll tries again."
 },
 "SOURCE_SETUP": {
  "exit": 1,
  "retry": "human",
  "about": "The source cannot be fetched as this host is set up: its key, its known hosts, its url or its branch.",
  "hint": "sudo vexor doctor checks each, and says what to type. The last accepted state stays in force."
 },
 "NOT_ENROLLED": {
  "exit": 1,
  "retry": "human",
  "about": "An enrolment was stopped before agent.yaml was written.",
  "hint": "Run vexor enrol URL again: what it has made so far is kept."
 },
 "SOURCE_CORRUPT": {
  "exit": 1,
  "retry": "later",
  "about": "What was fetched from the source is damaged or inconsistent.",
  "hint": "The last accepted state stays in force; check the repository with git fsck."
 },
 "SOURCE_REWRITTEN": {
  "exit": 1,
  "retry": "human",
  "about": "The branch does not build on the last accepted commit.",
  "hint": "If that is intended: vexor source accept COMMIT --why REASON."
 },
 "SOURCE_UNPINNED": {
  "exit": 1,
  "retry": "human",
  "about": "No commit was ever accepted on this host.",
  "hint": "Name the first with pin: in agent.yaml, or vexor source accept COMMIT --why REASON."
 },
 "SOURCE_UNSIGNED": {
  "exit": 1,
  "retry": "human",
  "about": "A commit that must be signed is not.",
  "hint": "Sign it and push it again: git commit --amend --no-edit -S && git push --force-with-lease; or take it as it is, on this host: sudo vexor source accept COMMIT --why REASON."
 },
 "SOURCE_SIGNER": {
  "exit": 1,
  "retry": "human",
  "about": "This host does not accept the signature of a commit.",
  "hint": "The keys that it accepts are in signers: and keyring: of its agent.yaml."
 },
 "SOURCE_FILE": {
  "exit": 1,
  "retry": "human",
  "about": "The source holds no usable host file for this machine.",
  "hint": "A host file is a plain file of at most 256 KiB: not a link, a submodule or an executable."
 },
 "SOURCE_LIMIT": {
  "exit": 1,
  "retry": "human",
  "about": "The source needs more work than Vexor does without a request.",
  "hint": "Check the branch, then: vexor source accept COMMIT --why REASON."
 },
 "SOURCE_STALE": {
  "exit": 1,
  "retry": "human",
  "about": "The branch's newest commit is older than freshness: allows.",
  "hint": "Commit to it, or find out why new commits do not arrive."
 },
 "SOURCE_STATE": {
  "exit": 1,
  "retry": "human",
  "about": "The record of the last accepted commit cannot be read.",
  "hint": "Accept a commit again: vexor source accept COMMIT --why REASON."
 },
 "SOURCE_TOOLS": {
  "exit": 1,
  "retry": "human",
  "about": "A program that the source needs is missing or refused.",
  "hint": "Install those that the settings need: apt install git openssh-client gpgv."
 },
 "FACTS_MISSING": {
  "exit": 1,
  "retry": "human",
  "about": "A file of recorded facts cannot be read.",
  "hint": "Name one that vexor facts --out FILE has written."
 },
 "FACTS_INVALID": {
  "exit": 1,
  "retry": "human",
  "about": "A file is not one of recorded facts, or is of another version.",
  "hint": "Record them anew on the host: sudo vexor facts --out FILE"
 },
 "FACTS_HOST": {
  "exit": 1,
  "retry": "human",
  "about": "Recorded facts are of another host than the one that is asked for.",
  "hint": "Name the facts of that host, or record them there: sudo vexor facts --out FILE"
 },
 "FACTS_SIGNER": {
  "exit": 1,
  "retry": "human",
  "about": "Recorded facts are not as their host has signed them, or another key has signed them.",
  "hint": "Do not plan on them. If the host has a new key, list it in keys/hosts/HOST.pub."
 },
 "FACTS_UNSIGNED": {
  "exit": 1,
  "retry": "human",
  "about": "No key of their host that is listed speaks for recorded facts.",
  "hint": "Sign them on the host, and list its key in keys/hosts/HOST.pub: see docs/review.md."
 },
 "FACTS_KEY": {
  "exit": 1,
  "retry": "human",
  "about": "This host has no key that can sign its facts.",
  "hint": "Make one as root: ssh-keygen -q -t ed25519 -N '' -f /etc/vexor-agent/facts_key; its .pub goes into keys/hosts/HOST.pub, by a reviewed commit."
 },
 "FACTS_NOT_SENT": {
  "exit": 1,
  "retry": "later",
  "about": "Facts of this host could not be published.",
  "hint": "Look at facts: in agent.yaml, and at the place that it names."
 },
 "FACTS_AGE": {
  "exit": 1,
  "retry": "human",
  "about": "Recorded facts are too old, or have a date that is still to come.",
  "hint": "Record them anew on the host: sudo vexor facts --out FILE"
 },
 "REVISION_UNKNOWN": {
  "exit": 1,
  "retry": "human",
  "about": "A revision, or one of its files, is not in this clone.",
  "hint": "Fetch it: git fetch origin BRANCH; a shallow clone needs a greater depth."
 },
 "POLICY_INVALID": {
  "exit": 1,
  "retry": "human",
  "about": "A file of policy/ breaks its schema.",
  "hint": "docs/policy.md lists every rule. Correct it on the branch that changes are merged into."
 },
 "CHECK_INVALID": {
  "exit": 1,
  "retry": "human",
  "about": "A file of checks breaks its schema, or a condition CEL.",
  "hint": "docs/check-file.md says what a check may hold."
 },
 "REVIEW_INVALID": {
  "exit": 1,
  "retry": "human",
  "about": "A file is not a review, or is not as vexor review writes it.",
  "hint": "Make one: vexor review BASE..HEAD --format json --out review.json"
 },
 "REVIEW_OTHER": {
  "exit": 1,
  "retry": "human",
  "about": "A review cannot be posted: it is not for certain the review of this change.",
  "hint": "Review the newest commit of the change, against the branch that it is merged into."
 },
 "FORGE_UNSET": {
  "exit": 1,
  "retry": "human",
  "about": "The environment does not say how the forge can be reached.",
  "hint": "docs/review.md lists what a job must have."
 },
 "FORGE_REFUSED": {
  "exit": 1,
  "retry": "human",
  "about": "The forge refuses a request.",
  "hint": "Look at the rights of the token; docs/review.md lists them."
 },
 "FORGE_SILENT": {
  "exit": 1,
  "retry": "later",
  "about": "The forge does not answer, or its limit of requests is used up.",
  "hint": "Run the job again later."
 },
 "ETCD_ACCESS": {
  "exit": 1,
  "retry": "human",
  "about": "etcd cannot be asked with what this host has for it: an endpoint, a certificate, or a file with a key or a password.",
  "hint": "A private file belongs to its reader or to root, with mode 0600."
 },
 "ETCD_TOO_OLD": {
  "exit": 1,
  "retry": "human",
  "about": "A server of etcd has a version that is not safe for a register.",
  "hint": "Upgrade every server of etcd to 3.5.33, 3.6.14, 3.7.1 or newer. For tests, olderEtcd: of the register lets an older one pass, which each plan then says."
 },
 "ETCD_SILENT": {
  "exit": 1,
  "retry": "later",
  "about": "etcd does not answer, or most of its servers are lost.",
  "hint": "etcdctl endpoint status --cluster shows which servers answer, and who leads."
 },
 "ETCD_DENIED": {
  "exit": 1,
  "retry": "human",
  "about": "etcd does not let this host read or write the key.",
  "hint": "etcdctl role get ROLE shows what a role may do: the host's needs readwrite on that key."
 },
 "ETCD_REFUSED": {
  "exit": 1,
  "retry": "human",
  "about": "etcd takes a request as it is for no valid one, or has no space.",
  "hint": "The message has etcd's own words; etcdctl alarm list shows whether its space is used up."
 },
 "ETCD_LINEAGE": {
  "exit": 1,
  "retry": "human",
  "about": "A server of etcd is of another cluster than the register was made in, as after a restore from a backup.",
  "hint": "What stands in it may be old. Make sure that one host signs at most, then make the register anew."
 },
 "NO_HOSTS": {
  "exit": 1,
  "retry": "human",
  "about": "There are no host files to review.",
  "hint": "Host files are hosts/NAME.yaml of the repository, or of the directory that --repo names."
 },
 "NO_MATCH": {
  "exit": 1,
  "retry": "human",
  "about": "A match: or an address fits nothing on this machine.",
  "hint": "The message lists what is there; correct the name."
 },
 "HOST_READ": {
  "exit": 1,
  "retry": "human",
  "about": "A file or value on the host cannot be read.",
  "hint": "Check its permissions."
 },
 "HOST_WRITE": {
  "exit": 1,
  "retry": "human",
  "about": "A file or value on the host cannot be written.",
  "hint": "Check space, mount options and permissions."
 },
 "VALUE_IMMUTABLE": {
  "exit": 1,
  "retry": "human",
  "about": "The kernel does not let this value be changed here.",
  "hint": "Remove it from the host file."
 },
 "NOT_ROOT": {
  "exit": 1,
  "retry": "human",
  "about": "Writing needs root.",
  "hint": "Run it with sudo."
 },
 "CLOCK_WRONG": {
  "exit": 1,
  "retry": "later",
  "about": "The machine's clock cannot be right.",
  "hint": "Set it, or wait until it is set: `timedatectl` says whether it is synchronized."
 },
 "LOCKED": {
  "exit": 1,
  "retry": "later",
  "about": "Another run holds this host.",
  "hint": "Wait for it to finish."
 },
 "LOCK_UNSAFE": {
  "exit": 1,
  "retry": "human",
  "about": "The lock of this host belongs to another user.",
  "hint": "Find out who made it, remove /run/vexor-agent/root as root, and repeat."
 },
 "PLAN_INVALID": {
  "exit": 1,
  "retry": "human",
  "about": "The saved plan cannot be read.",
  "hint": "Make a new one: vexor plan --out FILE."
 },
 "TARGET_SHARED": {
  "exit": 1,
  "retry": "human",
  "about": "Two kinds of setting would own one target on this machine.",
  "hint": "Keep one of them in the host file. If Vexor has set the other, release that first."
 },
 "PLAN_STALE": {
  "exit": 1,
  "retry": "human",
  "about": "The host has changed since the plan was made.",
  "hint": "Plan again."
 },
 "LEDGER_CORRUPT": {
  "exit": 1,
  "retry": "human",
  "about": "The ledger cannot be read; nothing is planned without it.",
  "hint": "Restore /var/lib/vexor-agent/ledger.json from a backup, or from the newest run's snapshot."
 },
 "RUN_CORRUPT": {
  "exit": 1,
  "retry": "human",
  "about": "A run's record cannot be read.",
  "hint": "Look at it, then move its directory out of /var/lib/vexor-agent/runs; other runs are not affected."
 },
 "RUN_UNKNOWN": {
  "exit": 1,
  "retry": "human",
  "about": "There is no such run.",
  "hint": "vexor history lists them."
 },
 "RUN_UNFINISHED": {
  "exit": 5,
  "retry": "human",
  "about": "An earlier run is not finished; no other run starts before.",
  "hint": "vexor history shows it; vexor rollback RUN tries again."
 },
 "RUN_WAITS": {
  "exit": 5,
  "retry": "later",
  "about": "A run waits for its confirmation; no other run starts before.",
  "hint": "vexor confirm keeps it; vexor rollback rolls it back."
 },
 "RUN_OF_ANOTHER": {
  "exit": 1,
  "retry": "human",
  "about": "The agent asked to keep or undo a run that it did not begin.",
  "hint": "vexor confirm keeps it; vexor rollback rolls it back."
 },
 "REVISION_ROLLED_BACK": {
  "exit": 1,
  "retry": "human",
  "about": "A run of this revision was rolled back on this host; only an operator can have it tried again.",
  "hint": "Commit a fix, or as root: vexor sync --retry."
 },
 "RUN_CUT_SHORT": {
  "exit": 1,
  "retry": "human",
  "about": "The process that carried out a run was killed; its guardian ended the run.",
  "hint": "journalctl says what killed it; vexor show RUN lists every step."
 },
 "NOTHING_TO_CONFIRM": {
  "exit": 1,
  "retry": "human",
  "about": "No run waits for confirmation.",
  "hint": "vexor history lists them."
 },
 "NO_SYSTEMD": {
  "exit": 1,
  "retry": "human",
  "about": "systemd does not answer, and this operation needs it.",
  "hint": "Only a change that starts or stops a service, and --confirm-within, need systemd."
 },
 "COMMAND_FAILED": {
  "exit": 1,
  "retry": "later",
  "about": "A command that Vexor started failed.",
  "hint": "See its message."
 },
 "APPLY_FAILED": {
  "exit": 4,
  "retry": "human",
  "about": "Apply failed; everything was rolled back.",
  "hint": "vexor show RUN lists every step."
 },
 "VALUE_MOVED": {
  "exit": 4,
  "retry": "now",
  "about": "Another process changed a value right before a run's write: that value stays, and the run is rolled back.",
  "hint": "Plan again: the value has another owner now."
 },
 "RELOAD_MOVES": {
  "exit": 1,
  "retry": "human",
  "about": "systemctl daemon-reload would rerun a generator that changes a value which is set now.",
  "hint": "Have the generator set the present value, or remove its line."
 },
 "ROLLBACK_FAILED": {
  "exit": 5,
  "retry": "human",
  "about": "The rollback could not finish.",
  "hint": "The message lists what is left; vexor rollback RUN tries again."
 },
 "OPERATION_INVALID": {
  "exit": 1,
  "retry": "human",
  "about": "The agent asked the root helper for something that is not an operation.",
  "hint": "Agent and executable must be of one version; restart vexor-agent.service."
 },
 "OPERATION_LOST": {
  "exit": 1,
  "retry": "later",
  "about": "The root helper did not answer the agent.",
  "hint": "journalctl -u 'vexor-operate@*' says why; the agent tries again."
 },
 "AGENT_SILENT": {
  "exit": 1,
  "retry": "later",
  "about": "The agent does not answer on its socket.",
  "hint": "systemctl status vexor-agent says whether it runs; the socket is for root and its group."
 },
 "NOT_APPROVED": {
  "exit": 1,
  "retry": "human",
  "about": "This host requires an approval, and the plan has none.",
  "hint": "sudo vexor approve shows the plan that waits; sudo vexor approve PLAN approves it."
 },
 "OUTSIDE_WINDOW": {
  "exit": 1,
  "retry": "later",
  "about": "It is outside the maintenance window of the host file.",
  "hint": "The agent waits for the window; vexor apply does not."
 },
 "NOTHING_TO_APPROVE": {
  "exit": 1,
  "retry": "human",
  "about": "No such plan waits for an approval.",
  "hint": "sudo vexor approve shows the plan that waits, if one does."
 },
 "INTERNAL": {
  "exit": 1,
  "retry": "human",
  "about": "A bug in Vexor.",
  "hint": "Please report it with the command that shows it."
 },
 "SYSCTL_REFUSED": {
  "exit": 1,
  "retry": "human",
  "about": "A sysctl name is malformed or would run code as root.",
  "hint": "Vexor never manages such a key."
 },
 "SYSFS_NOT_TAKEN": {
  "exit": 1,
  "retry": "human",
  "about": "The kernel did not take the value for a file below /sys, or made another one of it.",
  "hint": "Ask for the value that the file holds after the write, or leave the setting out."
 },
 "CPU_SET_INVALID": {
  "exit": 1,
  "retry": "human",
  "about": "A CPU set is malformed, empty or names absent CPUs.",
  "hint": "Name CPUs of this machine, as the kernel writes them: 0-3,8 or 0-31:2/4."
 },
 "UNIT_INVALID": {
  "exit": 1,
  "retry": "human",
  "about": "A unit name is malformed or the unit does not exist.",
  "hint": "Name one of `systemctl list-unit-files --type=service` in full."
 },
 "TOWER_BEHIND": {
  "exit": 1,
  "retry": "human",
  "about": "A client's tower lacks votes that another client has cast.",
  "hint": "Copy the tower of the client that voted last, once both have stopped."
 },
 "SLASHING_INVALID": {
  "exit": 1,
  "retry": "human",
  "about": "A slashing-protection export cannot be read.",
  "hint": "Export it again, with the validator client stopped (EIP-3076, version 5)."
 },
 "SLASHING_UNPROTECTED": {
  "exit": 1,
  "retry": "human",
  "about": "A slashing-protection history lacks what was signed.",
  "hint": "Import the newest export of the client that signed last, before any client starts."
 },
 "CLIENT_UNKNOWN": {
  "exit": 1,
  "retry": "human",
  "about": "The declared client is not installed here, or several units run it.",
  "hint": "vexor clients lists what is installed."
 },
 "CLIENT_SERVICE": {
  "exit": 1,
  "retry": "human",
  "about": "A client's service did not stop or start as asked.",
  "hint": "journalctl -u UNIT says why; the previous client runs again."
 },
 "CLIENT_IDENTITY": {
  "exit": 1,
  "retry": "human",
  "about": "A client would start as an identity that the client before it does not have.",
  "hint": "Let it start as that one, or with the unstaked key; then identity: takes another up."
 },
 "CLIENT_DUTY": {
  "exit": 1,
  "retry": "human",
  "about": "A client of a failover group is not started without its keeper's permission.",
  "hint": "vexor failover status says which host signs. Never start it by hand."
 },
 "CLIENT_TWO": {
  "exit": 1,
  "retry": "human",
  "about": "Two validators would run at the same time.",
  "hint": "Stop the other one first."
 },
 "PUBKEY_INVALID": {
  "exit": 1,
  "retry": "human",
  "about": "A public key is misspelt.",
  "hint": "base58 has no 0, O, I and l; copy the key from `solana-keygen pubkey FILE`."
 },
 "IDENTITY_MISMATCH": {
  "exit": 1,
  "retry": "human",
  "about": "The key on this host is not the declared one.",
  "hint": "Correct pubkey: in the host file, or name the right key file."
 },
 "KEYPAIR_MISSING": {
  "exit": 1,
  "retry": "human",
  "about": "A keypair file does not exist.",
  "hint": "Put it there with mode 0600, or correct its path in the host file."
 },
 "KEYPAIR_KIND": {
  "exit": 1,
  "retry": "human",
  "about": "A keypair is not a regular file.",
  "hint": "Name the file itself."
 },
 "KEYPAIR_LINK": {
  "exit": 1,
  "retry": "human",
  "about": "A keypair is reached through a link that other users can change.",
  "hint": "Keep the link and the key where only root or the key's owner can write."
 },
 "KEYPAIR_OWNER": {
  "exit": 1,
  "retry": "human",
  "about": "A keypair file belongs to another user.",
  "hint": "chown it to the user that the client runs as."
 },
 "KEYPAIR_MODE": {
  "exit": 1,
  "retry": "human",
  "about": "Users other than its owner can read a keypair file.",
  "hint": "chmod 600 it; if another user had access, treat the key as known."
 },
 "KEYPAIR_FORMAT": {
  "exit": 1,
  "retry": "human",
  "about": "A keypair file is not a JSON array of 64 bytes.",
  "hint": "Restore it from its backup; `solana-keygen` writes this form."
 },
 "KEYPAIR_MISMATCH": {
  "exit": 1,
  "retry": "human",
  "about": "The two halves of a keypair do not belong together.",
  "hint": "Restore it from its backup: signing with such a pair can give the secret away."
 },
 "IDENTITY_SWAP": {
  "exit": 1,
  "retry": "human",
  "about": "A running client did not take the new identity.",
  "hint": "The previous identity is back; the client's log says more."
 },
 "IDENTITY_LOCKED": {
  "exit": 1,
  "retry": "human",
  "about": "An interrupted switch has locked the client.",
  "hint": "Make sure that no set-identity runs (`pgrep -af set-identity`), then repeat it by hand with --force, or restart the client. Vexor never passes --force."
 },
 "ADMIN_SOCKET": {
  "exit": 1,
  "retry": "human",
  "about": "The socket in the client's ledger is not the client's own.",
  "hint": "Find out who made it (`ls -l LEDGER/admin.rpc`, `ss -xlp`), remove it, restart the client."
 },
 "CLUSTER_CONTRADICTED": {
  "exit": 1,
  "retry": "human",
  "about": "Two nodes contradict each other about the cluster.",
  "hint": "Find out which one is wrong or behind; wait for it, or take it out of clusterRpc: in git."
 },
 "TOWER_INVALID": {
  "exit": 1,
  "retry": "human",
  "about": "The client would not accept a tower file.",
  "hint": "Copy it again from the host that voted last, after it has stopped voting."
 },
 "VOTE_HISTORY_UNUSED": {
  "exit": 1,
  "retry": "human",
  "about": "A client does not show that it uses its vote history.",
  "hint": "The client's log says whether it votes. Vexor has given the identity up there again."
 },
 "VOTE_HISTORY_LOST": {
  "exit": 1,
  "retry": "human",
  "about": "A client votes without the votes of its vote history.",
  "hint": "It may have voted against votes of its own. Before it votes again as that identity, look at its log, and wait until its newest vote is final."
 },
 "SIGNING_RECORD": {
  "exit": 1,
  "retry": "human",
  "about": "What another host has signed cannot be put in place here.",
  "hint": "The keeper asks the other host for it again. If that host is gone, the slot bound counts."
 },
 "VOTE_HISTORY_INVALID": {
  "exit": 1,
  "retry": "human",
  "about": "The client would not accept a vote history.",
  "hint": "Copy it again from the host that voted last, after it has stopped voting."
 },
 "FAILOVER_KEEPER": {
  "exit": 1,
  "retry": "human",
  "about": "The keeper's service did not start, or did not stop.",
  "hint": "journalctl -u vexor-failover says why."
 },
 "FAILOVER_ACTIVE": {
  "exit": 1,
  "retry": "human",
  "about": "The keeper is not taken out of force on the host that may sign.",
  "hint": "Hand the identity over first: the other host would take it, and both would sign."
 },
 "FAILOVER_SETTINGS": {
  "exit": 1,
  "retry": "human",
  "about": "The keeper cannot use what it was started with, or what it has noted.",
  "hint": "vexor apply writes its settings anew."
 },
 "FAILOVER_REGISTER": {
  "exit": 1,
  "retry": "human",
  "about": "There is a register of this group, or something in its place.",
  "hint": "vexor failover status shows it. A register is made once for both hosts."
 },
 "FAILOVER_LISTEN": {
  "exit": 1,
  "retry": "human",
  "about": "The keeper cannot listen for its peer, or for a manager.",
  "hint": "ss -ltnp shows what has the port; failover.peer.url names another one, on both hosts; failover.manager.listen that for a manager."
 },
 "FAILOVER_HANDOVER": {
  "exit": 1,
  "retry": "human",
  "about": "A handover has not begun, or did not end as it was meant.",
  "hint": "vexor failover plan names what hinders it, vexor failover history what has happened."
 },
 "KEEPER_SILENT": {
  "exit": 1,
  "retry": "human",
  "about": "The keeper of this host does not answer.",
  "hint": "systemctl status vexor-failover says why."
 }
} as const;
