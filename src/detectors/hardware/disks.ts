/**
 * Disks as /sys/block has them. What a file system lies on may be a partition, a mapping or an
 * array: below it are the disks that do the work, by `slaves`, and a partition's disk is the
 * directory above its own.
 */
import type { HostReader } from "../../ports/host.ts";
import { listIfAllowed } from "../read-if-allowed.ts";
import { numberIn, textIn } from "../small-files.ts";
import { readChoice } from "./memory.ts";

const BLOCK = "/sys/block";

/** `virtual` is a disk that a hypervisor makes: what it lies on cannot be seen from here. */
export type DiskKind = "nvme" | "ssd" | "hdd" | "virtual" | "memory" | "other";

export interface Disk {
  readonly name: string;
  readonly path: string;
  readonly kind: DiskKind;
  readonly model: string;
  /** In use; "" where the disk has no queue. */
  readonly scheduler: string;
}

/** How the kernel names disks, and which of them are not what they seem. */
const KINDS: readonly (readonly [RegExp, DiskKind])[] = [
  [/^nvme/, "nvme"], [/^(?:vd|xvd)/, "virtual"], [/^(?:zram|ram|brd)/, "memory"],
  [/^(?:loop|dm-|md|sr|fd|nbd|rbd|drbd)/, "other"],
];

const kindOf = (host: HostReader, name: string): DiskKind => {
  const known = KINDS.find(([pattern]) => pattern.test(name))?.[1];
  if (known !== undefined) return known;
  return textIn(host, `${BLOCK}/${name}/queue/rotational`) === "1" ? "hdd" : "ssd";
};

/** What a hypervisor says a disk is: it may call any disk a rotating one. */
const VIRTUAL_MODEL = /virtual|qemu|persistentdisk|block store|elastic|vbox|vmware|droplet/i;

const diskAt = (host: HostReader, name: string): Disk => {
  const path = `${BLOCK}/${name}`;
  const model = textIn(host, `${path}/device/model`) ?? "";
  const kind = kindOf(host, name);
  return { name, path, model,
    kind: kind !== "nvme" && VIRTUAL_MODEL.test(model) ? "virtual" : kind,
    scheduler: readChoice(host, `${path}/queue/scheduler`)
      ?? textIn(host, `${path}/queue/scheduler`) ?? "" };
};

/** Those with something in them. */
export const readDisks = (host: HostReader): readonly Disk[] =>
  listIfAllowed(host, BLOCK).filter((name) => (numberIn(host, `${BLOCK}/${name}/size`) ?? 1) > 0)
    .map((name) => diskAt(host, name));

export interface BlockDevice {
  readonly name: string;
  /** 0 where it is unknown. */
  readonly bytes: number;
  /** The disks that hold it, by name. */
  readonly disks: readonly string[];
}

const MOST_LAYERS = 8;
const SECTOR = 512;

const disksBelow = (host: HostReader, path: string, layers: number): readonly string[] => {
  const below = listIfAllowed(host, `${path}/slaves`);
  if (below.length > 0 && layers > 0) {
    return below.flatMap((name) => {
      const next = host.resolve(`${path}/slaves/${name}`);
      return next === null ? [] : disksBelow(host, next, layers - 1);
    });
  }
  const parts = path.split("/");
  const isPartition = host.stat(`${path}/partition`) !== null;
  return [parts.at(isPartition ? -2 : -1) ?? ""];
};

/** By its numbers, `259:1`; null for what is on no block device. */
export const readBlockDevice = (host: HostReader, device: string): BlockDevice | null => {
  if (!/^[1-9]\d*:\d+$/.test(device)) return null;
  const path = host.resolve(`/sys/dev/block/${device}`);
  if (path === null) return null;
  return { name: path.slice(path.lastIndexOf("/") + 1),
    bytes: (numberIn(host, `${path}/size`) ?? 0) * SECTOR,
    disks: [...new Set(disksBelow(host, path, MOST_LAYERS))].sort() };
};

export interface DiskTemperature {
  readonly disk: string;
  readonly path: string;
  /** Degrees. */
  readonly celsius: number;
  readonly critical: number;
}

/** Of NVMe disks, by the monitor that their driver makes. */
export const readTemperatures = (host: HostReader): readonly DiskTemperature[] =>
  listIfAllowed(host, "/sys/class/hwmon").flatMap((name) => {
    const path = `/sys/class/hwmon/${name}`;
    if (textIn(host, `${path}/name`) !== "nvme") return [];
    const now = numberIn(host, `${path}/temp1_input`);
    const critical = numberIn(host, `${path}/temp1_crit`);
    const disk = host.link(`${path}/device`) ?? name;
    return now === null || critical === null || critical <= 0 ? []
      : [{ disk: disk.slice(disk.lastIndexOf("/") + 1), path, celsius: Math.round(now / 1000),
        critical: Math.round(critical / 1000) }];
  });

export interface RaidArray {
  readonly name: string;
  /** As /proc/mdstat draws it: `[UU_]`, where a line is a disk that is missing. */
  readonly drawn: string;
  readonly isWhole: boolean;
}

/** Null where the kernel has no arrays of its own. */
export const readRaids = (host: HostReader): readonly RaidArray[] | null => {
  const text = textIn(host, "/proc/mdstat");
  return text === null ? null : text.split(/\n(?=md)/).flatMap((block) => {
    const name = /^(md\S*) :/.exec(block)?.[1];
    const drawn = /\[([U_]+)\]/.exec(block)?.[0] ?? "";
    return name === undefined ? [] : [{ name, drawn, isWhole: !drawn.includes("_") }];
  });
};
