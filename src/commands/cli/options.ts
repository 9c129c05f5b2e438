/** Every option that a verb can take, as data. */
import { MANAGER_OPTIONS } from "./manager-options.ts";

/** What only the machine knows: `vexor complete` says it. */
export const COMPLETIONS = ["addresses", "what", "runs", "plans"] as const;
export type Completion = (typeof COMPLETIONS)[number];
export type Completes = Completion | "files" | "directories";

export interface CliOption {
  readonly short?: string;
  /** Name of its value; none means a switch. */
  readonly value?: string;
  /** Without its value it is a switch, as in Go: a value follows `=` alone. */
  readonly isOptional?: true;
  readonly about: string;
  /** What a shell offers for its value. */
  readonly completes?: Completes;
}

export const OPTIONS = {
  file: { short: "f", value: "FILE", completes: "files",
    about: "the host file (default: hosts/<name>.yaml here, "
    + "else /etc/vexor-agent/host.yaml)" },
  root: { value: "DIR", completes: "directories",
    about: "work on the tree below DIR as if it were /; as root, only on root's own" },
  json: { about: "print one JSON document" },
  help: { short: "h", about: "explain the verb" },
  out: { value: "FILE", completes: "files", about: "save to FILE" },
  machine: { value: "DIR", completes: "directories",
    about: "play nothing; lay out the machine in the new directory DIR, to try verbs on" },
  facts: { value: "PATH", completes: "files",
    about: "what vexor facts has recorded, in the place of a host: a file; for review, a directory "
      + "of files NAME.json (default: facts/ of BASE)" },
  repo: { value: "DIR", completes: "directories",
    about: "the repository of host files: init lays it out in DIR; review reads the checkout, or "
      + "the directory in it that has hosts/ (default: here)" },
  "from-facts": { value: "DIR", completes: "directories",
    about: "of each host whose recorded facts are in DIR (NAME.json)" },
  approvals: { value: "N",
    about: "how many people beside the author have approved the change (default: 0)" },
  from: { value: "FILE", completes: "files",
    about: "a review that --format json has written; none is made then" },
  number: { value: "N", about: "of the pull request or merge request that is reviewed" },
  post: { value: "FORGE",
    about: "post the review to the change on github or gitlab, with the token of the environment" },
  format: { value: "FORMAT",
    about: "text, json, markdown, html, sarif, junit or codequality (default: text)" },
  "without-plans": { about: "leave both plans of each host out of JSON, which are most of it" },
  profile: { value: "PROFILE",
    about: "how much to propose: conservative, standard or aggressive (default: standard)" },
  write: { about: "write the patch to the host file, once it is agreed to" },
  rules: { value: "DIR", completes: "directories",
    about: "also ask the checks in DIR/*.yaml (default: checks/ beside hosts/)" },
  area: { value: "AREA", about: "only checks of this area, such as cpu or network" },
  svg: { about: "as a picture: one SVG document" },
  pause: { about: "wait for a key before each step" },
  all: { about: "also list what is as declared; of audit: what is fine or does not apply" },
  "detailed-exitcode": { about: "exit 2 when there is something to do, 3 when only blocked "
    + "or impossible items are left" },
  yes: { short: "y", about: "do not ask" },
  interactive: { short: "i", about: "ask for each change" },
  "confirm-within": { value: "TIME",
    about: "roll it back unless `vexor confirm` follows, e.g. 5m" },
  expired: { value: "RUN", completes: "runs",
    about: "roll back this run if it was never confirmed" },
  only: { value: "WHAT", completes: "what",
    about: "only this setting (sysctl/vm.swappiness), or kind of setting" },
  known: { about: "list the clients that Vexor recognises" },
  why: { value: "REASON", about: "the reason, shown wherever it matters" },
  for: { value: "WHAT", about: "how long, e.g. 4h; of audit: a client in a version to come, "
    + "such as agave@4.4" },
  end: { about: "end it now" },
  retry: { about: "also try again what was rolled back, or is no longer corrected" },
  sandboxed: { about: "write from a unit made for that, which can write nothing else" },
  early: { about: "leave runs that need a client's programs to a later unit of this boot" },
  again: { about: "also try again what could not be rolled back" },
  check: { about: "only say whether its settings, or the facts in FILE, are valid" },
  configured: { about: "only say whether its settings name a source" },
  reload: { about: "make the agent that runs read its settings again" },
  wait: { about: "return once the newest commit is in force, was refused, or needs a person" },
  timeout: { value: "TIME", about: "give up waiting after that long (default: 5m; of manager: 5s, "
    + "for each question)" },
  ...MANAGER_OPTIONS,
  mirror: { value: "DIR", completes: "directories",
    about: "keep what git fetches in DIR (default: the agent's own mirror)" },
  watch: { about: "go on, and print what changes as it happens" },
  branch: { value: "NAME", about: "the branch that this host follows (default: main)" },
  record: { about: "record the kernel's defaults of this boot" },
} as const satisfies Record<string, CliOption>;

export type OptionName = keyof typeof OPTIONS;

/** On every verb. */
export const COMMON: readonly OptionName[] = ["root", "json", "help"];
