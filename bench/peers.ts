/** What else could check the same settings: each peer's own files, and the command to time. */
import { accessSync, constants, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import type { Key } from "./keys.ts";
import type { Entry, Target } from "./measure.ts";

export interface Peer {
  readonly name: string;
  readonly program: string;
  /** Debian package that brings it. */
  readonly debian: string;
  /** Seconds for each run: only with --slow. */
  readonly slow: boolean;
  /** Writes what it needs below `dir`. */
  prepare(dir: string, keys: readonly Key[]): readonly Entry[];
}

/** Its path, or null; not in a checkout's node_modules, which npm puts before the system's own. */
export const find = (program: string): string | null => {
  for (const dir of (process.env["PATH"] ?? "").split(":")) {
    if (dir.endsWith("node_modules/.bin")) continue;
    try {
      accessSync(`${dir}/${program}`, constants.X_OK);
      return `${dir}/${program}`;
    } catch {
      continue;
    }
  }
  return null;
};

const quote = (text: string): string => JSON.stringify(text);
/** A peer is measured by its fastest form; other forms have no bound, and are shown beside it. */
const faster = (bound: number | null): Target => ({ sense: "faster", bound });

/** Faster than a plan: it reads, and compares nothing. */
const sysctl: Peer = {
  name: "sysctl -n", program: "sysctl", debian: "procps", slow: false,
  prepare: (_, keys) => [
    { name: "sysctl -n", argv: ["sysctl", "-n", ...keys.map(({ name }) => name)] }],
};

/** What many policies do, and the slowest form: no factor is claimed of it. */
const questions = (keys: readonly Key[]): string => `bundle agent main
{
  vars:
${keys.map(({ name }, at) => `    "live_${at}" string => `
    + `execresult("${find("sysctl")} -n ${name}", "noshell");`).join("\n")}
  classes:
${keys.map(({ value }, at) => `    "ok_${at}" expression => `
    + `strcmp("$(live_${at})", ${quote(value).replaceAll(" ", "$(const.t)")});`).join("\n")}
  reports:
${keys.map(({ name }, at) => `    !ok_${at}:: "${name} differs";`).join("\n")}
}
`;

/** Compares values in the policy language: the least that cf-agent can do, and its fastest form. */
const comparisons = (keys: readonly Key[]): string => `bundle agent main
{
  classes:
${keys.map(({ name, value }, at) => `    "ok_${at}" expression => `
    + `strcmp(sysctlvalue(${quote(name)}), ${quote(value)});`).join("\n")}
  reports:
${keys.map(({ name }, at) => `    !ok_${at}:: "${name} differs";`).join("\n")}
}
`;

/** Promises about the files, which a run without dry-run would keep: what a plan is. */
const filePromises = (keys: readonly Key[]): string => `bundle edit_line holds(value)
{
  delete_lines: ".*";
  insert_lines: "$(value)" whitespace_policy => { "ignore_embedded" };
}
body edit_defaults in_place { edit_backup => "false"; empty_file_before_editing => "false"; }
bundle agent main
{
  files:
${keys.map(({ path, value }) => `    ${quote(path)} create => "false", `
    + `edit_defaults => in_place, edit_line => holds(${quote(value)});`).join("\n")}
}
`;

const cfengine: Peer = {
  name: "cf-agent", program: "cf-agent", debian: "cfengine3", slow: false,
  prepare: (dir, keys) => {
    const work = `${dir}/cfengine`;
    for (const name of ["bin", "inputs"]) {
      mkdirSync(`${work}/${name}`, { recursive: true, mode: 0o700 });
    }
    symlinkSync(find("cf-promises") ?? "cf-promises", `${work}/bin/cf-promises`);
    const entry = (name: string, policy: string, bound: number | null): Entry => {
      const file = `${work}/inputs/${name.replaceAll(" ", "-")}.cf`;
      writeFileSync(file, policy, { mode: 0o600 });
      return {
        name: `cf-agent --dry-run, ${name}`, argv: ["cf-agent", "-K", "-n", "-f", file],
        env: { CFENGINE_TEST_OVERRIDE_WORKDIR: work }, target: faster(bound),
      };
    };
    return [
      entry("sysctlvalue() only", comparisons(keys), 1),
      entry("files", filePromises(keys), null),
      entry("sysctl -n for each key", questions(keys), null),
    ];
  },
};

/** Puppet's own type for a file's content; the kernel separates several values by tabs. */
const puppet: Peer = {
  name: "puppet apply --noop", program: "puppet", debian: "puppet-agent", slow: true,
  prepare: (dir, keys) => {
    const manifest = `${dir}/sysctl.pp`;
    const text = (value: string): string => value.replaceAll(" ", "\\t").replaceAll("$", "\\$");
    writeFileSync(manifest, keys.map(({ path, value }) =>
      `file { '${path}': content => "${text(value)}\\n" }\n`).join(""));
    const own = ["--confdir", `${dir}/puppet`, "--vardir", `${dir}/puppet/var`];
    return [{ name: "puppet apply --noop", rounds: 3, target: faster(100),
      argv: ["puppet", "apply", "--noop", ...own, manifest] }];
  },
};

const task = (keys: readonly Key[]): string => [
  `    - ansible.builtin.command: sysctl -n ${keys.map(({ name }) => name).join(" ")}`,
  "      check_mode: false",
  "      register: live",
  `      changed_when: live.stdout | replace("\\t", " ") != ${
    quote(keys.map(({ value }) => value).join("\n"))}`,
  "",
].join("\n");

const HEADER = "- hosts: localhost\n  connection: local\n  gather_facts: false\n  tasks:\n";

const ansible: Peer = {
  name: "ansible-playbook --check", program: "ansible-playbook", debian: "ansible-core", slow: true,
  prepare: (dir, keys) => {
    const home = `${dir}/ansible`;
    mkdirSync(home);
    writeFileSync(`${home}/ansible.cfg`, "");
    const env = { ANSIBLE_HOME: home, ANSIBLE_CONFIG: `${home}/ansible.cfg`,
      ANSIBLE_LOCAL_TEMP: `${home}/local`, ANSIBLE_REMOTE_TEMP: `${home}/remote` };
    const entry = (name: string, tasks: string, rounds: number, target: Target): Entry => {
      const file = `${home}/${name.replaceAll(" ", "-")}.yml`;
      writeFileSync(file, HEADER + tasks);
      return { name: `ansible-playbook --check, ${name}`, env, rounds, target,
        argv: ["ansible-playbook", "-i", "localhost,", "--check", file] };
    };
    return [
      entry("one command", task(keys), 3, faster(25)),
      entry("a task per key", keys.map((key) => task([key])).join(""), 1, faster(null)),
    ];
  },
};

export const PEERS: readonly Peer[] = [sysctl, cfengine, puppet, ansible];
