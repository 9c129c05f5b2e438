/**
 * Sysctls of one network interface. The kernel makes them when the interface comes: a copy of what
 * stands under `default` at that moment (inetdev_init in net/ipv4/devinet.c, ipv6_add_dev in
 * net/ipv6/addrconf.c, neigh_parms_alloc in net/core/neighbour.c). So where `default` is as the
 * kernel started it, and stayed so, an interface starts with the same.
 *
 * A few follow from the device: its MTU, and no duplicate address detection without ARP. Others
 * may follow from its kind, and have a default only where they are as the copy was.
 */
import type { HostReader } from "../engine/ports.ts";

const OF_INTERFACE = /^(net\/ipv[46]\/(?:conf|neigh)\/)([^/]+)(\/[^/]+)$/;

/** `all` is read beside an interface's own value, or written through to it. */
const SHARED = new Set(["all", "default"]);

const OF_DEVICE = /^net\/ipv6\/conf\/([^/]+)\/(mtu|accept_dad)$/;
/** IFF_LOOPBACK and IFF_NOARP of include/uapi/linux/if.h. */
const WITHOUT_ARP = 0x8 | 0x80;

/** What the kernel takes from the device itself; null for all other keys. */
export const ofDevice = (host: HostReader, path: string): string | null => {
  const [, name, leaf] = OF_DEVICE.exec(path) ?? [];
  if (name === undefined || SHARED.has(name)) return null;
  const attribute = (file: string): string | null =>
    host.read(`/sys/class/net/${name}/${file}`)?.trim() ?? null;
  if (leaf === "mtu") return attribute("mtu");
  return (Number(attribute("flags") ?? 0) & WITHOUT_ARP) === 0 ? null : "-1";
};

const BY_KIND = /\/(?:mtu|accept_dad|use_tempaddr|addr_gen_mode|router_solicitations)$/;

export const isByKind = (path: string): boolean => BY_KIND.test(path);

/** The path that an interface's path was copied from; null for any other path. */
export const copiedFrom = (path: string): string | null => {
  const [, before, name, leaf] = OF_INTERFACE.exec(path) ?? [];
  return name === undefined || SHARED.has(name) ? null : `${before}default${leaf}`;
};

/** And those by which somebody could have moved it: its own, `default` and, of conf, `all`. */
export const moversOf = (path: string): readonly string[] => {
  const [, before = "", , leaf = ""] = OF_INTERFACE.exec(path) ?? [];
  const shared = before.endsWith("conf/") ? ["default", "all"] : ["default"];
  return [path, ...shared.map((name) => `${before}${name}${leaf}`)];
};
