/**
 * git, kept to what a fetch needs. It runs in a git directory of ours (`git-directory.ts`), and
 * inherits nothing from the environment.
 */
import { VexorError } from "../../engine/model/errors.ts";
import type { RunResult } from "../../ports/host.ts";
import { quote, withoutSecrets } from "../../formats/quote.ts";
import { runCommand, type CommandOptions } from "../linux/command.ts";
import { PLAIN_ENV } from "../linux/environment.ts";

const NOT_FOUND = 127;

type Scheme = "https" | "http" | "ssh" | "file";

export interface Remote {
  readonly url: string;
  readonly scheme: Scheme;
  readonly branch: string;
  readonly sshKey: string | null;
  readonly knownHosts: string;
  /** Bytes that the mirror may take on disk. */
  readonly maxSize: number;
}

const HOST = "[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?";
const USER = "[A-Za-z0-9_][A-Za-z0-9._-]*";
const STEP = "[A-Za-z0-9._~+][A-Za-z0-9._~+-]*";
const PATH = `(?:/${STEP})+/?`;

/** Lists of what is allowed: a list of what is dangerous in a git URL was never complete. */
const FORMS: readonly (readonly [Scheme, RegExp])[] = [
  ["https", new RegExp(`^https://${HOST}${PATH}$`)],
  ["http", new RegExp(`^http://(?:127\\.0\\.0\\.1|localhost)(?::[0-9]{1,5})?${PATH}$`)],
  ["ssh", new RegExp(`^ssh://(?:${USER}@)?${HOST}${PATH}$`)],
  ["ssh", new RegExp(`^${USER}@[A-Za-z0-9][A-Za-z0-9.-]*:/?${STEP}(?:/${STEP})*/?$`)],
  ["file", new RegExp(`^(?:file://)?${PATH}$`)],
];
const schemeOf = (url: string): Scheme | undefined =>
  FORMS.find(([, form]) => form.test(url))?.[0];

export const isSsh = (url: string): boolean => schemeOf(url) === "ssh";

const BRANCH_RESERVED = /\.\.|\/\/|\.lock(?:\/|$)|\/\.|[./]$/;
const BRANCH = /^[A-Za-z0-9_][A-Za-z0-9._/-]{0,199}$/;
const SAFE_PATH = /^\/[A-Za-z0-9._/+@-]+$/;

/** The same rules as the schema of the settings, held once more where they count. */
export const remoteOf = (settings: Omit<Remote, "scheme">): Remote => {
  const scheme = schemeOf(settings.url);
  const paths = [settings.knownHosts, settings.sshKey ?? settings.knownHosts];
  const isBranch = BRANCH.test(settings.branch) && !BRANCH_RESERVED.test(settings.branch);
  if (scheme && isBranch && paths.every((path) => SAFE_PATH.test(path))) {
    return { ...settings, scheme };
  }
  throw new VexorError("AGENT_SETTINGS", `source: ${quote(withoutSecrets(settings.url))}, branch `
    + `${quote(settings.branch)}, is not fetched from`);
};

/** Runs through a shell that git starts: hence SAFE_PATH. */
const sshCommand = ({ sshKey, knownHosts }: Remote): string => ["ssh", "-F", "/dev/null",
  ...["BatchMode=yes", "StrictHostKeyChecking=yes", `UserKnownHostsFile=${knownHosts}`,
    "GlobalKnownHostsFile=/dev/null", "UpdateHostKeys=no", "IdentitiesOnly=yes",
    "ConnectTimeout=15", "ServerAliveInterval=10", "ServerAliveCountMax=3", "ForwardAgent=no",
    "ClearAllForwardings=yes", "PermitLocalCommand=no", "ControlPath=none",
  ].flatMap((option) => ["-o", option]),
  ...(sshKey === null ? [] : ["-i", sshKey])].join(" ");

/** Nothing in the mirror is read as a configuration: these only narrow what git does by itself. */
const configFor = (remote: Remote): Readonly<Record<string, string>> => ({
  "protocol.allow": "never",
  [`protocol.${remote.scheme}.allow`]: "always",
  // By default git starts another git in each directory that a file of the mirror may name.
  "core.alternateRefsCommand": "true",
  "core.commitGraph": "false",
  "core.multiPackIndex": "false",
  "core.hooksPath": "/dev/null",
  "core.fsmonitor": "false",
  "core.symlinks": "false",
  "core.sshCommand": sshCommand(remote),
  "core.askPass": "",
  "core.bigFileThreshold": "1m",
  "credential.helper": "",
  "fetch.fsckObjects": "true",
  "transfer.fsckObjects": "true",
  // One fetch is one pack, hence one file: its size can be bounded.
  "fetch.unpackLimit": "1",
  "transfer.unpackLimit": "1",
  "fetch.recurseSubmodules": "false",
  "fetch.writeCommitGraph": "false",
  "submodule.recurse": "false",
  "gc.auto": "0",
  "gc.writeCommitGraph": "false",
  "pack.threads": "1",
  "pack.windowMemory": "64m",
  "repack.writeBitmaps": "false",
  "repack.updateServerInfo": "false",
  "maintenance.auto": "false",
  // agent.yaml says where the repository lies. It keeps git from http-alternates as well.
  "http.followRedirects": "false",
  "http.sslVerify": "true",
  "http.lowSpeedLimit": "1000",
  "http.lowSpeedTime": "20",
  "ssh.variant": "ssh",
});

const environment = (
  config: Readonly<Record<string, string>>, place: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => {
  const entries = Object.entries(config);
  return {
    ...PLAIN_ENV, HOME: "/nonexistent",
    GIT_CONFIG_NOSYSTEM: "1", GIT_ATTR_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0", GIT_NO_REPLACE_OBJECTS: "1", GIT_NO_LAZY_FETCH: "1",
    GIT_CONFIG_COUNT: String(entries.length),
    ...Object.fromEntries(entries.flatMap(([key, value], at) =>
      [[`GIT_CONFIG_KEY_${at}`, key], [`GIT_CONFIG_VALUE_${at}`, value]])),
    ...place,
  };
};

/** It says so after whatever ssh said, and that is the reason. */
const NO_REASON = /^(fatal: Could not read from remote|Please make sure|and the repository exi)/;

/** What git says when it fails, on one line: for people, never to decide anything by. */
export const gitErrorText = ({ stderr }: RunResult): string => {
  const lines = stderr.split(/[\r\n]+/).filter((line) => line.trim() && !NO_REASON.test(line));
  const fatal = lines.find((line) => /^(fatal|error|ERROR):/.test(line)) ?? lines.at(-1) ?? "";
  return quote(withoutSecrets(fatal.replace(/^\w+: /, "")), 200).slice(1, -1);
};

export interface GitOptions extends Pick<CommandOptions, "input" | "limit"> {
  readonly timeoutMs?: number;
}

const LOCAL_MS = 30_000;

/** What git takes beside the mirror's own size: some KB on the wire may be a commit of 1 GB. */
const WORKING_MEMORY = 192 * 1024 * 1024;

/**
 * Runs git with `place` in its environment, which says where it works. Throws SOURCE_TOOLS. A file
 * or memory beyond its limit ends it: without one, a server fills the disk, or has the kernel end
 * the agent that git belongs to.
 */
export const runGit = async (
  remote: Remote, place: Readonly<Record<string, string>>, args: readonly string[],
  { timeoutMs = LOCAL_MS, ...options }: GitOptions = {},
): Promise<RunResult> => {
  const env = environment(configFor(remote), place);
  const argv = ["prlimit", `--fsize=${remote.maxSize}`, `--as=${WORKING_MEMORY + remote.maxSize}`,
    "--core=0", "--", "git", ...args];
  const result = await runCommand(argv, timeoutMs, { ...options, env, cwd: "/", binary: true });
  if (result.code === NOT_FOUND || (result.code === null && /ENOENT/.test(result.stderr))) {
    throw new VexorError("SOURCE_TOOLS", `git cannot be started: ${gitErrorText(result)}`);
  }
  return result;
};
