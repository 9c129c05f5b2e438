/**
 * The commands of a signed host file's health checks. The signer decides what runs, so it runs as a
 * user of its own, in a unit that systemd makes for one round of checks: it reaches the network as
 * any account does, and neither the agent nor Vexor's records. Where systemd cannot make such a
 * unit, nothing runs, and the answer says why.
 */
import { existsSync } from "node:fs";
import { COMMAND_USER, type CommandEnd } from "../../engine/run/health.ts";
import { printableLine } from "../../formats/printable.ts";
import { runCommand } from "../linux/command.ts";
import { statusFields } from "../linux/own-status.ts";
import { inTransientUnit, SANDBOX } from "../systemd/sandbox.ts";
import { SELF } from "../linux/self-command.ts";
import { COMMAND_MS, LONGEST_SAYS } from "./protocol.ts";

/** What no command may see, whatever its modes are. */
export const HIDDEN_PATHS: readonly string[] =
  ["/etc/vexor-agent", "/var/lib/vexor-agent", "/run/vexor-agent"];

/** The unit has its end some time after the commands, and we wait a little longer than that. */
const UNIT_MS = COMMAND_MS + 3_000;
const WAIT_MS = UNIT_MS + 7_000;

/** Twenty commands may each say a line; a line of JSON has room for far more. */
const ANSWER_LIMIT = 256 * 1024;

const REPLACED = /^(ProtectHome|PrivateTmp|NoExecPaths)=/;
const SMALL = "size=16M,mode=1777,nosuid,nodev,noexec";

const PROPERTIES: readonly string[] = [
  ...SANDBOX.filter((line) => !REPLACED.test(line)),
  // Not `nobody`: what parses and proves for root runs as that user, and must not be reachable.
  "DynamicUser=yes",
  "ProtectHome=yes",
  `InaccessiblePaths=${HIDDEN_PATHS.map((path) => `-${path}`).join(" ")}`,
  "ReadOnlyPaths=/ -/run -/run/lock -/dev/mqueue -/dev/hugepages",
  `TemporaryFileSystem=/tmp:${SMALL} /var/tmp:${SMALL} /dev/shm:${SMALL}`,
  "PrivateIPC=yes",
  "SystemCallFilter=~ptrace process_vm_readv process_vm_writev @keyring io_uring_setup",
  "MemoryMax=256M", "MemorySwapMax=0", "TasksMax=128", "LimitNPROC=128",
  "LimitCORE=0", "LimitNOFILE=1024",
  "OOMScoreAdjust=1000", "OOMPolicy=continue",
  "Nice=10", "CPUWeight=10", "IOWeight=10", "IOSchedulingClass=idle", "LogLevelMax=notice",
  // With the first process everything ends that it has started.
  "KillMode=control-group", "KillSignal=SIGKILL", "TimeoutStopSec=2",
  `RuntimeMaxSec=${UNIT_MS / 1000}`,
];

/** systemd would start it on every CPU, also on those that this process keeps off. */
const ownCpus = (): readonly string[] => {
  const cpus = statusFields("/proc/self/status").get("Cpus_allowed_list");
  return cpus === undefined ? [] : [`CPUAffinity=${cpus}`];
};

/** Why no command may run here; null when it may. */
const whyNot = (root: string): string | null => {
  if (root !== "") return "nothing runs in a tree";
  if (process.geteuid?.() !== 0) return "a command takes the root helper, who has it run";
  return existsSync("/run/systemd/system") ? null : "a command takes systemd, for its sandbox";
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** What comes out of the sandbox is a stranger's: nothing is taken that is not exactly an end. */
const endIn = (value: unknown): CommandEnd => {
  const { code, says } = isRecord(value) ? value : {};
  const isEnd = (code === null || Number.isSafeInteger(code)) && typeof says === "string";
  return isEnd ? { code: code as number | null, says: printableLine(says).slice(0, LONGEST_SAYS) }
    : { code: null, says: "its answer cannot be read" };
};

const parsed = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
};

/** One round at a time: a unit of this name is there only once. */
export const healthUnit = (of: string, self: readonly string[] = SELF): readonly string[] => [
  ...inTransientUnit([...PROPERTIES, ...ownCpus()],
    [`--unit=${COMMAND_USER}`, `--description=Health commands of ${of}`]),
  ...self, "health-commands"];

export const runHealthCommands = async (
  root: string, commands: readonly (readonly string[])[], of: string,
): Promise<readonly CommandEnd[]> => {
  if (commands.length === 0) return [];
  const unanswered = (why: string): readonly CommandEnd[] =>
    commands.map(() => ({ code: null, says: printableLine(why).slice(0, LONGEST_SAYS) }));
  const why = whyNot(root);
  if (why !== null) return unanswered(why);
  const { stdout, stderr } = await runCommand(healthUnit(of), WAIT_MS,
    { input: JSON.stringify({ commands }), limit: ANSWER_LIMIT, cwd: "/" });
  const { ends, refused } = parsed(stdout);
  if (Array.isArray(ends)) return commands.map((_, at) => endIn(ends[at]));
  return unanswered(typeof refused === "string" ? refused
    : `its sandbox could not be made: ${stderr.trim().split("\n")[0] ?? ""}`);
};
