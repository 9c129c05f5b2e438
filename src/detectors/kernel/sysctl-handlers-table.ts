/**
 * Which of the kernel's handlers takes what is written to a sysctl, and within what bounds: read
 * from the ctl_tables of Linux 6.1 and 6.12, and by hand where a handler is its own. A key is
 * looked up by its last part: those of one name have one handler in all of DIRECTORIES, or are left
 * out. What is not here is not known.
 *
 * A row is `handler [least most]: names`. A bound is a number; `*` is the type's own; `a~b` differs
 * between kernels, or with the machine, and what lies between is not known; `?` is not known.
 */
import { lazy } from "../lazy.ts";

type HandlerName = "int" | "uint" | "u8" | "ulong" | "jiffies" | "userhz" | "ms"
  | "range" | "sem" | "set" | "congestion" | "qdisc";

export interface SysctlHandler {
  readonly name: HandlerName;
  readonly least: string;
  readonly most: string;
}

const DIRECTORIES = /^(?:kernel|vm|fs|user|net\/(?:core|ipv4|ipv6|netfilter|bridge|unix|mptcp))\//;

const TABLE = `
congestion: tcp_congestion_control
int: accept_dad accept_local accept_ra accept_ra_defrtr accept_ra_from_local
  accept_ra_min_hop_limit accept_ra_min_lft accept_ra_mtu accept_ra_pinfo
  accept_ra_rt_info_max_plen accept_ra_rt_info_min_plen accept_ra_rtr_pref accept_redirects
  accept_source_route arp_accept arp_announce arp_evict_nocarrier arp_filter arp_ignore arp_notify
  autoconf bc_forwarding bootp_relay bridge-nf-call-arptables bridge-nf-call-ip6tables
  bridge-nf-call-iptables bridge-nf-filter-pppoe-tagged bridge-nf-filter-vlan-tagged
  bridge-nf-pass-vlan-input-dev calipso_cache_bucket_size calipso_cache_enable
  cipso_cache_bucket_size cipso_cache_enable cipso_rbm_optfmt cipso_rbm_strictvalid compact_memory
  core_pipe_limit core_uses_pid ctrl-alt-del dad_transmits dir-notify-enable
  dirty_writeback_centisecs disable_ipv6 disable_policy disable_xfrm drop_gratuitous_arp
  drop_unicast_in_l2_multicast drop_unsolicited_na enhanced_dad error_burst error_cost
  exception-trace force_igmp_version force_mld_version force_tllao forwarding gc_elasticity
  gc_thresh hugetlb_shm_group icmp_ratemask idgen_retries igmp_max_memberships igmp_max_msf
  igmpv2_unsolicited_report_interval igmpv3_unsolicited_report_interval ignore-unaligned-usertrap
  inet_peer_threshold io_delay_type ip_forward keep_addr_on_down
  kexec_load_limit_panic kexec_load_limit_reboot latencytop lease-break-time leases-enable
  lock_stat log_martians max_addresses max_desync_factor max_dst_opts_length
  max_dst_opts_number max_hbh_length max_hbh_opts_number max_lock_depth max_size medium_id
  message_burst min_adv_mss mld_max_msf ndisc_notify netdev_budget netdev_max_backlog
  netdev_tstamp_prequeue nf_log_all_netns oom_dump_tasks oom_kill_allocating_task optimistic_dad
  overcommit_ratio panic panic_on_io_nmi panic_on_oops panic_on_stackoverflow
  panic_on_unrecovered_nmi perf_event_mlock_kb perf_event_paranoid print-fatal-signals printk
  printk_ratelimit_burst promote_secondaries prove_locking proxy_arp proxy_arp_pvlan proxy_ndp
  randomize_va_space redirect_load redirect_number redirect_silence regen_max_retry
  regen_min_advance route_localnet rp_filter sched_child_runs_first scons-poweroff
  secure_redirects seg6_enabled seg6_flowlabel seg6_require_hmac send_redirects shared_media
  soft-power spin_retry src_valid_mark stop-a suppress_frag_ndisc sysrq tag tcp_base_mss
  tcp_challenge_ack_limit tcp_fastopen tcp_limit_output_bytes tcp_low_latency tcp_max_orphans
  tcp_max_syn_backlog tcp_max_tw_buckets tcp_probe_threshold temp_prefered_lft temp_valid_lft
  traceoff_on_warning tsb-ratio unaligned-dump-stack unaligned-trap unknown_nmi_panic
  unprivileged_userns_clone use_oif_addrs_only use_optimistic use_tempaddr userprocess_debug
  vdso_enabled warnings xfrm4_gc_thresh xfrm6_gc_thresh xfrm_acq_expires xfrm_larval_drop
int -1 *: hung_task_warnings router_solicitations
int -1 1: sysctl_writes_strict
int -31 31: tcp_adv_win_scale
int 0 *: app_solicit blackhole_timeout busy_poll busy_read dirty_expire_centisecs
  dirtytime_expire_seconds gc_thresh1 gc_thresh2 gc_thresh3 hung_task_check_count icmp_msgs_burst
  icmp_msgs_per_sec ipfrag_max_dist legacy_va_layout max_map_count max_queued_events
  max_user_instances mcast_resolicit mcast_solicit min_free_kbytes msgmax msgmnb nr_trim_pages
  numa_balancing_promote_rate_limit_MBps page_lock_unfairness proxy_qlen skb_defer_max somaxconn
  tcp_fastopen_blackhole_timeout_sec ucast_solicit unres_qlen_bytes vfs_cache_pressure
  watermark_boost_factor zone_reclaim_mode
int 0 0~1: nmi_watchdog
int 0 1: bpf_jit_kallsyms bpf_stats_enabled compact_unevictable_allowed dmesg_restrict
  enable_soft_offline hardlockup_all_cpu_backtrace hardlockup_panic high_order_alloc_disable
  highmem_is_dirtyable hugetlb_optimize_vmemmap hung_task_all_cpu_backtrace hung_task_panic
  kprobes-optimization memory_failure_early_kill memory_failure_recovery numa_stat
  oops_all_cpu_backtrace panic_on_rcu_stall panic_on_warn protected_hardlinks protected_symlinks
  require_signatures rpl_seg_enabled sched_autogroup_enabled sched_schedstats shm_rmid_forced
  skip_notify_on_dev_down soft_watchdog softlockup_all_cpu_backtrace softlockup_panic
  stack_erasing task_delayacct timer_migration tstamp_allow_data unprivileged_userfaultfd watchdog
int 0 100: compaction_proactiveness dirty_background_ratio dirty_ratio min_slab_ratio
  min_unmapped_ratio perf_cpu_time_max_percent
int 0 1000: extfrag_threshold tcp_pacing_ca_ratio tcp_pacing_ss_ratio
int 0 10000: printk_delay
int 0 100~200: swappiness
int 0 1~2: accept_untracked_na
int 0 1~4: numa_balancing
int 0 2: bpf_jit_harden fb_tunnels_only_for_init_net kptr_restrict overcommit_memory panic_on_oom
  protected_fifos protected_regular suid_dumpable
int 0 255: ndisc_tclass
int 0 256: tcp_plb_cong_thresh
int 0 3: devconf_inherit_init_net
int 0 31~*: page-cluster
int 0 32768~*: msgmni shmmni
int 0 60: watchdog_thresh
int 0 65535: overflowgid overflowuid
int 0 7: flowlabel_reflect
int 0 86400: tcp_min_rtt_wlen
int 0~1 1~2: bpf_jit_enable
int 1 *: dev_weight dev_weight_rx_bias dev_weight_tx_bias gro_normal_batch igmp_qrv
  max_rcu_stall_to_panic mld_qrv mount-max nf_conntrack_expect_max sched_cfs_bandwidth_slice_us
  tcp_max_reordering tcp_rto_min_us tcp_wmem udp_rmem_min udp_wmem_min
int 1 1000~3000: watermark_scale_factor
int 1 127~?: tcp_reordering
int 1 17~45: max_skb_frags
int 1 255: hop_limit
int 1 3600: netdev_unregister_timeout_secs
int 1280 ?: mtu
int 1~20000 *: netdev_budget_usecs
int 1~4096 *: tcp_rmem
int 2048~8192 *: rmem_default rmem_max wmem_default wmem_max
int 301~32768 32768~4194304: pid_max
int 48 65535: tcp_min_snd_mss tcp_mtu_probe_floor
int 68 *: min_pmtu
int ? *: mem_pcpu_rsv
int ? ?: mmap_rnd_bits mmap_rnd_compat_bits tcp_rto_max_ms tcp_tw_reuse_delay
int ~0 *: max_dgram_qlen nf_conntrack_max optmem_max
jiffies: add_addr_timeout base_reachable_time close_timeout delay_first_probe_time gc_interval
  gc_min_interval gc_stale_time gc_timeout idgen_delay inet_peer_maxttl inet_peer_minttl
  ip6frag_secret_interval ip6frag_time ipfrag_secret_interval ipfrag_time laptop_mode message_cost
  mtu_expires nf_conntrack_dccp_timeout_closereq nf_conntrack_dccp_timeout_closing
  nf_conntrack_dccp_timeout_open nf_conntrack_dccp_timeout_partopen
  nf_conntrack_dccp_timeout_request nf_conntrack_dccp_timeout_respond
  nf_conntrack_dccp_timeout_timewait nf_conntrack_frag6_timeout nf_conntrack_generic_timeout
  nf_conntrack_gre_timeout nf_conntrack_gre_timeout_stream nf_conntrack_icmp_timeout
  nf_conntrack_icmpv6_timeout nf_conntrack_sctp_timeout_closed
  nf_conntrack_sctp_timeout_cookie_echoed nf_conntrack_sctp_timeout_cookie_wait
  nf_conntrack_sctp_timeout_established nf_conntrack_sctp_timeout_heartbeat_sent
  nf_conntrack_sctp_timeout_shutdown_ack_sent nf_conntrack_sctp_timeout_shutdown_recd
  nf_conntrack_sctp_timeout_shutdown_sent nf_conntrack_tcp_timeout_close
  nf_conntrack_tcp_timeout_close_wait nf_conntrack_tcp_timeout_established
  nf_conntrack_tcp_timeout_fin_wait nf_conntrack_tcp_timeout_last_ack
  nf_conntrack_tcp_timeout_max_retrans nf_conntrack_tcp_timeout_syn_recv
  nf_conntrack_tcp_timeout_syn_sent nf_conntrack_tcp_timeout_time_wait
  nf_conntrack_tcp_timeout_unacknowledged nf_conntrack_udp_timeout nf_conntrack_udp_timeout_stream
  nf_flowtable_tcp_timeout nf_flowtable_udp_timeout printk_ratelimit router_probe_interval
  router_solicitation_delay router_solicitation_interval router_solicitation_max_interval
  stat_interval tcp_fin_timeout tcp_keepalive_intvl tcp_keepalive_time
ms: base_reachable_time_ms gc_min_interval_ms icmp_ratelimit mldv1_unsolicited_report_interval
  mldv2_unsolicited_report_interval ratelimit retrans_time_ms tcp_invalid_ratelimit
qdisc: default_qdisc
range: ip_local_port_range
sem: sem
set 256: ratemask
set 65536: ip_local_reserved_ports
u8: anycast_src_echo_reply bindv6only echo_ignore_all echo_ignore_anycast echo_ignore_multicast
  flowlabel_consistency flowlabel_state_ranges fwmark_reflect igmp_link_local_mcast_reports
  ip_dynaddr ip_early_demux ip_forward_use_pmtu ip_no_pmtu_disc ip_nonlocal_bind
  nf_conntrack_log_invalid nf_conntrack_tcp_max_retrans tcp_abort_on_overflow tcp_comp_sack_nr
  tcp_dsack tcp_early_demux tcp_fack tcp_frto tcp_fwmark_accept tcp_keepalive_probes
  tcp_moderate_rcvbuf tcp_mtu_probing tcp_no_metrics_save tcp_orphan_retries
  tcp_plb_suspend_rto_sec tcp_recovery tcp_retrans_collapse tcp_retries1 tcp_retries2 tcp_rfc1337
  tcp_sack tcp_slow_start_after_idle tcp_stdurg tcp_synack_retries tcp_syncookies
  tcp_thin_linear_timeouts tcp_timestamps tcp_tso_win_divisor tcp_window_scaling
  tcp_workaround_signed_windows udp_early_demux
u8 * 1: allow_join_initial_addr_port checksum_enabled enabled error_anycast_as_unicast
  fib_multipath_use_neigh icmp_echo_enable_probe icmp_echo_ignore_all icmp_echo_ignore_broadcasts
  icmp_errors_use_inbound_ifaddr icmp_ignore_bogus_error_responses ioam6_enabled ip_autobind_reuse
  ip_forward_update_priority ndisc_evict_nocarrier nexthop_compat_mode nf_conntrack_acct
  nf_conntrack_checksum nf_conntrack_dccp_loose nf_conntrack_tcp_be_liberal
  nf_conntrack_tcp_ignore_invalid_rst nf_conntrack_tcp_loose nf_conntrack_timestamp
  ra_honor_pio_life ra_honor_pio_pflag raw_l3mdev_accept tcp_autocorking tcp_backlog_ack_defer
  tcp_ecn_fallback tcp_l3mdev_accept tcp_migrate_req tcp_no_ssthresh_metrics_save tcp_plb_enabled
  tcp_reflect_tos tcp_shrink_window txrehash udp_l3mdev_accept
u8 * 127: tcp_syn_linear_timeouts
u8 * 2: fib_notify_on_flag_change nf_conntrack_events tcp_tw_reuse
u8 * 2~255: tcp_ecn
u8 * 3: auto_flowlabels fib_multipath_hash_policy
u8 * 31: tcp_app_win tcp_plb_idle_rehash_rounds tcp_plb_rehash_rounds
u8 * 31~255: tcp_tso_rtt_log
u8 * 4: tcp_early_retrans
u8 * ?: tcp_ecn_option tcp_ecn_option_beacon
u8 1 *: ip_default_ttl tcp_min_tso_segs tcp_pingpong_thresh
u8 1 127: tcp_syn_retries
uint: fib_multipath_hash_seed oops_limit stale_loss_cnt tcp_notsent_lowat user_events_max
  warn_limit xfrm_aevent_etime xfrm_aevent_rseqth
uint * 1: core_sort_vma
uint * 16777216: tcp_child_ehash_entries
uint * 3: addr_gen_mode
uint * 4294967~*: tcp_probe_interval
uint * 65535~16777215: ioam6_id
uint * 65536: udp_child_hash_entries
uint 1 *: ra_defrtr_metric
uint 1 255~4095: fib_multipath_hash_fields
uint 8~1024 1000000000~*: nr_open
uint ? ?: core_file_note_size_limit
ulong: admin_reserve_kbytes aio-max-nr mmap_min_addr overcommit_kbytes panic_print
  pipe-user-pages-hard pipe-user-pages-soft shmall shmmax tcp_comp_sack_delay_ns
  tcp_comp_sack_slack_ns tcp_mem udp_mem user_reserve_kbytes
ulong * 2147483647: max_cgroup_namespaces max_fanotify_groups max_fanotify_marks
  max_inotify_instances max_inotify_watches max_ipc_namespaces max_mnt_namespaces
  max_net_namespaces max_pid_namespaces max_time_namespaces max_user_groups max_user_marks
  max_user_namespaces max_user_watches max_uts_namespaces
ulong * 4294967295~*: ioam6_id_wide
ulong * 9000000000000000~*: hung_task_check_interval_secs hung_task_timeout_secs
ulong * 9223372036854775807: file-max
ulong * ?: ip6frag_low_thresh ipfrag_low_thresh nf_conntrack_frag6_low_thresh
ulong 1 *: dirty_background_bytes
ulong 1 ?: bpf_jit_limit
ulong 8192~131072 *: dirty_bytes
ulong ? *: ip6frag_high_thresh ipfrag_high_thresh nf_conntrack_frag6_high_thresh
userhz: anycast_delay locktime proxy_delay retrans_time
`;

const handlers = lazy((): ReadonlyMap<string, SysctlHandler> => {
  const found = new Map<string, SysctlHandler>();
  for (const row of TABLE.trim().replaceAll("\n  ", " ").split("\n")) {
    const [head = "", leaves = ""] = row.split(": ");
    const [name, least = "*", most = "*"] = head.split(" ");
    const handler = { name: name as HandlerName, least, most };
    for (const leaf of leaves.split(" ")) found.set(leaf, handler);
  }
  return found;
});

/** Of a path below /proc/sys; null where it is not known. */
export const handlerOf = (path: string): SysctlHandler | null =>
  (DIRECTORIES.test(path) ? handlers().get(path.slice(path.lastIndexOf("/") + 1)) ?? null : null);
