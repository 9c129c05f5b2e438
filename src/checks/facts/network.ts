/** Facts of the network, as far as /proc and /sys have them. */
import { xdpOfDriver } from "../../detectors/hardware/xdp-drivers.ts";
import { readPciLink } from "../../detectors/hardware/pci-link.ts";
import { readIrqsOnCpus } from "../../detectors/irq/irqs-on-cpus.ts";
import { parseCpuMask } from "../../detectors/cpu-lists.ts";
import { readCpuGroups } from "../../detectors/kernel/cpu-groups.ts";
import {
  readBonds, readInterfaces, readSteeredQueues, type NetworkInterface,
} from "../../detectors/network/interfaces.ts";
import {
  readConntrack, readDefaultInterface, readPacketLosses, readPublicAddresses,
} from "../../detectors/network/network-state.ts";
import { cpus, has } from "../../formats/cpu-set.ts";
import { isInRange } from "../../formats/version-range.ts";
import type { HostReader } from "../../ports/host.ts";
import { isKnown, known, knownIn, unknown, type FactBook, type FactSources } from "../fact.ts";
import { asValue } from "./programs.ts";

const NET = "/sys/class/net";

const interfacesIn = (book: FactBook): readonly NetworkInterface[] => {
  const fact = book.fact("network.interfaces");
  return isKnown(fact) ? fact.value as unknown as readonly NetworkInterface[] : [];
};

const cardsIn = (book: FactBook): readonly NetworkInterface[] =>
  interfacesIn(book).filter(({ isCard }) => isCard);

const linksIn = (host: HostReader, book: FactBook) =>
  cardsIn(book).filter(({ isUp }) => isUp).flatMap(({ name, path }) => {
    const link = readPciLink(host, `${path}/device`);
    return link === null ? [] : [{ name, ...link }];
  });

/** What the table says of each card, for this kernel. */
const xdpIn = (book: FactBook) => {
  const release = book.fact("kernel.release");
  const running = isKnown(release) ? String(release.value) : "";
  const is = (since: string | null): boolean => since !== null && isInRange(running, `>=${since}`);
  return cardsIn(book).flatMap(({ name, path, driver, mtu, master, isUp }) => {
    const known = xdpOfDriver(driver);
    return known === null ? [] : [{ name, path, driver, mtu, master, isUp,
      isNative: is(known.native), isZeroCopy: is(known.zeroCopy), maxMtu: known.maxMtu ?? 0 }];
  });
};

interface HotCpu {
  readonly name: string;
  readonly cpu: number;
}

const hotIn = (book: FactBook): readonly HotCpu[] => {
  const fact = book.fact("cpu.hot");
  return isKnown(fact) ? fact.value as unknown as readonly HotCpu[] : [];
};

/** Without a thread that could be disturbed no interrupt is looked at. */
const irqsIn = (host: HostReader, book: FactBook) => {
  const hot = hotIn(book);
  if (hot.length === 0) return [];
  return readIrqsOnCpus(host).flatMap(({ name, device, cpus: on }) =>
    hot.filter(({ cpu }) => has(on, cpu) && cpus(on).length === 1)
      .map((one) => ({ irq: name, device: device ?? "", cpu: one.cpu, thread: one.name })));
};

const steeredIn = (host: HostReader, book: FactBook) => {
  const queues = cardsIn(book).flatMap((card) => readSteeredQueues(host, card)
    .map((queue) => ({ ...queue, driver: card.driver, node: card.node })));
  if (queues.length === 0) return [];
  const { nodes } = readCpuGroups(host);
  return queues.map(({ mask, ...queue }) => {
    const own = nodes.find(({ id }) => id === queue.node);
    const to = cpus(parseCpuMask(mask));
    return { ...queue, cpus: to, abroad: to.filter((cpu) => own && !has(own.cpus, cpu)) };
  });
};

const nodesIn = (host: HostReader) => readCpuGroups(host).nodes
  .map(({ id, cpus: on }) => ({ node: id, cpus: cpus(on) }));

const OF_CARDS: FactSources = {
  "network.interfaces": {
    says: "all but lo: list of {name, path, isCard, driver, isUp, speed, duplex, mtu, node, downs, "
      + "missed, master}; Mbit/s, 0 where unknown; node -1 where unknown",
    read: (host) => knownIn(host, NET, () => asValue(readInterfaces(host))),
  },
  "network.drivers": {
    says: "drivers of the cards that are here, each once",
    read: (host, book) => knownIn(host, NET, () =>
      [...new Set(cardsIn(book).map(({ driver }) => driver))].filter(Boolean).sort()),
  },
  "network.links": {
    says: "PCI Express links of cards that are up: list of {name, path, speed, width, maxSpeed, "
      + "maxWidth}; GT/s and lanes",
    read: (host, book) => knownIn(host, NET, () => asValue(linksIn(host, book))),
  },
  "network.xdp": {
    says: "of each card whose driver is known: list of {name, path, driver, mtu, master, isUp, "
      + "isNative, isZeroCopy, maxMtu}; maxMtu is 0 where unknown",
    read: (host, book) => knownIn(host, NET, () => asValue(xdpIn(book))),
  },
  "network.bonds": {
    says: "list of {name, path, miimon, downDelay, notifyDelay, members, down}; milliseconds",
    read: (host) => knownIn(host, NET, () => asValue(readBonds(host))),
  },
  "network.steered": {
    says: "queues with RPS: list of {interface, queue, path, driver, node, cpus, abroad}; abroad "
      + "are CPUs of other nodes than the card's",
    read: (host, book) => knownIn(host, NET, () => asValue(steeredIn(host, book))),
  },
};

const OF_TRAFFIC: FactSources = {
  "network.irqs": {
    says: "interrupts that land on a CPU of cpu.hot alone: list of {irq, device, cpu, thread}",
    read: (host, book) => known(asValue(irqsIn(host, book)), "/proc/interrupts"),
  },
  "network.nodes": {
    says: "NUMA nodes: list of {node, cpus}",
    read: (host) => known(asValue(nodesIn(host)), "/sys/devices/system/node"),
  },
  "network.default": {
    says: "the interface of the default route of IPv4, or \"\"",
    read: (host) => {
      const name = readDefaultInterface(host);
      return name === undefined ? unknown("/proc/net/route")
        : known(name ?? "", "/proc/net/route");
    },
  },
  "network.addresses": {
    says: "IPv4 addresses of this machine that the internet may reach: list",
    read: (host) => {
      const found = readPublicAddresses(host);
      return found === null ? unknown("/proc/net/fib_trie") : known(found, "/proc/net/fib_trie");
    },
  },
  "network.losses": {
    says: "since boot: {backlog, squeezed, udp}",
    read: (host) => {
      const found = readPacketLosses(host);
      return found === null ? unknown("/proc/net/softnet_stat")
        : known({ ...found }, "/proc/net/softnet_stat", "/proc/net/snmp");
    },
  },
  "network.conntrack": {
    says: "{count, most}, or null where connections are not tracked",
    read: (host) => {
      const found = readConntrack(host);
      return known(found === null ? null : { ...found },
        "/proc/sys/net/netfilter/nf_conntrack_count");
    },
  },
};

export const NETWORK_FACTS: FactSources = { ...OF_CARDS, ...OF_TRAFFIC };
