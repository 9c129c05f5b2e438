/** The demo as data: what each step says, the commands that show it, and what proves it. */

interface DemoRun {
  /** As it is typed in the demo's directory; `vexor` is this program. */
  readonly run: readonly string[];
  /** None where it is killed. */
  readonly exit?: number;
  /** What its output must hold for the step's claim to be true. */
  readonly shows: readonly RegExp[];
  /** The program is killed with SIGKILL once its output says this. */
  readonly killedOnce?: string;
}

/** What another person writes by hand. */
interface DemoWrite {
  readonly write: string;
  readonly text: string;
}

export interface DemoStep {
  readonly step: string;
  readonly says: string;
  readonly acts: readonly (DemoRun | DemoWrite)[];
}

const ON = ["--root", "machine"] as const;
const MAP_COUNT = "machine/proc/sys/vm/max_map_count";
const SEND_BUFFER = "machine/proc/sys/net/core/wmem_max";
const APPLY_HOST = ["vexor", "apply", "-f", "host.yaml", ...ON, "--yes"] as const;
const APPLY_NETWORK = ["vexor", "apply", "-f", "network.yaml", ...ON, "--yes"] as const;
const SAME: DemoRun = { run: ["diff", "-r", "--exclude=vexor-agent", "original", "machine"],
  exit: 0, shows: [/^$/] };
const SEND_BUFFER_IS_OLD: DemoRun = { run: ["cat", SEND_BUFFER], exit: 0, shows: [/^212992$/m] };

export const STEPS: readonly DemoStep[] = [
  { step: "plan",
    says: "A plan reads the machine and writes nothing. It says who set each present value, and "
      + "shows each change as a shell command, too.",
    acts: [
      { run: ["vexor", "plan", "-f", "host.yaml", ...ON], exit: 0,
        shows: [/~ update +sysctl\/vm\.max_map_count +65530 → 1000000/, /2 to update, 1 blocked/] },
      SAME,
    ] },
  { step: "blocked",
    says: "An administrator has set vm.swappiness, and the evidence names file and line. Vexor "
      + "leaves that value alone until a commit permits replacing it.",
    acts: [{ run: ["vexor", "explain", "sysctl/vm.swappiness", "-f", "host.yaml", ...ON], exit: 0,
      shows: [/70-database\.conf:2/, /custom/] }] },
  { step: "apply",
    says: "Apply makes a durable snapshot, writes, and reads each value back. The blocked setting "
      + "stays as it is; exit code 3 says so.",
    acts: [
      { run: APPLY_HOST, exit: 3,
        shows: [/Applied as run 1: 2 values and 1 file written and verified/] },
      { run: ["cat", MAP_COUNT, "machine/proc/sys/vm/swappiness"], exit: 0,
        shows: [/^1000000\n30$/m] },
    ] },
  { step: "drift",
    says: "Another person changes a managed value by hand. Vexor reports the drift; exit code 2 "
      + "says that there is some.",
    acts: [
      { write: MAP_COUNT, text: "65530\n" },
      { run: ["vexor", "drift", ...ON], exit: 2,
        shows: [/vm\.max_map_count: set to 1000000 \(run 1\), is now 65530/] },
    ] },
  { step: "correct",
    says: "The next apply corrects the drift. On an enrolled host the agent does this by itself.",
    acts: [
      { run: APPLY_HOST, exit: 3, shows: [/↺ drift/, /Applied as run 2: 1 value written/] },
      { run: ["vexor", "drift", ...ON], exit: 0, shows: [/No drift: 2 managed settings hold/] },
    ] },
  { step: "roll back",
    says: "A change fails: this network card ignores the interrupt mask that is written. Vexor "
      + "finds that the setting does not hold, and rolls back the whole run; exit code 4 says so.",
    acts: [
      { run: APPLY_NETWORK, exit: 4,
        shows: [/irq-affinity\/eth0-rx-0 does not hold/, /run 3 was rolled back/] },
      SEND_BUFFER_IS_OLD,
    ] },
  { step: "recover",
    says: "Kill -9 ends apply between its writes and its verdict. The journal knows what was "
      + "written: the next verb that writes, or the next boot, rolls the run back.",
    acts: [
      { run: APPLY_NETWORK, shows: [/sysctl:net\/core\/wmem_max/],
        killedOnce: "verifying" },
      { run: ["cat", SEND_BUFFER], exit: 0, shows: [/^134217728$/m] },
      { run: ["vexor", "history", ...ON], exit: 0, shows: [/^ +4 .*interrupted/m] },
      { run: ["vexor", "recover", ...ON], exit: 0,
        shows: [/Run 4 had been interrupted; rolled it back/] },
      SEND_BUFFER_IS_OLD,
    ] },
  { step: "release",
    says: "Release ends Vexor's ownership and restores the values from before its first write. "
      + "Apart from Vexor's own records, the machine is byte for byte what it was.",
    acts: [
      { run: ["vexor", "release", ...ON, "--yes"], exit: 0,
        shows: [/2 to release/, /Applied as run 5: 2 values and 1 file written and verified/] },
      SAME,
    ] },
];
