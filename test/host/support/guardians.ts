/** The guardians of runs on a lab machine, as systemd and the kernel tell of them. */
import { setTimeout as sleep } from "node:timers/promises";
import { deadline } from "../../support/pace.ts";
import type { Machine } from "../lab/machine.ts";

interface Guardian {
  readonly active: string;
  /** In flock(2), or on the way to it no longer. */
  readonly asleep: boolean;
}

const LIST = `for unit in $(systemctl list-units --all --plain --no-legend 'vexor-guard-*' | cut -d' ' -f1); do
  echo "$(systemctl show -P ActiveState $unit) $(pgrep -P $(systemctl show -P MainPID $unit) -x flock | wc -l)"
done`;

export const guardians = async (machine: Machine): Promise<readonly Guardian[]> => {
  const { stdout } = await machine.exec(["sh", "-c", LIST]);
  return stdout.split("\n").filter(Boolean).map((line) => {
    const [active = "", sleepers] = line.split(" ");
    return { active, asleep: sleepers === "1" };
  });
};

/** What was said with a priority that wakes an operator, since a moment in seconds since 1970. */
export const alarms = async (machine: Machine, since = "0"): Promise<string> =>
  (await machine.exec(["journalctl", "-q", "-p", "crit", "-o", "cat", "--no-pager", "-t", "vexor",
    `--since=@${since}`])).stdout;

export const nowOn = async (machine: Machine): Promise<string> =>
  (await machine.exec(["date", "+%s.%6N"])).stdout.trim();

export const killGuardians = (machine: Machine): Promise<unknown> =>
  machine.exec(["systemctl", "kill", "-s", "KILL", "vexor-guard-*"]);

const NEWEST = "cat /var/lib/vexor-agent/runs/$(ls /var/lib/vexor-agent/runs | sort -n | tail -n 1)/journal.jsonl";
/** It tries ten times, and each may take a while. */
const LIMIT_MS = 240_000;

export interface Alone {
  /** As `vexor recover` would have exited: 0, or 5 when a guardian has failed. */
  readonly code: number;
  readonly stderr: string;
}

/**
 * No verb calls for a recovery: waits until no guardian is at work any more, and tells what they
 * have said since then. Throws when a run has no end, or one was rolled back without an alarm.
 */
export const leftAlone = async (machine: Machine, since: string): Promise<Alone> => {
  const isAtWork = async (): Promise<boolean> =>
    (await guardians(machine)).some(({ active }) => active !== "failed");
  for (const limit = deadline(LIMIT_MS); !limit.isOver() && await isAtWork();) await sleep(50);
  const journal = (await machine.exec(["sh", "-c", NEWEST])).stdout;
  const stderr = await alarms(machine, since);
  const hasEnded = journal === "" || /"type":"(end|confirm-by)"/.test(journal);
  const isAlarmed = !journal.includes('"why":"interrupted"') || stderr.includes("RUN_CUT_SHORT");
  if (!hasEnded || !isAlarmed) throw new Error(`left alone: ${journal}\n${stderr}`);
  return { code: (await guardians(machine)).length > 0 ? 5 : 0, stderr };
};
