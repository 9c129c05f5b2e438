/** Debian packages of which each sets sysctls, may be told to, or runs at boot beside those that do. */
export const REAL_PACKAGES: readonly string[] = [
  ...["anacron", "apparmor", "at", "bind9", "bird2", "chrony", "conntrackd", "corosync", "cron"],
  ...["dnsmasq", "etcd-server", "fail2ban", "ferm", "firewalld", "frr", "haproxy", "hostapd"],
  ...["ifupdown", "ipvsadm", "irqbalance", "isc-dhcp-client", "keepalived", "ksmtuned"],
  ...["linux-cpupower", "lxc", "lynis", "mariadb-server", "multipath-tools"],
  ...["network-manager", "nfs-kernel-server", "numad", "open-iscsi", "openvpn", "postgresql"],
  ...["powertop", "ppp", "procps", "radvd", "redis-server", "rtirq-init", "shorewall", "squid"],
  ...["strongswan-starter", "sysfsutils", "systemd-coredump", "systemd-resolved", "tlp", "tuned"],
  ...["ufw", "unbound", "wireguard-tools", "zram-tools"],
];
