/** docs/agent.md: the schema's page, and what a schema cannot say. */
import { schemaReference, type SchemaNode } from "./schema-reference.ts";

const INTRO = `\`/etc/vexor-agent/agent.yaml\` is YAML under the same limits as a host file. A small one:

\`\`\`yaml
source:
  url: git@git.example.org:fleet.git
  signers: /etc/vexor-agent/allowed_signers
  pin: 2a75d028b6c3b7a2f0a9a0f6c1a2b3c4d5e6f708
\`\`\`

An unknown key is an error, and errors name file, line and column. Times are \`30s\`, \`5m\`, \`4h\` or
\`7d\`. Editors check as you type with \`schemas/agent.schema.json\`.
`;

const TRUST = `## Which commits are accepted

A commit is taken when all of this holds; else nothing changes, the last accepted commit stays in
force, and \`vexor source show\` says why.

- It is the last accepted commit or descends from it. A branch that was rewritten or set back is
  refused (SOURCE_REWRITTEN) until a person runs \`vexor source accept COMMIT --why REASON\`. The first
  commit is the \`pin\`, or is accepted by hand.
- It builds on what is in force: a commit that the agent has applied and kept counts as accepted from
  that moment, by root's own records of runs. A run that waits, or that was rolled back, is not in
  force: the agent goes on with the last good commit. Only a person goes further back.
- No run of it was rolled back on this host. \`sudo vexor sync --retry\` has the newest commit tried once
  more; the agent cannot give that word. Until then the agent writes nothing that was rolled back,
  and corrects drift of the other settings; with \`approval: required\` it corrects none.
- It is signed as \`signatures\` asks. What an operator accepted by hand, or pinned, is accepted as it is.
- The host file and all it extends are plain files (mode 100644) of at most 256 KiB, valid, and for
  this machine.

**A signature on any branch is an approval** for each host that trusts the key. A git server without
keys can offer a signed commit of a work branch, if it follows what is in force. Where people sign
their own work, list one merge key in \`signers\`, set \`signatures: head\`, and sign only what is merged
with that key.

SSH keys are listed in \`signers\`, one a line: \`you@example.org namespaces="git" ssh-ed25519 AAAA…\`,
optionally with \`valid-after\` and \`valid-before\` (in UTC). A key must be valid when this host
first sees the commit. The commit's own date is ignored: the holder of an expired key could
choose it. The root helper keeps the time in \`/var/lib/vexor-agent/seen.json\` when it first finds
the signature good; what it has accepted is not judged again.

An OpenPGP key must be valid now, not only when this host first saw the commit: of a key that has
expired, gpgv does not say whether it was revoked as well, and a revoked key is never accepted. So extend
an OpenPGP key, or have a new one sign, before it expires, and put the export into \`keyring\` on each
host. What was accepted before stays in force.

**Retire a key.** Let the new key sign first, then end the old one. Either delete its line: from then
on nothing that it has signed is valid, unless it is accepted already. Or add \`valid-before\`, with
time for every host to see what it has signed. A host that was off until after that time refuses
those commits and names the key. Then the newest commit must be signed by a valid key
(\`signatures: head\`), or an operator looks at the refused one and runs \`vexor source accept COMMIT
--why REASON\` on that host (\`signatures: every\`). If a key was stolen, delete its line.

The program that fetches has no privileges and is not believed: whatever it brings is checked again
from the objects' bytes, by their hashes. Repositories must use SHA-1 object ids, which git checks
for known collision attacks on every fetch.
`;

const OPERATIONS = `## Running it

**Install.** \`apt install ./vexor_VERSION_amd64.deb\` (Debian 12, Ubuntu 22.04 or newer), the .rpm
where rpm manages packages, or \`sudo dist/vexor install\` on other machines with systemd. No setting
changes and no service is touched; without settings the agent stays down, and its journal says so.

**Begin a repository.** On your work station, in a clone of the repository that will hold the host
files, have git sign with your ssh key, write a host file of what is on the host, and push. HOST is the
host's name; the plan of that file is empty. For many hosts, or with roles, pipelines and the schema for
editors: \`vexor facts\` on each host, then \`vexor init --from-facts FACTS --repo .\` in the clone. What hosts
share is then in \`roles/\`, and a file that is there stays.

\`\`\`sh
git config gpg.format ssh && git config user.signingkey ~/.ssh/id_ed25519.pub
mkdir -p hosts && ssh root@HOST vexor init > hosts/HOST.yaml
git add hosts && git commit -q -S -m "HOST as it is" && git push -q origin HEAD:main
cat ~/.ssh/id_ed25519.pub && git rev-parse HEAD    # vexor enrol asks for this key, and shows this commit
\`\`\`

**Enrol.** On the host, as root, with the url that \`git clone\` takes: \`git@SERVER:fleet.git\`, or with the
whole path \`git@SERVER:/srv/git/fleet.git\`.

\`\`\`sh
vexor enrol git@git.example.org:fleet.git    # --branch NAME, where it is not main
systemctl start vexor-agent
vexor sync --wait    # ends in "settled", or says what to do
\`\`\`

\`vexor enrol\` makes a deploy key and shows its public half: add that to the repository, as a key that
may only read. It shows the git server's host keys: compare them with what the server publishes. It asks
for the public key that signs. It shows the branch's newest commit: compare it with \`git rev-parse
HEAD\`. It writes \`agent.yaml\` last, then checks all of it, as \`vexor doctor\` does. Before that,
nothing is in use; when it runs again, it keeps what is there already.

**Enrol by hand.** The same without questions, for configuration management. You need the commit to
begin with (the pin) and the key that signs. As root, make a key, and fetch the git server's:

\`\`\`sh
cd /etc/vexor-agent
ssh-keygen -q -t ed25519 -N '' -f deploy_key
chgrp vexor-agent deploy_key && chmod 640 deploy_key
ssh-keyscan git.example.org > known_hosts
ssh-keygen -lf known_hosts    # compare this with what the git server publishes
cat deploy_key.pub            # add this to the repository, as a deploy key that may only read
\`\`\`

Then say whose commits are accepted, and where the first one is; check all of it, and start the agent:

\`\`\`sh
cd /etc/vexor-agent
cat > allowed_signers <<'END'
you@example.org namespaces="git" ssh-ed25519 AAAA…
END
cat > agent.yaml <<'END'
source:
  url: git@git.example.org:fleet.git
  signers: /etc/vexor-agent/allowed_signers
  pin: 2a75d028b6c3b7a2f0a9a0f6c1a2b3c4d5e6f708
END
vexor doctor
systemctl start vexor-agent
vexor sync --wait
\`\`\`

ssh signs in with \`deploy_key\` and takes the host keys of \`known_hosts\`, both in this directory, unless
\`sshKey\` and \`knownHosts\` name others. \`vexor doctor\` says of each part what it found, and what to type.
With \`mode: observe\` in the host file it only plans and reports: a good way to begin.

**Watch it.** The first line of \`vexor status\` says how the host stands, and the next what to do; it
exits with 0 (settled), 2 (an operator is needed, or something differs) or 1 (unknown, or not known
yet). [api.md](api.md#how-a-host-stands) lists what it may say. \`vexor status --watch\` shows what
changes. A script pushes a commit and then runs \`vexor sync --wait --timeout 5m\`: it returns once that
commit is in force, was refused or needs a person, with the same exit codes. \`vexor history\` names
the commit of each run. \`journalctl -u vexor-agent -p warning\` has the alarms; dashboard and alerts
for the metrics are in \`/usr/share/vexor\`. Members of the group \`vexor-agent\` may use its
socket without sudo: that includes \`suspend\`; \`approve\` needs root.

**Approve.** With \`approval: required\`, \`sudo vexor approve\` shows the plan that waits, and \`sudo
vexor approve PLAN\` shows it once more and asks. The root helper makes that plan of the commit
that is accepted: what the agent says of it does not matter, and another id is refused. An approval
is for one apply. The apply removes it before its run begins, so an apply that fails, is rolled back
or crashes needs another, and so does the same drift when it comes again. It also ends as soon as the plan
changes. A plan that writes nothing waits for no approval. \`vexor history\` names who approved a run.

**Change its settings.** Edit \`agent.yaml\`, check it with \`vexor agent --check\`, and run \`sudo
systemctl reload vexor-agent\`: source, webhooks, metrics and approval are then as it says, in the same
process. Settings that cannot be used make the reload fail, with file, line and column in the journal;
agent and root helper go on with the settings from before, and \`vexor status\` says so. The root helper
reads \`agent.yaml\` with each operation: what it asks for is obeyed before the reload. A restart
needs settings that can be used.

**Upgrade.** Installing a newer package waits for an operation that is at work, then restarts the
agent and nothing else. An agent that an operator has stopped stays stopped.

**Remove.** \`apt remove vexor\` ends the agent, rolls back a run that still waits for its confirmation,
and leaves every other setting as it is, now and at every boot. Installed again, Vexor knows what it
had set, and the agent goes on. To have the machine as it was before, release the settings first:
\`sudo systemctl stop vexor-agent && sudo vexor release\`, or \`sudo VEXOR_RELEASE=1 apt purge vexor\`. The
latter leaves alone which client runs, and as whom, and a failover keeper.

\`apt purge vexor\` also removes \`agent.yaml\`, the ledger, the runs and the mirror. It changes no
setting, and names each file that it leaves:

| what stays | why |
|---|---|
| \`/etc/sysctl.d/90-vexor-agent.conf\`, \`/etc/tmpfiles.d/90-vexor-agent.conf\`, \`/etc/udev/rules.d/90-vexor-agent.rules\`, \`/etc/systemd/system/UNIT.d/90-vexor-agent*.conf\`, links that start a client at boot | They keep settings that were not released in force. Delete them to have them gone at the next boot. |
| \`/var/backups/vexor-agent.ledger.json\` | The values that those settings replaced. Without this record, Vexor takes its own old files for an administrator's, and overrides no value in them; \`vexor doctor\` says so. The package names the command that takes the record up when it is installed again. |
| \`deploy_key\`, \`known_hosts\`, \`allowed_signers\`, \`host.yaml\` in \`/etc/vexor-agent\` | An operator made them. Delete them, and remove the deploy key from the git server. |
| \`/var/lib/vexor-agent/{slashing,towers}/UNIT\` | Start interlocks: that unit does not know all that was signed, and must not start. Only a person lifts one: [clients.md](clients.md). |
| the user \`vexor-agent\` | Files may still belong to it. |

## Whose run it is

A run belongs to the one who began it, and the root helper writes down who that was. With
\`vexor apply --confirm-within\` a person begins a countdown: \`vexor confirm\` or \`vexor rollback\` ends
it, or its time does. The agent waits for that end (\`vexor status\` says until when) and goes on after
it; it neither keeps nor undoes a person's run, and the root helper refuses both.

Where the host file declares health checks, the root helper gives each run of the agent's a countdown of
its own, however it is asked; only drift that goes back to the value that was set has none. The agent
keeps the run once its checks have been healthy for \`holdFor\`. The root helper does not see them: an attacker
who has taken over the agent can tell of health that is not there, but not before \`holdFor\` is over.
Without checks there is nothing to wait for, and a run that was verified stays.

Settings under break-glass, and those that the agent has yielded, are left out of a plan on the
agent's word. The root helper leaves out the rest of what belongs together: keys that the kernel moves
together, and all settings of client and identity.

## Who may do what

| part | runs as | may write | network |
|---|---|---|---|
| \`vexor-agent.service\`: fetches, verifies, reads YAML, watches, decides when | \`vexor-agent\`, without any capability | its own notes, its mirror, its socket | yes |
| \`vexor-watch.service\`: tells the agent who writes to \`/proc/sys\` and \`/proc/irq\`, line by line | a user that exists while it runs, with CAP_SYS_ADMIN alone, sandboxed | nothing | none |
| \`vexor-operate@.service\`: one typed operation for the agent, through a socket that is the agent's alone; proves the commit again from its bytes and makes the plan again | root, sandboxed, for as long as it takes | Vexor's own records | none |
| \`vexor-apply.service\`: made for one plan, and gone with it | root, sandboxed | Vexor's own records, and the targets of that plan | none; for a change of identity or a carried history, as the client's program needs |
| \`vexor-guard-RUN-….service\`: sleeps while a client or an identity is changed, and rolls the run back if its writer is killed | root | the targets of that run | as rolling it back needs |
| \`vexor-failover.service\`: the failover keeper, where a host file declares one; a validator is bound to it | root, sandboxed | Vexor's own records | yes |
| \`vexor-program-….service\`: a client's own program exports or imports what was signed; it ends with the run | that client's user, without any capability | what that user may | as that user |
| \`vexor-health.service\`: the commands among the health checks of a run that waits; each round is a unit that ends with all it has started | \`vexor-health\`, a user that exists while it runs, without any capability, sandboxed | nothing | yes |
| what parses YAML, checks signatures, asks clients and clusters | \`nobody\`, for one question | nothing | as its question needs |

What each attacker can do at most, which barrier stops it and which test shows that:
[SECURITY.md](../SECURITY.md). For a taken-over agent,
[its section](../SECURITY.md#a-taken-over-agent) is the list. \`suspend\`, break-glass and yielding are
the agent's own notes: they do not bind an agent that was taken over.

The sandboxes of the parts that are root keep our own mistakes small. They are not a boundary to
an attacker who already runs code in them, for root may ask systemd for anything. Two kinds of target
cannot be narrowed: a change of identity and a carried slashing history run the client's own
program, as that client's user, outside of the sandbox.

Files that the agent reads must be readable by the user \`vexor-agent\`. Files that tell what is valid
(\`agent.yaml\`, signers, keyring, known hosts, a directory source) must be writable by root alone,
with every directory and link on the way to them. The deploy key may also belong to \`vexor-agent\`.
The agent, the root helper and the verbs of an operator each refuse to work otherwise, and name the
step that is open.

A command among the health checks runs as the user \`vexor-health\`, whom systemd makes for one
round of checks. It may read what every account on the host may read, reach the network (loopback
included), and write 16 MiB in a \`/tmp\` of its own. It sees neither home directories nor
\`/etc/vexor-agent\`, \`/var/lib/vexor-agent\` and \`/run/vexor-agent\`. So install a check outside of home
directories, readable by everybody. The agent names the run that waits; the root helper takes the
command from its own record of that run. \`vexor apply\` by hand runs no health check.

The agent is the last in line: low priority, 384 MiB at most, the first to go when memory runs out. It
keeps off CPUs that are isolated (\`isolcpus\`, \`nohz_full\`) or that the host file pins something to;
\`cpuPinning: [{unit: vexor-agent.service, cpus: …}]\` decides otherwise. If nothing else is left, it
stays where systemd put it.
`;

/** The whole page. */
export const agentReference = (schema: SchemaNode): string =>
  schemaReference(schema, { name: "agent", title: "The agent's settings", intro: INTRO,
    outro: `${TRUST}\n${OPERATIONS}` });
