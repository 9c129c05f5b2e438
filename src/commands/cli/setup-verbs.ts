/** Verbs for the first hour: the host file, the program, the shell. */
import { withKinds, type Verbs } from "./verb.ts";

/** As many addresses as are given. */
const MANY = 1000;

export const SETUP: Verbs = {
  demo: () => ({
    part: "setup", args: "", maxArgs: 0, about: "see Vexor at work on a throw-away machine",
    more: "Plays a plan, a blocked setting, an apply, a drift and its correction, a failing change "
      + "that is rolled back, a kill -9 and its recovery, and a release. Needs no root: the "
      + "machine is a directory of its own, which is removed at the end. It takes a few seconds.",
    exits: { 1: "the claim of a step does not hold, or the demo was interrupted" },
    options: ["pause", "machine"],
    examples: ["vexor demo", "vexor demo --pause", "vexor demo --machine tour"],
    load: () => import("../verbs/demo.ts"),
  }),
  validate: () => ({
    part: "setup",
    args: "[FILE]", maxArgs: 1, completes: "files",
    about: "check a host file without looking at this machine",
    more: "Syntax, limits, schema and extends; what is wrong is named with file, line and column. "
      + "A value that no kernel takes is an error; a key that looks misspelt is a warning, for "
      + "another kernel may have it.",
    options: ["file"], examples: ["vexor validate hosts/val-ams-1.yaml"],
    load: () => import("../verbs/validate.ts"),
  }),
  init: () => ({
    part: "setup", args: "", maxArgs: 0, about: "print a host file of what is there now",
    more: "Declares the tuning found on this machine as it is, so that its plan is empty. Comments "
      + "say which file each value comes from and what permits replacing it; what was left out "
      + "stands at the end, with the reason. --out saves it to a new file, and makes missing "
      + "directories. --repo lays out a whole repository: host file, role, pipelines for GitHub "
      + "and GitLab, the schema and a page that says how to go on; a file that is there stays. "
      + "With --from-facts it does so for a fleet, and what hosts share stands in roles.",
    options: ["out", "repo", "from-facts", "yes"],
    examples: ["vexor init", "vexor init --repo fleet",
      "vexor init --from-facts facts --repo fleet --yes",
      "vexor init --out hosts/$(hostname).yaml"],
    load: withKinds(() => import("../verbs/init.ts")),
  }),
  adopt: () => ({
    part: "setup", args: "ADDRESS…", maxArgs: MANY, completes: "addresses",
    about: "write permission to replace a custom value into the host file",
    more: "For settings that a plan shows as blocked by a custom value: adds adopt: {from: VALUE} "
      + "to the entry, with --why as its reason. Shows the change and asks. All other bytes of the "
      + "file stay, and a plan of the changed file must adopt the setting; otherwise nothing is "
      + "written. A setting of a role file gets an entry in the host file. --facts plans for "
      + "another host.",
    options: ["why", "file", "facts", "yes"],
    examples: ["vexor adopt sysctl/vm.swappiness --why 'the database needs it no longer'",
      "vexor adopt sysctl/vm.swappiness --facts facts/val-1.json -f hosts/val-1.yaml"],
    load: withKinds(() => import("../verbs/adopt.ts")),
  }),
  disown: () => ({
    part: "setup", args: "ADDRESS…", maxArgs: MANY, completes: "addresses",
    about: "take settings out of the host file",
    more: "Removes their entries, with the comments right above them. Shows the change and asks. "
      + "All other bytes of the file stay. The next apply releases what Vexor had set, with its "
      + "original value back. What a role file declares is left there.",
    options: ["file", "facts", "yes"],
    examples: ["vexor disown sysctl/vm.swappiness",
      "vexor disown limits/agave.service/nofile -f hosts/val-1.yaml --yes"],
    load: withKinds(() => import("../verbs/disown.ts")),
  }),
  install: () => ({
    part: "setup", args: "", maxArgs: 0, about: "install the program, its units and its manual",
    more: "For machines without a package: copies the executable to /usr/local/bin/vexor, and "
      + "enables the boot units and the agent, which starts once it is configured. README says how "
      + "to remove all of it.",
    options: ["yes"], examples: ["sudo dist/vexor install"],
    load: withKinds(() => import("../verbs/install.ts")),
  }),
  completion: () => ({
    part: "setup", args: "bash|zsh|fish", maxArgs: 1, about: "print a shell completion script",
    more: "Source what it prints, in the start file of your shell.",
    options: [], examples: ["source <(vexor completion bash)"],
    load: async (table) => {
      const { completion } = await import("../verbs/completion.ts");
      return { run: completion(table()) };
    },
  }),
};
