/**
 * The part in the sandbox that has the commands. It runs none where systemd did not do what it was
 * asked for. What a command leaves behind ends with this process, for its unit's cgroup does.
 */
import { accessSync, constants } from "node:fs";
import type { CommandEnd } from "../../engine/run/health.ts";
import { printableLine } from "../../formats/printable.ts";
import type { RunResult } from "../../ports/host.ts";
import { runCommand } from "../linux/command.ts";
import { hasReadOnlyRoot, NO_CAPABILITIES, statusFields } from "../linux/own-status.ts";
import { COMMAND_MS, LONGEST_SAYS, type HealthReply, type HealthRequest } from "./protocol.ts";
import { HIDDEN_PATHS } from "./unit.ts";

const OUTPUT_LIMIT = 64 * 1024;
const FIRST_DYNAMIC_USER = 61_184;
const LAST_DYNAMIC_USER = 65_519;

const isOpen = (path: string): boolean => {
  try {
    accessSync(path, constants.R_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** What systemd was asked for and did not do, as in a container that may not; null when all is. */
const gapInSandbox = (): string | null => {
  const status = statusFields("/proc/self/status");
  const uid = process.getuid?.() ?? 0;
  if (uid < FIRST_DYNAMIC_USER || uid > LAST_DYNAMIC_USER) return "a user of its own";
  if (!NO_CAPABILITIES.every(([name, none]) => status.get(name) === none)) return "no capabilities";
  if (status.get("NoNewPrivs") !== "1") return "no new privileges";
  if (status.get("Seccomp") !== "2") return "a filter of system calls";
  if (!hasReadOnlyRoot()) return "a read-only root";
  const seen = HIDDEN_PATHS.find(isOpen);
  return seen === undefined ? null : `${seen} out of sight`;
};

const firstLine = (text: string): string =>
  printableLine(text.trim().split("\n")[0] ?? "").slice(0, LONGEST_SAYS);

const endOf = ({ code, timedOut, stdout, stderr }: RunResult): CommandEnd => (timedOut
  ? { code: null, says: `no end within ${COMMAND_MS / 1000} s` }
  : { code, says: firstLine(stderr.trim() || stdout) });

const answer = async ({ commands }: HealthRequest): Promise<HealthReply> => {
  const gap = gapInSandbox();
  if (gap !== null) return { refused: `its sandbox lacks ${gap}` };
  const ends = await Promise.all(commands.map((argv) =>
    runCommand(argv, COMMAND_MS, { limit: OUTPUT_LIMIT, cwd: "/" })));
  return { ends: ends.map(endOf) };
};

export const answerHealthCommands = async (input: string): Promise<string> =>
  JSON.stringify(await answer(JSON.parse(input) as HealthRequest));
