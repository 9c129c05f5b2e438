/**
 * Every parameter of the kernel and its modules that moves a sysctl before anything in user space
 * could. The sources: Documentation/admin-guide/kernel-parameters.txt and ip-sysctl.rst, and each
 * `__setup`, `early_param`, `core_param` and `module_param` of Linux 6.1 whose code writes a
 * variable that a `ctl_table` names; those that Linux 5.10 to 6.12 have besides.
 *
 * Not here: what moves a default by way of what it is computed from (`mem=`, `nr_cpus=`,
 * `crashkernel=`), for the kernel's own value for that machine stays its default; and parameters
 * that decide only whether a sysctl exists. `sysctl.*=` has a reader of its own (kernel-facts.ts).
 */

export interface Parameter {
  /** Words, as the kernel's command line has them; `module.name` for a module's. */
  readonly names: string;
  /** Words: dotted keys; `*` stands for any one part. */
  readonly moves: string;
  /** The kernel's source file that says so. */
  readonly source: string;
  /** What the keys are then: a value, or the number that the parameter has. */
  readonly gives: string | "number" | null;
}

const moving = (
  names: string, moves: string, source: string, gives: Parameter["gives"] = null,
): Parameter => ({ names, moves, source, gives });

const HUGE = "vm.nr_hugepages vm.nr_hugepages_mempolicy";
const WATCHDOGS = "kernel.watchdog kernel.soft_watchdog kernel.nmi_watchdog";
const NFS = "fs/nfs/super.c";
const LOCKD = "fs/lockd/svc.c";
const CONNTRACK = "net/netfilter/nf_conntrack_core.c";

export const PARAMETERS: readonly Parameter[] = [
  moving("hugepages hugepagesz default_hugepagesz", HUGE, "mm/hugetlb.c"),
  moving("hugetlb_free_vmemmap", "vm.hugetlb_optimize_vmemmap", "mm/hugetlb_vmemmap.c"),
  moving("numa_zonelist_order", "vm.numa_zonelist_order", "fs/proc/proc_sysctl.c"),
  moving("norandmaps", "kernel.randomize_va_space", "mm/memory.c", "0"),

  moving("panic", "kernel.panic", "kernel/panic.c", "number"),
  moving("oops", "kernel.panic_on_oops", "kernel/panic.c"),
  moving("panic_on_oops", "kernel.panic_on_oops", "kernel/panic.c", "number"),
  moving("panic_on_warn", "kernel.panic_on_warn", "kernel/panic.c", "number"),
  moving("panic_print panic_sys_info", "kernel.panic_print kernel.panic_sys_info",
    "kernel/panic.c"),
  moving("hung_task_panic", "kernel.hung_task_panic", "fs/proc/proc_sysctl.c", "number"),
  moving("hung_task_timeout_secs", "kernel.hung_task_timeout_secs", "fs/proc/proc_sysctl.c",
    "number"),
  moving("softlockup_panic", "kernel.softlockup_panic", "kernel/watchdog.c", "number"),
  moving("softlockup_all_cpu_backtrace", "kernel.softlockup_all_cpu_backtrace",
    "fs/proc/proc_sysctl.c", "number"),
  moving("hardlockup_all_cpu_backtrace", "kernel.hardlockup_all_cpu_backtrace",
    "fs/proc/proc_sysctl.c", "number"),
  moving("hardlockup_panic", "kernel.hardlockup_panic", "kernel/watchdog.c", "number"),
  moving("nowatchdog", WATCHDOGS, "kernel/watchdog.c", "0"),
  moving("nosoftlockup", "kernel.soft_watchdog", "kernel/watchdog.c", "0"),
  moving("nosoftlockup", "kernel.watchdog", "kernel/watchdog.c"),
  moving("nmi_watchdog", "kernel.nmi_watchdog kernel.watchdog kernel.hardlockup_panic",
    "kernel/watchdog.c"),
  moving("watchdog_thresh", "kernel.watchdog_thresh", "kernel/watchdog.c", "number"),
  moving("nohz_full isolcpus", "kernel.watchdog_cpumask", "kernel/watchdog.c"),
  moving("unknown_nmi_panic", "kernel.unknown_nmi_panic", "arch/x86/kernel/nmi.c", "1"),
  moving("rcupdate.rcu_cpu_stall_panic", "kernel.panic_on_rcu_stall kernel.max_rcu_stall_to_panic",
    "kernel/rcu/update.c"),

  moving("quiet debug loglevel", "kernel.printk", "init/main.c"),
  moving("printk.devkmsg", "kernel.printk_devkmsg", "kernel/printk/printk.c"),
  moving("print-fatal-signals", "kernel.print-fatal-signals", "kernel/signal.c", "number"),
  moving("sysrq_always_enabled", "kernel.sysrq", "drivers/tty/sysrq.c", "1"),

  moving("numa_balancing", "kernel.numa_balancing", "mm/mempolicy.c"),
  moving("schedstats", "kernel.sched_schedstats", "kernel/sched/core.c"),
  moving("delayacct", "kernel.task_delayacct", "kernel/delayacct.c"),
  moving("noautogroup", "kernel.sched_autogroup_enabled", "kernel/sched/autogroup.c", "0"),
  moving("ipcmni_extend", "kernel.msgmax kernel.msgmnb kernel.msgmni kernel.sem kernel.shmmni"
    + " kernel.auto_msgmni", "ipc/ipc_sysctl.c"),
  moving("nomodule", "kernel.modules_disabled", "kernel/module/main.c"),
  moving("loadpin.enforce loadpin.enabled", "kernel.loadpin.enforce kernel.loadpin.enabled",
    "security/loadpin/loadpin.c"),

  moving("ftrace_dump_on_oops", "kernel.ftrace_dump_on_oops", "kernel/trace/trace.c"),
  moving("traceoff_on_warning", "kernel.traceoff_on_warning", "kernel/trace/trace.c"),
  moving("tp_printk", "kernel.tracepoint_printk", "kernel/trace/trace.c"),
  moving("stacktrace stacktrace_filter", "kernel.stack_tracer_enabled",
    "kernel/trace/trace_stack.c"),
  moving("prove_locking", "kernel.prove_locking", "kernel/locking/lockdep.c"),
  moving("lock_stat", "kernel.lock_stat", "kernel/locking/lockdep.c"),

  moving("vdso32 vdso", "abi.vsyscall32", "arch/x86/entry/vdso/vdso32-setup.c"),
  moving("io_delay", "kernel.io_delay_type", "arch/x86/kernel/io_delay.c"),
  moving("acpi_sleep", "kernel.acpi_video_flags", "arch/x86/kernel/acpi/sleep.c"),

  moving("thash_entries", "net.ipv4.tcp_max_tw_buckets net.ipv4.tcp_max_syn_backlog"
    + " net.ipv4.tcp_max_orphans", "net/ipv4/tcp.c"),
  moving("fb_tunnels", "net.core.fb_tunnels_only_for_init_net", "net/core/sysctl_net_core.c"),
  moving("ipv6.autoconf", "net.ipv6.conf.*.autoconf", "net/ipv6/af_inet6.c"),
  moving("ipv6.disable_ipv6", "net.ipv6.conf.*.disable_ipv6", "net/ipv6/af_inet6.c"),

  moving("nf_conntrack.hashsize", "net.netfilter.nf_conntrack_buckets"
    + " net.netfilter.nf_conntrack_max net.nf_conntrack_max"
    + " net.netfilter.nf_conntrack_expect_max", CONNTRACK),
  moving("nf_conntrack.expect_hashsize", "net.netfilter.nf_conntrack_expect_max", CONNTRACK),
  moving("nf_conntrack.acct", "net.netfilter.nf_conntrack_acct", CONNTRACK),
  moving("nf_conntrack.tstamp", "net.netfilter.nf_conntrack_timestamp", CONNTRACK),
  moving("nf_conntrack.nf_conntrack_helper", "net.netfilter.nf_conntrack_helper", CONNTRACK),

  moving("sunrpc.min_resvport", "sunrpc.min_resvport", "net/sunrpc/xprtsock.c", "number"),
  moving("sunrpc.max_resvport", "sunrpc.max_resvport", "net/sunrpc/xprtsock.c", "number"),
  moving("sunrpc.tcp_slot_table_entries", "sunrpc.tcp_slot_table_entries",
    "net/sunrpc/xprtsock.c", "number"),
  moving("sunrpc.tcp_max_slot_table_entries", "sunrpc.tcp_max_slot_table_entries",
    "net/sunrpc/xprtsock.c", "number"),
  moving("sunrpc.udp_slot_table_entries", "sunrpc.udp_slot_table_entries",
    "net/sunrpc/xprtsock.c", "number"),
  moving("nfsrootdebug", "sunrpc.nfs_debug", "fs/nfs/nfsroot.c"),
  moving("nfs.callback_tcpport", "fs.nfs.nfs_callback_tcpport", NFS, "number"),
  moving("nfs.nfs_idmap_cache_timeout", "fs.nfs.idmap_cache_timeout", NFS, "number"),
  moving("nfs.nfs_mountpoint_expiry_timeout", "fs.nfs.nfs_mountpoint_timeout",
    "fs/nfs/namespace.c", "number"),
  moving("lockd.nlm_grace_period", "fs.nfs.nlm_grace_period", LOCKD, "number"),
  moving("lockd.nlm_timeout", "fs.nfs.nlm_timeout", LOCKD, "number"),
  moving("lockd.nlm_udpport", "fs.nfs.nlm_udpport", LOCKD, "number"),
  moving("lockd.nlm_tcpport", "fs.nfs.nlm_tcpport", LOCKD, "number"),
  moving("lockd.nsm_use_hostnames", "fs.nfs.nsm_use_hostnames", LOCKD),

  moving("scsi_mod.scsi_logging_level scsi_logging_level", "dev.scsi.logging_level",
    "drivers/scsi/scsi.c", "number"),
  moving("cdrom.autoclose", "dev.cdrom.autoclose", "drivers/cdrom/cdrom.c"),
  moving("cdrom.autoeject", "dev.cdrom.autoeject", "drivers/cdrom/cdrom.c"),
  moving("cdrom.lockdoor", "dev.cdrom.lock", "drivers/cdrom/cdrom.c"),
  moving("cdrom.check_media_type", "dev.cdrom.check_media", "drivers/cdrom/cdrom.c"),
  moving("cdrom.debug", "dev.cdrom.debug", "drivers/cdrom/cdrom.c"),
  moving("ipmi_poweroff.poweroff_powercycle", "dev.ipmi.poweroff_powercycle",
    "drivers/char/ipmi/ipmi_poweroff.c", "number"),
];
