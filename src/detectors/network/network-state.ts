/** How the network of this machine is: its way out, its addresses, what it has dropped. */
import type { HostReader } from "../../ports/host.ts";
import { numberIn, textIn } from "../small-files.ts";

/** The interface of the default route of IPv4; null without one. */
export const readDefaultInterface = (host: HostReader): string | null | undefined => {
  const text = textIn(host, "/proc/net/route");
  if (text === null) return undefined;
  const routes = text.split("\n").slice(1).map((line) => line.trim().split(/\s+/))
    .filter(([, to, , , , , , mask]) => to === "00000000" && mask === "00000000")
    .toSorted((one, other) => Number(one[6]) - Number(other[6]));
  return routes[0]?.[0] ?? null;
};

/** Of a link, of a site, and of a provider that shares addresses. */
const PRIVATE = [/^10\./, /^127\./, /^169\.254\./, /^192\.168\./,
  /^172\.(?:1[6-9]|2\d|3[01])\./, /^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./];

/** IPv4 addresses of this machine that the internet may reach; null where it does not tell. */
export const readPublicAddresses = (host: HostReader): readonly string[] | null => {
  const text = textIn(host, "/proc/net/fib_trie");
  if (text === null) return null;
  const found = text.matchAll(/\|-- (\d+\.\d+\.\d+\.\d+)\n\s+\/32 host LOCAL/g);
  return [...new Set([...found].map(([, address = ""]) => address))]
    .filter((address) => !PRIVATE.some((one) => one.test(address)));
};

export interface PacketLosses {
  /** Packets that the kernel had no room for, and rounds that it could not finish in time. */
  readonly backlog: number;
  readonly squeezed: number;
  /** Datagrams that came to a full socket. */
  readonly udp: number;
}

const columnSum = (text: string, column: number): number =>
  text.split("\n").reduce((sum, line) => {
    const value = parseInt(line.trim().split(/\s+/)[column] ?? "", 16);
    return sum + (Number.isNaN(value) ? 0 : value);
  }, 0);

/** Names stand in one line, values in the next. */
const snmpField = (text: string, table: string, field: string): number => {
  const [names, values] = text.split("\n").filter((line) => line.startsWith(`${table}: `))
    .map((line) => line.split(" "));
  return Number(values?.[names?.indexOf(field) ?? -1] ?? 0);
};

export const readPacketLosses = (host: HostReader): PacketLosses | null => {
  const softnet = textIn(host, "/proc/net/softnet_stat");
  const snmp = textIn(host, "/proc/net/snmp");
  return softnet === null || snmp === null ? null : { backlog: columnSum(softnet, 1),
    squeezed: columnSum(softnet, 2), udp: snmpField(snmp, "Udp", "RcvbufErrors") };
};

const CONNTRACK = "/proc/sys/net/netfilter/nf_conntrack";

/** Null where connections are not tracked. */
export const readConntrack = (
  host: HostReader,
): { readonly count: number; readonly most: number } | null => {
  const count = numberIn(host, `${CONNTRACK}_count`);
  const most = numberIn(host, `${CONNTRACK}_max`);
  return count === null || most === null ? null : { count, most };
};
