/** The tests' own eyes: what a machine holds, read with its plain tools and never with Vexor. */
import type { Machine } from "../lab/machine.ts";

export interface Subject {
  /** Dotted. */
  readonly sysctls?: readonly string[];
  /** Handler names, as in /proc/interrupts. */
  readonly irqs?: readonly string[];
  readonly units?: readonly string[];
}

/** Values by what they are of: `sysctl …`, `irq …`, `threads …`, `file …`, `dir …`. */
export type Sight = Readonly<Record<string, string>>;

const LIVE = `
{
  printf 'sysctl %s\\n' $1
  for name in $2; do printf "irq $name %s\\n" /proc/irq/*/"$name"; done
} | awk '
  function first(path, line) { line = ""; getline line < path; close(path); gsub(/\\t/, " ", line); return line }
  $1 == "sysctl" && NF == 2 { path = $2; gsub(/[.]/, "/", path)
    print "sysctl " $2 "\\t" first("/proc/sys/" path) }
  $1 == "irq" { path = $3; sub("/[^/]*$", "/smp_affinity_list", path)
    print "irq " $2 "\\t" first(path) }'
for unit in $3; do
  procs=$(cat "/sys/fs/cgroup/system.slice/$unit/cgroup.procs" \\
    || cat "/sys/fs/cgroup/systemd/system.slice/$unit/cgroup.procs")
  for pid in $procs; do
    sed -n 's/^Cpus_allowed_list:\\t//p' /proc/$pid/task/*/status
  done 2>/dev/null | sort | uniq -c | awk -v unit="$unit" \\
    '{ text = text sep $1 "x" $2; sep = " " } END { print "threads " unit "\\t" text }'
done 2>/dev/null
`;
const ETC = `
find /etc -xdev ! -name machine-id \\( -type d -printf 'dir %p\\t%m\\n' \\
  -o -type l -printf 'link %p\\t%l\\n' \\)
find /etc -xdev -type f ! -path '/etc/vexor-agent/*' -exec sha256sum {} + \\
  | awk '{ print "file " $2 "\\t" $1 }'
`;

/** Everything in /etc but the host file, and the run-time values asked for. */
export const look = (machine: Machine, subject: Subject): Promise<Sight> =>
  sight(machine, subject, LIVE + ETC);

/** The run-time values alone, for who asks again and again: in a guest, /etc takes a second. */
export const lookLive = (machine: Machine, subject: Subject): Promise<Sight> =>
  sight(machine, subject, LIVE);

const sight = async (machine: Machine, subject: Subject, script: string): Promise<Sight> => {
  const { sysctls = [], irqs = [], units = [] } = subject;
  const lists = [sysctls, irqs, units].map((list) => list.join(" "));
  const { stdout, stderr, code } = await machine.exec(["sh", "-c", script, "sh", ...lists]);
  if (code !== 0) throw new Error(`the observer failed with ${code}: ${stderr}`);
  const lines = stdout.split("\n").filter((line) => line !== "");
  return Object.fromEntries(lines.map((line) => {
    const [key = "", value = ""] = line.split("\t");
    return [key, value];
  }));
};

/** Temp files of an interrupted write, anywhere. */
export const strayTemps = async (machine: Machine): Promise<readonly string[]> => {
  const { stdout } = await machine.exec(
    ["find", "/etc", "/var/lib", "/usr/local", "/run", "-xdev", "-name", "*.vexor-tmp"]);
  return stdout.split("\n").filter((line) => line !== "");
};

/** Masks of interrupts never outlive a boot. */
export const durable = (sight: Sight): Sight =>
  Object.fromEntries(Object.entries(sight).filter(([key]) => !key.startsWith("irq ")));
