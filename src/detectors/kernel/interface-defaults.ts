/**
 * Sysctls of one network interface. The kernel makes them when the interface comes: a copy of what
 * stands under `default` at that moment (inetdev_init in net/ipv4/devinet.c, ipv6_add_dev in
 * net/ipv6/addrconf.c, neigh_parms_alloc in net/core/neighbour.c). So where `default` is as the
 * kernel started it, and stayed so, an interface starts with the same.
 *
 * A few follow from the device: its MTU, and no duplicate address detection without ARP. Others
 * may follow from its kind, and have a default only where they are as the copy was.
 */
import type { HostReader } from "../../ports/host.ts";

const OF_INTERFACE = /^(net\/ipv[46]\/(?:conf|neigh)\/)([^/]+)\/([^/]+)$/;

/** `all` is read beside an interface's own value, or written through to it. */
const SHARED = new Set(["all", "default"]);

/** A path below /proc/sys in its parts: `net/ipv6/conf/`, `eth0`, `mtu`. */
interface InterfaceKey {
  readonly path: string;
  readonly tree: string;
  readonly name: string;
  readonly leaf: string;
}

/** Null for any other path. */
export const interfaceKeyOf = (path: string): InterfaceKey | null => {
  if (!path.startsWith("net/ipv")) return null;
  const [, tree = "", name = "", leaf = ""] = OF_INTERFACE.exec(path) ?? [];
  return name === "" || SHARED.has(name) ? null : { path, tree, name, leaf };
};

/** IFF_LOOPBACK and IFF_NOARP of include/uapi/linux/if.h. */
const WITHOUT_ARP = 0x8 | 0x80;

/** What the kernel takes from the device itself; null for all other keys. */
export const ofDevice = (host: HostReader, { tree, name, leaf }: InterfaceKey): string | null => {
  if (tree !== "net/ipv6/conf/" || (leaf !== "mtu" && leaf !== "accept_dad")) return null;
  const attribute = (file: string): string | null =>
    host.read(`/sys/class/net/${name}/${file}`)?.trim() ?? null;
  if (leaf === "mtu") return attribute("mtu");
  return (Number(attribute("flags") ?? 0) & WITHOUT_ARP) === 0 ? null : "-1";
};

const BY_KIND = new Set(["mtu", "accept_dad", "use_tempaddr", "addr_gen_mode",
  "router_solicitations"]);

export const isByKind = ({ leaf }: InterfaceKey): boolean => BY_KIND.has(leaf);

/** The path that an interface's path was copied from. */
export const copiedFrom = ({ tree, leaf }: InterfaceKey): string => `${tree}default/${leaf}`;

/**
 * And those by which an administrator could have moved it: its own, `default` and, of conf, `all`.
 */
export const interfaceMoversOf = (key: InterfaceKey): readonly string[] => {
  const { path, tree, leaf } = key;
  const shared = [path, copiedFrom(key)];
  return tree.endsWith("conf/") ? [...shared, `${tree}all/${leaf}`] : shared;
};
