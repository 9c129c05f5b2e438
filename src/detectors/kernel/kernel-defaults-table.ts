/**
 * What kernels start with: constants, read in the sources of Linux 5.10, 5.15, 6.1 and 6.12 and
 * compared with a running 6.18. Each list names the source file that holds its initial values.
 *
 * Left out on purpose: values computed from memory or the build (tcp_mem, min_free_kbytes,
 * nmi_watchdog), values that distributions patch (sched_autogroup_enabled, perf_event_paranoid,
 * protected_hardlinks), and whatever was not found alike in all of these kernels without a known
 * version between. A missing row costs a question; a wrong one could override an administrator's
 * tuning.
 */
import { lazy } from "../lazy.ts";

/** Keys that one source file sets alike. */
export interface KnownDefaults {
  /** By dotted key. */
  readonly values: DefaultValues;
  /** The file that sets them, in the kernel's sources unless `by` says otherwise. */
  readonly source: string;
  /** First kernel with these values. */
  readonly from: string;
  /** First kernel that may have others. Ranges of a key overlap where the change is vague. */
  readonly until: string | null;
  /** Needs this much memory (GiB): below it the kernel computes smaller values. */
  readonly memory: number;
  readonly by: "kernel" | "systemd";
}

type ReleaseRange = Partial<Omit<KnownDefaults, "values" | "source">>;
type DefaultValues = Readonly<Record<string, string>>;

const OLDEST = "5.10";

const rows = (source: string, values: DefaultValues, where: ReleaseRange = {}): KnownDefaults => ({
  values, source, from: OLDEST, until: null, memory: 0, by: "kernel", ...where,
});

/** `a b` under `prefix.` all with one value. */
const same = (prefix: string, value: string, names: string): DefaultValues => {
  const values: Record<string, string> = {};
  for (const name of names.split(" ")) values[`${prefix}.${name}`] = value;
  return values;
};

const vm = (): readonly KnownDefaults[] => [
  rows("mm/vmscan.c", { "vm.swappiness": "60", "vm.min_unmapped_ratio": "1",
    "vm.min_slab_ratio": "5", "vm.zone_reclaim_mode": "0" }),
  rows("mm/util.c", { "vm.max_map_count": "65530", "vm.overcommit_memory": "0",
    "vm.overcommit_ratio": "50", "vm.overcommit_kbytes": "0" }),
  rows("mm/page-writeback.c", { "vm.dirty_ratio": "20", "vm.dirty_bytes": "0",
    "vm.dirty_background_ratio": "10", "vm.dirty_background_bytes": "0",
    "vm.dirty_writeback_centisecs": "500", "vm.dirty_expire_centisecs": "3000",
    "vm.laptop_mode": "0" }),
  rows("fs/fs-writeback.c", { "vm.dirtytime_expire_seconds": "43200" }),
  rows("fs/dcache.c", { "vm.vfs_cache_pressure": "100" }),
  rows("mm/swap.c", { "vm.page-cluster": "3" }, { memory: 1 }),
  rows("mm/page_alloc.c", { "vm.watermark_boost_factor": "15000",
    "vm.watermark_scale_factor": "10" }),
  rows("mm/page_alloc.c", { "vm.percpu_pagelist_high_fraction": "0" }, { from: "5.14" }),
  rows("mm/compaction.c", { "vm.compaction_proactiveness": "20", "vm.extfrag_threshold": "500" }),
  rows("mm/oom_kill.c", { "vm.panic_on_oom": "0", "vm.oom_kill_allocating_task": "0",
    "vm.oom_dump_tasks": "1" }),
  rows("mm/vmstat.c", { "vm.stat_interval": "1", "vm.numa_stat": "1" }),
  rows("mm/filemap.c", { "vm.page_lock_unfairness": "5" }),
  rows("mm/hugetlb.c", { "vm.nr_hugepages": "0" }),
  rows("mm/hugetlb.c", { "vm.nr_overcommit_hugepages": "0", "vm.hugetlb_shm_group": "0" }),
  rows("mm/util.c", { "vm.legacy_va_layout": "0" }),
];

const kernel = (): readonly KnownDefaults[] => [
  rows("kernel/sched/rt.c", { "kernel.sched_rt_period_us": "1000000",
    "kernel.sched_rt_runtime_us": "950000", "kernel.sched_rr_timeslice_ms": "100" }),
  rows("kernel/sched/fair.c", { "kernel.sched_cfs_bandwidth_slice_us": "5000" }),
  // These two left /proc/sys for debugfs in 5.13.
  rows("kernel/sched/fair.c", { "kernel.sched_migration_cost_ns": "500000" }, { until: "5.13" }),
  rows("kernel/sched/core.c", { "kernel.sched_nr_migrate": "32" }, { until: "5.13" }),
  rows("kernel/sched/core.c", { "kernel.sched_schedstats": "0" }),
  rows("kernel/sched/deadline.c", { "kernel.sched_deadline_period_max_us": "4194304",
    "kernel.sched_deadline_period_min_us": "100" }),
  rows("kernel/sched/fair.c", { "kernel.numa_balancing_promote_rate_limit_MBps": "65536" },
    { from: "6.1" }),
  rows("kernel/time/timer.c", { "kernel.timer_migration": "1" }),
  rows("kernel/watchdog.c", { "kernel.watchdog": "1", "kernel.soft_watchdog": "1" }),
  rows("kernel/watchdog.c", { "kernel.watchdog_thresh": "10" }),
  rows("kernel/watchdog.c", { "kernel.softlockup_all_cpu_backtrace": "0" }),
  rows("kernel/watchdog.c", { "kernel.hardlockup_all_cpu_backtrace": "0" }),
  rows("kernel/hung_task.c", { "kernel.hung_task_warnings": "10",
    "kernel.hung_task_check_count": "4194304", "kernel.hung_task_check_interval_secs": "0",
    "kernel.hung_task_all_cpu_backtrace": "0" }),
  rows("kernel/panic.c", { "kernel.panic_on_warn": "0" }),
  rows("kernel/panic.c", { "kernel.panic_print": "0" }),
  rows("kernel/rcu/tree_stall.h", { "kernel.panic_on_rcu_stall": "0" }),
  rows("arch/x86/kernel/nmi.c", { "kernel.unknown_nmi_panic": "0",
    "kernel.panic_on_unrecovered_nmi": "0", "kernel.panic_on_io_nmi": "0" }),
  rows("kernel/events/core.c", { "kernel.perf_cpu_time_max_percent": "25",
    "kernel.perf_event_mlock_kb": "516" }),
  rows("kernel/events/callchain.c", { "kernel.perf_event_max_stack": "127",
    "kernel.perf_event_max_contexts_per_stack": "8" }),
  rows("kernel/signal.c", { "kernel.print-fatal-signals": "0" }),
  rows("kernel/printk/printk.c", { "kernel.printk_delay": "0", "kernel.printk_ratelimit": "5",
    "kernel.printk_ratelimit_burst": "10" }),
  rows("kernel/sysctl.c", { "kernel.sysctl_writes_strict": "1" }),
  rows("fs/exec.c", { "kernel.core_uses_pid": "0", "fs.suid_dumpable": "0" }),
  rows("ipc/msg.c", { "kernel.msgmax": "8192", "kernel.msgmnb": "16384",
    "kernel.msgmni": "32000" }),
  rows("ipc/sem.c", { "kernel.sem": "32000 1024000000 500 32000" }),
  rows("ipc/shm.c", { "kernel.shmmni": "4096", "kernel.shmmax": "18446744073692774399",
    "kernel.shmall": "18446744073692774399", "kernel.shm_rmid_forced": "0" }),
];

const fs = (): readonly KnownDefaults[] => [
  rows("fs/file.c", { "fs.nr_open": "1048576" }),
  // systemd raises these before it starts anything, unless the distribution built it not to.
  rows("src/core/main.c", { "fs.nr_open": "1073741816", "fs.file-max": "9223372036854775807",
    "net.unix.max_dgram_qlen": "512" }, { by: "systemd" }),
  rows("fs/aio.c", { "fs.aio-max-nr": "65536" }),
  rows("fs/pipe.c", { "fs.pipe-max-size": "1048576", "fs.pipe-user-pages-soft": "16384",
    "fs.pipe-user-pages-hard": "0" }),
  rows("fs/namespace.c", { "fs.mount-max": "100000" }),
  rows("fs/locks.c", { "fs.leases-enable": "1", "fs.lease-break-time": "45" }),
  rows("fs/notify/dnotify/dnotify.c", { "fs.dir-notify-enable": "1" }),
  rows("fs/notify/inotify/inotify_user.c", { "fs.inotify.max_queued_events": "16384",
    "fs.inotify.max_user_instances": "128" }),
  rows("ipc/mqueue.c", { "fs.mqueue.queues_max": "256", "fs.mqueue.msg_max": "10",
    "fs.mqueue.msg_default": "10", "fs.mqueue.msgsize_max": "8192",
    "fs.mqueue.msgsize_default": "8192" }),
];

const net = (): readonly KnownDefaults[] => [
  rows("net/core/sock.c", { "net.core.rmem_default": "212992", "net.core.wmem_default": "212992",
    "net.core.tstamp_allow_data": "1" }),
  rows("net/core/sock.c", same("net.core", "212992", "rmem_max wmem_max"), { until: "6.18" }),
  rows("net/core/sock.c", same("net.core", "4194304", "rmem_max wmem_max"), { from: "6.17" }),
  rows("net/core/sock.c", { "net.core.optmem_max": "20480" }, { until: "6.9" }),
  rows("net/core/net_namespace.c", { "net.core.optmem_max": "131072" }, { from: "6.7" }),
  rows("net/core/net_namespace.c", { "net.core.somaxconn": "4096" }),
  rows("net/core/dev.c", { "net.core.netdev_max_backlog": "1000", "net.core.netdev_budget": "300",
    "net.core.dev_weight": "64", "net.core.dev_weight_rx_bias": "1",
    "net.core.dev_weight_tx_bias": "1", "net.core.netdev_tstamp_prequeue": "1",
    "net.core.gro_normal_batch": "8", "net.core.flow_limit_table_len": "4096" }),
  rows("net/core/sysctl_net_core.c", { "net.core.rps_sock_flow_entries": "0",
    "net.core.devconf_inherit_init_net": "0" }),
  rows("net/socket.c", same("net.core", "0", "busy_read busy_poll")),
  rows("net/core/utils.c", { "net.core.message_cost": "5", "net.core.message_burst": "10" }),
  rows("kernel/bpf/core.c", { "net.core.bpf_jit_harden": "0" }),
  rows("net/unix/af_unix.c", { "net.unix.max_dgram_qlen": "10" }),
  rows("net/ipv4/udp.c", same("net.ipv4", "4096", "udp_rmem_min udp_wmem_min")),
  rows("net/ipv4/af_inet.c", { "net.ipv4.ip_local_port_range": "32768 60999",
    "net.ipv4.ip_default_ttl": "64", "net.ipv4.ip_early_demux": "1",
    "net.ipv4.udp_early_demux": "1", "net.ipv4.tcp_early_demux": "1",
    "net.ipv4.ip_unprivileged_port_start": "1024" }),
];

const ipv4Interfaces = (): readonly KnownDefaults[] => [
  ...["all", "default", "lo"].map((name) => rows("net/ipv4/devinet.c", {
    ...same(`net.ipv4.conf.${name}`, "0", "rp_filter accept_local route_localnet forwarding"
      + " arp_ignore arp_announce arp_filter arp_notify arp_accept proxy_arp proxy_arp_pvlan"
      + " log_martians bc_forwarding bootp_relay drop_gratuitous_arp drop_unicast_in_l2_multicast"
      + " force_igmp_version ignore_routes_with_linkdown medium_id promote_secondaries"
      + " src_valid_mark tag"),
    ...same(`net.ipv4.conf.${name}`, "1", "send_redirects secure_redirects shared_media"
      + " accept_redirects"),
    [`net.ipv4.conf.${name}.igmpv2_unsolicited_report_interval`]: "10000",
    [`net.ipv4.conf.${name}.igmpv3_unsolicited_report_interval`]: "1000",
  })),
  ...["all", "default", "lo"].map((name) => rows("net/ipv4/devinet.c", {
    [`net.ipv4.conf.${name}.arp_evict_nocarrier`]: "1" }, { from: "5.16" })),
  rows("net/ipv4/devinet.c", { "net.ipv4.conf.all.accept_source_route": "0",
    "net.ipv4.conf.default.accept_source_route": "1",
    ...same("net.ipv4.conf.all", "0", "disable_policy disable_xfrm"),
    ...same("net.ipv4.conf.default", "0", "disable_policy disable_xfrm"),
    ...same("net.ipv4.conf.lo", "1", "disable_policy disable_xfrm") }),
  rows("net/ipv4/devinet.c", { "net.ipv4.ip_forward": "0" }),
];

const ipv6Interfaces = (): readonly KnownDefaults[] => [
  ...["all", "default"].map((name) => rows("net/ipv6/addrconf.c", {
    ...same(`net.ipv6.conf.${name}`, "0", "forwarding use_tempaddr force_mld_version"
      + " accept_ra_from_local accept_ra_rt_info_min_plen accept_ra_rt_info_max_plen proxy_ndp"
      + " accept_source_route disable_ipv6 use_oif_addrs_only ignore_routes_with_linkdown"
      + " keep_addr_on_down seg6_enabled addr_gen_mode disable_policy ndisc_notify ndisc_tclass"
      + " optimistic_dad use_optimistic force_tllao drop_unicast_in_l2_multicast"
      + " drop_unsolicited_na"),
    ...same(`net.ipv6.conf.${name}`, "1", "accept_ra accept_redirects autoconf dad_transmits"
      + " router_solicitation_delay accept_ra_defrtr accept_ra_min_hop_limit accept_ra_pinfo"
      + " accept_ra_rtr_pref suppress_frag_ndisc accept_ra_mtu enhanced_dad"),
    [`net.ipv6.conf.${name}.accept_dad`]: name === "all" ? "0" : "1",
    [`net.ipv6.conf.${name}.hop_limit`]: "64", [`net.ipv6.conf.${name}.mtu`]: "1280",
    [`net.ipv6.conf.${name}.mldv1_unsolicited_report_interval`]: "10000",
    [`net.ipv6.conf.${name}.mldv2_unsolicited_report_interval`]: "1000",
    [`net.ipv6.conf.${name}.router_solicitations`]: "-1",
    [`net.ipv6.conf.${name}.router_solicitation_interval`]: "4",
    [`net.ipv6.conf.${name}.router_solicitation_max_interval`]: "3600",
    [`net.ipv6.conf.${name}.router_probe_interval`]: "60",
    [`net.ipv6.conf.${name}.temp_valid_lft`]: "604800",
    [`net.ipv6.conf.${name}.temp_prefered_lft`]: "86400",
    [`net.ipv6.conf.${name}.regen_max_retry`]: "3",
    [`net.ipv6.conf.${name}.max_desync_factor`]: "600",
    [`net.ipv6.conf.${name}.max_addresses`]: "16",
  })),
];

const neighbours = (): readonly KnownDefaults[] => [
  ...[["ipv4", "100"], ["ipv6", "0"]].map(([family = "", locktime = ""]) =>
    rows(family === "ipv4" ? "net/ipv4/arp.c" : "net/ipv6/ndisc.c", {
      ...same(`net.${family}.neigh.default`, "3", "mcast_solicit ucast_solicit"),
      ...same(`net.${family}.neigh.default`, "0", "app_solicit mcast_resolicit"),
      [`net.${family}.neigh.default.retrans_time_ms`]: "1000",
      [`net.${family}.neigh.default.base_reachable_time_ms`]: "30000",
      [`net.${family}.neigh.default.delay_first_probe_time`]: "5",
      [`net.${family}.neigh.default.gc_stale_time`]: "60",
      [`net.${family}.neigh.default.gc_interval`]: "30",
      [`net.${family}.neigh.default.proxy_qlen`]: "64",
      [`net.${family}.neigh.default.anycast_delay`]: "100",
      [`net.${family}.neigh.default.proxy_delay`]: "80",
      [`net.${family}.neigh.default.locktime`]: locktime,
    })),
  rows("net/ipv4/arp.c", { "net.ipv4.neigh.default.gc_thresh1": "128",
    "net.ipv4.neigh.default.gc_thresh2": "512", "net.ipv4.neigh.default.gc_thresh3": "1024" }),
  rows("net/ipv6/ndisc.c", { "net.ipv6.neigh.default.gc_thresh1": "128",
    "net.ipv6.neigh.default.gc_thresh2": "512", "net.ipv6.neigh.default.gc_thresh3": "1024" }),
];

/** What comes with a module, when a program asks for it: no record made early in a boot has it. */
const modules = (): readonly KnownDefaults[] => [
  rows("net/bridge/br_netfilter_hooks.c", {
    ...same("net.bridge", "1", "bridge-nf-call-arptables bridge-nf-call-ip6tables"
      + " bridge-nf-call-iptables"),
    ...same("net.bridge", "0", "bridge-nf-filter-pppoe-tagged bridge-nf-filter-vlan-tagged"
      + " bridge-nf-pass-vlan-input-dev") }),
  rows("net/netfilter/nf_conntrack_standalone.c", same("net.netfilter", "0", "nf_conntrack_acct"
    + " nf_conntrack_timestamp nf_conntrack_log_invalid nf_conntrack_tcp_be_liberal")),
  rows("net/netfilter/nf_conntrack_standalone.c", same("net.netfilter", "1",
    "nf_conntrack_checksum nf_conntrack_tcp_loose")),
  rows("net/netfilter/nf_hooks_lwtunnel.c", { "net.netfilter.nf_hooks_lwtunnel": "0" }),
  rows("net/netfilter/nf_conntrack_proto_tcp.c", {
    "net.netfilter.nf_conntrack_tcp_max_retrans": "3",
    "net.netfilter.nf_conntrack_tcp_timeout_close": "10",
    "net.netfilter.nf_conntrack_tcp_timeout_close_wait": "60",
    "net.netfilter.nf_conntrack_tcp_timeout_established": "432000",
    "net.netfilter.nf_conntrack_tcp_timeout_fin_wait": "120",
    "net.netfilter.nf_conntrack_tcp_timeout_last_ack": "30",
    "net.netfilter.nf_conntrack_tcp_timeout_max_retrans": "300",
    "net.netfilter.nf_conntrack_tcp_timeout_syn_recv": "60",
    "net.netfilter.nf_conntrack_tcp_timeout_syn_sent": "120",
    "net.netfilter.nf_conntrack_tcp_timeout_time_wait": "120",
    "net.netfilter.nf_conntrack_tcp_timeout_unacknowledged": "300" }),
  rows("net/netfilter/nf_conntrack_proto_udp.c", {
    "net.netfilter.nf_conntrack_udp_timeout": "30",
    "net.netfilter.nf_conntrack_udp_timeout_stream": "120" }),
  rows("net/netfilter/nf_conntrack_proto_generic.c", {
    "net.netfilter.nf_conntrack_generic_timeout": "600",
    "net.netfilter.nf_conntrack_icmp_timeout": "30",
    "net.netfilter.nf_conntrack_icmpv6_timeout": "30",
    "net.netfilter.nf_conntrack_gre_timeout": "30",
    "net.netfilter.nf_conntrack_gre_timeout_stream": "180" }),
  rows("net/ipv6/netfilter/nf_conntrack_reasm.c", {
    "net.netfilter.nf_conntrack_frag6_timeout": "60",
    "net.netfilter.nf_conntrack_frag6_low_thresh": "3145728",
    "net.netfilter.nf_conntrack_frag6_high_thresh": "4194304" }),
];

const tcp = (): readonly KnownDefaults[] => [
  rows("net/ipv4/tcp.c", { "net.ipv4.tcp_wmem": "4096 16384 4194304" }, { memory: 8 }),
  rows("net/ipv4/tcp.c", { "net.ipv4.tcp_rmem": "4096 131072 6291456" },
    { until: "6.17", memory: 8 }),
  rows("net/ipv4/tcp.c", { "net.ipv4.tcp_rmem": "4096 131072 33554432" },
    { from: "6.15", memory: 8 }),
  rows("net/ipv4/tcp_ipv4.c", { "net.ipv4.tcp_limit_output_bytes": "1048576" }, { until: "6.17" }),
  rows("net/ipv4/tcp_ipv4.c", { "net.ipv4.tcp_limit_output_bytes": "4194304" }, { from: "6.15" }),
  rows("net/ipv4/tcp_ipv4.c", {
    ...same("net.ipv4", "0", "tcp_abort_on_overflow tcp_mtu_probing tcp_no_metrics_save"
      + " tcp_orphan_retries tcp_rfc1337 tcp_stdurg tcp_thin_linear_timeouts tcp_low_latency"),
    ...same("net.ipv4", "1", "tcp_autocorking tcp_dsack tcp_ecn_fallback tcp_fastopen"
      + " tcp_moderate_rcvbuf tcp_no_ssthresh_metrics_save tcp_recovery tcp_retrans_collapse"
      + " tcp_sack tcp_slow_start_after_idle tcp_syncookies tcp_timestamps tcp_window_scaling"
      + " tcp_adv_win_scale"),
    "net.ipv4.tcp_app_win": "31", "net.ipv4.tcp_base_mss": "1024",
    "net.ipv4.tcp_comp_sack_delay_ns": "1000000", "net.ipv4.tcp_comp_sack_nr": "44",
    "net.ipv4.tcp_comp_sack_slack_ns": "100000", "net.ipv4.tcp_early_retrans": "3",
    "net.ipv4.tcp_ecn": "2", "net.ipv4.tcp_fin_timeout": "60", "net.ipv4.tcp_frto": "2",
    "net.ipv4.tcp_invalid_ratelimit": "500", "net.ipv4.tcp_keepalive_intvl": "75",
    "net.ipv4.tcp_keepalive_probes": "9", "net.ipv4.tcp_keepalive_time": "7200",
    "net.ipv4.tcp_max_reordering": "300", "net.ipv4.tcp_min_rtt_wlen": "300",
    "net.ipv4.tcp_min_snd_mss": "48", "net.ipv4.tcp_min_tso_segs": "2",
    "net.ipv4.tcp_notsent_lowat": "4294967295", "net.ipv4.tcp_pacing_ca_ratio": "120",
    "net.ipv4.tcp_pacing_ss_ratio": "200", "net.ipv4.tcp_probe_interval": "600",
    "net.ipv4.tcp_probe_threshold": "8", "net.ipv4.tcp_reordering": "3",
    "net.ipv4.tcp_retries1": "3", "net.ipv4.tcp_retries2": "15",
    "net.ipv4.tcp_syn_retries": "6", "net.ipv4.tcp_synack_retries": "5",
    "net.ipv4.tcp_tso_win_divisor": "3", "net.ipv4.tcp_tw_reuse": "2",
  }),
];

/** Made when asked: half of all that a plan of a managed machine would otherwise load. */
export const knownDefaults = lazy((): ReadonlyMap<string, readonly KnownDefaults[]> => {
  const byKey = new Map<string, KnownDefaults[]>();
  for (const list of [vm(), kernel(), fs(), net(), ipv4Interfaces(), ipv6Interfaces(),
    neighbours(), modules(), tcp()]) {
    for (const known of list) {
      for (const key in known.values) {
        const others = byKey.get(key);
        if (others) others.push(known);
        else byKey.set(key, [known]);
      }
    }
  }
  return byKey;
});
