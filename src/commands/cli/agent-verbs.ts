/** Verbs of the agent and of the source that it follows. */
import { withKinds, type Verbs } from "./verb.ts";

/** docs/api.md has the condition that each stands for. */
const STANDS = { 1: "the state of the host is unknown, or not known yet",
  2: "an operator is needed, or the host differs from its newest commit" } as const;

export const AGENT: Verbs = {
  agent: () => ({
    part: "agent", args: "", maxArgs: 0, about: "run the agent, as vexor-agent.service does",
    more: "Follows the source named in /etc/vexor-agent/agent.yaml, keeps this machine as it "
      + "declares, and answers status, sync, suspend, resume, approve and break-glass.",
    exits: { 1: "with --configured: no source is named", 78: "its settings are wrong" },
    options: ["check", "configured", "reload"],
    examples: ["sudo systemctl start vexor-agent", "sudo systemctl reload vexor-agent",
      "sudo vexor agent --check"],
    load: withKinds(() => import("../verbs/agent.ts")),
  }),
  status: () => ({
    part: "agent", args: "", maxArgs: 0, about: "how this host stands, and what to do",
    more: "The first line says how the host stands, and the next what to do about it. --watch "
      + "goes on, and shows what changes and each event once.",
    exits: STANDS,
    options: ["watch"], examples: ["sudo vexor status", "sudo vexor status --json",
      "sudo vexor status --watch"],
    load: () => import("../verbs/status.ts"),
  }),
  failover: () => ({
    part: "agent", args: "status|plan|run|abort|history|replay|init|keep [FILE]", maxArgs: 2,
    about: "who of two hosts signs, and why",
    more: "status asks the keeper of this host who holds the register, since when, how much time "
      + "is left, and what this host would do if the other one died; with --watch it goes on. plan "
      + "looks at both hosts and names what hinders a handover; run begins one on the host that "
      + "signs, waits for a gap between leader slots (--timeout, 30m if left out) and follows it; "
      + "abort takes one back that has not begun. history tells what both "
      + "keepers have done, and replay plays again what one has seen and decided, from a file of "
      + "its incidents. init makes "
      + "the register of the group in etcd, once. keep is the keeper itself: "
      + "vexor-failover.service runs it.",
    exits: { 1: "the keeper does not answer, or a handover did not end as it was meant",
      2: "with status: an operator is needed", 3: "with plan: something hinders a handover" },
    options: ["yes", "watch", "timeout"], examples: ["sudo vexor failover status",
      "sudo vexor failover status --json", "sudo vexor failover status --watch",
      "sudo vexor failover plan", "sudo vexor failover run",
      "sudo vexor failover init"],
    load: () => import("../verbs/failover.ts"),
  }),
  manager: () => ({
    part: "agent", args: "", maxArgs: 0, about: "look at two failover hosts from a third machine",
    more: "It takes the flags, settings and words of older failover tooling. It asks both keepers "
      + "how they stand, and the active one to hand over where that one fails. Where the active "
      + "host is silent it asks for nothing: the keepers decide, and it says in how long. Keepers "
      + "answer where failover.manager of the host file says so, over TLS, to a certificate or a "
      + "token. With --json each piece of news is a line.",
    options: ["active", "passive", "interval", "misses", "slot-threshold", "timeout", "dry-run",
      "config", "generate-config", "ca", "certificate", "key", "token"],
    examples: ["vexor manager --generate-config", "vexor manager --config manager.yaml",
      "vexor manager --config manager.yaml --dry-run=false"],
    load: () => import("../verbs/manager.ts"),
  }),
  sync: () => ({
    part: "agent", args: "", maxArgs: 0, about: "make the agent look at its source now",
    more: "--retry also tries again what was rolled back, takes up again what the agent has "
      + "stopped correcting, and ends a halt. --wait returns once the newest commit is in force, "
      + "was refused or needs a person, with the exit codes of vexor status.",
    exits: { 1: "with --wait: as vexor status", 2: "with --wait: as vexor status" },
    options: ["retry", "wait", "timeout"], examples: ["sudo vexor sync", "sudo vexor sync --retry",
      "sudo vexor sync --wait --timeout 10m"],
    load: () => import("../verbs/sync.ts"),
  }),
  suspend: () => ({
    part: "agent", args: "", maxArgs: 0, about: "keep the agent from writing",
    more: "It goes on watching and reporting until vexor resume.",
    options: ["why"], examples: ["sudo vexor suspend --why 'incident 4711'"],
    load: () => import("../verbs/suspend.ts"),
  }),
  resume: () => ({
    part: "agent", args: "", maxArgs: 0, about: "let a suspended agent write again",
    more: "What waited is planned afresh.",
    options: [], examples: ["sudo vexor resume"],
    load: () => import("../verbs/resume.ts"),
  }),
  approve: () => ({
    part: "agent", args: "[PLAN]", maxArgs: 1, completes: "plans",
    about: "let the agent apply the plan that waits",
    more: "Only where agent.yaml asks for approvals. Root makes the plan, shows it and asks; the "
      + "agent's word for it is not taken. PLAN is its id, or the first 12 digits or more. The "
      + "approval is for one apply of this very plan, whatever comes of that apply. Without PLAN "
      + "it shows the plan that waits.",
    exits: { 2: "without PLAN: a plan waits" },
    options: ["yes"], examples: ["sudo vexor approve", "sudo vexor approve 4ea5e52fa3ac"],
    load: withKinds(() => import("../verbs/approve.ts")),
  }),
  "break-glass": () => ({
    part: "agent", args: "ADDRESS", maxArgs: 1, completes: "addresses",
    about: "leave a hand-made change alone for a while",
    more: "The agent does not set it back until the time is up, and then alarms instead of "
      + "reverting. --end gives it back to git.",
    options: ["for", "why", "end"],
    examples: ["sudo vexor break-glass sysctl/vm.swappiness --for 4h --why 'incident 4711'",
      "sudo vexor break-glass sysctl/vm.swappiness --end"],
    load: withKinds(() => import("../verbs/break-glass.ts")),
  }),
  source: () => ({
    part: "agent",
    args: "show|check|accept", maxArgs: 2, about: "where the host file comes from, and if "
      + "it is valid",
    more: "show tells what was accepted and seen, and why something is refused; check fetches and "
      + "verifies now, and plans; accept takes a commit as the new start, after a branch was "
      + "rewritten on purpose or as the first one. What a person accepts needs no signature.",
    options: ["mirror", "why", "yes"], examples: ["vexor source show", "sudo vexor source check",
      "sudo vexor source accept 2a75d028b6c3 --why \"history was squashed\""],
    load: withKinds(() => import("../verbs/source.ts")),
  }),
  enrol: () => ({
    part: "agent", args: "URL", maxArgs: 1, about: "have this host follow a repository",
    more: "Makes a deploy key, shows the server's host keys, asks for the key that signs and for "
      + "the commit to begin with, and writes /etc/vexor-agent/agent.yaml last. Then it checks all "
      + "of it, as vexor doctor does. What is there already is kept.",
    exits: { 2: "written, and something is wrong" },
    options: ["branch"], examples: ["sudo vexor enrol git@git.example.org:fleet.git",
      "sudo vexor enrol git@git.example.org:fleet.git --branch master"],
    load: () => import("../verbs/enrol.ts"),
  }),
  doctor: () => ({
    part: "agent", args: "", maxArgs: 0, about: "check this host's enrolment in one go",
    more: "Programs, agent.yaml, deploy key, host key, server, signers, pin, host file, clock, "
      + "systemd, kernel and units: each line says what was found, and what to type. It changes "
      + "nothing; without root it says what root could add.",
    exits: { 2: "something is wrong" },
    options: [], examples: ["sudo vexor doctor", "sudo vexor doctor --json"],
    load: () => import("../verbs/doctor.ts"),
  }),
};
