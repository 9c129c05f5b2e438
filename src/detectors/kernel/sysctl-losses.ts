/**
 * What a write takes away that writing the old value back does not restore: the addresses, routes
 * and IPv6 MTU of an interface without IPv6, the routes that a router does not take from others,
 * shared memory of no process. Or what it makes that stays: an address. It is refused while there
 * is any.
 */
import { VexorError } from "../../engine/model/errors.ts";
import type { HostReader } from "../../ports/host.ts";
import { pathToKey } from "./sysctl-d.ts";

const IPV6_KEY = /^net\/ipv6\/conf\/([^/]+)\/(disable_ipv6|forwarding|addr_gen_mode)$/;
const ORPHANS_KEY = "kernel/shm_rmid_forced";

const rowsOf = (host: HostReader, path: string): readonly (readonly string[])[] =>
  (host.read(path) ?? "").split("\n").filter((line) => line.trim() !== "")
    .map((line) => line.trim().split(/\s+/));

/** The kernel makes it again, from the hardware address, when IPv6 comes back. */
const fromHardware = (host: HostReader, name: string): string | null => {
  const bytes = host.read(`/sys/class/net/${name}/address`)?.trim().split(":") ?? [];
  if (bytes.length !== 6) return null;
  const first = (Number.parseInt(bytes[0] ?? "0", 16) ^ 2).toString(16).padStart(2, "0");
  return `fe80000000000000${[first, ...bytes.slice(1, 3), "ff", "fe", ...bytes.slice(3)].join("")}`;
};

const LOOPBACK = `${"0".repeat(31)}1`;

const formatIpv6 = (hex: string): string => new URL(`http://[${hex.match(/.{4}/g)?.join(":")}]`)
  .hostname.slice(1, -1);

const lostAddress = (host: HostReader, name: string): string | null => {
  const own = rowsOf(host, "/proc/net/if_inet6").filter((row) => row[5] === name);
  const left = own.find(([hex = ""]) =>
    hex !== (name === "lo" ? LOOPBACK : fromHardware(host, name)));
  return left ? `the address ${formatIpv6(left[0] ?? "")} of ${name}` : null;
};

/** linux/ipv6_route.h and linux/route.h */
const [RTF_GATEWAY, RTF_REJECT, RTF_DEFAULT, RTF_ADDRCONF, RTF_ANYCAST, RTF_LOCAL] =
  [0x2, 0x200, 0x10000, 0x40000, 0x100000, 0x80000000];

interface Route {
  readonly to: string;
  readonly flags: number;
  readonly name: string;
}

const routesOf = (host: HostReader): readonly Route[] =>
  rowsOf(host, "/proc/net/ipv6_route").map((row) => ({
    to: `${row[0]}/${row[1]}`, flags: Number.parseInt(row[8] ?? "0", 16), name: row[9] ?? "",
  }));

const has = ({ flags }: Route, ...bits: readonly number[]): boolean =>
  bits.some((bit) => (flags & bit) !== 0);

const formatRoute = ({ to, name }: Route): string => {
  const [hex = "", length = "0"] = to.split("/");
  return `the route to ${formatIpv6(hex)}/${Number.parseInt(length, 16)} of ${name}`;
};

/** Those of link-local and multicast addresses come with the interface. */
const OF_THE_LINK = /^(fe80|ff)/;

const lostRoute = (host: HostReader, name: string): string | null => {
  const left = routesOf(host).find((one) => one.name === name
    && !has(one, RTF_LOCAL, RTF_ANYCAST, RTF_REJECT)
    && (has(one, RTF_GATEWAY) || !OF_THE_LINK.test(one.to)) && one.to !== `${LOOPBACK}/80`);
  return left ? formatRoute(left) : null;
};

const learntRoute = (host: HostReader): string | null => {
  const left = routesOf(host).find((one) => has(one, RTF_DEFAULT, RTF_ADDRCONF)
    && host.read(`/proc/sys/net/ipv6/conf/${one.name}/accept_ra`)?.trim() !== "2");
  return left ? `${formatRoute(left)}, which a router has advertised` : null;
};

/** When IPv6 comes back to an interface, it starts with the interface's own MTU. */
const lostMtu = (host: HostReader, name: string): string | null => {
  const mtu = host.read(`/proc/sys/net/ipv6/conf/${name}/mtu`)?.trim();
  const own = host.read(`/sys/class/net/${name}/mtu`)?.trim();
  return mtu === undefined || own === undefined || mtu === own ? null
    : `the IPv6 MTU ${mtu} of ${name}`;
};

const interfacesOf = (host: HostReader, name: string): readonly string[] => {
  if (name === "default") return [];
  if (name !== "all") return [name];
  return host.list("/proc/sys/net/ipv6/conf").filter((one) => one !== "all" && one !== "default");
};

const orphan = (host: HostReader): string | null => {
  const rows = rowsOf(host, "/proc/sysvipc/shm");
  const at = rows[0]?.indexOf("nattch") ?? -1;
  const left = at < 0 ? undefined : rows.slice(1).find((row) => row[at] === "0");
  return left ? `shared memory that no process has attached (shmid ${left[1]})` : null;
};

/** Values of addr_gen_mode, of linux/if_link.h. */
const [BY_HARDWARE, BY_SECRET, AT_RANDOM] = ["0", "2", "3"];

/** The kernel answers with an error while there is none. */
const hasSecret = (host: HostReader, name: string): boolean => {
  try {
    return (host.read(`/proc/sys/net/ipv6/conf/${name}/stable_secret`) ?? "").trim() !== "";
  } catch (error) {
    if (error instanceof VexorError) return false;
    throw error;
  }
};

const madeAddress = (host: HostReader, name: string, to: string): boolean => {
  if (host.read(`/proc/sys/net/ipv6/conf/${name}/disable_ipv6`)?.trim() === "1") return false;
  if (to === AT_RANDOM) return true;
  if (to === BY_SECRET) return hasSecret(host, name);
  const own = fromHardware(host, name);
  return to === BY_HARDWARE && own !== null
    && !rowsOf(host, "/proc/net/if_inet6").some((row) => row[0] === own && row[5] === name);
};

/** What a rollback writes makes an address as well. */
const modeOf = (host: HostReader, name: string): string =>
  host.read(`/proc/sys/net/ipv6/conf/${name}/addr_gen_mode`)?.trim() ?? "";

type LossVerdict = string | null;

const takes = (what: string | null): LossVerdict => (what === null ? null
  : `take away ${what}, and no rollback could bring that back`);

const inEach = (
  names: readonly string[], verdictOf: (name: string) => LossVerdict,
): LossVerdict => {
  for (const name of names) {
    const verdict = verdictOf(name);
    if (verdict !== null) return verdict;
  }
  return null;
};

const verdictOn = (host: HostReader, path: string, to: string): LossVerdict => {
  if (path === ORPHANS_KEY) return to === "0" ? null : takes(orphan(host));
  const [, name = "", leaf] = IPV6_KEY.exec(path) ?? [];
  const names = interfacesOf(host, name);
  if (leaf === "addr_gen_mode") {
    return inEach(names, (one) => ([to, modeOf(host, one)].some((mode) =>
      madeAddress(host, one, mode))
      ? `give ${one} an IPv6 address that a rollback leaves there` : null));
  }
  if (to === "0") return null;
  return leaf === "forwarding" ? takes(names.length === 0 ? null : learntRoute(host))
    : inEach(names, (one) =>
      takes(lostAddress(host, one) ?? lostRoute(host, one) ?? lostMtu(host, one)));
};

/** Why `path` may not become `to` on this machine now; null for nearly every key. */
export const whyLosing = (host: HostReader, path: string, to: string): string | null => {
  if (path !== ORPHANS_KEY && !IPV6_KEY.test(path)) return null;
  const verdict = verdictOn(host, path, to);
  return verdict === null ? null : `${pathToKey(path)} = ${to} would ${verdict}`;
};

/** The same, right before the write. */
export const refuseLoss = (host: HostReader, path: string, to: string): void => {
  const why = whyLosing(host, path, to);
  if (why !== null) throw new VexorError("SYSCTL_REFUSED", why);
};
