/**
 * Each tool with a configuration of its own: what it says of a sysctl, where, and what it brings at
 * boot. `null`: it sets one that is unknown; `-`: nothing applies the line at boot.
 */
import { expect, test } from "vitest";
import { readBootSysctls } from "../../../src/detectors/kernel/sysctl-boot-sources.ts";
import { keyToPath } from "../../../src/detectors/kernel/sysctl-d.ts";
import { readTuningTools } from "../../../src/detectors/tools/tuning-tools.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { makeTree, type Files } from "../../support/tree.ts";

const LINKS: Files = {
  "/proc/sys/net/ipv4/conf/eth0/rp_filter": "0\n", "/proc/sys/net/ipv4/conf/all/rp_filter": "0\n",
  "/proc/sys/net/ipv4/conf/default/rp_filter": "0\n", "/proc/sys/net/ipv4/conf/lo/rp_filter": "0\n",
  "/proc/sys/net/ipv4/conf/eth1/rp_filter": "0\n", "/proc/sys/net/ipv4/conf/virbr0/x": "0\n",
  "/sys/class/net/eth0/address": "52:54:00:00:00:01\n",
};
const wants = (unit: string): Files =>
  ({ [`/etc/systemd/system/multi-user.target.wants/${unit}`]: `-> /lib/systemd/system/${unit}` });

type Expected = Readonly<Record<string, string>>;

const found = (files: Files, key: string): string => {
  const host = createLinuxHost(makeTree({ ...LINKS, ...files }));
  return readTuningTools(host, readBootSysctls(host)).otherManagersOf(keyToPath(key), "live")
    .map(({ path, line, restores, phase }) => `${path}${line === undefined ? "" : `:${line}`} `
      + `${restores === undefined ? "-" : restores}${phase ? ` (${phase.name})` : ""}`).join("; ");
};

const CASES: readonly (readonly [name: string, files: Files, expected: Expected])[] = [
  ["tmpfiles.d", {
    "/etc/tmpfiles.d/a.conf": "# w /proc/sys/vm/swappiness - - - - 1\n"
      + "w /proc/sys/vm/swappiness - - - - 60\nw+! \"/proc/sys/vm/dirty_ratio\" - - - - 20\\n\n"
      + "f /proc/sys/vm/laptop_mode - - - - 5\nw- /proc/sys/net/ipv4/conf/*/rp_filter - - - - 2\n"
      + "w /proc//sys/kernel/panic - - - - %m\nw~ /proc/sys/vm/stat_interval - - - - MTA=\n",
    "/run/tmpfiles.d/a.conf": "w /proc/sys/vm/overcommit_memory - - - - 1\n",
    "/etc/tmpfiles.d/off.conf": "-> /dev/null",
    "/usr/lib/tmpfiles.d/off.conf": "w /proc/sys/vm/overcommit_ratio - - - - 1\n",
    "/usr/lib/tmpfiles.d/z.conf": "F /proc/sys/vm/zone_reclaim_mode - - - - 1\n"
      + "w /proc/sys/vm/dirty_ratio - - - - 30\n",
  }, {
    "vm.swappiness": "/etc/tmpfiles.d/a.conf:2 60 (tmpfiles)",
    "vm.dirty_ratio": "/usr/lib/tmpfiles.d/z.conf:2 null (tmpfiles)",
    "vm.laptop_mode": "/etc/tmpfiles.d/a.conf:4 -",
    "net.ipv4.conf.eth0.rp_filter": "/etc/tmpfiles.d/a.conf:5 2 (tmpfiles)",
    "net.ipv4.conf.all.rp_filter": "/etc/tmpfiles.d/a.conf:5 2 (tmpfiles)",
    "kernel.panic": "/etc/tmpfiles.d/a.conf:6 null (tmpfiles)",
    "vm.stat_interval": "/etc/tmpfiles.d/a.conf:7 10 (tmpfiles)",
    "vm.zone_reclaim_mode": "/usr/lib/tmpfiles.d/z.conf:1 1 (tmpfiles)",
    "vm.overcommit_memory": "", "vm.overcommit_ratio": "",
  }],
  ["the boot loader's command line, where it says more than this boot's", {
    "/proc/cmdline": "root=/dev/sda1 quiet kernel.x=1 oops=panic sysctl.vm.swappiness=1\n",
    "/etc/default/grub": "GRUB_TIMEOUT=5\n# GRUB_CMDLINE_LINUX=\"panic=3\"\n"
      + "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet oops=panic sysctl.vm.swappiness=30\"\n",
    "/etc/default/grub.d/hp.cfg": "GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX hugepages=1024\"\n",
    "/boot/loader/entries/a-5.14.conf": "title x\noptions root=/dev/sda1 $kernelopts panic=7\n",
    "/boot/grub2/grubenv": "# GRUB Environment Block\nkernelopts=root=/dev/sda1 nosoftlockup\n####\n",
    "/etc/kernel/cmdline": "root=/dev/sda1 sysctl.net/core/somaxconn=9000\n",
    "/etc/tuned/bootcmdline": "TUNED_BOOT_CMDLINE=\"skew_tick=1 tsc=reliable nmi_watchdog=0\"\n",
    "/etc/dracut.conf.d/a.conf": "hostonly=yes\nkernel_cmdline+=\" sysctl.vm.dirty_ratio=5 \"\n",
  }, {
    "vm.swappiness": "/proc/cmdline 1 (kernel command line); "
      + "/etc/default/grub:3 null (kernel command line)",
    "vm.nr_hugepages": "/etc/default/grub.d/hp.cfg:1 null (kernel command line)",
    "kernel.panic": "/boot/loader/entries/a-5.14.conf:2 null (kernel command line)",
    "kernel.soft_watchdog": "/boot/grub2/grubenv:2 null (kernel command line)",
    "net.core.somaxconn": "/etc/kernel/cmdline:1 null (kernel command line)",
    "kernel.nmi_watchdog": "/etc/tuned/bootcmdline:1 null (kernel command line)",
    "vm.dirty_ratio": "/etc/dracut.conf.d/a.conf:2 null (kernel command line)",
    "kernel.panic_on_oops": "/proc/cmdline null (kernel command line)",
  }],
  ["tmpfiles.d's credential", {
    "/etc/credstore/tmpfiles.extra": "w /proc/sys/vm/swappiness - - - - 7\n",
    "/usr/lib/credstore/tmpfiles.extra": "w /proc/sys/vm/dirty_ratio - - - - 7\n",
  }, {
    "vm.swappiness": "/etc/credstore/tmpfiles.extra:1 7 (tmpfiles)", "vm.dirty_ratio": "",
  }],
  ["ifcfg by initscripts", {
    "/run/systemd/generator.late/multi-user.target.wants/network.service": "-> ../network.service",
    "/etc/sysconfig/network": "NETWORKING=yes\nIPV6FORWARDING=yes # router\n",
    "/etc/sysconfig/network-scripts/ifcfg-eth0": "DEVICE=eth0\nIPV6_ROUTER=no\nIPV6_AUTOCONF=yes\n"
      + "IPV6_PRIVACY=rfc3041\nIPV6_MTU=\"1400\"\n",
    "/etc/sysconfig/network-scripts/ifcfg-eth1": "ONBOOT=no\nIPV6_MTU=1280\n",
    "/etc/sysconfig/network-scripts/ifcfg-virbr0": "IPV6INIT=no\n",
    "/etc/sysconfig/network-scripts/ifcfg-lo.bak": "IPV6_MTU=1281\n",
  }, {
    "net.ipv6.conf.all.forwarding": "/etc/sysconfig/network:2 1 (network)",
    "net.ipv6.conf.eth0.forwarding": "/etc/sysconfig/network:2 0 (network)",
    "net.ipv6.conf.eth0.accept_ra":
      "/etc/sysconfig/network-scripts/ifcfg-eth0:3 2 (network)",
    "net.ipv6.conf.default.accept_ra": "/etc/sysconfig/network:2 0 (network)",
    "net.ipv6.conf.virbr0.accept_redirects": "/etc/sysconfig/network:2 0 (network)",
    "net.ipv6.conf.eth0.use_tempaddr":
      "/etc/sysconfig/network-scripts/ifcfg-eth0:4 2 (network)",
    "net.ipv6.conf.eth0.mtu": "/etc/sysconfig/network-scripts/ifcfg-eth0:5 1400 (network)",
    "net.ipv6.conf.eth1.mtu": "/etc/sysconfig/network-scripts/ifcfg-eth1:2 -",
    "net.ipv6.conf.lo.mtu": "", "net.ipv4.ip_forward": "",
  }],
  ["ifcfg, whose sysctls are left alone", {
    "/run/systemd/generator.late/multi-user.target.wants/network.service": "-> ../network.service",
    "/etc/sysconfig/network-scripts/ifcfg-eth0": "IPV6_SET_SYSCTLS=no\nIPV6_MTU=1400\n",
  }, {
    "net.ipv6.conf.eth0.forwarding":
      "/etc/sysconfig/network-scripts/init.ipv6-global 0 (network)",
    "net.ipv6.conf.eth0.mtu": "/etc/sysconfig/network-scripts/ifcfg-eth0:2 1400 (network)",
  }],
  ["ifcfg by NetworkManager", {
    ...wants("NetworkManager.service"),
    "/etc/sysconfig/network": "IPV6FORWARDING=yes\n",
    "/etc/sysconfig/network-scripts/ifcfg-eth0": "IPV6_PRIVACY=rfc3041\n",
    "/etc/sysconfig/network-scripts/ifcfg-Home": "DEVICE=eth1\nIPV6_DISABLED=yes\n",
  }, {
    "net.ipv6.conf.all.forwarding": "",
    "net.ipv6.conf.eth0.use_tempaddr":
      "/etc/sysconfig/network-scripts/ifcfg-eth0:1 2 (network)",
    "net.ipv6.conf.eth1.disable_ipv6":
      "/etc/sysconfig/network-scripts/ifcfg-Home:2 1 (network)",
  }],
  ["udev", {
    "/etc/udev/rules.d/9.rules": "# SYSCTL{vm.swappiness}=\"1\"\n"
      + "ACTION==\"add\", SUBSYSTEM==\"net\", KERNEL==\"eth*\", \\\n"
      + "  SYSCTL{net/ipv4/conf/$name/rp_filter}=\"2\"\n"
      + "SUBSYSTEM==\"block\", ATTR{size}!=\"0\", SYSCTL{vm.dirty_ratio}=\"5\"\n",
    "/usr/lib/udev/rules.d/9.rules": "SYSCTL{vm.swappiness}=\"1\"\n",
    "/usr/lib/udev/rules.d/8.rules": "SUBSYSTEM==\"cpu\", SYSCTL{kernel.panic}=\"7\"\n",
  }, {
    "net.ipv4.conf.eth0.rp_filter": "/etc/udev/rules.d/9.rules:2 2 (udev)",
    "net.ipv4.conf.lo.rp_filter": "", "vm.swappiness": "",
    "vm.dirty_ratio": "/etc/udev/rules.d/9.rules:4 null (udev)",
    "kernel.panic": "/usr/lib/udev/rules.d/8.rules:1 7 (udev)",
  }],
  ["systemd-networkd", {
    ...wants("systemd-networkd.service"),
    "/etc/systemd/network/20-eth.network": "[Match]\nName=eth0\n[Network]\nIPForward=ipv4\n"
      + "IPv4ReversePathFilter=strict\nIPv6PrivacyExtensions=yes\nIPv6HopLimit=33\n",
    "/etc/systemd/network/20-eth.network.d/more.conf": "[Network]\nIPv4ProxyARP=yes\n",
    "/usr/lib/systemd/network/80-wifi.network": "[Match]\nType=wlan\nName=wl*\n[Network]\nDHCP=yes\n",
    "/etc/systemd/networkd.conf.d/x.conf": "[Network]\nIPv6Forwarding=no\n",
  }, {
    "net.ipv4.ip_forward": "/etc/systemd/network/20-eth.network:4 1 (network)",
    "net.ipv6.conf.all.forwarding": "/etc/systemd/networkd.conf.d/x.conf:2 0 (network)",
    "net.ipv4.conf.eth0.rp_filter": "/etc/systemd/network/20-eth.network:5 1 (network)",
    "net.ipv6.conf.eth0.use_tempaddr": "/etc/systemd/network/20-eth.network:6 2 (network)",
    "net.ipv6.conf.eth0.hop_limit": "/etc/systemd/network/20-eth.network:7 33 (network)",
    "net.ipv4.conf.eth0.proxy_arp": "/etc/systemd/network/20-eth.network.d/more.conf:2 1 (network)",
    "net.ipv6.conf.eth0.accept_ra": "/etc/systemd/network/20-eth.network 0 (network)",
    "net.ipv6.conf.eth1.accept_ra": "", "net.ipv4.conf.eth1.rp_filter": "",
  }],
  ["systemd-networkd that is not started", {
    "/etc/systemd/network/20-eth.network":
      "[Match]\nName=eth0\n[Network]\nIPForward=no\nIPv4Forwarding=yes\n",
    "/usr/lib/systemd/network/80-all.network": "[Network]\nIPv6HopLimit=9\n",
  }, {
    "net.ipv4.ip_forward": "/etc/systemd/network/20-eth.network:4 -",
    "net.ipv4.conf.eth0.forwarding": "/etc/systemd/network/20-eth.network:5 -",
    "net.ipv6.conf.eth0.hop_limit": "", "net.ipv6.conf.eth0.accept_ra": "",
  }],
  ["ifupdown", {
    "/etc/network/interfaces": "source /etc/network/interfaces.d/*\nauto eth0\n"
      + "iface eth0 inet6 static\n  address fd00::1/64\n  accept_ra 0\n  privext 2\n",
    "/etc/network/interfaces.d/e1": "iface eth1 inet6 auto\n  accept_ra 1\n"
      + "allow-hotplug eth2\niface eth2 inet static\n  ip-rp-filter 0\n",
  }, {
    "net.ipv6.conf.eth0.accept_ra": "/etc/network/interfaces:5 0 (network)",
    "net.ipv6.conf.eth0.autoconf": "/etc/network/interfaces:3 0 (network)",
    "net.ipv6.conf.eth0.use_tempaddr": "/etc/network/interfaces:6 2 (network)",
    "net.ipv6.conf.eth1.accept_ra": "/etc/network/interfaces.d/e1:2 -",
    "net.ipv4.conf.eth2.rp_filter": "/etc/network/interfaces.d/e1:5 0 (network)",
  }],
  ["NetworkManager's profiles and netplan", {
    ...wants("NetworkManager.service"),
    "/etc/NetworkManager/system-connections/e.nmconnection": "[connection]\nid=e\n"
      + "interface-name=eth0\n[ipv4]\nmethod=shared\n[ipv6]\nip6-privacy=2\nmethod=disabled\n",
    "/etc/netplan/1.yaml": "network:\n  ethernets:\n    eth1:\n      ipv6-privacy: true\n"
      + "      dhcp4: true\n    eth0: {}\n",
  }, {
    "net.ipv4.ip_forward":
      "/etc/NetworkManager/system-connections/e.nmconnection:5 1 (network)",
    "net.ipv6.conf.eth0.use_tempaddr":
      "/etc/NetworkManager/system-connections/e.nmconnection:7 2 (network)",
    "net.ipv6.conf.eth0.disable_ipv6":
      "/etc/NetworkManager/system-connections/e.nmconnection:8 1 (network)",
    "net.ipv6.conf.eth1.use_tempaddr": "/etc/netplan/1.yaml:4 2 (network)",
  }],
  ["wg-quick, sysfsutils and modprobe.d", {
    ...wants("wg-quick@wg0.service"),
    "/etc/wireguard/wg0.conf": "[Interface]\nPrivateKey = x\n[Peer]\nAllowedIPs = ::/0, 0.0.0.0/0\n",
    "/etc/wireguard/wg1.conf": "[Interface]\nTable = off\n[Peer]\nAllowedIPs = 0.0.0.0/0\n",
    "/etc/sysfs.d/x.conf": "../proc/sys/vm/swappiness = 60\n", "/etc/init.d/sysfsutils": "#!/bin/sh\n",
    "/etc/modprobe.d/c.conf": "options nf_conntrack hashsize=4096 acct=1\n",
  }, {
    "net.ipv4.conf.all.src_valid_mark": "/etc/wireguard/wg0.conf:4 1 (unit)",
    "vm.swappiness": "/etc/sysfs.d/x.conf:1 60 (unit)",
    "net.netfilter.nf_conntrack_acct": "/etc/modprobe.d/c.conf:1 1 (module)",
    "net.netfilter.nf_conntrack_buckets": "/etc/modprobe.d/c.conf:1 null (module)",
  }],
  ["ufw", {
    ...wants("ufw.service"), "/etc/ufw/ufw.conf": "ENABLED=yes\n",
    "/etc/default/ufw": "IPT_SYSCTL=/etc/ufw/sysctl.conf\n",
    "/etc/ufw/sysctl.conf": "#net/ipv4/ip_forward=1\nnet/ipv4/conf/all/log_martians=0\n",
  }, {
    "net.ipv4.conf.all.log_martians": "/etc/ufw/sysctl.conf:2 0 (early unit)",
    "net.ipv4.ip_forward": "",
  }],
  ["TLP, without a battery", {
    ...wants("tlp.service"), "/usr/share/tlp/defaults.conf": "TLP_ENABLE=1\n"
      + "DISK_IDLE_SECS_ON_AC=0\nMAX_LOST_WORK_SECS_ON_AC=15\nMAX_LOST_WORK_SECS_ON_BAT=60\n",
    "/etc/tlp.d/1.conf": "NMI_WATCHDOG=0\n", "/etc/tlp.conf": "#MAX_LOST_WORK_SECS_ON_AC=1\n",
  }, {
    "vm.dirty_expire_centisecs": "/usr/share/tlp/defaults.conf:3 1500 (tool daemon)",
    "vm.laptop_mode": "/usr/share/tlp/defaults.conf:2 0 (tool daemon)",
    "kernel.nmi_watchdog": "/etc/tlp.d/1.conf:1 0 (tool daemon)", "vm.dirty_ratio": "",
  }],
  ["libvirt", {
    ...wants("libvirtd.service"), "/etc/libvirt/qemu/networks/autostart/default.xml":
      "<network>\n  <forward mode='nat'/>\n  <bridge name='virbr0' stp='on'/>\n</network>\n",
    "/etc/libvirt/qemu/networks/autostart/br.xml": "<network>\n  <forward mode='bridge'/>\n",
  }, {
    "net.ipv4.ip_forward":
      "/etc/libvirt/qemu/networks/autostart/default.xml:2 1 (tool daemon)",
    "net.ipv6.conf.virbr0.disable_ipv6":
      "/etc/libvirt/qemu/networks/autostart/default.xml:3 1 (tool daemon)",
    "net.ipv6.conf.all.forwarding": "",
  }],
  ["Docker", { ...wants("docker.service"), "/etc/docker/daemon.json": '{\n "icc": false\n}\n',
    "/lib/systemd/system/docker.service": "[Service]\nExecStart=/usr/bin/dockerd\n" }, {
    "net.ipv4.ip_forward": "/lib/systemd/system/docker.service 1 (tool daemon)",
    "net.bridge.bridge-nf-call-iptables": "/etc/docker/daemon.json:2 null (tool daemon)",
    "vm.overcommit_memory": "",
  }],
  ["kubelet", { ...wants("kubelet.service"),
    "/var/lib/kubelet/config.yaml": "kind: KubeletConfiguration\n" }, {
    "vm.overcommit_memory": "kubelet.service 1 (tool daemon)",
    "kernel.panic": "kubelet.service 10 (tool daemon)", "vm.swappiness": "",
  }],
  ["kubelet that protects the kernel's defaults", { ...wants("kubelet.service"),
    "/var/lib/kubelet/config.yaml": "protectKernelDefaults: true\n" }, {
    "vm.overcommit_memory": "",
  }],
  ["Shorewall, FRR and keepalived", {
    ...wants("shorewall.service"), ...wants("frr.service"), ...wants("keepalived.service"),
    "/etc/shorewall/shorewall.conf": "IP_FORWARDING=Off\nLOG_MARTIANS=Yes\nROUTE_FILTER=Keep\n",
    "/etc/frr/frr.conf": "frr version 8\nno ipv6 forwarding\n",
    "/etc/keepalived/keepalived.conf": "vrrp_instance a {\n  interface eth0\n  use_vmac\n}\n",
  }, {
    "net.ipv4.ip_forward": "/etc/shorewall/shorewall.conf:1 0 (tool daemon)",
    "net.ipv4.conf.eth0.log_martians": "/etc/shorewall/shorewall.conf:2 null (tool daemon)",
    "net.ipv6.conf.all.forwarding": "/etc/frr/frr.conf:2 0 (tool daemon)",
    "net.ipv4.conf.eth0.rp_filter": "/etc/keepalived/keepalived.conf:3 null (tool daemon)",
    "net.ipv4.conf.eth1.rp_filter": "",
  }],
  ["Arno's firewall", wants("arno-iptables-firewall.service"), {
    "net.ipv4.tcp_sack": "arno-iptables-firewall.service 1 (tool daemon)",
    "net.ipv4.conf.eth0.rp_filter": "arno-iptables-firewall.service null (tool daemon)",
    "net.core.somaxconn": "",
  }],
  ["Puppet and Salt", {
    "/opt/puppetlabs/puppet/cache/client_data/catalog/h.json": JSON.stringify({ resources: [
      { type: "Sysctl", title: "vm.swappiness", parameters: { value: "60" } },
      { type: "File", title: "/etc/x" }] }),
    ...wants("salt-minion.service"),
    "/var/cache/salt/minion/files/base/tune/init.sls":
      "vm.dirty_ratio:\n  sysctl.present:\n    - value: 20\n",
  }, {
    "vm.swappiness": "/opt/puppetlabs/puppet/cache/client_data/catalog/h.json 60 (tool daemon)",
    "vm.dirty_ratio":
      "/var/cache/salt/minion/files/base/tune/init.sls:2 20 (tool daemon)",
  }],
];

test.each(CASES)("%s", (_, files, expected) => {
  const all = Object.fromEntries(Object.keys(expected).map((key) => [key, found(files, key)]));
  expect(all).toEqual(expected);
});

test("a tool that is off, absent or unused holds nothing", () => {
  const idle: Files = {
    "/etc/default/ufw": "IPT_SYSCTL=/etc/ufw/sysctl.conf\n", "/etc/ufw/ufw.conf": "ENABLED=no\n",
    ...wants("ufw.service"), "/etc/ufw/sysctl.conf": "net/ipv4/ip_forward=1\n",
    "/usr/share/tlp/defaults.conf": "MAX_LOST_WORK_SECS_ON_AC=15\n",
    "/etc/libvirt/qemu/networks/autostart/default.xml": "<forward mode='nat'/>\n",
    "/usr/lib/systemd/network/80-container-ve.network": "[Match]\nKind=veth\n[Network]\nDHCP=yes\n",
    "/usr/lib/systemd/system/docker.service": "[Service]\nExecStart=/usr/bin/dockerd\n",
    "/etc/frr/frr.conf": "ip forwarding\n",
  };
  const keys = ["net.ipv4.ip_forward", "vm.dirty_expire_centisecs", "net.ipv6.conf.eth0.accept_ra"];
  expect(keys.map((key) => found(idle, key))).toEqual(["", "", ""]);
});
