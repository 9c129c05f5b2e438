/** Verbs that plan and change a host, and look at what is there. */
import { withKinds, type Verbs } from "./verb.ts";

export const TUNING: Verbs = {
  plan: () => ({
    part: "tuning", args: "", maxArgs: 0, about: "show what apply would do",
    more: "Detects, compares with the host file and prints the difference. Needs no root and "
      + "writes nothing. Without a host file here it plans, as root, the commit that the agent of "
      + "an enrolled host has applied. --facts plans for the host that vexor facts has recorded, "
      + "anywhere.",
    exits: { 2: "with --detailed-exitcode: there is something to do", 3: "with "
      + "--detailed-exitcode: only blocked or impossible items are left" },
    options: ["file", "out", "all", "only", "facts", "detailed-exitcode"],
    examples: ["vexor plan -f examples/hosts/this-machine.yaml", "vexor plan --out tuning.plan",
      "vexor plan --facts facts/val-1.json -f hosts/val-1.yaml"],
    load: () => import("../verbs/plan.ts"),
  }),
  apply: () => ({
    part: "tuning", args: "[PLAN]", maxArgs: 1, completes: "files",
    about: "carry out a plan behind a snapshot",
    more: "Plans, or takes a saved PLAN; shows it, asks, saves the present values, writes, reads "
      + "back and verifies. If one value does not hold, everything is rolled back.",
    applies: true,
    options: ["file", "yes", "interactive", "only", "confirm-within"],
    examples: ["sudo vexor apply", "sudo vexor apply tuning.plan --yes",
      "sudo vexor apply --confirm-within 5m"],
    load: withKinds(() => import("../verbs/apply.ts")),
  }),
  confirm: () => ({
    part: "tuning", args: "", maxArgs: 0, about: "keep a run that waits for confirmation",
    more: "Ends the countdown that apply --confirm-within started.",
    options: ["yes"], examples: ["sudo vexor confirm"],
    load: withKinds(() => import("../verbs/confirm.ts")),
  }),
  rollback: () => ({
    part: "tuning", args: "[RUN]", maxArgs: 1, completes: "runs",
    about: "roll a run back, three-way",
    more: "Restores what the run replaced, where the value is still the run's; what another owner "
      + "has changed since is left alone and listed. Without RUN it takes the newest run in force "
      + "that has not just corrected drift. Beside an agent it says what the agent will do.",
    applies: true,
    options: ["yes"], examples: ["sudo vexor rollback", "sudo vexor rollback 12 --yes"],
    load: withKinds(() => import("../verbs/rollback.ts")),
  }),
  release: () => ({
    part: "tuning", args: "", maxArgs: 0, about: "restore what Vexor has replaced, and let it go",
    more: "Restores each setting's original value where it still is what Vexor set, and drops its "
      + "own boot files. Stop the agent first: it would set all of it again.",
    applies: true,
    options: ["only", "yes"], examples: ["sudo vexor release", "sudo vexor release --only sysctl"],
    load: withKinds(() => import("../verbs/release.ts")),
  }),
  recover: () => ({
    part: "tuning", args: "", maxArgs: 0, about: "bring an interrupted run to its end",
    more: "Every verb that writes does this first; at boot vexor-recover.service does it, and "
      + "vexor-recover-late.service what takes longer.",
    options: ["expired", "sandboxed", "early", "again"], examples: ["sudo vexor recover"],
    load: withKinds(() => import("../verbs/recover.ts")),
  }),
  history: () => ({
    part: "tuning", args: "", maxArgs: 0, about: "list the runs of this host",
    more: "Newest first. Damaged records are named and do not hide the others.",
    options: [], examples: ["vexor history"],
    load: () => import("../verbs/history.ts"),
  }),
  show: () => ({
    part: "tuning", args: "RUN", maxArgs: 1, completes: "runs",
    about: "show one run, step by step",
    more: "Its plan, the values before the first write, and the journal step by step.",
    options: [], examples: ["vexor show 12", "vexor show 12 --json"],
    load: () => import("../verbs/show.ts"),
  }),
  explain: () => ({
    part: "tuning", args: "ADDRESS", maxArgs: 1, completes: "addresses",
    about: "everything known of one setting, or of a check",
    more: "Live value, each boot source in order, the winner, the owner, the value after a reboot "
      + "and the last change of ours; then what the host file asks for, and what a plan makes of "
      + "it. On an enrolled host that is the commit that the agent has applied, which only root "
      + "may read; -f FILE names another. Of a check (vexor audit): what it reads, what it finds "
      + "here, what helps, and whose advice that is.",
    options: ["file"],
    examples: ["vexor explain sysctl/vm.swappiness", "vexor explain cpu.governor",
      "vexor explain cpu-pinning/agave-validator.service"],
    load: withKinds(() => import("../verbs/explain.ts")),
  }),
  drift: () => ({
    part: "tuning", args: "", maxArgs: 0, about: "managed settings that moved",
    more: "Compares what the ledger says Vexor set with what is there. --watch goes on until it is "
      + "interrupted, and tells of each change which setting, from what to what, when, and which "
      + "process wrote it (that needs root); -f FILE also watches what that file declares, and "
      + "--json then prints one document a line.",
    exits: { 2: "something has moved" },
    options: ["watch", "file"],
    examples: ["vexor drift", "vexor drift --json", "sudo vexor drift --watch"],
    load: withKinds(() => import("../verbs/drift.ts")),
  }),
  facts: () => ({
    part: "tuning", args: "[FILE]", maxArgs: 1, completes: "files",
    about: "record what planning reads of this host, for a review elsewhere",
    more: "Prints one JSON document (vexor.facts/1): sysctls, boot files, units, interrupts, CPUs, "
      + "threads, clients. Passwords, keys and tokens that can be recognised are left out. Nothing "
      + "in it changes by itself, so the same host gives the same bytes. As root it is whole; "
      + "another user records what that user may read. "
      + "-f FILE adds what that host file names. --check FILE records nothing: it says of whom "
      + "these facts are, how old, and whether a key in keys/hosts/HOST.pub has signed them.",
    exits: { 1: "with --check: they are not facts, or not as the host has signed them",
      2: "with --check: they are sound, and no key that is listed speaks for them" },
    options: ["file", "out", "check"],
    examples: ["sudo vexor facts --out facts/val-1.json", "vexor facts --check facts/val-1.json",
      "vexor plan --facts facts/val-1.json -f hosts/val-1.yaml"],
    load: () => import("../verbs/facts.ts"),
  }),
  review: () => ({
    part: "tuning", args: "[BASE..HEAD]", maxArgs: 1,
    about: "what a change in git would do to each host, before it is merged",
    more: "For each host whose declaration differs, through extends: as well, it plans HEAD and "
      + "the commit that HEAD builds on, both on the host's recorded facts, and tells the "
      + "difference: what the change does, apart from what the host has drifted. Hosts on which "
      + "it has the same effect are one group. Host files are read as objects of git: nothing is "
      + "checked out, and no host is asked. Facts come from BASE, or from --facts DIR. "
      + "The rules of policy/*.yaml of BASE judge the change (docs/policy.md). "
      + "--format html is the whole of it as one page; markdown is for comments of a forge, with "
      + "--out FILE.md in as many files as it takes (FILE-2.md); the others are for programs. "
      + "--from FILE takes a review that was made, and checks it. --post FORGE posts the review "
      + "to the change: one comment, a status, and notes at lines; what the forge refuses is a "
      + "warning, and the exit code stays the verdict's.",
    exits: { 1: "error, or a host whose file or plan fails",
      2: "with --detailed-exitcode: hosts would change, and nothing is blocked",
      3: "with --detailed-exitcode: something is blocked or impossible",
      6: "a rule of the policy denies the change" },
    options: ["facts", "repo", "from", "format", "without-plans", "out", "post", "number",
      "approvals", "detailed-exitcode"],
    examples: ["vexor review origin/main..HEAD",
      "vexor review origin/main..HEAD --facts facts --format html --out review.html",
      "vexor review origin/main..HEAD --post github"],
    load: withKinds(() => import("../verbs/review.ts")),
  }),
  map: () => ({
    part: "tuning", args: "", maxArgs: 0, about: "draw the CPUs, and what is on each",
    more: "Packages, NUMA nodes, L3 caches, cores and their hardware threads; on each, which "
      + "services and threads are pinned there, which interrupts land, and what is isolated. "
      + "-f FILE shows beside it what a plan of that host file makes of it, and marks what moves. "
      + "--facts draws the host that vexor facts has recorded, anywhere. It writes nothing.",
    options: ["file", "facts", "svg", "out"],
    examples: ["vexor map", "vexor map -f hosts/val-1.yaml --svg --out val-1.svg",
      "vexor map --facts facts/val-1.json -f hosts/val-1.yaml"],
    load: () => import("../verbs/map.ts"),
  }),
  audit: () => ({
    part: "tuning", args: "", maxArgs: 0, about: "check this host for what harms a validator",
    more: "Asks every check of this host, and changes nothing. What is wrong comes first, with "
      + "what was found, why it matters, what helps, and whose advice that is. What cannot be "
      + "looked at never counts as wrong; --all lists what is fine or does not apply as well. "
      + "A host file may silence a finding, with a why and until a day (checks: silence:), and a "
      + "repository may bring checks of its own, in checks/ beside hosts/. "
      + "--for agave@4.4 asks before an upgrade, as if that client ran in that version. "
      + "--facts audits the host that vexor facts has recorded, anywhere.",
    exits: { 2: "something is wrong that is a warning or worse" },
    options: ["area", "all", "for", "file", "facts", "rules"],
    examples: ["vexor audit", "vexor audit --for agave@4.4", "vexor audit --json",
      "sudo vexor audit --area network",
      "vexor audit --facts facts/val-1.json -f hosts/val-1.yaml"],
    load: () => import("../verbs/audit.ts"),
  }),
  recommend: () => ({
    part: "tuning", args: "", maxArgs: 0, about: "what helps, as one patch of the host file",
    more: "Audits the host, and turns the remedies of what it finds into additions to the host "
      + "file, each with its reason and whose advice it is. What the file says already stays, and "
      + "what another owner has set on the host is not proposed but explained. Nothing is written "
      + "without --write, which asks; comments and order of the file stay. --facts does it for a "
      + "recorded host.",
    options: ["profile", "file", "facts", "rules", "area", "write", "yes"],
    examples: ["vexor recommend", "vexor recommend -f hosts/val-1.yaml --write",
      "vexor recommend --profile conservative --json"],
    load: withKinds(() => import("../verbs/recommend.ts")),
  }),
  clients: () => ({
    part: "validator",
    args: "", maxArgs: 0, about: "validator clients on this machine, with the evidence",
    more: "Running and stopped ones, known and unknown; -f FILE adds those that it describes. "
      + "Of each it says what a host file writes to switch to it, or why no switch is possible. "
      + "--known lists the clients that Vexor recognises.",
    options: ["file", "known"], examples: ["vexor clients", "sudo vexor clients --json"],
    load: () => import("../verbs/clients.ts"),
  }),
  identity: () => ({
    part: "validator",
    args: "show|verify|swap", maxArgs: 1, about: "the validator's identity: keys, towers, change",
    more: "show prints public facts of the declared keypairs and towers, verify checks each of "
      + "them, swap applies what the host file asks of the identity, and only that.",
    exits: { 1: "with verify: a key or a tower cannot be used" },
    options: ["file", "yes"], examples: ["vexor identity show", "vexor identity verify",
      "sudo vexor identity swap"],
    load: withKinds(() => import("../verbs/identity.ts")),
  }),
};
