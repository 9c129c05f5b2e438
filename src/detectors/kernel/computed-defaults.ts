/**
 * Defaults that the kernel computes, where everything it computes them from can be read: its build
 * configuration, the number of possible CPUs and of memory nodes.
 */
import { size } from "../../formats/cpu-set.ts";
import type { Evidence } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import type { KernelFacts } from "./kernel-facts.ts";
import { readTopology } from "./topology.ts";

export interface DefaultFact {
  /** Canonical. */
  readonly value: string;
  readonly evidence: Evidence;
}

interface FromConfig {
  readonly option: string;
  readonly value: (configured: string, host: HostReader) => string | null;
}

const asIs = (configured: string): string | null => (configured === "n" ? null : configured);
const asFlag = (configured: string): string => (configured === "y" ? "1" : "0");
const asNumber = (configured: string): string | null =>
  (/^(0x[0-9a-f]+|-?\d+)$/i.test(configured) ? String(Number(configured)) : null);

/** include/linux/sched/numa_balancing.h: on by default where there is more than one node. */
const ifSeveralNodes = (configured: string, host: HostReader): string | null => {
  const nodes = host.read("/sys/devices/system/node/online")?.trim();
  if (nodes === undefined) return null;
  return configured === "y" && nodes !== "0" ? "1" : "0";
};

const FROM_CONFIG: Readonly<Record<string, FromConfig>> = {
  "net.ipv4.tcp_congestion_control": { option: "DEFAULT_TCP_CONG", value: asIs },
  "net.core.default_qdisc": {
    option: "DEFAULT_NET_SCH", value: (name) => (name === "n" ? "pfifo_fast" : name),
  },
  "net.core.netdev_budget_usecs": {
    option: "HZ", value: (hz) => (/^\d+$/.test(hz) ? String(Math.floor(2e6 / Number(hz))) : null),
  },
  "net.core.bpf_jit_enable": { option: "BPF_JIT_DEFAULT_ON", value: asFlag },
  "net.core.bpf_jit_kallsyms": { option: "BPF_JIT_DEFAULT_ON", value: asFlag },
  "kernel.hung_task_timeout_secs": { option: "DEFAULT_HUNG_TASK_TIMEOUT", value: asNumber },
  "kernel.panic": { option: "PANIC_TIMEOUT", value: asNumber },
  "kernel.panic_on_oops": { option: "PANIC_ON_OOPS", value: asFlag },
  "kernel.dmesg_restrict": { option: "SECURITY_DMESG_RESTRICT", value: asFlag },
  "kernel.sysrq": {
    option: "MAGIC_SYSRQ_DEFAULT_ENABLE", value: asNumber,
  },
  "kernel.numa_balancing": {
    option: "NUMA_BALANCING_DEFAULT_ENABLED", value: ifSeveralNodes,
  },
};

export function computeDefault(
  host: HostReader, facts: KernelFacts, key: string,
): DefaultFact | null {
  if (key === "kernel.pid_max") return pidMax(host);
  if (CONNTRACK_MAX.has(key)) return conntrackMax(facts, key);
  const rule = Object.hasOwn(FROM_CONFIG, key) ? FROM_CONFIG[key] : undefined;
  return rule === undefined ? null : fromConfig(host, facts, rule, key);
}

function fromConfig(
  host: HostReader, facts: KernelFacts, rule: FromConfig, key: string,
): DefaultFact | null {
  const config = facts.config(rule.option);
  const value = config && rule.value(config.value, host);
  if (!config || value === null) return null;
  const says = `this kernel was built with CONFIG_${rule.option}=${config.value}: `
    + `it starts with ${key} = ${value}`;
  return { value, evidence: { kind: "kernel", path: config.path, says } };
}

const CONNTRACK_MAX = new Set(["net.netfilter.nf_conntrack_max", "net.nf_conntrack_max"]);
const MIB = 1024;

/**
 * net/netfilter/nf_conntrack_core.c, alike since 5.10 although buckets are not: 262144 above 4 GiB
 * of memory, 65536 above 1 GiB. Next to such a limit the kernel's own count of pages decides.
 */
function conntrackMax({ memoryKib }: KernelFacts, key: string): DefaultFact | null {
  const isNear = (gib: number): boolean => Math.abs(memoryKib / MIB / MIB - gib) < 1 / 64;
  if (memoryKib <= MIB * MIB || isNear(1) || isNear(4)) return null;
  const value = memoryKib > 4 * MIB * MIB ? "262144" : "65536";
  const memory = `${Math.round(memoryKib / MIB)} MiB of memory`;
  const says = `Linux starts with ${key} = ${value} for ${memory}`;
  return { value, evidence: { kind: "kernel", path: "/proc/meminfo", says } };
}

/** kernel/pid.c: 1024 per possible CPU, within bounds. */
function pidMax(host: HostReader): DefaultFact | null {
  const count = size(readTopology(host).possible);
  if (count === 0) return null;
  const value = String(Math.min(4194304, Math.max(32768, 1024 * count)));
  const says = `Linux starts with kernel.pid_max = ${value} for ${count} possible CPUs`;
  return { value, evidence: { kind: "kernel", path: "/sys/devices/system/cpu/possible", says } };
}
