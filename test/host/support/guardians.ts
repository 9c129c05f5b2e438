/** The guardians of runs on a lab machine, as systemd and the kernel tell of them. */
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

/** What was said with a priority that wakes somebody. */
export const alarms = async (machine: Machine): Promise<string> =>
  (await machine.exec(["journalctl", "-q", "-p", "crit", "-o", "cat", "--no-pager",
    "-t", "vexor"])).stdout;
