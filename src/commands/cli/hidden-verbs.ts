/** Verbs that units and Vexor itself start; the overview leaves them out. */
import { withKinds, type Verbs } from "./verb.ts";

export const HIDDEN_VERBS: Verbs = {
  complete: () => ({
    part: "hidden", args: "WHAT [TYPED]", maxArgs: 2, about: "what a shell may complete",
    more: "Completion scripts run this at each Tab; it prints one word a line.",
    options: [], examples: ["vexor complete runs", "vexor complete addresses -- sysctl/vm."],
    load: () => import("../verbs/complete.ts"),
  }),
  query: () => ({
    part: "hidden", args: "", maxArgs: 0, about: "ask programs on this machine, without privileges",
    more: "Vexor starts this itself: questions on standard input, answers on standard output, a "
      + "line each, until the input ends.",
    options: [], examples: ["vexor query < queries.json"],
    load: () => import("../verbs/query.ts"),
  }),
  "ask-nodes": () => ({
    part: "hidden", args: "", maxArgs: 0, about: "ask nodes of the cluster, without privileges",
    more: "The keeper starts this: a line with what to ask on standard input, a line of numbers on "
      + "standard output, until the input ends.",
    options: [], examples: ["vexor ask-nodes < questions.json"],
    load: () => import("../verbs/ask-nodes.ts"),
  }),
  "own-record": () => ({
    part: "hidden", args: "PUBKEY TOWER UNIT...", maxArgs: 66,
    about: "what the client of these units has signed",
    more: "The keeper starts this: a line of JSON on standard output for each line on standard "
      + "input, until the input ends. TOWER is a directory, or - for none.",
    options: [], examples: ["vexor own-record 7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2 - "
      + "agave-validator.service"],
    load: () => import("../verbs/own-record.ts"),
  }),
  "own-node": () => ({
    part: "hidden", args: "UNIT...", maxArgs: 64, about: "which process of these units is a node",
    more: "The keeper starts this: JSON on standard output, or null where none of them runs one.",
    options: [], examples: ["vexor own-node agave-validator.service"],
    load: () => import("../verbs/own-node.ts"),
  }),
  probe: () => ({
    part: "hidden", args: "", maxArgs: 0, about: "ask programs for their version, in a sandbox",
    more: "Vexor starts this itself, in a unit of its own: questions on standard input, answers on "
      + "standard output.",
    options: [], examples: ["vexor probe < programs.json"],
    load: () => import("../verbs/probe.ts"),
  }),
  launch: () => ({
    part: "hidden", args: "UID QUESTION PROGRAM", maxArgs: 3, about: "become a program, as nobody",
    more: "vexor probe starts this for each program; outside of its sandbox it refuses.",
    options: [], examples: ["vexor launch 1000 --version /opt/agave/bin/agave-validator"],
    load: () => import("../verbs/launch.ts"),
  }),
  operate: () => ({
    part: "hidden", args: "", maxArgs: 0, about: "carry out one operation that the agent asks for",
    more: "vexor-operate.socket starts this: a request on standard input, the answer on output.",
    options: ["sandboxed"], examples: ["vexor operate < request.json"],
    load: withKinds(() => import("../verbs/operate.ts")),
  }),
  "health-check": () => ({
    part: "hidden", args: "", maxArgs: 0, about: "run a host file's health checks once",
    more: "The agent starts this: a host file as JSON on standard input, the answers on output. "
      + "It runs no command.",
    options: [], examples: ["vexor health-check < declaration.json"],
    load: () => import("../verbs/health-check.ts"),
  }),
  "health-commands": () => ({
    part: "hidden", args: "", maxArgs: 0, about: "run the commands of health checks, in a sandbox",
    more: "vexor-health.service runs this, which the root helper makes for one round of checks. "
      + "Outside of that sandbox it runs nothing.",
    options: [], examples: ["vexor health-commands < commands.json"],
    load: () => import("../verbs/health-commands.ts"),
  }),
  "read-yaml": () => ({
    part: "hidden", args: "", maxArgs: 0, about: "read YAML without any rights",
    more: "The root helper starts this: YAML on standard input, JSON on standard output.",
    options: [], examples: ["vexor read-yaml < host.yaml"],
    load: () => import("../verbs/read-yaml.ts"),
  }),
  mirror: () => ({
    part: "hidden", args: "", maxArgs: 0, about: "run git for root, without rights",
    more: "Vexor starts this itself, as the owner of the mirror or checkout: a question on "
      + "standard input, JSON on standard output.",
    options: [], examples: ["vexor mirror < question.json"],
    load: () => import("../verbs/mirror.ts"),
  }),
  watch: () => ({
    part: "hidden", args: "", maxArgs: 0, about: "tell the agent who writes to kernel settings",
    more: "vexor-watch.socket starts this for the agent, which has no right to see it: one line of "
      + "JSON for each write to /proc/sys and /proc/irq. It takes no request.",
    options: [], examples: ["systemctl status vexor-watch.service"],
    load: () => import("../verbs/watch.ts"),
  }),
  guard: () => ({
    part: "hidden", args: "RUN", maxArgs: 1, about: "stand by a run, and end it if its writer dies",
    more: "Switches of clients and changes of identity start this in a unit of its own: it waits "
      + "for the host's lock, and does what vexor recover does if the run has not ended.",
    options: [], examples: ["vexor guard 12"],
    load: withKinds(() => import("../verbs/guard.ts")),
  }),
  defaults: () => ({
    part: "hidden", args: "", maxArgs: 0, about: "the kernel's defaults recorded at boot",
    more: "vexor-defaults.service records them before sysctl.d is applied.",
    options: ["record"], examples: ["sudo vexor defaults --record"],
    load: () => import("../verbs/defaults.ts"),
  }),
};
