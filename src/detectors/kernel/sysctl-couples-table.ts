/**
 * Which sysctls are one variable of the kernel under several names, which change when another one
 * is written, and what a write takes away that no other write brings back.
 *
 * Found by writing every sysctl of Linux 6.1 and 6.12 and watching all others (test/host/couples),
 * and read in the sources of those kernels. In a name, `{leaf}` and `{dir}` stand for any one part,
 * `{each}` for every interface: each directory but `all` and `default`.
 */

/** By name, how many of the finest measure one of its numbers is; null: only the kernel knows. */
export type Names = Readonly<Record<string, number | null>>;

const alike = (...names: readonly string[]): Names =>
  Object.fromEntries(names.map((name) => [name, 1]));

/** In milliseconds, and the same in seconds. */
const inSeconds = (name: string): Names => ({ [`${name}_ms`]: 1, [name]: 1000 });

export const TWINS: readonly Names[] = [
  alike("fs/inotify/max_user_instances", "user/max_inotify_instances"),
  alike("fs/inotify/max_user_watches", "user/max_inotify_watches"),
  alike("fs/fanotify/max_user_groups", "user/max_fanotify_groups"),
  alike("fs/fanotify/max_user_marks", "user/max_fanotify_marks"),
  alike("vm/nr_hugepages", "vm/nr_hugepages_mempolicy"),
  alike("net/netfilter/nf_conntrack_max", "net/nf_conntrack_max"),
  alike("net/ipv4/ip_forward", "net/ipv4/conf/all/forwarding"),
  inSeconds("net/ipv4/route/gc_min_interval"),
  inSeconds("net/ipv6/route/gc_min_interval"),
  inSeconds("net/ipv4/neigh/{dir}/base_reachable_time"),
  inSeconds("net/ipv6/neigh/{dir}/base_reachable_time"),
  // In hundredths of a second, whatever the kernel's own tick is.
  { "net/ipv4/neigh/{dir}/retrans_time_ms": 1, "net/ipv4/neigh/{dir}/retrans_time": 10 },
  // Of IPv6 in ticks, whose length only the kernel's build knows.
  { "net/ipv6/neigh/{dir}/retrans_time_ms": 1, "net/ipv6/neigh/{dir}/retrans_time": null },
  { "net/ipv4/neigh/{dir}/unres_qlen_bytes": 1, "net/ipv4/neigh/{dir}/unres_qlen": null },
  { "net/ipv6/neigh/{dir}/unres_qlen_bytes": 1, "net/ipv6/neigh/{dir}/unres_qlen": null },
];

/**
 * What a key becomes when the one that moves it is written:
 * `same` the value; `zero`; `opposite` 1 for 0 and 0 for anything else; `inherits` the value, where
 * the key is as the other was and no process has written it; `switch` 0 for 0, and for 1 whatever
 * it was; `either` 1 while one of those that move it is 1; `permits` one word more.
 */
export type CoupleEffect =
  "same" | "zero" | "opposite" | "inherits" | "switch" | "either" | "permits";

/** What is written after the key that moves it keeps its own value. */
export const KEPT: ReadonlySet<string> = new Set(["same", "opposite", "inherits", "permits"]);

export interface Couple {
  readonly write: string;
  readonly moves: readonly string[];
  readonly effect: CoupleEffect;
  /** Leaves that are not moved although the names match. */
  readonly except?: RegExp;
}

/** Only one of the two is in force: the other reads zero, and zero is refused when written. */
const exclusive = (one: string, other: string): readonly Couple[] =>
  [[one, other], [other, one]].map(([write = "", moved = ""]) =>
    ({ write, moves: [moved], effect: "zero" }));

/** net/ipv6/addrconf.c: `all` is written through to `default` and to every interface. */
const throughout = (leaf: string): Couple => ({ write: `net/ipv6/conf/all/${leaf}`, effect: "same",
  moves: [`net/ipv6/conf/default/${leaf}`, `net/ipv6/conf/{each}/${leaf}`] });

export const COUPLES: readonly Couple[] = [
  ...exclusive("vm/dirty_bytes", "vm/dirty_ratio"),
  ...exclusive("vm/dirty_background_bytes", "vm/dirty_background_ratio"),
  ...exclusive("vm/overcommit_kbytes", "vm/overcommit_ratio"),
  // kernel/watchdog.c
  { write: "kernel/watchdog", moves: ["kernel/soft_watchdog", "kernel/nmi_watchdog"],
    effect: "switch" },
  { write: "kernel/soft_watchdog", moves: ["kernel/watchdog"], effect: "either" },
  { write: "kernel/nmi_watchdog", moves: ["kernel/watchdog"], effect: "either" },
  // net/ipv4/devinet.c
  { write: "net/ipv4/ip_forward", moves: ["net/ipv4/conf/all/accept_redirects"],
    effect: "opposite" },
  { write: "net/ipv4/ip_forward", effect: "same",
    moves: ["net/ipv4/conf/default/forwarding", "net/ipv4/conf/{each}/forwarding"] },
  { write: "net/ipv4/conf/default/{leaf}", moves: ["net/ipv4/conf/{each}/{leaf}"],
    effect: "inherits", except: /^forwarding$/ },
  ...["forwarding", "disable_ipv6", "addr_gen_mode", "ignore_routes_with_linkdown"]
    .map(throughout),
  // net/core/neighbour.c
  ...["ipv4", "ipv6"].map((family): Couple => ({ write: `net/${family}/neigh/default/{leaf}`,
    moves: [`net/${family}/neigh/{each}/{leaf}`], effect: "inherits",
    except: /^gc_(interval|thresh)/ })),
  // net/ipv4/tcp_cong.c: what is the default may be chosen by every process.
  { write: "net/ipv4/tcp_congestion_control", moves: ["net/ipv4/tcp_allowed_congestion_control"],
    effect: "permits" },
];

/** Once written, it holds until a reboot, whatever is written then. */
export const ONE_WAY: readonly RegExp[] = [
  /^kernel\/(modules_disabled|kexec_load_disabled|unprivileged_bpf_disabled)$/,
  /^kernel\/yama\/ptrace_scope$/,
  /^kernel\/tainted$/,
  /^net\/netfilter\/nf_hooks_lwtunnel$/,
  /^net\/ipv6\/conf\/[^/]+\/stable_secret$/,
  /^kernel\/kexec_load_limit_(?:panic|reboot)$/,
];
