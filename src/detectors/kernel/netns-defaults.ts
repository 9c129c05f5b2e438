/**
 * A fresh network namespace shows what the kernel starts a per-namespace sysctl with, but only
 * where it starts from constants. Many are copied from the first namespace instead, tuned or not:
 * tcp_rmem, tcp_wmem and the congestion control, and conf.*, neigh.* and ip_forward as
 * net.core.devconf_inherit_init_net says; rmem_max and its kin are one value for all namespaces
 * that newer kernels merely show in each.
 *
 * So this is an allow-list, read off tcp_sk_init (net/ipv4/tcp_ipv4.c), inet_init_net
 * (af_inet.c), udp_sysctl_init (udp.c), icmp_sk_init (icmp.c), ipv4_frags_init_net
 * (ip_fragment.c), net_defaults_init_net (net_namespace.c) and the `*_init_net` of
 * net/netfilter/nf_conntrack_*.c in Linux 5.10, 6.1 and 6.12. Two
 * follow the size of the TCP hash, which a namespace shares with its parent unless
 * tcp_child_ehash_entries asks for one of its own.
 */
import type { HostReader } from "../../ports/host.ts";
import { lazy } from "../lazy.ts";
import { procPath } from "./sysctl-keys.ts";
import { canonical } from "./sysctl-value.ts";

const IPV4 = `
  icmp_echo_ignore_all icmp_echo_ignore_broadcasts icmp_errors_use_inbound_ifaddr
  icmp_ignore_bogus_error_responses icmp_ratelimit icmp_ratemask
  igmp_link_local_mcast_reports igmp_max_memberships igmp_max_msf igmp_qrv
  ip_default_ttl ip_dynaddr ip_early_demux ip_forward_update_priority ip_forward_use_pmtu
  ip_local_port_range ip_no_pmtu_disc ip_nonlocal_bind ip_unprivileged_port_start
  ipfrag_high_thresh ipfrag_low_thresh ipfrag_max_dist ipfrag_time
  tcp_abort_on_overflow tcp_adv_win_scale tcp_app_win tcp_autocorking tcp_backlog_ack_defer
  tcp_base_mss tcp_challenge_ack_limit tcp_comp_sack_delay_ns tcp_comp_sack_nr
  tcp_comp_sack_slack_ns tcp_dsack tcp_early_demux tcp_early_retrans tcp_ecn tcp_ecn_fallback
  tcp_fastopen tcp_fastopen_blackhole_timeout_sec tcp_fin_timeout tcp_frto tcp_fwmark_accept
  tcp_invalid_ratelimit tcp_keepalive_intvl tcp_keepalive_probes tcp_keepalive_time
  tcp_limit_output_bytes tcp_max_reordering tcp_max_syn_backlog tcp_max_tw_buckets
  tcp_migrate_req tcp_min_rtt_wlen tcp_min_snd_mss tcp_min_tso_segs tcp_moderate_rcvbuf
  tcp_mtu_probe_floor tcp_mtu_probing tcp_no_metrics_save tcp_no_ssthresh_metrics_save
  tcp_notsent_lowat tcp_orphan_retries tcp_pacing_ca_ratio tcp_pacing_ss_ratio
  tcp_pingpong_thresh tcp_plb_cong_thresh tcp_plb_enabled tcp_plb_idle_rehash_rounds
  tcp_plb_rehash_rounds tcp_plb_suspend_rto_sec tcp_probe_interval tcp_probe_threshold
  tcp_recovery tcp_reflect_tos tcp_reordering tcp_retrans_collapse tcp_retries1 tcp_retries2
  tcp_rfc1337 tcp_rto_min_us tcp_sack tcp_shrink_window tcp_slow_start_after_idle tcp_stdurg
  tcp_syn_linear_timeouts tcp_syn_retries tcp_synack_retries tcp_syncookies
  tcp_thin_linear_timeouts tcp_timestamps tcp_tso_rtt_log tcp_tso_win_divisor tcp_tw_reuse
  tcp_window_scaling udp_early_demux udp_rmem_min udp_wmem_min`;

/** Paths below /proc/sys. */
const fromConstants = lazy((): ReadonlySet<string> => new Set([
  ...IPV4.trim().split(/\s+/).map((name) => `net/ipv4/${name}`),
  "net/core/somaxconn", "net/core/txrehash",
]));

/** Of conntrack's, those that are one value for all namespaces, or follow a module's parameter. */
const SHARED_CONNTRACK = new Set(["max", "buckets", "expect_max", "count", "acct", "timestamp",
  "helper"].map((name) => `net/netfilter/nf_conntrack_${name}`));

const OF_CONNTRACK = /^net\/netfilter\/nf_(?:conntrack|flowtable)_/;

const startsFromConstant = (path: string): boolean => fromConstants().has(path)
  || (OF_CONNTRACK.test(path) && !SHARED_CONNTRACK.has(path));

const FROM_HASH_SIZE = new Set(["net/ipv4/tcp_max_syn_backlog", "net/ipv4/tcp_max_tw_buckets"]);
const OWN_HASH = procPath("net/ipv4/tcp_child_ehash_entries");

/** Starts a process if any of the paths can be known this way. Values by path, canonical. */
export function askFreshNetns(
  host: HostReader, paths: readonly string[],
): ReadonlyMap<string, string> {
  const sharesHash = (host.read(OWN_HASH)?.trim() ?? "0") === "0";
  const asked = paths.filter((path) =>
    startsFromConstant(path) && (sharesHash || !FROM_HASH_SIZE.has(path)));
  const found = asked.length === 0 ? new Map<string, string>()
    : host.port("namespaces").freshNetns(asked.map(procPath));
  return new Map(asked.flatMap((path) => {
    const text = found.get(procPath(path));
    return text === undefined ? [] : [[path, canonical(text)] as const];
  }));
}
