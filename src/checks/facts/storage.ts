/** Facts of disks and file systems. */
import { readClientPlaces } from "../../detectors/clients/client-places.ts";
import {
  readDisks, readRaids, readTemperatures, type Disk,
} from "../../detectors/hardware/disks.ts";
import { readPciLink } from "../../detectors/hardware/pci-link.ts";
import { readMounts } from "../../detectors/kernel/mounts.ts";
import { numberIn } from "../../detectors/small-files.ts";
import type { HostReader } from "../../ports/host.ts";
import { isKnown, known, knownIn, unknown, type FactBook, type FactSources } from "../fact.ts";
import { asValue, programsHere } from "./programs.ts";

const APST = "/sys/module/nvme_core/parameters/default_ps_max_latency_us";

const disksIn = (book: FactBook): readonly Disk[] => {
  const fact = book.fact("storage.disks");
  return isKnown(fact) ? fact.value as unknown as readonly Disk[] : [];
};

const placesIn = (host: HostReader, book: FactBook) => {
  const mounts = readMounts(host);
  if (mounts === null) return unknown("/proc/self/mountinfo");
  const disks = disksIn(book);
  return known(asValue(programsHere(book).flatMap(({ id, name, family, role, places = {}, argv }) =>
    readClientPlaces(host, mounts, places, argv ?? []).map((one) => ({ id, client: name, family,
      role, ...one, kinds: disks.filter((disk) => one.disks.includes(disk.name))
        .map(({ kind }) => kind) })))), "/proc/self/mountinfo");
};

const linksIn = (host: HostReader, book: FactBook) =>
  disksIn(book).filter(({ kind, name }) => kind === "nvme" && /^nvme\d+n\d+$/.test(name))
    .flatMap(({ name, path }) => {
      const link = readPciLink(host, `${path}/device/device`);
      return link === null ? [] : [{ name, ...link }];
    });

export const STORAGE_FACTS: FactSources = {
  "storage.disks": {
    says: "list of {name, path, kind, model, scheduler}; kind is nvme, ssd, hdd, virtual, memory "
      + "or other",
    read: (host) => knownIn(host, "/sys/block", () => asValue(readDisks(host))),
  },
  "storage.places": {
    says: "of each client, of its ledger, accounts, snapshots and datadir: list of {id, client, "
      + "family, role, place, directory, mount, type, options, device, block, disks, kinds, bytes, "
      + "free}; bytes 0 and free -1 where unknown",
    read: placesIn,
  },
  "storage.temperatures": {
    says: "list of {disk, path, celsius, critical}",
    read: (host) => knownIn(host, "/sys/class/hwmon", () => asValue(readTemperatures(host))),
  },
  "storage.raids": {
    says: "list of {name, drawn, isWhole}",
    read: (host) => known(asValue(readRaids(host) ?? []), "/proc/mdstat"),
  },
  "storage.links": {
    says: "PCI Express links of NVMe disks: list of {name, path, speed, width, maxSpeed, maxWidth}",
    read: (host, book) => knownIn(host, "/sys/block", () => asValue(linksIn(host, book))),
  },
  "storage.apst": {
    says: "microseconds that an NVMe disk may take to wake: 0 keeps it awake",
    read: (host) => {
      const latency = numberIn(host, APST);
      return latency === null ? unknown("NVMe disks") : known(latency, APST);
    },
  },
};
