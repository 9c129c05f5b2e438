/**
 * Network interfaces as /sys has them. A card has a device; a bond, a bridge or a VLAN has none. A
 * link that is down tells no speed, and drivers tell -1 or a large number where they know none.
 */
import type { HostReader } from "../../ports/host.ts";
import { listIfAllowed } from "../read-if-allowed.ts";
import { linkName, numberIn, textIn } from "../small-files.ts";

const NET = "/sys/class/net";
const MOST_MBITS = 10_000_000;

export interface NetworkInterface {
  readonly name: string;
  readonly path: string;
  readonly isCard: boolean;
  /** Of a card; "" without one. */
  readonly driver: string;
  readonly isUp: boolean;
  /** Mbit/s; 0 where it is unknown. */
  readonly speed: number;
  readonly duplex: string;
  readonly mtu: number;
  /** -1 where the machine has one node, or does not say. */
  readonly node: number;
  /** How often its link went down since the driver was loaded. */
  readonly downs: number;
  /** Packets that the card had no room for. */
  readonly missed: number;
  /** The bond or bridge that it is a part of; "" for none. */
  readonly master: string;
}

const speedOf = (host: HostReader, path: string): number => {
  const speed = numberIn(host, `${path}/speed`) ?? 0;
  return speed > 0 && speed <= MOST_MBITS ? speed : 0;
};

const interfaceAt = (host: HostReader, name: string): NetworkInterface => {
  const path = `${NET}/${name}`;
  const count = (file: string): number => numberIn(host, `${path}/${file}`) ?? 0;
  return { name, path, isCard: host.stat(`${path}/device`) !== null,
    driver: linkName(host, `${path}/device/driver`) ?? "",
    isUp: textIn(host, `${path}/operstate`) === "up", speed: speedOf(host, path),
    duplex: textIn(host, `${path}/duplex`) ?? "", mtu: count("mtu"),
    node: numberIn(host, `${path}/device/numa_node`) ?? -1, downs: count("carrier_down_count"),
    missed: count("statistics/rx_missed_errors"), master: linkName(host, `${path}/master`) ?? "" };
};

export const readInterfaces = (host: HostReader): readonly NetworkInterface[] =>
  listIfAllowed(host, NET).filter((name) => name !== "lo" && name !== "bonding_masters")
    .map((name) => interfaceAt(host, name));

export interface NetworkBond {
  readonly name: string;
  readonly path: string;
  /** Milliseconds. */
  readonly miimon: number;
  readonly downDelay: number;
  readonly notifyDelay: number;
  readonly members: readonly string[];
  readonly down: readonly string[];
}

export const readBonds = (host: HostReader): readonly NetworkBond[] =>
  listIfAllowed(host, NET).filter((name) => host.stat(`${NET}/${name}/bonding`)?.kind === "dir")
    .map((name) => {
      const path = `${NET}/${name}/bonding`;
      const members = (textIn(host, `${path}/slaves`) ?? "").split(/\s+/).filter(Boolean);
      return { name, path, miimon: numberIn(host, `${path}/miimon`) ?? 0,
        downDelay: numberIn(host, `${path}/downdelay`) ?? 0,
        notifyDelay: numberIn(host, `${path}/peer_notif_delay`) ?? 0, members,
        down: members.filter((one) =>
          textIn(host, `${NET}/${one}/bonding_slave/mii_status`) === "down") };
    });

export interface SteeredQueue {
  readonly interface: string;
  readonly queue: string;
  readonly path: string;
  /** The kernel's mask of CPUs, which is not empty. */
  readonly mask: string;
}

/** Queues whose packets the kernel hands to other CPUs (RPS). */
export const readSteeredQueues = (
  host: HostReader, { name, path }: NetworkInterface,
): readonly SteeredQueue[] =>
  listIfAllowed(host, `${path}/queues`).filter((queue) => queue.startsWith("rx-"))
    .flatMap((queue) => {
      const file = `${path}/queues/${queue}/rps_cpus`;
      const mask = textIn(host, file) ?? "";
      return /[1-9a-f]/i.test(mask) ? [{ interface: name, queue, path: file, mask }] : [];
    });
