import { expect, test } from "vitest";
import { pinScripts, type PinTarget } from "../../../src/detectors/tools/pin-scripts.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { formatCpuList } from "../../../src/formats/cpu-set.ts";
import { makeTree, type Files } from "../../support/tree.ts";

const TARGET: PinTarget = {
  names: ["sol", "/run/sol/main.pid"], user: "solana",
  processes: () => ["agave-validator"],
  starts: () => ["/home/sol/run.sh", "#!/bin/sh\nexec agave-validator --ledger /l\n"],
};
const RC = "/etc/rc.local";

/**
 * Path and line, and the CPUs, `?` for what is unknown; in brackets what may concern any
 * service.
 */
const pins = (files: Files, target = TARGET): readonly string[] =>
  pinScripts(createLinuxHost(makeTree(files)))(target).map(({ evidence, cpus, isNamed }) => {
    const text = `${evidence.path}:${evidence.line} ${cpus === null ? "?" : formatCpuList(cpus)}`;
    return isNamed ? text : `(${text})`;
  });

const inCron = (...lines: readonly string[]): readonly string[] =>
  pins({ "/etc/cron.d/pin": `${lines.join("\n")}\n` })
    .map((one) => one.replace("/etc/cron.d/pin:", ""));

test.each<[string, string]>([
  ["taskset -apc 1 $(systemctl show -P MainPID sol.service)", "1"],
  ["taskset -apc 1 `systemctl show -p MainPID --value sol`", "1"],
  ["taskset -ap 0x6 $(pidof agave-validator)", "1-2"],
  ["taskset -cp 0-3 $(pgrep -f agave-val)", "0-3"],
  ["taskset -cp 0-3 $(pgrep -u solana | head -1)", "0-3"],
  ["taskset -cp 2 $(cat /run/sol/main.pid)", "2"],
  ["for p in $(cat /sys/fs/cgroup/system.slice/sol.service/cgroup.procs); do taskset -pc 2 $p; done",
    "2"],
  ["P=$(pgrep agave); taskset -pc 4 $P", "4"],
  ["pgrep agave | xargs -n1 taskset -pc 1", "1"],
  ["taskset -pc $CPUS $(pidof agave-validator)", "?"],
  ["pidof agave-validator && taskset -pc 1 $(pidof agave-validator)", "?"],
  ["systemctl set-property --runtime sol.service AllowedCPUs=0-3", "?"],
  ["cset proc --move --pid $(pidof agave-validator) --toset x", "?"],
  ["cgclassify -g cpuset:x $(pidof agave-validator)", "?"],
  ["echo 0-3 > /sys/fs/cgroup/system.slice/sol.service/cpuset.cpus", "?"],
  ["echo $(pidof agave-validator) | tee /sys/fs/cgroup/fast/cgroup.procs", "?"],
])("%s pins the service to %s", (line, cpus) => {
  expect(inCron(`@reboot root ${line}`)).toEqual([`1 ${cpus}`]);
});

test.each([
  "taskset -apc 1 $(systemctl show -P MainPID pin-sol.service)",
  "taskset -apc 1 $(pidof nginx)", "taskset -pc 1 $(pgrep -x sole)",
  "taskset -p $(pidof agave-validator)", "taskset -c 1 /usr/bin/agave-validator --version",
  "systemctl set-property sol.service MemoryMax=1G", "chrt -f -p 50 $(pidof agave-validator)",
  "taskset -pc 1 $$; systemctl start sol",
  "cat /sys/fs/cgroup/system.slice/sol.service/cpuset.cpus.effective",
])("%s pins no service", (line) => {
  expect(inCron(`@reboot root ${line}`, "# taskset -pc 1 $(pidof agave-validator)")).toEqual([]);
});

test.each([
  "taskset -pc 1 $PID", "taskset -pc 1 4711", "taskset -pc 1 $(cat /run/other.pid)",
])("the processes that %s pins are unknown", (line) => {
  expect(inCron(`@reboot root ${line}`)).toEqual(["(1 ?)"]);
});

test("a variable of unknown value means every service that the script names", () => {
  const script = (name: string): Files => ({ [RC]: `#!/bin/sh\nsystemctl start ${name}\n`
    + "while read -r pid; do\n  taskset -pc 1 $pid\ndone < /run/pids\n" });
  const chmodded = (name: string): readonly string[] =>
    pins({ "/etc/cron.daily/pin": script(name)[RC] ?? "" });
  expect(chmodded("sol.service")).toEqual(["/etc/cron.daily/pin:4 ?"]);
  expect(chmodded("other.service")).toEqual(["(/etc/cron.daily/pin:4 ?)"]);
});

test("a caller names the service for the script that it starts", () => {
  expect(pins({
    "/etc/systemd/system/pin.service":
      "[Service]\nExecStart=/usr/local/sbin/pin \\\n  agave-validator\nExecStart=/usr/local/sbin/pin sol\n",
    "/usr/local/sbin/pin": "#!/bin/sh\ntaskset -apc 3 $(pidof $1)\n",
  })).toEqual(["/usr/local/sbin/pin:2 ?"]);
});

test("what another unit does to its own main process, or when it stops, is its own", () => {
  expect(pins({ "/etc/systemd/system/other.service":
    "[Unit]\nAfter=sol.service\n[Service]\nExecStartPost=/bin/sh -c 'taskset -pc 1 $MAINPID'\n"
    + "ExecStop=/bin/sh -c 'taskset -pc 1 $(pidof agave-validator)'\n" })).toEqual([]);
});
