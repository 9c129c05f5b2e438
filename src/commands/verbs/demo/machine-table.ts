/** The demo's machine and its host files, as `Stage.write` takes them. */

const HOST = `apiVersion: vexor/v1
host: val-demo-1
sysctl:
  vm.max_map_count: {atLeast: 1000000, why: Agave refuses to start below it}
  net.core.rmem_max: {atLeast: 134217728}
  vm.swappiness: 10
`;

const NETWORK = `apiVersion: vexor/v1
host: val-demo-1
extends: [host.yaml]
sysctl:
  net.core.wmem_max: {atLeast: 134217728}
irqAffinity:
  - {match: {name: "eth0-rx-*"}, cpus: "0"}
`;

/** What the agent of that machine follows: here git permits replacing the administrator's value. */
const IN_GIT = `apiVersion: vexor/v1
host: val-demo-1
sysctl:
  vm.max_map_count: {atLeast: 1000000}
  vm.swappiness: {value: 10, adopt: {from: 30}}
`;

const CPUS = "0-3\n";

const MACHINE: Readonly<Record<string, string>> = {
  "etc/hostname": "val-demo-1\n",
  "etc/sysctl.d/70-database.conf": "# The database's tuning guide asks for this.\n"
    + "vm.swappiness = 30\n",
  "etc/vexor-agent/agent.yaml": "source: {directory: /fleet}\n",
  "fleet/hosts/val-demo-1.yaml": IN_GIT,
  "proc/sys/kernel/osrelease": "6.1.0-49-amd64\n",
  "proc/sys/kernel/random/boot_id": "11111111-2222-3333-4444-555555555555\n",
  "proc/sys/vm/max_map_count": "65530\n",
  "proc/sys/vm/swappiness": "30\n",
  "proc/sys/net/core/rmem_max": "212992\n",
  "proc/sys/net/core/wmem_max": "212992\n",
  "proc/interrupts": "           CPU0       CPU1       CPU2       CPU3\n"
    + "  24:         12          0          0          0  PCI-MSI 0-edge      eth0-rx-0\n",
  "proc/irq/default_smp_affinity": "f\n",
  "proc/irq/24/smp_affinity_list": CPUS,
  // The controller of this card ignores the mask: what is written never takes effect.
  "proc/irq/24/effective_affinity_list": "-> stuck",
  "proc/irq/24/stuck": "3\n",
  "sys/devices/system/cpu/online": CPUS,
  "sys/devices/system/cpu/possible": CPUS,
  "sys/devices/system/cpu/present": CPUS,
  "sys/devices/system/cpu/isolated": "\n",
  "run/": "",
  "var/lib/": "",
};

const under = (directory: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(MACHINE).map(([path, text]) => [`${directory}/${path}`, text]));

/** The machine twice: one is worked on, the other one shows what has changed. */
export const FILES: Readonly<Record<string, string>> = {
  ...under("machine"), ...under("original"), "host.yaml": HOST, "network.yaml": NETWORK,
};
