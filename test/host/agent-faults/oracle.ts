/**
 * What the machine is, told by sh and cat: sysctls, boot files, drop-ins, the affinity of threads,
 * and the last lines of the journals of runs. No code of Vexor's takes part.
 */
import { SERVICE } from "../support/vexor.ts";
import type { AgentFaultHarness } from "./machine.ts";

const BOOT_FILE = "/etc/sysctl.d/90-vexor-agent.conf";
const DROP_IN = `/etc/systemd/system/${SERVICE}.d/90-vexor-agent.conf`;

/** What a commit declares, and what must be true of the machine when it holds. */
export interface Declared {
  readonly sysctl: Readonly<Record<string, number>>;
  /** Null: the service is not pinned. */
  readonly cpus: string | null;
}

export interface Seen {
  /** Everything that is managed, as one comparable text. */
  readonly state: string;
  /** Runs whose journal has no end, and units that still work on one. */
  readonly open: readonly string[];
  /** Of the agent's process; 0 when there is none. */
  readonly pid: number;
  /** The commit that later ones must build on. */
  readonly accepted: string;
}

export const KEYS = ["net.core.somaxconn", "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_max_syn_backlog"] as const;

const SCRIPT = `
echo "= live"
for key in ${KEYS.join(" ")}; do
  echo "$key = $(cat "/proc/sys/$(echo "$key" | tr . /)")"
done
echo "= boot"
grep -v '^#' ${BOOT_FILE} 2>/dev/null | sort
echo "= drop-in"
grep '^CPUAffinity=.' ${DROP_IN} 2>/dev/null
echo "= threads"
for procs in /sys/fs/cgroup/system.slice/${SERVICE}/cgroup.procs \\
    /sys/fs/cgroup/systemd/system.slice/${SERVICE}/cgroup.procs; do
  [ ! -r $procs ] || while read -r pid; do
    sed -n 's/^Cpus_allowed_list:\\t//p' /proc/$pid/task/*/status
  done < $procs
done | sort | uniq -c | sed 's/^ *//'
echo "= open"
for run in $(ls /var/lib/vexor-agent/runs 2>/dev/null | sort -n | tail -n 3); do
  journal=/var/lib/vexor-agent/runs/$run/journal.jsonl
  [ ! -e $journal ] || tail -n 1 $journal | grep -q '"type":"end"' || echo "run $run"
done
systemctl list-units --plain --no-legend --state=active,activating,deactivating \\
  'vexor-apply*' 'vexor-operate@*' 'vexor-revert-*.service' | cut -d' ' -f1
echo "= pid"
systemctl show -P MainPID vexor-agent
grep -o '"accepted": *"[0-9a-f]*"' /var/lib/vexor-agent/source.json 2>/dev/null | tr -dc '0-9a-f\n'
`;

export const see = async (harness: AgentFaultHarness): Promise<Seen> => {
  const text = await harness.sh(SCRIPT);
  const [state = "", rest = ""] = text.split("= open\n");
  const [open = "", agent = "0"] = rest.split("= pid\n");
  const [pid = "0", accepted = ""] = agent.split("\n");
  // Of the key, its letters a to f are left as well.
  return { state, pid: Number(pid), accepted: accepted.slice(-40), open: open.split("\n").filter((line) => line !== "") };
};

/** `free`: the threads' affinity of a service that nothing pins. */
export const stateOf = ({ sysctl, cpus }: Declared, free: string): string => {
  const lines = KEYS.map((key) => `${key} = ${sysctl[key]}`);
  return `= live\n${lines.join("\n")}\n= boot\n${lines.toSorted().join("\n")}\n= drop-in\n`
    + `${cpus === null ? "" : `CPUAffinity=${cpus}\n`}= threads\n6 ${cpus ?? free}\n`;
};

interface Line {
  readonly level?: string;
  readonly event?: string;
  readonly commit?: string;
  readonly message?: string;
}

const linesOf = (log: string): readonly Line[] => log.split("\n")
  .filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as Line);

/** Why the agent says that it went back from this commit; null when it does not say so. */
export const alarmOf = (log: string, commit: string): string | null =>
  linesOf(log).find(({ level, event, commit: about, message }) => level === "warn" && about === commit
    && event === "rolled-back" && message !== undefined)?.message ?? null;

/** Of any kind, in the order in which they were reported. */
export const eventsIn = (log: string): readonly string[] =>
  linesOf(log).flatMap(({ event }) => event ?? []);

export const isHalted = (log: string): boolean =>
  linesOf(log).some(({ event }) => event === "halted" || event === "rollback-failed");
