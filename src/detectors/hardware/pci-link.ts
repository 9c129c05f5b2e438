/** How fast the PCI Express link of a device runs, against the slower of its two ends. */
import type { HostReader } from "../../ports/host.ts";
import { numberIn, textIn } from "../small-files.ts";

export interface PciLink {
  readonly path: string;
  /** GT/s and lanes. */
  readonly speed: number;
  readonly width: number;
  readonly maxSpeed: number;
  readonly maxWidth: number;
}

/** `16.0 GT/s PCIe`, or `Unknown`. */
const rateIn = (host: HostReader, path: string): number =>
  Number(/^(\d+(?:\.\d+)?) GT\/s/.exec(textIn(host, path) ?? "")?.[1] ?? 0);

/** Null where the device is on no such link, or one of its ends does not tell. */
export const readPciLink = (host: HostReader, path: string): PciLink | null => {
  const link = { path, speed: rateIn(host, `${path}/current_link_speed`),
    width: numberIn(host, `${path}/current_link_width`) ?? 0,
    maxSpeed: rateIn(host, `${path}/max_link_speed`),
    maxWidth: numberIn(host, `${path}/max_link_width`) ?? 0 };
  const isWhole = link.speed > 0 && link.width > 0 && link.maxSpeed > 0
    && link.maxWidth > 0 && link.maxWidth <= 32;
  return isWhole ? link : null;
};
