/**
 * The verbs as data: parsing, help, completion and the manual all come from this table. Loading a
 * verb's code waits until it is called.
 */
import type { BareCommand, Command } from "./context.ts";

/** What only the machine knows: `vexor complete` says it. */
export const COMPLETIONS = ["addresses", "what", "runs", "plans"] as const;
export type Completion = (typeof COMPLETIONS)[number];
export type Completes = Completion | "files" | "directories";

export interface Option {
  readonly short?: string;
  /** Name of its value; none means a switch. */
  readonly value?: string;
  readonly about: string;
  /** What a shell offers for its value. */
  readonly completes?: Completes;
}

export const OPTIONS = {
  file: { short: "f", value: "FILE", completes: "files",
    about: "the host file (default: hosts/<name>.yaml here, "
    + "else /etc/vexor-agent/host.yaml)" },
  root: { value: "DIR", completes: "directories",
    about: "work on the tree below DIR as if it were /" },
  json: { about: "print one JSON document" },
  help: { short: "h", about: "explain the verb" },
  out: { value: "FILE", completes: "files", about: "save to FILE" },
  all: { about: "also list what is as declared" },
  "detailed-exitcode": { about: "exit 2 when there is something to do, 3 when only blocked "
    + "or impossible items are left" },
  yes: { short: "y", about: "do not ask" },
  interactive: { short: "i", about: "ask for each change" },
  "confirm-within": { value: "TIME", about: "revert unless `vexor confirm` follows, e.g. 5m" },
  expired: { value: "RUN", completes: "runs",
    about: "take back this run if it was never confirmed" },
  only: { value: "WHAT", completes: "what",
    about: "only this setting (sysctl/vm.swappiness), or kind of setting" },
  known: { about: "list the clients that can be told" },
  why: { value: "REASON", about: "why; shown wherever it matters" },
  for: { value: "TIME", about: "how long, e.g. 4h" },
  end: { about: "end it now" },
  retry: { about: "also try again what was rolled back, or is no longer corrected" },
  apart: { about: "leave what writes to a unit of its own, which can write nothing else" },
  check: { about: "only say whether its settings are valid" },
  configured: { about: "only say whether its settings name a source" },
  reload: { about: "make the agent that runs read its settings again" },
  wait: { about: "return once the newest commit is in force, was refused, or needs a person" },
  timeout: { value: "TIME", about: "give up waiting after that long (default: 5m)" },
  mirror: { value: "DIR", completes: "directories",
    about: "keep what git fetches in DIR (default: the agent's own mirror)" },
  watch: { about: "go on, and print what changes as it happens" },
  record: { about: "record the kernel's defaults of this boot" },
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof OPTIONS;

/** On every verb. */
export const COMMON: readonly OptionName[] = ["root", "json", "help"];

/** `hidden`: started by units, not by people, and left out of the overview. */
type Part = "tuning" | "validator" | "agent" | "setup" | "hidden";

export interface Verb {
  readonly part: Part;
  readonly args: string;
  readonly maxArgs: number;
  /** What a shell offers for its argument; words of `args` that `|` parts are offered anyway. */
  readonly completes?: Completes;
  readonly about: string;
  readonly more: string;
  readonly options: readonly OptionName[];
  readonly examples: readonly string[];
  load(): Promise<{ readonly run: BareCommand }>;
}

/** Of a verb that may meet any kind of setting: all of them are loaded for it. */
const withKinds = (load: () => Promise<{ readonly run: Command }>): Verb["load"] => async () => {
  const { run } = await load();
  return { run: async (context, call) => run(await context.withKinds(), call) };
};

/** Each is only made when it is asked for: every start of the program would pay for all. */
const TABLE: Readonly<Record<string, () => Verb>> = {
  plan: () => ({
    part: "tuning", args: "", maxArgs: 0, about: "show what apply would do",
    more: "Detects, compares with the host file and prints the difference. Needs no root and "
      + "writes nothing.",
    options: ["file", "out", "all", "only", "detailed-exitcode"],
    examples: ["vexor plan -f examples/hosts/this-machine.yaml", "vexor plan --out tuning.plan"],
    load: () => import("./plan.ts"),
  }),
  apply: () => ({
    part: "tuning", args: "[PLAN]", maxArgs: 1, completes: "files",
    about: "carry out a plan behind a snapshot",
    more: "Plans if no saved plan is given, shows it, asks, snapshots, applies, reads back and "
      + "verifies. Anything that does not hold rolls everything back.",
    options: ["file", "yes", "interactive", "only", "confirm-within"],
    examples: ["sudo vexor apply", "sudo vexor apply tuning.plan --yes",
      "sudo vexor apply --confirm-within 5m"],
    load: withKinds(() => import("./apply.ts")),
  }),
  confirm: () => ({
    part: "tuning", args: "", maxArgs: 0, about: "keep a run that waits for confirmation",
    more: "Ends the countdown that apply --confirm-within started.",
    options: ["yes"], examples: ["sudo vexor confirm"],
    load: withKinds(() => import("./confirm.ts")),
  }),
  rollback: () => ({
    part: "tuning", args: "[RUN]", maxArgs: 1, completes: "runs",
    about: "roll a run back, three-way",
    more: "Restores what the run replaced, where the value is still the run's; what somebody has "
      + "changed since is left alone and listed. Without RUN: the newest run in force, but no mere "
      + "correction of drift. Beside an agent it says what that will do.",
    options: ["yes"], examples: ["sudo vexor rollback", "sudo vexor rollback 12 --yes"],
    load: withKinds(() => import("./rollback.ts")),
  }),
  release: () => ({
    part: "tuning", args: "", maxArgs: 0, about: "give everything back that Vexor has set",
    more: "Restores each setting's original value where it still is what Vexor set, and drops its "
      + "own boot files. Stop the agent first: it would set all of it again.",
    options: ["only", "yes"], examples: ["sudo vexor release", "sudo vexor release --only sysctl"],
    load: withKinds(() => import("./release.ts")),
  }),
  history: () => ({
    part: "tuning", args: "", maxArgs: 0, about: "list the runs of this host",
    more: "Newest first. Damaged records are named and do not hide the others.",
    options: [], examples: ["vexor history"],
    load: () => import("./history.ts"),
  }),
  show: () => ({
    part: "tuning", args: "RUN", maxArgs: 1, completes: "runs",
    about: "tell one run's story",
    more: "Its plan, the values before the first write, and the journal step by step.",
    options: [], examples: ["vexor show 12", "vexor show 12 --json"],
    load: () => import("./show.ts"),
  }),
  explain: () => ({
    part: "tuning", args: "ADDRESS", maxArgs: 1, completes: "addresses",
    about: "everything known of one setting",
    more: "Live value, each boot source in order, the winner, the owner, the value after a reboot "
      + "and the last change of ours.",
    options: [], examples: ["vexor explain sysctl/vm.swappiness",
      "vexor explain cpu-pinning/agave-validator.service"],
    load: withKinds(() => import("./explain.ts")),
  }),
  drift: () => ({
    part: "tuning", args: "", maxArgs: 0, about: "managed settings that moved",
    more: "Compares what the ledger says Vexor set with what is there. Exits 2 if anything moved. "
      + "--watch goes on until it is interrupted and tells of each change which setting, from what "
      + "to what, when and who (the writer's name needs root); -f FILE also watches what that file "
      + "declares, and --json then prints one document a line.",
    options: ["watch", "file"],
    examples: ["vexor drift", "vexor drift --json", "sudo vexor drift --watch"],
    load: withKinds(() => import("./drift.ts")),
  }),
  clients: () => ({
    part: "validator",
    args: "", maxArgs: 0, about: "validator clients on this machine, with the evidence",
    more: "Running and stopped ones, known and unknown; -f FILE adds the clients that it defines. "
      + "--known lists the clients that Vexor can tell.",
    options: ["file", "known"], examples: ["vexor clients", "sudo vexor clients --json"],
    load: () => import("./clients.ts"),
  }),
  identity: () => ({
    part: "validator",
    args: "show|verify|swap", maxArgs: 1, about: "the validator's identity: keys, towers, change",
    more: "show prints public facts of the declared keypairs and towers, verify exits 1 if one of "
      + "them would not do, swap applies what the host file asks of the identity, and only that.",
    options: ["file", "yes"], examples: ["vexor identity show", "vexor identity verify",
      "sudo vexor identity swap"],
    load: withKinds(() => import("./identity.ts")),
  }),
  agent: () => ({
    part: "agent", args: "", maxArgs: 0, about: "run the agent, as vexor-agent.service does",
    more: "Follows the source named in /etc/vexor-agent/agent.yaml, keeps this machine as it "
      + "declares, and answers status, sync, suspend, resume, approve and break-glass.",
    options: ["check", "configured", "reload"],
    examples: ["sudo systemctl start vexor-agent", "sudo systemctl reload vexor-agent",
      "sudo vexor agent --check"],
    load: withKinds(() => import("./agent.ts")),
  }),
  status: () => ({
    part: "agent", args: "", maxArgs: 0, about: "how the agent is, and what it waits for",
    more: "The first line says how the host stands, and the next what to do about it. Exits 0 when "
      + "it is settled, 2 when it needs a person or differs from its newest commit, and 1 when "
      + "that cannot be told, or not yet. --watch goes on and shows what changes.",
    options: ["watch"], examples: ["sudo vexor status", "sudo vexor status --json",
      "sudo vexor status --watch"],
    load: () => import("./status.ts"),
  }),
  sync: () => ({
    part: "agent", args: "", maxArgs: 0, about: "make the agent look at its source now",
    more: "--retry also tries again what was rolled back, takes up again what the agent has "
      + "stopped correcting, and ends a halt. --wait returns once the newest commit is in force, "
      + "was refused or needs a person, with the exit codes of vexor status.",
    options: ["retry", "wait", "timeout"], examples: ["sudo vexor sync", "sudo vexor sync --retry",
      "sudo vexor sync --wait --timeout 10m"],
    load: () => import("./sync.ts"),
  }),
  suspend: () => ({
    part: "agent", args: "", maxArgs: 0, about: "keep the agent from writing",
    more: "It goes on watching and reporting until vexor resume.",
    options: ["why"], examples: ["sudo vexor suspend --why 'incident 4711'"],
    load: () => import("./suspend.ts"),
  }),
  resume: () => ({
    part: "agent", args: "", maxArgs: 0, about: "let a suspended agent write again",
    more: "What waited is planned afresh.",
    options: [], examples: ["sudo vexor resume"],
    load: () => import("./resume.ts"),
  }),
  approve: () => ({
    part: "agent", args: "[PLAN]", maxArgs: 1, completes: "plans",
    about: "let the agent apply the plan that waits",
    more: "Only where agent.yaml asks for approvals. Root makes the plan, shows it and asks; the "
      + "agent's word for it does not count. PLAN is its id, or the first 12 digits or more. The "
      + "approval is for one apply of this very plan, whatever comes of that apply. Without PLAN "
      + "it shows the plan that waits, and exits 2.",
    options: ["yes"], examples: ["sudo vexor approve", "sudo vexor approve 4ea5e52fa3ac"],
    load: withKinds(() => import("./approve.ts")),
  }),
  "break-glass": () => ({
    part: "agent", args: "ADDRESS", maxArgs: 1, completes: "addresses",
    about: "leave a hand-made change alone for a while",
    more: "The agent does not set it back until the time is up, and then alarms instead of "
      + "reverting. --end gives it back to git.",
    options: ["for", "why", "end"],
    examples: ["sudo vexor break-glass sysctl/vm.swappiness --for 4h --why 'incident 4711'",
      "sudo vexor break-glass sysctl/vm.swappiness --end"],
    load: withKinds(() => import("./break-glass.ts")),
  }),
  source: () => ({
    part: "agent",
    args: "show|check|accept", maxArgs: 2, about: "where the host file comes from, and if "
      + "it counts",
    more: "show tells what was accepted and seen, and why something is refused; check fetches and "
      + "verifies now, and plans; accept takes a commit as the new start, after a branch was "
      + "rewritten on purpose or as the first one. What a person accepts needs no signature.",
    options: ["mirror", "why", "yes"], examples: ["vexor source show", "sudo vexor source check",
      "sudo vexor source accept 2a75d028b6c3 --why \"history was squashed\""],
    load: withKinds(() => import("./source.ts")),
  }),
  doctor: () => ({
    part: "agent", args: "", maxArgs: 0, about: "check this host's enrolment in one go",
    more: "Programs, agent.yaml, deploy key, host key, server, signers, pin, host file, clock, "
      + "systemd, kernel and units: each line says what was found, and what to type. It changes "
      + "nothing. Exits 2 if something is wrong; without root it says what root could add.",
    options: [], examples: ["sudo vexor doctor", "sudo vexor doctor --json"],
    load: () => import("./doctor.ts"),
  }),
  validate: () => ({
    part: "setup",
    args: "[FILE]", maxArgs: 1, completes: "files",
    about: "check a host file without looking at this machine",
    more: "Syntax, limits, schema and extends; exit 1 with file, line and column if it is wrong. "
      + "Keys that look misspelt and values that no kernel takes are warnings: another kernel may "
      + "have them.",
    options: ["file"], examples: ["vexor validate hosts/val-ams-1.yaml"],
    load: () => import("./validate.ts"),
  }),
  init: () => ({
    part: "setup", args: "", maxArgs: 0, about: "write a host file of what is there now",
    more: "Declares the tuning found on this machine as it is, so that its plan is empty. Comments "
      + "say which file each value comes from and what permits replacing it; what was left out "
      + "stands at the end, with the reason.",
    options: ["out"], examples: ["vexor init", "vexor init --out hosts/$(hostname).yaml"],
    load: withKinds(() => import("./init.ts")),
  }),
  install: () => ({
    part: "setup", args: "", maxArgs: 0, about: "install the program and its units",
    more: "For machines without the Debian package: copies the executable to /usr/local/bin/vexor, "
      + "and enables the boot units and the agent, which starts once it is configured.",
    options: ["yes"], examples: ["sudo dist/vexor install"],
    load: withKinds(() => import("./install.ts")),
  }),
  completion: () => ({
    part: "setup", args: "bash|zsh|fish", maxArgs: 1, about: "print a shell completion script",
    more: "Print it and source it.",
    options: [], examples: ["source <(vexor completion bash)"],
    load: () => import("./completion.ts"),
  }),
  complete: () => ({
    part: "hidden", args: "WHAT [TYPED]", maxArgs: 2, about: "what a shell may complete",
    more: "Completion scripts run this at each Tab; it prints one word a line.",
    options: [], examples: ["vexor complete runs", "vexor complete addresses -- sysctl/vm."],
    load: () => import("./complete.ts"),
  }),
  ask: () => ({
    part: "hidden", args: "", maxArgs: 0, about: "ask programs on this machine, without privileges",
    more: "Vexor starts this itself: questions on standard input, answers on standard output.",
    options: [], examples: ["vexor ask < questions.json"],
    load: () => import("./ask.ts"),
  }),
  probe: () => ({
    part: "hidden", args: "", maxArgs: 0, about: "ask programs for their version, in a sandbox",
    more: "Vexor starts this itself, in a unit of its own: questions on standard input, answers on "
      + "standard output.",
    options: [], examples: ["vexor probe < programs.json"],
    load: () => import("./probe.ts"),
  }),
  launch: () => ({
    part: "hidden", args: "UID QUESTION PROGRAM", maxArgs: 3, about: "become a program, as nobody",
    more: "vexor probe starts this for each program; outside of its sandbox it refuses.",
    options: [], examples: ["vexor launch 1000 --version /opt/agave/bin/agave-validator"],
    load: () => import("./launch.ts"),
  }),
  operate: () => ({
    part: "hidden", args: "", maxArgs: 0, about: "carry out one operation that the agent asks for",
    more: "vexor-operate.socket starts this: a request on standard input, the answer on output.",
    options: ["apart"], examples: ["vexor operate < request.json"],
    load: withKinds(() => import("./operate.ts")),
  }),
  sample: () => ({
    part: "hidden", args: "", maxArgs: 0, about: "run a host file's health checks once",
    more: "The agent starts this: a host file as JSON on standard input, the answers on output.",
    options: [], examples: ["vexor sample < declaration.json"],
    load: () => import("./sample.ts"),
  }),
  "read-yaml": () => ({
    part: "hidden", args: "", maxArgs: 0, about: "read YAML without any rights",
    more: "The root part starts this: YAML on standard input, JSON on standard output.",
    options: [], examples: ["vexor read-yaml < host.yaml"],
    load: () => import("./read-yaml.ts"),
  }),
  mirror: () => ({
    part: "hidden", args: "", maxArgs: 0, about: "run git for root, without rights",
    more: "Vexor starts this itself, as the owner of the mirror or checkout: a question on "
      + "standard input, JSON on standard output.",
    options: [], examples: ["vexor mirror < question.json"],
    load: () => import("./mirror.ts"),
  }),
  watch: () => ({
    part: "hidden", args: "", maxArgs: 0, about: "tell the agent who writes to kernel settings",
    more: "vexor-watch.socket starts this for the agent, which has no right to see it: one line of "
      + "JSON for each write to /proc/sys and /proc/irq. It takes no request.",
    options: [], examples: ["systemctl status vexor-watch.service"],
    load: () => import("./watch.ts"),
  }),
  guard: () => ({
    part: "hidden", args: "RUN", maxArgs: 1, about: "stand by a run, and end it if its writer dies",
    more: "Switches of clients and changes of identity start this in a unit of its own: it waits "
      + "for the host's lock, and does what vexor recover does if the run has not ended.",
    options: [], examples: ["vexor guard 12"],
    load: withKinds(() => import("./guard.ts")),
  }),
  recover: () => ({
    part: "hidden", args: "", maxArgs: 0, about: "bring an interrupted run to its end",
    more: "Every verb that writes does this first; vexor-recover.service does it at boot.",
    options: ["expired"], examples: ["sudo vexor recover"],
    load: withKinds(() => import("./recover.ts")),
  }),
  defaults: () => ({
    part: "hidden", args: "", maxArgs: 0, about: "the kernel's defaults recorded at boot",
    more: "vexor-defaults.service records them before sysctl.d is applied.",
    options: ["record"], examples: ["sudo vexor defaults --record"],
    load: () => import("./defaults.ts"),
  }),
};

export const verbCalled = (name: string): Verb | undefined =>
  (Object.hasOwn(TABLE, name) ? TABLE[name]?.() : undefined);

export const allVerbs = (): readonly (readonly [string, Verb])[] =>
  Object.entries(TABLE).map(([name, make]) => [name, make()]);
