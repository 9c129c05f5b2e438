/** Containers and virtual machines: most of them make the machine a router. */
import type { ToolSetting } from "../setting.ts";
import {
  each, isOff, maybe, V4, V6, variable,
  type Configuration, type Daemon, type ConfigurationLine, type ConfigurationOrigin,
  type ConfiguredValues,
} from "./configuration.ts";

const KUBELET: ConfiguredValues = {
  "vm/overcommit_memory": "1", "vm/panic_on_oom": "0", "kernel/panic": "10",
  "kernel/panic_on_oops": "1", "kernel/keys/root_maxkeys": "1000000",
  "kernel/keys/root_maxbytes": "25000000",
};
/** kube-proxy runs in a pod, by a configuration that is not on this machine. */
const KUBE_PROXY = maybe({ "net/netfilter/nf_conntrack_max": "", "net/nf_conntrack_max": "",
  "net/netfilter/nf_conntrack_tcp_timeout_established": "",
  "net/netfilter/nf_conntrack_tcp_timeout_close_wait": "",
  "net/ipv4/conf/all/route_localnet": "" });
const K3S: ConfiguredValues = { ...V4, ...V6, "net/ipv4/conf/default/forwarding": "1",
  "net/ipv6/conf/default/forwarding": "1", "net/bridge/bridge-nf-call-iptables": "1",
  "net/bridge/bridge-nf-call-ip6tables": "1" };

const UNROUTED = /\bmode=['"](bridge|private|vepa|passthrough|hostdev)/;

function libvirtWrites({ machine, lines }: Configuration): readonly ToolSetting[] {
  const networks = new Map<string, ConfigurationLine[]>();
  for (const one of lines) networks.set(one.path, [...networks.get(one.path) ?? [], one]);
  return [...networks.values()].flatMap((network) => {
    const forward = network.find(({ text }) => /<forward\b/.test(text) && !UNROUTED.test(text));
    const bridge = network.find(({ text }) => /<bridge\b.*\bname=/.test(text));
    const name = /\bname=['"]([^'"]+)/.exec(bridge?.text ?? "")?.[1];
    const v6 = network.some(({ text }) => /<ip\b.*family=['"]ipv6/.test(text));
    const from = ({ path, line, text }: ConfigurationLine): ConfigurationOrigin =>
      ({ path, line, says: text });
    return [
      ...(forward ? each(from(forward), { ...V4, ...(v6 ? V6 : {}) }) : []),
      ...(bridge && name !== undefined && machine.interfaces().includes(name)
        ? each(from(bridge), { [`net/ipv6/conf/${name}/disable_ipv6`]: v6 ? "0" : "1",
          [`net/ipv6/conf/${name}/accept_ra`]: null, [`net/ipv6/conf/${name}/autoconf`]: null })
        : []),
    ];
  });
}

function dockerWrites({ find, itself }: Configuration): readonly ToolSetting[] {
  const never = find(/"ip-forward"\s*:\s*false/) ?? find(/--ip-forward[= ]false/);
  const filtered = find(/"(?:userland-proxy|icc)"\s*:\s*false/);
  const v6 = find(/"(?:ipv6|ip6tables)"\s*:\s*true/);
  return [
    ...(never ? [] : each(itself, V4)),
    ...(v6 && !never ? each(v6.origin,
      maybe({ ...V6, "net/ipv6/conf/default/forwarding": "" })) : []),
    ...(filtered ? each(filtered.origin, { "net/bridge/bridge-nf-call-iptables": null,
      "net/bridge/bridge-nf-call-ip6tables": null }) : []),
  ];
}

function kubeletWrites({ find, itself }: Configuration): readonly ToolSetting[] {
  const protects = find(/\bprotectKernelDefaults:\s*true|--protect-kernel-defaults(?:=true|\s|$)/);
  return [...(protects ? [] : each(itself, KUBELET)), ...each(itself, KUBE_PROXY)];
}

function k3sWrites({ find, itself }: Configuration): readonly ToolSetting[] {
  const protects = find(/protect-kernel-defaults["']?\s*[:=]\s*["']?true|^profile:\s*["']?cis/);
  return [...each(itself, K3S), ...(protects ? [] : each(itself, KUBELET)),
    ...each(itself, KUBE_PROXY)];
}

function lxcWrites(configuration: Configuration): readonly ToolSetting[] {
  if (isOff(configuration, "USE_LXC_BRIDGE")) return [];
  const bridge = variable(configuration, "LXC_BRIDGE")?.value || "lxcbr0";
  const v6 = variable(configuration, "LXC_IPV6_ADDR");
  return [
    ...each(configuration.itself, { ...V4, [`net/ipv6/conf/${bridge}/accept_dad`]: "0" }),
    ...(v6?.value ? each(v6.origin, { ...V6, [`net/ipv6/conf/${bridge}/autoconf`]: "0" }) : []),
  ];
}

export const CONTAINERS: readonly Daemon[] = [
  { name: "Docker", units: ["docker.service", "docker.socket"], writes: dockerWrites,
    files: ["/etc/docker/daemon.json", "/etc/default/docker"] },
  { name: "Podman", units: ["podman-restart.service"], files: [],
    writes: ({ itself }) => each(itself, maybe(V4)) },
  { name: "libvirt", writes: libvirtWrites, files: ["/etc/libvirt/qemu/networks/autostart"],
    units: ["libvirtd.service", "libvirtd.socket", "virtnetworkd.service", "virtnetworkd.socket"] },
  // kubernetes, pkg/kubelet/cm/container_manager_linux.go: setupKernelTunables
  { name: "kubelet", units: ["kubelet.service"], writes: kubeletWrites,
    files: ["/var/lib/kubelet/config.yaml", "/var/lib/kubelet/kubeadm-flags.env",
      "/etc/default/kubelet"] },
  // k3s, pkg/agent/syssetup/setup.go; it runs a kubelet and a kube-proxy of its own
  { name: "k3s", writes: k3sWrites, files: ["/etc/rancher/k3s/config.yaml",
    "/etc/rancher/rke2/config.yaml", "/etc/rancher/k3s/config.yaml.d"],
  units: ["k3s.service", "k3s-agent.service", "rke2-server.service", "rke2-agent.service"] },
  { name: "MicroK8s", files: [],
    units: ["snap.microk8s.daemon-kubelite.service", "snap.microk8s.daemon-kubelet.service"],
    writes: ({ itself }) => each(itself, maybe({ ...KUBELET, ...KUBE_PROXY, ...V4 })) },
  { name: "lxc-net", units: ["lxc-net.service"], writes: lxcWrites,
    files: ["/etc/default/lxc", "/etc/default/lxc-net"] },
  { name: "LXD", files: [], units: ["lxd.service", "snap.lxd.daemon.service",
    "snap.lxd.daemon.unix.socket", "incus.service", "incus.socket"],
  writes: ({ itself }) => each(itself, maybe({ ...V4, ...V6 })) },
];
