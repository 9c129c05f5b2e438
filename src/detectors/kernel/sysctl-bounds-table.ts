/**
 * What kernels take: the least and the greatest value that they accept, read in the sources of
 * Linux 5.10, 5.15, 6.1 and 6.12. Each list names the source file that holds its limits.
 *
 * Where a limit moved and the version is vague, the wider one is used: a missing bound fails at
 * apply as before, a wrong one would refuse what the kernel takes.
 */
import { lazy } from "../lazy.ts";

/** Null is without a limit. */
export type Bound = readonly [least: number | null, most: number | null];

export interface KnownBounds {
  /** By dotted key. */
  readonly bounds: Readonly<Record<string, Bound>>;
  /** In the kernel's sources. */
  readonly source: string;
  /** First kernel with these limits. */
  readonly from: string;
  /** First kernel with others. */
  readonly until: string | null;
}

type Where = Partial<Pick<KnownBounds, "from" | "until">>;

const INT = 2147483647;
const FLAG: Bound = [0, 1];
const SHARE: Bound = [0, 100];
const FROM_ZERO: Bound = [0, null];
const BYTE: Bound = [0, 255];

const rows = (
  source: string, bounds: Readonly<Record<string, Bound>>, where: Where = {},
): KnownBounds => ({ source, bounds, from: "0.0", until: null, ...where });

/** `a b` under `prefix.`, all with one bound. */
const same = (prefix: string, bound: Bound, names: string): Readonly<Record<string, Bound>> =>
  Object.fromEntries(names.split(/\s+/).map((name) => [`${prefix}.${name}`, bound]));

const vm = (): readonly KnownBounds[] => [
  rows("kernel/sysctl.c", { "vm.swappiness": [0, 100] }, { until: "5.8" }),
  rows("mm/vmscan.c", { "vm.swappiness": [0, 200] }, { from: "5.8" }),
  rows("mm/util.c", { "vm.overcommit_memory": [0, 2], "vm.max_map_count": [0, INT] }),
  rows("mm/oom_kill.c", { "vm.panic_on_oom": [0, 2] }),
  rows("mm/page-writeback.c", { ...same("vm", SHARE, "dirty_ratio dirty_background_ratio") }),
  rows("mm/page_alloc.c", { ...same("vm", SHARE, "min_unmapped_ratio min_slab_ratio"),
    ...same("vm", FROM_ZERO, "min_free_kbytes watermark_boost_factor"),
    "vm.watermark_scale_factor": [1, 3000] }),
  rows("mm/compaction.c", { "vm.compaction_proactiveness": SHARE,
    "vm.extfrag_threshold": [0, 1000] }),
  rows("fs/dcache.c", { "vm.vfs_cache_pressure": FROM_ZERO }),
  rows("mm/swap.c", { "vm.page-cluster": FROM_ZERO }),
];

const kernel = (): readonly KnownBounds[] => [
  rows("kernel/pid.c", { "kernel.pid_max": [301, 4194304] }),
  rows("kernel/watchdog.c", { "kernel.watchdog_thresh": [0, 60], ...same("kernel", FLAG,
    "watchdog soft_watchdog softlockup_panic softlockup_all_cpu_backtrace") }),
  rows("kernel/sched/core.c", { "kernel.sched_schedstats": FLAG }),
  rows("kernel/sched/core.c", { "kernel.numa_balancing": FLAG }, { until: "5.18" }),
  rows("kernel/sched/core.c", { "kernel.numa_balancing": [0, 4] }, { from: "5.18" }),
  rows("kernel/sched/rt.c", { "kernel.sched_rt_period_us": [1, INT],
    "kernel.sched_rt_runtime_us": [-1, INT] }),
  rows("kernel/sched/autogroup.c", { "kernel.sched_autogroup_enabled": FLAG }),
  rows("kernel/time/timer.c", { "kernel.timer_migration": FLAG }),
  rows("kernel/panic.c", { "kernel.panic_on_warn": FLAG }),
  rows("kernel/printk/sysctl.c", { "kernel.printk_delay": [0, 10000],
    "kernel.dmesg_restrict": FLAG, "kernel.kptr_restrict": [0, 2] }),
  rows("kernel/events/core.c", { "kernel.perf_cpu_time_max_percent": SHARE,
    "kernel.perf_event_max_sample_rate": [1, INT] }),
];

const fs = (): readonly KnownBounds[] => [
  rows("fs/exec.c", { "fs.suid_dumpable": [0, 2] }),
  rows("fs/file.c", { "fs.nr_open": [64, 2147483584] }),
  rows("fs/file_table.c", { "fs.file-max": FROM_ZERO }),
  rows("fs/namespace.c", { "fs.mount-max": [1, INT] }),
  rows("fs/namei.c", { ...same("fs", FLAG, "protected_symlinks protected_hardlinks"),
    ...same("fs", [0, 2], "protected_fifos protected_regular") }),
  rows("fs/notify/inotify/inotify_user.c", { ...same("fs.inotify", FROM_ZERO,
    "max_user_instances max_user_watches max_queued_events") }),
];

const net = (): readonly KnownBounds[] => [
  rows("net/core/sysctl_net_core.c", { ...same("net.core", [2048, INT],
    "rmem_max wmem_max rmem_default wmem_default"), "net.core.somaxconn": [0, INT],
    "net.core.netdev_max_backlog": [-INT - 1, INT], "net.core.bpf_jit_harden": [0, 2] }),
  rows("net/ipv4/sysctl_net_ipv4.c", { "net.ipv4.ip_default_ttl": [1, 255],
    "net.ipv4.tcp_syn_retries": [1, 127], "net.ipv4.tcp_retries1": BYTE,
    "net.ipv4.tcp_tw_reuse": [0, 2], "net.ipv4.tcp_early_retrans": [0, 4],
    "net.ipv4.tcp_adv_win_scale": [-31, 31],
    ...same("net.ipv4", [0, 1000], "tcp_pacing_ss_ratio tcp_pacing_ca_ratio"),
    "net.ipv4.tcp_max_syn_backlog": [-INT - 1, INT],
    ...same("net.ipv4", [1, INT], "tcp_rmem tcp_wmem") }),
  rows("net/ipv4/sysctl_net_ipv4.c", { ...same("net.ipv4", BYTE, "tcp_sack tcp_dsack "
    + "tcp_timestamps tcp_window_scaling tcp_slow_start_after_idle tcp_no_metrics_save "
    + "tcp_moderate_rcvbuf tcp_mtu_probing tcp_syncookies") }, { from: "5.13" }),
];

/** Loaded when a value is to be changed: most plans ask for none. */
export const knownBounds = lazy((): ReadonlyMap<string, readonly KnownBounds[]> => {
  const table = new Map<string, readonly KnownBounds[]>();
  for (const row of [...vm(), ...kernel(), ...fs(), ...net()]) {
    for (const key of Object.keys(row.bounds)) table.set(key, [...table.get(key) ?? [], row]);
  }
  return table;
});
