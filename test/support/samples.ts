/** One small machine and host file for each kind of setting; the laws hold for all of them. */
import type { HostFile } from "../../src/engine/model/model.ts";
import { makeKey } from "./keys.ts";
import { type Files, kernelDefaults, threadFiles } from "./tree.ts";
import { hostFile } from "./host-file.ts";

const [STAKED, UNSTAKED] = [makeKey(), makeKey()];

export interface Sample {
  readonly files: Files;
  readonly declaration: HostFile;
  /** A file of `files` whose new content makes a plan stale. */
  readonly moves: readonly [path: string, text: string];
}

const DEFAULTS = kernelDefaults({ "vm.swappiness": "60", "vm.dirty_bytes": "0",
  "vm.dirty_ratio": "20", "net.core.rmem_max": "212992" });

const TOPOLOGY: Files = {
  "/sys/devices/system/cpu/online": "0-7\n",
  "/sys/devices/system/cpu/possible": "0-7\n",
  "/sys/devices/system/cpu/present": "0-7\n",
  "/sys/devices/system/cpu/isolated": "\n",
  "/sys/devices/system/cpu/nohz_full": "\n",
};

const irq = (number: number, name: string): Files => ({
  [`/proc/irq/${number}/smp_affinity_list`]: "0-7\n",
  [`/proc/irq/${number}/effective_affinity_list`]: "0-7\n",
  [`/proc/irq/${number}/${name}/`]: "",
  [`/sys/devices/pci0000:00/0000:00:03.0/msi_irqs/${number}`]: "msix\n",
});

/** One validator's service, for all kinds that look at one: the samples are also put together. */
const SOL = {
  "/etc/systemd/system/sol.service": "[Service]\nUser=1000\nExecStart=/home/sol/start.sh\n"
    + "[Install]\nWantedBy=multi-user.target\n",
  "/home/sol/start.sh": "#!/bin/sh\nexec /opt/agave/agave-validator \\\n  --ledger /mnt/ledger\n",
};

export const SAMPLES: Readonly<Record<string, Sample>> = {
  sysctl: {
    files: {
      ...DEFAULTS,
      "/proc/sys/vm/swappiness": "60\n",
      "/proc/sys/vm/dirty_bytes": "0\n",
      "/proc/sys/vm/dirty_ratio": "20\n",
      "/proc/sys/net/core/rmem_max": "212992\n",
      "/etc/sysctl.d/10-admin.conf": "kernel.panic = 10\n",
    },
    declaration: hostFile({ sysctl: {
      "vm.swappiness": 10, "net.core.rmem_max": { atLeast: 134217728 } } }),
    moves: ["/proc/sys/vm/swappiness", "33\n"],
  },
  sysfs: {
    files: {
      "/proc/sys/kernel/osrelease": "6.1.0-49-amd64\n",
      "/boot/config-6.1.0-49-amd64": "CONFIG_CPU_FREQ_DEFAULT_GOV_SCHEDUTIL=y\n",
      "/sys/devices/system/cpu/cpufreq/policy0/scaling_governor": "schedutil\n",
      "/sys/devices/system/cpu/cpufreq/policy0/scaling_available_governors": "performance schedutil\n",
      "/sys/devices/system/cpu/cpufreq/policy0/scaling_driver": "acpi-cpufreq\n",
      "/sys/class/net/veth0/queues/rx-0/rps_cpus": "0\n",
      "/etc/udev/rules.d/": "",
      "/etc/tmpfiles.d/10-admin.conf": "d /var/lib/admin 0755 root root -\n",
    },
    declaration: hostFile({ sysfs: {
      "devices/system/cpu/cpufreq/policy*/scaling_governor": "performance",
      "class/net/veth0/queues/rx-0/rps_cpus": "3" } }),
    moves: ["/sys/class/net/veth0/queues/rx-0/rps_cpus", "f\n"],
  },
  "irq-affinity": {
    files: {
      ...TOPOLOGY, ...irq(24, "eth0-rx-0"), ...irq(25, "eth0-rx-1"),
      "/proc/irq/default_smp_affinity": "ff\n",
      "/proc/interrupts": "            CPU0       CPU1       CPU2       CPU3       CPU4       CPU5       CPU6       CPU7\n"
        + "  24:          0          0          0          0          0          0          0          0  PCI-MSIX-0000:00:03.0   0-edge      eth0-rx-0\n"
        + "  25:          0          0          0          0          0          0          0          0  PCI-MSIX-0000:00:03.0   1-edge      eth0-rx-1\n",
      "/sys/class/net/eth0": "-> ../../devices/pci0000:00/0000:00:03.0/net/eth0",
      "/sys/devices/pci0000:00/0000:00:03.0/net/eth0/device": "-> ../..",
      "/sys/devices/pci0000:00/0000:00:03.0/driver": "-> ../../../bus/pci/drivers/ixgbe",
      "/sys/bus/pci/drivers/ixgbe/": "",
      "/sys/bus/pci/devices/0000:00:03.0": "-> ../../../devices/pci0000:00/0000:00:03.0",
    },
    declaration: hostFile({ irqAffinity: [{ match: { device: "eth0" }, cpus: "0-1", spread: "each" }] }),
    moves: ["/proc/irq/24/smp_affinity_list", "3\n"],
  },
  "cpu-pinning": {
    files: {
      ...TOPOLOGY, ...threadFiles(900, 900, "validator"), ...threadFiles(900, 901, "worker"),
      "/etc/systemd/system/validator.service": "[Service]\nExecStart=/usr/bin/validator\n",
      "/sys/fs/cgroup/cgroup.controllers": "cpuset cpu\n",
      "/sys/fs/cgroup/system.slice/validator.service/cgroup.procs": "900\n",
    },
    declaration: hostFile({ cpuPinning: [{ unit: "validator.service", cpus: "2-5" }] }),
    moves: ["/proc/900/task/900/status", "Name:\tvalidator\nPid:\t900\nCpus_allowed_list:\t6\n"],
  },
  limits: {
    files: {
      "/etc/systemd/system/validator.service": "[Service]\nExecStart=/usr/bin/validator\n",
      "/sys/fs/cgroup/system.slice/validator.service/cgroup.procs": "900\n",
      "/proc/sys/kernel/osrelease": "6.1.0-49-amd64\n",
      "/proc/900/limits": "Limit                     Soft Limit           Hard Limit           Units     \n"
        + "Max open files            1024                 524288               files     \n"
        + "Max locked memory         8388608              8388608              bytes     \n",
    },
    declaration: hostFile({ limits: [{ unit: "validator.service", nofile: 1000000, memlock: "infinity" }] }),
    moves: ["/etc/systemd/system/validator.service.d/90-vexor-agent-limits.conf", "# mine\n"],
  },
  client: {
    files: {
      "/opt/agave/agave-validator": "",
      "/opt/fd/fdctl": "",
      ...SOL,
      "/etc/systemd/system/fd.service": "[Service]\nExecStart=/opt/fd/fdctl run --config /c.toml\n"
        + "[Install]\nWantedBy=multi-user.target\n",
      "/etc/systemd/system/sol.service.d/10-limits.conf": "[Service]\nLimitNOFILE=1000000\n",
      "/etc/systemd/system/multi-user.target.wants/ssh.service": "-> /lib/systemd/system/ssh.service",
      "/proc/900/exe": "-> /opt/agave/agave-validator",
      "/proc/900/cmdline": "agave-validator\0--ledger\0/mnt/ledger\0",
      "/proc/900/cgroup": "0::/system.slice/sol.service\n",
      "/proc/900/status": "Name:\tagave-validato\nPPid:\t1\nUid:\t1000\t1000\t1000\t1000\n",
      "/sys/fs/cgroup/system.slice/sol.service/cgroup.procs": "900\n",
    },
    declaration: hostFile({ client: { active: "agave" } }),
    moves: ["/etc/systemd/system/sol.service.d/90-vexor-agent-client.conf", "# mine\n"],
  },
  identity: {
    files: {
      "/opt/agave/agave-validator": "",
      "/proc/900/exe": "-> /opt/agave/agave-validator",
      "/proc/900/cmdline": "agave-validator\0--identity\0/etc/solana/identity.json\0",
      "/proc/900/cgroup": "0::/system.slice/sol.service\n",
      "/proc/900/status": "Name:\tagave-validato\nPPid:\t1\nUid:\t0\t0\t0\t0\n",
      "/etc/solana/staked.json": STAKED.text,
      "/etc/solana/unstaked.json": UNSTAKED.text,
      "/etc/solana/identity.json": "-> staked.json",
    },
    declaration: hostFile({ identity: { pubkey: STAKED.pubkey, keypair: "/etc/solana/staked.json",
      unstaked: "/etc/solana/unstaked.json", adopt: { from: STAKED.pubkey } } }),
    moves: ["/etc/solana/identity.json", "-> elsewhere.json"],
  },
  failover: {
    files: {
      "/opt/agave/agave-validator": "", "/etc/vexor-agent/": "",
      "/usr/lib/systemd/system/vexor-failover.service": "[Service]\nExecStart=/usr/bin/vexor failover keep\n"
        + "[Install]\nWantedBy=multi-user.target\n",
      ...SOL,
      "/etc/systemd/system/jito.service": "[Service]\nExecStart=/opt/agave/agave-validator --block-engine-url x --ledger /mnt/jito\n",
      "/etc/systemd/system/jito.service.d/10-limits.conf": "[Service]\nLimitNOFILE=1000000\n",
      "/etc/systemd/system/multi-user.target.wants/ssh.service": "-> /lib/systemd/system/ssh.service",
    },
    declaration: hostFile({ failover: { group: "mainnet-1", peer: { host: "val-fra-1", url: "https://val-fra-1:7443" },
      register: { endpoints: ["https://e1:2379", "https://e2:2379", "https://e3:2379"], certificate: "/c.pem", key: "/c.key" },
      dryRun: false } }),
    moves: ["/etc/systemd/system/sol.service.d/90-vexor-agent-failover.conf", "# mine\n"],
  },
};
