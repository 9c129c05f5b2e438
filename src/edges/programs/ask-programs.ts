/**
 * Asks programs for their version or their flags. A program is untrusted, whatever user owns its
 * file: so it runs as the user `nobody`, in a unit of its own that has no network, no capability,
 * nothing to write and an end. Where systemd cannot make such a unit, nothing runs, and the answer
 * says why.
 */
import { existsSync, statSync } from "node:fs";
import {
  isProgramQuestion, type AskedProgram, type ProgramAnswer,
} from "../../ports/programs.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { childProcess } from "../linux/child-process.ts";
import { inTransientUnit, SANDBOX } from "../systemd/sandbox.ts";
import { SELF } from "../linux/self-command.ts";
import { keepAnswers, keptAnswers } from "./kept-answers.ts";
import { ALL_MS, fileIdentityOf, LONGEST_MS, type ProbeBatch,
  type ProbeResult } from "./protocol.ts";
import { PLAIN_ENV } from "../linux/environment.ts";

const GRACE_MS = 5_000;
/** More than that are not validators: each costs a start of this program. */
const MOST = 32;

/** The launcher changes its user and its pids; the program that it becomes has none of this. */
const RIGHTS = ["CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP", "CAP_SYS_ADMIN", "CAP_DAC_READ_SEARCH",
  "CAP_KILL"];
const REPLACED = /^(CapabilityBoundingSet|RestrictNamespaces|RestrictAddressFamilies|PrivateTmp)=/;

const properties = (): readonly string[] => [
  ...SANDBOX.filter((line) => !REPLACED.test(line)),
  `CapabilityBoundingSet=${RIGHTS.join(" ")}`,
  "SystemCallFilter=@setuid setfsuid setfsgid capset mount unshare",
  "SystemCallFilter=~socket ptrace process_vm_readv process_vm_writev @keyring io_uring_setup",
  "RestrictNamespaces=pid ipc mnt",
  "PrivateNetwork=yes", "TemporaryFileSystem=/tmp:ro /var/tmp:ro /dev/shm:ro",
  "ReadOnlyPaths=/ -/run -/run/lock -/dev/mqueue -/dev/hugepages",
  // It may be asked while the machine boots, by what recovers an interrupted run.
  "DefaultDependencies=no",
  "MemoryMax=512M", "MemorySwapMax=0", "TasksMax=256", "LimitNPROC=4096", "LimitCORE=0",
  "OOMScoreAdjust=1000", "OOMPolicy=continue",
  "Nice=10", "CPUWeight=10", "IOWeight=10", "IOSchedulingClass=idle", "LogLevelMax=notice",
  "KillSignal=SIGKILL", `RuntimeMaxSec=${(ALL_MS + LONGEST_MS) / 1000}`, "TimeoutStopSec=2",
];

/** Why nothing may be asked here; null when it may. */
const whyNot = (): string | null => {
  if (process.geteuid?.() !== 0) return "asking a program takes root, who has it run as nobody";
  if (!existsSync("/run/systemd/system")) return "asking a program takes systemd, for its sandbox";
  return process.versions["bun"] ? null : "asking a program takes the packaged executable";
};

const LOST = "the sandbox that it would be asked in could not be made";

const unasked = (why: string): ProbeResult => ({ opened: null, said: null, unasked: why });

const parsed = (text: string): readonly ProbeResult[] => {
  try {
    return JSON.parse(text) as readonly ProbeResult[];
  } catch {
    return [];
  }
};

const resultsFor = (asked: readonly AskedProgram[]): readonly ProbeResult[] => {
  const [file = "", ...args] = [...inTransientUnit(properties()), ...SELF, "probe"];
  const { stdout, status } = childProcess().spawnSync(file, args, {
    input: JSON.stringify({ asked } satisfies ProbeBatch), encoding: "utf8", cwd: "/",
    env: PLAIN_ENV, timeout: ALL_MS + LONGEST_MS + GRACE_MS, killSignal: "SIGKILL",
    maxBuffer: 64 * 1024 * 1024, stdio: ["pipe", "pipe", "ignore"],
  });
  const results = status === 0 ? parsed(stdout) : [];
  return asked.map((_, at) => results[at] ?? unasked(LOST));
};

/** Null for what is not a program: nothing would run. */
const identityAt = (path: string): string | null => {
  try {
    const stats = statSync(path, { bigint: true });
    return stats.isFile() && (stats.mode & 0o111n) !== 0n ? fileIdentityOf(stats) : null;
  } catch {
    return null;
  }
};

/**
 * A question about the file that was found; its answer holds as long as the key is the same. One
 * file may be several programs: it answers by the name that it is called by.
 */
interface OpenedProgram {
  readonly asked: AskedProgram;
  readonly identity: string;
  readonly key: string;
}

const meantBy = (asked: AskedProgram): OpenedProgram | null => {
  const identity = identityAt(asked.path);
  return identity === null ? null
    : { asked, identity, key: JSON.stringify([identity, asked.path, asked.question, asked.uid]) };
};

const answers = new Map<string, ProgramAnswer>();

/** The launcher reports which file it has opened before that file prints anything. */
const answerOf = ({ identity, key }: OpenedProgram,
  { opened, said, unasked: why }: ProbeResult) => {
  if (opened !== null && opened !== identity) {
    return { said: null, unasked: "its file was replaced meanwhile" };
  }
  const answer: ProgramAnswer = { said, unasked: why };
  answers.set(key, answer);
  return answer;
};

const remember = (): void => {
  for (const [key, said] of keptAnswers()) answers.set(key, { said, unasked: null });
};

const askAll = (meant: readonly OpenedProgram[]): ReadonlyMap<string, ProgramAnswer> => {
  if (answers.size === 0 && meant.length > 0) remember();
  const open = new Map(meant.filter(({ key }) => !answers.has(key)).map((one) => [one.key, one]));
  const batch = [...open.values()].slice(0, MOST);
  const results = batch.length === 0 ? [] : resultsFor(batch.map(({ asked }) => asked));
  const fresh = batch.map((one, at) =>
    [one.key, answerOf(one, results[at] ?? unasked(LOST))] as const);
  keepAnswers(fresh.flatMap(([key, { said }]) =>
    (said !== null && answers.has(key) ? [[key, said] as const] : [])));
  return new Map([...answers, ...fresh]);
};

const SILENT: ProgramAnswer = { said: null, unasked: null };
const TOO_MANY: ProgramAnswer = { said: null, unasked: `only ${MOST} programs are asked at once` };

/** In the order of the questions; each file is asked once as long as it stays the same. */
export const askPrograms = (asked: readonly AskedProgram[]): readonly ProgramAnswer[] => {
  if (!asked.every(({ question }) => isProgramQuestion(question))) {
    throw new VexorError("INTERNAL", "that is not a question for a program");
  }
  const meant = asked.map(meantBy);
  const why = whyNot();
  const known = why === null ? askAll(meant.filter((one) => one !== null)) : new Map();
  const otherwise: ProgramAnswer = why === null ? TOO_MANY : { said: null, unasked: why };
  return meant.map((one) => (one === null ? SILENT : known.get(one.key) ?? otherwise));
};
